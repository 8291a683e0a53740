import HTTP
import Model
import Support
import Testing

@Suite struct URLTests {
  @Test(arguments: [
    ("https://a.example/x?y", "https", "a.example", 443, "a.example"),
    ("http://LOCALHOST", "http", "localhost", 80, "localhost"),
    ("HTTPS://A:8443/", "https", "a", 8443, "a:8443"), ("http://[::1]:99?x", "http", "::1", 99, "[::1]:99"),
  ])
  func `an origin is scheme, host and port`(
    url: String, scheme: String, host: String, port: Int, name: String
  ) throws {
    let origin = try #require(Origin(of: url))
    #expect(origin.scheme == scheme)
    #expect(origin.host == host)
    #expect(origin.port == port)
    #expect(origin.name == name)
  }

  @Test(arguments: [
    "", "a.example", "ftp://a", "https://", "https:///x", "https://u@a", "https://u:p@a", "https://a\\@b",
    "https://a b",
    "https://a:0", "https://a:65536", "https://a:", "https://a:+1", "https://[::1", "https://[::1]x",
    "https://ä",
    "https://a%2eb", "javascript://a",
  ])
  func `what parsers could read differently has no origin`(url: String) {
    #expect(Origin(of: url) == nil)
  }

  @Test(arguments: ["127.0.0.1", "127.255.0.9", "localhost", "[::1]"])
  func `this machine is loopback`(host: String) {
    #expect(Origin(of: "http://\(host):1/")?.isLoopback == true)
  }

  @Test(arguments: [
    "127.0.0.1.example.com", "localhost.example.com", "128.0.0.1", "127.1", "127.0.0.256", "[::2]", "0.0.0.0",
    "127.0.0.",
  ])
  func `a host that only looks like this machine is not`(host: String) {
    #expect(Origin(of: "http://\(host)/")?.isLoopback == false)
  }

  @Test func `an IPv6 address is asked like any other host`() async throws {
    let port = try closedPort()
    let failure = await #expect(throws: Failure.self) {
      try await Transport.live(version: "0")(Request("GET", "http://[::1]:\(port)/a?b"))
    }
    #expect(failure?.what == "no connection to [::1]:\(port)")
    #expect(failure?.retry == .safe(after: nil))
  }

  @Test(arguments: [
    ("https://u:p@a.example/x?sign=1#f", "https://a.example/x"),
    ("https://a.example/x@y", "https://a.example/x@y"),
    ("https://a?u@b", "https://a"), ("nonsense?x", "nonsense"),
    ("https://D\\u:p@a.example/x", "https://a.example/x"),
    ("https://u:p/q@a.example/x", "https://a.example/x"),
    ("https://u:p#q@a.example/x", "https://…"), ("https://a.example:8080/@x", "https://a.example:8080/@x"),
    ("http://[::1]:80/@x", "http://[::1]:80/@x"),
  ])
  func `a shown URL has no user information and no query`(url: String, shown: String) {
    #expect(redacted(url) == shown)
  }

  @Test func `percent-encoding agrees with Python's`() async throws {
    let text = String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init))) + "你好 🚀"
    let judged = try await Command.succeed(
      [
        "python3", "-c",
        "import sys,urllib.parse as u; print(u.quote(sys.stdin.buffer.read(), safe=''), end='')",
      ],
      input: Array(text.utf8))
    #expect(percentEncoded(text) == judged)
  }

  @Test func `a query keeps its order`() {
    #expect(queryString([("b", "1 2"), ("a", "x&y=z")]) == "b=1%202&a=x%26y%3Dz")
  }
}
