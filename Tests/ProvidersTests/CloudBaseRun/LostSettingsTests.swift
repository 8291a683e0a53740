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

  /// What an update sends of a service whose own configuration is older than its live version.
  private func items(
    version: JSON, isOnline: Bool = true, variables: String = #"{"A":"1","REMOVED":"x"}"#,
    options: [String: JSON] = [:]
  ) async throws -> (sent: [JSON], upload: CloudBaseRun.Upload) {
    let server = try scripted([
      "DescribeServerManageTask": ["IsExist": false],
      "DescribeCloudRunServerDetail": [
        "OnlineVersionInfos": isOnline ? [["VersionName": "express-006", "FlowRatio": "100"]] : .null,
        "ServerConfig": ["EnvParams": .string(variables), "VpcConf": ["VpcId": "vpc-removed"]],
      ],
      "DescribeVersionDetail": version, "DescribeCloudBaseRunServerVersion": ["Remark": ""],
      "UpdateCloudRunServer": ["TaskId": "7"],
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint, options: options)
    let state = try await express.provider.state()
    let upload = try await express.provider.completed(try await express.publish(), since: state)
    _ = try await express.provider.update(express.deployment, upload, since: state)
    return (try server.requests.bodies(of: "UpdateCloudRunServer").first?["Items"]?.array ?? [], upload)
  }

  private static let none: JSON = ["EnvParams": "{}", "VpcConf": ["VpcId": "", "SubnetId": ""]]

  @Test func `variables and a network that the live version has given up are not brought back`() async throws
  {
    let (sent, upload) = try await items(version: Self.none)
    #expect(sent == [])
    let server = try scripted([
      "DescribeVersionDetail": ["EnvParams": #"{"REMOVED":"x"}"#, "VpcConf": ["VpcId": "vpc-removed"]],
      "DescribeCloudRunServerDetail": [:],
    ])
    defer { server.stop() }
    let findings = try await Express(on: server.endpoint).provider
      .lostSettings(of: "express-007", after: upload)
    #expect(findings.count == 2)
    let merged = try await items(version: Self.none, options: ["items": ["EnvParam": ["MODE": "new"]]]).sent
    #expect(merged == [["Key": "EnvParam", "Value": #"{"MODE":"new"}"#]])
  }

  @Test func `without a version online the service's own settings are sent again`() async throws {
    let sent = try await items(version: .null, isOnline: false).sent
    #expect(
      sent == [
        ["Key": "EnvParam", "Value": #"{"A":"1","REMOVED":"x"}"#],
        ["Key": "VpcConf", "VpcConf": ["VpcId": "vpc-removed"]],
      ])
  }

  @Test func `values of variables are sent as the cloud writes them`() async throws {
    let text =
      #"{"ID": 12345678901234567890, "RATE":1.10, "EMPTY":"", "LIST":[1.0, {"a,b": "}"}], "Q\"":"\\"}"#
    let kept = try await items(version: ["EnvParams": .string(text)]).sent
    #expect(kept.first == ["Key": "EnvParam", "Value": .string(text)])
    let merged = try await items(
      version: ["EnvParams": .string(text)], options: ["items": ["EnvParam": ["ZONE": "new", "RATE": "2"]]]
    ).sent
    #expect(
      merged.first == [
        "Key": "EnvParam",
        "Value":
          #"{"EMPTY":"","ID":12345678901234567890,"LIST":[1.0,{"a,b":"}"}],"Q\"":"\\","RATE":"2","ZONE":"new"}"#,
      ])
  }

  @Test func `settings that cannot be read are left out`() async throws {
    let server = try scripted(["DescribeVersionDetail": ["Error": ["Code": "InternalError", "Message": "x"]]])
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    #expect(await express.provider.lostSettings(of: "express-007", after: CloudBaseRun.Upload()) == [])
    #expect(await express.provider.lostSettings(of: nil, after: CloudBaseRun.Upload()) == [])
  }
}
