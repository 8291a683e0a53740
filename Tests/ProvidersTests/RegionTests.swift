import Emulator
import Model
import Providers
import Testing

/// A region of the job that is meant for other services.
@Suite struct RegionTests {
  private static func cloud(named isNamed: Bool) throws -> EmulatedTencent {
    try EmulatedTencent(
      scenario: Scenario("other-region", "the environment is elsewhere") { $0.refusesRegions = isNamed },
      credentials: [Express.keys],
      services: [.init(environment: Express.environment, name: "express", region: "ap-singapore")],
      now: { Express.now })
  }

  /// Both spellings of the refusal were seen.
  @Test(arguments: [true, false])
  func `the environment's own region wins over the job's, and the job is told`(isNamed: Bool) async throws {
    let cloud = try Self.cloud(named: isNamed)
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, variables: ["TENCENTCLOUD_REGION": "ap-guangzhou"])
    let rollout = try await express.end(of: try await express.update())
    #expect(rollout.state == .finished)
    #expect(express.told.rules == ["tencent/region"])
    #expect(cloud.requests.first?[header: "X-TC-Region"] == "ap-guangzhou")
    #expect(
      cloud.requests.filter { $0.action == "UpdateCloudRunServer" }.map { $0[header: "X-TC-Region"] } == [
        nil
      ])
  }

  @Test func `a region that the cloud does not have for this product is left out, too`() async throws {
    let cloud = try Self.cloud(named: true)
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, variables: ["TENCENTCLOUD_REGION": "ap-nowhere"])
    #expect(try await express.provider.state().main != nil)
    #expect(express.told.rules == ["tencent/region"])
  }

  @Test func `the target's region is used as it is`() async throws {
    let cloud = try Self.cloud(named: true)
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, options: ["region": "ap-tokyo"], variables: ["TENCENTCLOUD_REGION": "ap-singapore"])
    let failure = await #expect(throws: Failure.self) { try await express.provider.state() }
    #expect(failure?.kind == .configuration)
    let actions = cloud.requests.map { $0[header: "X-TC-Action"] ?? "" }
    #expect(actions.count { $0 == "DescribeServerManageTask" } == 1, "\(actions)")
    #expect(express.told.rules.isEmpty)
  }

  @Test func `where nothing is found without it either, the failure says whose region it was`() async throws {
    let cloud = try Self.cloud(named: true)
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, service: "other", variables: ["TENCENTCLOUD_REGION": "ap-guangzhou"])
    let failure = await #expect(throws: Failure.self) { try await express.provider.state() }
    #expect(failure?.kind == .configuration)
    #expect(
      failure?.causes.contains(
        "the region \"ap-guangzhou\" is from TENCENTCLOUD_REGION; the target sets none") == true)
    #expect(express.told.rules.isEmpty)
  }
}
