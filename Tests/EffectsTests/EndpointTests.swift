import Effects
import Model
import Testing

/// Where the services of a cloud are, as the environment says.
@Suite struct EndpointTests {
  private func endpoint(_ value: String, of service: String?) throws -> String? {
    var world = World.refusing
    world.environment = ["SAMPAN_ENDPOINT_TENCENT": value]
    return try world.endpoint("SAMPAN_ENDPOINT_TENCENT", of: service)
  }

  @Test(
    arguments: [
      ("http://127.0.0.1:8080/", "tcbr", "http://127.0.0.1:8080"),
      ("http://127.0.0.1:8080", "cos", "http://127.0.0.1:8080"),
      ("https://*.intl.tencentcloudapi.com", "tcbr", "https://tcbr.intl.tencentcloudapi.com"),
      ("https://*.intl.tencentcloudapi.com", "cos", nil),
      (
        "https://*.intl.tencentcloudapi.com, tcbr=https://tcbr.tencentcloudapi.com", "tcbr",
        "https://tcbr.tencentcloudapi.com"
      ),
      (
        "tcbr=https://tcbr.tencentcloudapi.com https://*.intl.tencentcloudapi.com", "sts",
        "https://sts.intl.tencentcloudapi.com"
      ),
      ("https://*.intl.tencentcloudapi.com,cos=https://cos.example", "cos", "https://cos.example"),
      ("cos=https://cos.example", "tem", nil), ("  ", "tem", nil),
    ] as [(String, String, String?)])
  func `one address, a pattern and a list say where a service is`(
    value: String, service: String, expected: String?
  ) throws {
    #expect(try endpoint(value, of: service) == expected)
  }

  @Test(
    arguments: [
      "http://*.example.com", "https://*.example.com/path", "cos=http://cos.example, https://api.example",
      "https://user:pw@api.example", "tcbr=", "ftp://api.example", "https://api.example?a=b",
    ])
  func `an address that must not get credentials is refused, used or not`(value: String) {
    let failure = #expect(throws: Failure.self) { try endpoint(value, of: "tcbr") }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.description.contains("pw") == false)
  }

  @Test func `a cloud of one host takes one address`() {
    let failure = #expect(throws: Failure.self) { try endpoint("https://*.example.com", of: nil) }
    #expect(failure?.kind == .configuration)
  }
}
