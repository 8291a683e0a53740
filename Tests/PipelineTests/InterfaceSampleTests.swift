import Emulator
import HTTP
import Model
import Pipeline
import Testing

/// The vendor's sample requests, produced from a config file.
@Suite struct InterfaceSampleTests {
  /// RollingUpdateApplicationByVersion, sample 1 (https://cloud.tencent.com/document/product/1371/62477).
  private static let deploy = """
    {
    "ApplicationId": "app-xxxxxx",
    "EnvironmentId": "en-xxxxxx",
    "DeployVersion": "v1",
    "PackageName": "test.jar",
    "From": "IntelliJ",
    "DeployStrategyType": "0",
    "TotalBatchCount": 0,
    "BatchInterval": 0,
    "BetaBatchNum": 0,
    "MinAvailable": 0,
    "Force": true
    }
    """

  /// Sample 2. It gives three numbers as text; the interface's own table calls them integers, and so they are sent.
  private static let succeeded = """
    {
    "EnvironmentId": "env-qgnzgy8r",
    "TotalBatchCount": "2",
    "PackageName": "tem/pkg/1300555551/service-gn54vdy6/1641528220867/hello-world-0.0.1-SNAPSHOT.jar",
    "DeployStrategyType": "AUTO",
    "DeployVersion": "20220107122452",
    "BatchInterval": "60",
    "ApplicationId": "service-gn54vdy6",
    "BetaBatchNum": "1"
    }
    """

  /// DescribeCloudBaseRunOneClickTaskExternal.
  private static let task = """
    {
    "ExternalId": "xxxxxxx"
    }
    """

  private static func json(_ text: String) throws -> JSON {
    try JSONCoding.decode(JSON.self, from: Array(text.utf8), answering: "the sample")
  }

  @Test func `a config with every field of TEM's update sends the vendor's sample`() async throws {
    let shop = try await Shop(
      """
      { "version": "v1", "tem": {
        "region": "ap-guangzhou", "applicationId": "app-xxxxxx", "environmentId": "en-xxxxxx",
        "packageName": "test.jar", "from": "IntelliJ", "deployStrategyType": "0", "totalBatchCount": 0,
        "batchInterval": 0, "betaBatchNum": 0, "minAvailable": 0, "force": true } }
      """, application: Shop.application("app-xxxxxx", "en-xxxxxx", package: "test.jar"))
    let planned = try shop.project.plan(named: ["shop"]).plans.first?.requests
      .first { $0.action == "RollingUpdateApplicationByVersion" }
    let outcome = try await shop.deploy()
    #expect(outcome.failure == nil)
    #expect(try shop.bodies("RollingUpdateApplicationByVersion") == [Self.json(Self.deploy)])
    #expect(try planned?.body == Self.json(Self.deploy))
    let request = shop.cloud.requests.first {
      $0[header: "X-TC-Action"] == "RollingUpdateApplicationByVersion"
    }
    #expect(request?[header: "X-TC-Version"] == "2021-07-01")
    #expect(request?[header: "X-TC-Region"] == "ap-guangzhou")
    shop.close(outcome)
  }

  @Test func `a config of the second sample sends it, its numbers as numbers`() async throws {
    let package = "tem/pkg/1300555551/service-gn54vdy6/1641528220867/hello-world-0.0.1-SNAPSHOT.jar"
    let shop = try await Shop(
      """
      { "version": "20220107122452", "tem": {
        "region": "ap-guangzhou", "applicationId": "service-gn54vdy6", "environmentId": "env-qgnzgy8r",
        "packageName": "\(package)", "deployStrategyType": "AUTO", "totalBatchCount": 2,
        "batchInterval": 60, "betaBatchNum": 1 } }
      """, application: Shop.application("service-gn54vdy6", "env-qgnzgy8r", package: package))
    let outcome = try await shop.deploy()
    #expect(outcome.failure == nil)
    var sample = try #require(try Self.json(Self.succeeded).object)
    for name in ["TotalBatchCount", "BatchInterval", "BetaBatchNum"] {
      sample[name] = .integer(try #require(sample[name]?.string.flatMap { Int($0) }))
    }
    #expect(try shop.bodies("RollingUpdateApplicationByVersion") == [.object(sample)])
    shop.close(outcome)
  }

  @Test func `a config that waits for a one-click task asks for it as the vendor's sample does`() async throws
  {
    let shop = try await Shop(
      #"{ "tcbTask": { "externalId": "xxxxxxx" } }"#, tasks: [.init(id: "xxxxxxx", server: "shop")])
    let outcome = try await shop.deploy()
    #expect(outcome.failure == nil)
    let bodies = try shop.bodies("DescribeCloudBaseRunOneClickTaskExternal")
    let sample = try Self.json(Self.task)
    #expect(bodies.count > 2 && bodies.allSatisfy { $0 == sample })
    #expect(shop.cloud.requests.allSatisfy { $0[header: "X-TC-Version"] == "2018-06-08" })
    #expect(shop.cloud.requests.allSatisfy { $0[header: "X-TC-Region"] == nil })
    shop.close(outcome)
  }
}
