import Model
import Support
import Testing

@testable import HTTP

@Suite struct ProxyTests {
  private func proxy(_ address: String) throws -> ProxyAddress {
    let origin = try #require(Origin(of: "https://cloud.example"))
    return try #require(ProxyAddress(for: origin, in: ["HTTPS_PROXY": address]))
  }

  @Test(arguments: [
    "http://corp:S3cr#tPW@proxy.example:3128", "http://corp:S3cr tPW@proxy.example:3128",
    "http://corp:S3cr/tPW@proxy.example:3128", "http://corp:S3cr?tPW@proxy.example:3128",
    "http://corp:S3cr@tPW@proxy.example:3128", "http://corp:S3crtPW@proxy.example:3128\n",
    "http://corp:S3crtPW@proxy.example:3128\r\n", " http://corp:S3crtPW@proxy.example:3128",
    "htp://corp:S3crtPW@proxy.example:3128", "http://corp:S3crtPW@proxy.example:port", "corp:S3crtPW@",
    "http://corp:S3crtPW@proxy example", "http://corp:S3cr\\tPW@proxy.example", "http://corp:S3crtPW@a/b",
    "http://corp:S3crtPW@a:3128?x", "http://corp:S3crtPW@\u{301}proxy", "http://corp:S3cr\u{7F}tPW@a",
  ])
  func `an address that cannot be read is refused, and its password appears nowhere`(address: String) throws {
    let failure = #expect(throws: Failure.self) { try proxy(address).check() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.hasPrefix("HTTPS_PROXY is not a valid proxy address: it") == true)
    #expect("\(failure.map { "\($0)" } ?? "S3cr")".contains("S3cr") == false)
    let secrets = ProxyAddress.secrets(in: ["HTTPS_PROXY": address]).map { $0.reveal() }
    #expect(secrets.contains { $0.hasPrefix("S3cr") && $0.hasSuffix("tPW") })
  }

  @Test(arguments: [
    "http://proxy.example:3128", "http://corp:S3cr%23tPW@proxy.example:3128/", "proxy.example:3128", "proxy",
    "socks5h://u:p!$&'()*+,;=~|^@10.0.0.1:1080", "https://[::1]:3128", "HTTP://u@proxy.example",
  ])
  func `an address that libcurl reads is left to it`(address: String) throws {
    try proxy(address).check()
  }

  @Test func `the password is known as it is written and as it is meant`() {
    let secrets = ProxyAddress.secrets(in: [
      "https_proxy": "http://corp:S3cr%23tPW@proxy.example", "ALL_PROXY": "socks5://a:other@b",
      "NO_PROXY": "u:p@h",
    ])
    #expect(
      secrets.map { $0.reveal() } == [
        "a:other", "other", "a:other", "other", "corp:S3cr%23tPW", "S3cr%23tPW", "corp:S3cr#tPW", "S3cr#tPW",
      ])
  }

  @Test func `the variable that counts is libcurl's`() throws {
    func variable(_ url: String, _ environment: [String: String]) throws -> String? {
      ProxyAddress(for: try #require(Origin(of: url)), in: environment)?.variable
    }
    let all = [
      "https_proxy": "a", "HTTPS_PROXY": "b", "http_proxy": "c", "HTTP_PROXY": "d", "ALL_PROXY": "e",
    ]
    #expect(try variable("https://a.example", all) == "https_proxy")
    #expect(try variable("http://a.example", all) == "http_proxy")
    #expect(try variable("http://a.example", ["HTTP_PROXY": "d", "HTTPS_PROXY": "b"]) == nil)
    #expect(try variable("https://a.example", ["https_proxy": "", "ALL_PROXY": "e"]) == "ALL_PROXY")
    #expect(try variable("https://127.0.0.1", all) == nil)
    #expect(try variable("https://a.example", all.merging(["NO_PROXY": "*"]) { $1 }) == nil)
  }
}
