import Emulator
import Model
import Providers
import Support
import Testing

/// What an update leaves of the settings: those that it was seen to drop are sent again, and the new version's are
/// compared with what it should have.
@Suite struct LostSettingsTests {
  private func deploy(
    _ scenario: String, options: [String: JSON] = [:], vpc: String? = "vpc-1"
  ) async throws -> [Finding] {
    let cloud = try EmulatedTencent.holding(
      "express", variables: ["DATABASE": "secret-of-the-database"], vpc: vpc, scenario: scenario)
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, options: options)
    let upload = try await express.provider.completed(
      try await express.publish(), since: try await express.provider.state())
    let rollout = try await express.end(
      of: try await express.provider.update(
        express.deployment, upload, since: try await express.provider.state()))
    #expect(rollout.state == .finished)
    return await express.provider.lostSettings(of: rollout.receipt.release, after: upload)
  }

  @Test(arguments: ["calm", "settings-dropped", "other-spellings"])
  func `nothing is lost, and nothing is reported`(scenario: String) async throws {
    #expect(try await deploy(scenario) == [])
    #expect(
      try await deploy(
        scenario, options: ["items": ["MaxNum": 7, "EnvParam": ["MODE": "new"], "EntryPoint": ["/bin/app"]]])
        == [])
  }

  @Test func `a network that is not kept is reported as lost`() async throws {
    let findings = try await deploy("calm", options: ["keepVpc": false])
    #expect(
      findings.map(\.message) == ["setting \"VpcConf\" of express-007 is not what the version before had"])
    #expect(findings.first?.severity == .warning)
    #expect(findings.first?.place?.line != nil)
  }

  @Test func `settings that the cloud does not take are reported by key, variables by name`() async throws {
    let findings = try await deploy("settings-lost", options: ["items": ["EnvParam": ["MODE": "new"]]])
    #expect(
      findings.map(\.message) == [
        "setting \"EnvParam.MODE\" of express-007 is not what \"items\" asks for",
        "setting \"VpcConf\" of express-007 is not what the version before had",
      ])
    #expect(!"\(findings)".contains("secret-of-the-database"))
  }

  @Test func `settings that cannot be read are left out`() async throws {
    let server = try scripted(["DescribeVersionDetail": ["Error": ["Code": "InternalError", "Message": "x"]]])
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    #expect(await express.provider.lostSettings(of: "express-007", after: CloudBaseRun.Upload()) == [])
    #expect(await express.provider.lostSettings(of: nil, after: CloudBaseRun.Upload()) == [])
  }
}
