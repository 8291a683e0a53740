import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// Settings that an update keeps, and what is told of those that were lost all the same.
@Suite struct WeChatSettingsTests {
  private static let settings: [String: JSON] = [
    "dockerfile_path": "docker/prod", "build_dir": "server", "initial_delay_seconds": 30,
    "enable_union": true, "policy_type": "mem",
    "policy_detail": [["policy_type": "mem", "policy_threshold": .number(62.5)]],
  ]

  /// The interface's page shows the first two; its twins show the rest, where they are set.
  @Test func `every setting of the version is sent again, also those of the build`() async throws {
    let cloud = try EmulatedWeChat.holding(settings: Self.settings)
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint, .repository(source: "github", name: "acme/api", branch: "main"))
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
    let body = try #require(try cloud.bodies(of: Hosting.update).first)
    for (name, value) in Self.settings { #expect(body[name] == value, "\(name)") }
  }

  private func findings(_ hosting: Hosting) async throws -> [Finding] {
    let state = try await hosting.provider.state()
    let upload = try await hosting.provider.completed(try await hosting.publish(), since: state)
    let receipt = try await hosting.provider.update(hosting.deployment, upload, since: state)
    let rollout = try await hosting.end(of: receipt)
    #expect(rollout.state == .finished)
    return await hosting.provider.lostSettings(of: rollout.receipt.release, after: upload)
  }

  @Test func `nothing is told where the new version has what was sent`() async throws {
    let cloud = try EmulatedWeChat.holding(variables: ["A": "1"], settings: Self.settings)
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint, options: ["cpu": "0.50", "envParams": "{ \"B\": \"2\" }", "customLogs": ""])
    #expect(try await findings(hosting) == [])
  }

  @Test func `a setting that the platform dropped is told by its option, without values of variables`()
    async throws
  {
    let cloud = try EmulatedWeChat.holding(
      variables: ["TOKEN": "p4ssw0rd"], settings: Self.settings, scenario: "settings-lost")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint, options: ["maxNum": "9"])
    let findings = try await findings(hosting)
    let text = findings.map { "\($0.message)" }
    #expect(text.contains("maxNum of ss-003: the new version has \"50\", \"9\" was sent"))
    #expect(text.contains("envParams of ss-003: the new version has other values of TOKEN"))
    #expect(text.contains("dockerfilePath of ss-003: the new version has none, \"docker/prod\" was sent"))
    #expect(text.contains("initialDelaySeconds of ss-003: the new version has none, 30 was sent"))
    #expect(findings.allSatisfy { $0.severity == .warning && $0.rule == "wechat/lost-setting" })
    #expect(findings.allSatisfy { $0.place?.line == 7 && !$0.remedies.isEmpty })
    #expect(!"\(findings)".contains("p4ssw0rd"))
  }

  @Test func `what cannot be read after the update is not told as lost`() async throws {
    let server = try scriptedWeChat(["getcsversiondetail": ["errcode": 48001, "errmsg": "api unauthorized"]])
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint, options: ["cpu": "1"])
    #expect(await hosting.provider.lostSettings(of: "ss-003", after: WeChatHosting.Upload()) == [])
  }
}
