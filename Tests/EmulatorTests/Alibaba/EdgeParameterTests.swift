import Emulator
import Model
import Testing

/// The API's refusals, before and inside an action.
@Suite struct EdgeParameterTests {
  private static let publish = "PublishEdgeContainerAppVersion"

  /// Changes to a publication that is right otherwise; a value of nil leaves the parameter out.
  @Test(
    arguments: [
      ([:], [:], "ok"),
      (["PublishType": "region", "Regions": #"["hk"]"#, "FullRelease": "false"], [:], "ok"),
      (["FullRelease": "True"], [:], "ok"),
      ([:], ["Percentage": "1", "Remarks": "发布 ~*", "StartTime": "2023-06-05T16:00:00Z"], "ok"),
      (["VersionId": nil], [:], "InvalidParameter.VersionId"),
      (["VersionId": "879626371616512000"], [:], "InvalidParameter.VersionId"),
      (["VersionId": "ver-1"], [:], "InvalidParameter.VersionId"),
      (["PublishType": "gray"], [:], "InvalidParameter.PublishType"),
      (["Regions": "hk"], [:], "InvalidParameter.Regions"),
      (["Regions": "[1]"], [:], "InvalidParameter"),
      (["FullRelease": "1"], [:], "InvalidParameter.FullRelease"),
      ([:], ["AppId": nil], "InvalidParameter.appid"),
      ([:], ["AppId": "880688675783794688"], "InvalidParameter.appid"),
      ([:], ["AppId": "app-1"], "InvalidApp.NotFound"),
      ([:], ["PublishEnv": nil], "MissingPublishEnv"),
      ([:], ["PublishEnv": "production"], "InvalidParameter.PublishEnv"),
      ([:], ["Percentage": "0"], "InvalidParameter.Percentage"),
      ([:], ["Percentage": "101"], "InvalidParameter.Percentage"),
      ([:], ["Percentage": "50%"], "InvalidParameter.Percentage"),
      ([:], ["StartTime": "2023-06-05 16:00:00"], "InvalidParameter.StartTime"),
      // Each in the place of the other.
      (["Percentage": "50"], [:], "InvalidParameter"),
      (["PublishEnv": "prod"], ["PublishEnv": nil], "InvalidParameter"),
      (["VersionId": nil], ["VersionId": EdgeClient.live], "InvalidParameter.VersionId"),
      ([:], ["Colour": "red"], "InvalidParameter"),
    ] as [([String: String?], [String: String?], String)])
  func `a publication is checked to the letter`(
    query: [String: String?], form: [String: String?], verdict: String
  ) async throws {
    let (cloud, client) = try EdgeClient.cloud()
    defer { cloud.stop() }
    let right: [String: String?] = ["AppId": EdgeClient.app, "PublishEnv": "prod"]
    let answered = try await client.call(
      Self.publish,
      query: ["VersionId": EdgeClient.live].merging(query) { $1 }.compactMapValues(\.self),
      form: right.merging(form) { $1 }.compactMapValues(\.self))
    #expect(answered.verdict == verdict, "\(answered.text)")
    #expect(cloud.writes(of: Self.publish) == (verdict == "ok" ? 1 : 0))
    #expect(answered.json["RequestId"]?.string?.isEmpty == false)
  }

  @Test(arguments: [
    ("[\(EdgeClient.web)]", "ok"), ("[]", "InvalidParameter"), ("{}", "InvalidParameter.Containers"),
    ("[\(EdgeClient.web),\(EdgeClient.web)]", "InvalidParameter"),
    ("[\(EdgeClient.web.replacing("1C2G", with: "3C3G"))]", "InvalidParameter"),
    ("[\(EdgeClient.web.replacing("0.5G", with: "1G"))]", "InvalidParameter"),
    ("[\(EdgeClient.web.replacing("tcpSocket", with: "ping"))]", "InvalidParameter"),
    ("[\(EdgeClient.web.replacing("80", with: "\"80\""))]", "InvalidParameter"),
    ("[\(EdgeClient.web.replacing(#""Image":"nginx:1","#, with: ""))]", "InvalidParameter"),
    ("[\(EdgeClient.web.replacing("Spec", with: "Size"))]", "InvalidParameter"),
  ])
  func `a version's containers are checked to the letter`(containers: String, verdict: String) async throws {
    let (cloud, client) = try EdgeClient.cloud()
    defer { cloud.stop() }
    let answered = try await client.create(containers)
    #expect(answered.verdict == verdict, "\(answered.text)")
  }

  @Test(arguments: [(5, "InvalidParameter.Name"), (6, "ok"), (128, "ok"), (129, "InvalidParameter.Name")])
  func `a version's name has 6 to 128 characters`(length: Int, verdict: String) async throws {
    let (cloud, client) = try EdgeClient.cloud()
    defer { cloud.stop() }
    #expect(try await client.create(name: String(repeating: "版", count: length)).verdict == verdict)
  }

  @Test func `an unknown action, a wrong version, method or content type is refused`() async throws {
    let (cloud, plain) = try EdgeClient.cloud()
    defer { cloud.stop() }
    #expect(try await plain.call("GetEverything").verdict == "InvalidAction.NotFound")
    #expect(try await plain.call(Self.publish, "GET").verdict == "UnsupportedHTTPMethod")
    #expect(
      try await plain.call(Self.publish, form: ["a": "b"], type: "text/plain").verdict
        == "UnsupportedContentType")
    var client = plain
    client.version = "2014-05-26"
    #expect(try await client.call(Self.publish).verdict == "InvalidVersion")
  }

  @Test func `a nonce counts once`() async throws {
    let (cloud, plain) = try EdgeClient.cloud()
    defer { cloud.stop() }
    var client = plain
    client.nonce = "6f1c2a9e0b7d4c3e8a5f9d2b1c0e7a43"
    #expect(try await client.publish().verdict == "ok")
    #expect(try await client.publish().verdict == "SignatureNonceUsed")
    #expect(cloud.writes(of: Self.publish) == 1)
  }
}
