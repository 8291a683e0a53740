import Emulator
import Foundation
import Model
import Testing

/// TEM's own refusals, and what its scenarios do.
@Suite struct MicroserviceActionTests {
  private static func cloud(
    _ scenario: String = "calm", package: String? = nil, instances: Int = 2
  ) throws -> (EmulatedTencent, Client) {
    let cloud = try EmulatedTencent(
      scenario: Scenario.named(scenario) ?? .calm, credentials: [Client.credentials],
      applications: [.init(id: "app-1", environment: "en-1", package: package, instances: instances)],
      now: { Timestamp(seconds: 1_766_483_290) })
    return (
      cloud,
      Client(endpoint: cloud.endpoint, headers: ["X-TC-Region": "ap-guangzhou"], service: "tem")
    )
  }

  private static let application: [String: JSON] = ["ApplicationId": "app-1", "EnvironmentId": "en-1"]

  private static func update(_ more: [String: JSON]) -> [String: JSON] {
    application.merging(["DeployVersion": "v2"]) { $1 }.merging(more) { $1 }
  }

  @Test(
    arguments: [
      (["TotalBatchCount": "2"], "InvalidParameter"), (["TotalBatchCount": -1], "InvalidParameter"),
      (["Force": "force"], "InvalidParameter"), (["DeployStrategyType": "auto"], "InvalidParameter"),
      (["DeployVersion": "V2"], "InvalidParameterValue.VersionLowerCase"),
      (["DeployVersion": "v 2"], "InvalidParameterValue.InvalidDeployVersion"),
      (["DeployVersion": ""], "MissingParameter.DeployVersionNull"),
      (
        ["DeployVersion": .string(String(repeating: "v", count: 129))],
        "InvalidParameterValue.VersionLengthLimit"
      ),
      (["DeployVersion": .null], "MissingParameter"), (["Remark": "x"], "UnknownParameter"),
      (["ApplicationId": "app-2"], "ResourceNotFound.ServiceNotFound"),
      (["EnvironmentId": "en-2"], "ResourceNotFound.VersionNamespaceNotFound"), ([:], nil),
      (["DeployStrategyType": "0", "TotalBatchCount": 0, "Force": true, "From": "IntelliJ"], nil),
    ] as [([String: JSON], String?)])
  func `an update that is not right is refused by name`(more: [String: JSON], code: String?) async throws {
    let (cloud, client) = try Self.cloud()
    defer { cloud.stop() }
    #expect(try await client.errorCode("RollingUpdateApplicationByVersion", Self.update(more)) == code)
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == (code == nil ? 1 : 0))
  }

  @Test func `a JAR application wants a package that is there`() async throws {
    let (cloud, client) = try Self.cloud(package: "held.jar")
    defer { cloud.stop() }
    let action = "RollingUpdateApplicationByVersion"
    #expect(try await client.errorCode(action, Self.update([:])) == "MissingParameter")
    #expect(try await client.errorCode(action, Self.update(["PackageName": "x.jar"])) == "InvalidParameter")
    #expect(try await client.errorCode(action, Self.update(["PackageName": "held.jar"])) == nil)
  }

  @Test func `a call without a region is refused`() async throws {
    var (cloud, client) = try Self.cloud()
    defer { cloud.stop() }
    client.headers = [:]
    #expect(try await client.errorCode("DescribeApplicationInfo", Self.application) == "MissingParameter")
  }

  @Test func `a failed rollout stays open, without a message, until it is taken back`() async throws {
    let (cloud, client) = try Self.cloud("crash")
    defer { cloud.stop() }
    _ = try await client.call("RollingUpdateApplicationByVersion", Self.update([:]))
    cloud.advance(by: .seconds(60))
    let detail = try await client.call("DescribeDeployApplicationDetail", Self.application)["Result"]
    #expect(detail?["Status"] == "Error")
    #expect(detail?["ErrorMessage"] == "")
    #expect(detail?["OtherBatchDetail"]?.array?.first?["BatchStatus"] == "Finish")
    let info = try await client.call("DescribeApplicationInfo", Self.application)["Result"]
    #expect(info?["UnderDeploying"] == true && info?["BatchDeployStatus"] == "")
    #expect(info?["Status"] == "abnormal")
    let update = Self.update(["DeployVersion": "v3"])
    #expect(
      try await client.errorCode("RollingUpdateApplicationByVersion", update)
        == "ResourceInUse.ServiceDeploying")
    _ = try await client.call("RevertDeployApplication", Self.application)
    #expect(try await client.errorCode("RollingUpdateApplicationByVersion", update) == nil)
  }

  @Test func `busy: a stranger's rollout refuses ours until it ends`() async throws {
    let (cloud, client) = try Self.cloud("busy")
    defer { cloud.stop() }
    let update = Self.update([:])
    #expect(
      try await client.errorCode("RollingUpdateApplicationByVersion", update)
        == "ResourceInUse.ServiceDeploying")
    cloud.advance(by: .seconds(120))
    #expect(try await client.errorCode("RollingUpdateApplicationByVersion", update) == nil)
  }

  @Test func `gray: every batch waits; stuck: none ever ends`() async throws {
    for (scenario, status) in [("gray", "batch_updating_waiting_confirm"), ("stuck", "batch_updating")] {
      let (cloud, client) = try Self.cloud(scenario)
      defer { cloud.stop() }
      _ = try await client.call("RollingUpdateApplicationByVersion", Self.update([:]))
      cloud.advance(by: .seconds(86_400))
      let info = try await client.call("DescribeApplicationInfo", Self.application)["Result"]
      #expect(info?["BatchDeployStatus"] == .string(status))
      #expect(info?["UnderDeploying"] == true)
    }
  }

  @Test func `an application is made from the target that deploys to it, a task from the one that waits`()
    throws
  {
    let place = Place(file: "sampan.json", line: 1, column: 1)
    func target(_ provider: String, _ options: [String: JSON]) throws -> Target {
      Target(
        name: "t", place: place, provider: provider,
        options: options.mapValues { Target.Option($0, at: place) },
        version: [try Template("v")], remark: [try Template("v")])
    }
    let tem = try target("tem", ["applicationId": "app-1", "environmentId": "en-1"])
    #expect(EmulatedTencent.Application(for: tem)?.region == "ap-guangzhou")
    #expect(EmulatedTencent.Application(for: tem, region: "ap-tokyo")?.region == "ap-tokyo")
    #expect(EmulatedTencent.Service(for: tem) == nil)
    let task = try target("tcbTask", ["externalId": "{env:ID}-{target}"])
    let made = EmulatedTencent.OneClickTask(for: task) { $0 == .environment("ID") ? "7" : "t" }
    #expect(made?.id == "7-t")
    // A name that has no value when the cloud starts, such as that of the commit, stands for any.
    let open = EmulatedTencent.OneClickTask(for: task) { $0 == .environment("ID") ? nil : "t" }
    #expect(open?.isNamed("a1b2c3d4-t") == true && open?.isNamed("a1b2c3d4") == false)
    #expect(made?.isNamed("7-t") == true && made?.isNamed("7-t-") == false)
    #expect(EmulatedTencent.OneClickTask(for: tem) { _ in "x" } == nil)
  }
}
