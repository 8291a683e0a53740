import Emulator
import Foundation
import Model
import Synchronization
import Testing

/// What a rollout looks like from outside, from the update to its end.
@Suite struct RolloutTests {
  private func online(_ client: Client) async throws -> [String] {
    let detail = try await client.call("DescribeCloudRunServerDetail", of: "api")
    return (detail["OnlineVersionInfos"]?.array ?? []).map {
      "\($0["VersionName"]?.string ?? "") \($0["FlowRatio"]?.string ?? "")"
    }
  }

  private func record(_ client: Client) async throws -> JSON {
    try await client.call("DescribeCloudRunDeployRecord", of: "api")["DeployRecords"]?.array?.first ?? .null
  }

  private func statuses(_ task: JSON) -> [String] {
    (task["Steps"]?.array ?? []).map { "\($0["Name"]?.string ?? "") \($0["Status"]?.string ?? "")" }
  }

  @Test func `a rollout goes from step to step as time passes`() async throws {
    let (cloud, client) = try Client.cloud(pace: .polls(.zero))
    defer { cloud.stop() }
    let id = try await client.deploy()["TaskId"]?.integer ?? 0
    var task = try await client.task(id)
    #expect(task["Status"] == "todo")
    cloud.advance(by: .seconds(20))
    task = try await client.task(id)
    #expect(task["Status"] == "running")
    #expect(statuses(task) == ["CreateVersion running", "ReleaseVersion todo"])
    #expect(try await record(client)["Status"] == "deploying")
    cloud.advance(by: .seconds(25))
    #expect(statuses(try await client.task(id)) == ["CreateVersion finished", "ReleaseVersion running"])
    #expect(try await online(client) == ["api-006 100"])
    cloud.advance(by: .seconds(10))
    #expect(try await client.task(id)["Status"] == "finished")
    #expect(try await online(client) == ["api-007 100"])
    #expect(try await record(client)["Status"] == "normal")
  }

  @Test func `a clock drives a rollout`() async throws {
    let clock = ManualClock()
    let (cloud, client) = try Client.cloud(pace: .clock { clock.elapsed })
    defer { cloud.stop() }
    _ = try await client.deploy()
    clock.advance(by: .seconds(48))
    #expect(try await client.task()["Status"] == "running")
    clock.advance(by: .seconds(4))
    #expect(try await client.task()["Status"] == "finished")
  }

  @Test func `a service's own address shows the version that is live`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let detail = try await client.call("DescribeCloudRunServerDetail", of: "api")
    let url = detail["BaseInfo"]?["DefaultDomainName"]?.string ?? ""
    #expect(try await client.get(url + "/health").text == "api-006\n")
    _ = try await client.deploy()
    _ = try await client.endOfTask()
    #expect(try await client.get(url).text == "api-007\n")
  }

  @Test func `the remark of a version can be read back`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    _ = try await client.deploy(remark: "1.2.3 修复 sampan:0123456789ab.0123456789ab.012345")
    let version = try await client.call(
      "DescribeCloudBaseRunServerVersion", of: "api", ["VersionName": "api-007"])
    #expect(version["Remark"] == "1.2.3 修复 sampan:0123456789ab.0123456789ab.012345")
  }

  @Test func `services do not stand in each other's way`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    #expect(try await client.deploy("api")["Error"] == nil)
    #expect(try await client.deploy("api")["Error"]?["Code"] == "ResourceInUse")
    #expect(try await client.deploy("web")["Error"] == nil)
    #expect(try await client.endOfTask(of: "web")["VersionName"] == "web-007")
  }

  @Test func `of fifty updates at the same time one is accepted`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let codes = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 {
        group.addTask { try await client.deploy()["Error"]?["Code"]?.string ?? "accepted" }
      }
      return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(codes == ["accepted": 1, "ResourceInUse": 49])
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
  }

  @Test func `a rollout can be cancelled, and what was live stays so`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let id = try await client.deploy()["TaskId"] ?? 0
    _ = try await client.task()
    let cancel: [String: JSON] = ["TaskId": id, "OperateType": "cancel"]
    #expect(try await client.call("OperateServerManage", of: "api", cancel)["Error"] == nil)
    let task = try await client.task()
    #expect(task["Status"] == "stopped")
    #expect(try await online(client) == ["api-006 100"])
    #expect(try await client.call("OperateServerManage", of: "api", cancel)["Error"] != nil)
  }

  @Test func `a rollback makes the version before live again`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    _ = try await client.deploy()
    _ = try await client.endOfTask()
    let back: [String: JSON] = ["CurrentVersionName": "api-007", "RollbackVersionName": "api-006"]
    #expect(try await client.call("SubmitServerRollback", of: "api", back)["TaskId"]?.integer ?? 0 > 0)
    #expect(try await client.endOfTask()["ChangeType"] == "ROLLBACK")
    #expect(try await online(client) == ["api-006 100"])
    #expect(try await client.call("SubmitServerRollback", of: "api", back)["Error"] != nil)
  }

  @Test func `a gray release waits, moves traffic and is promoted`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    _ = try await client.deploy(releaseType: "GRAY")
    for _ in 0..<5 { _ = try await client.task() }
    #expect(statuses(try await client.task()) == ["CreateVersion finished", "GrayRelease running"])
    #expect(try await record(client)["Status"] == "normal")
    let order = try await client.call("DescribeReleaseOrder", of: "api")
    #expect(order["ReleaseOrderInfo"]?["ReleaseVersion"]?["Remark"] == "ours")
    #expect(order["ReleaseOrderInfo"]?["IsReleasing"] == true)
    #expect(try await client.deploy()["Error"]?["Code"] == "ResourceInUse")

    func release(_ ratio: Int, type: JSON = "gray", close: Bool = false) async throws -> JSON {
      let stable: JSON = [
        "VersionName": "api-006", "IsDefaultPriority": true, "FlowRatio": .integer(100 - ratio),
        "Priority": 1,
      ]
      return try await client.call(
        "ReleaseGray", of: "api",
        [
          "GrayType": type, "TrafficType": "FLOW", "GrayFlowRatio": .integer(ratio),
          "CloseGrayRelease": .boolean(close),
          "VersionFlowItems": .array(
            [
              [
                "VersionName": "api-007", "IsDefaultPriority": .boolean(ratio == 100),
                "FlowRatio": .integer(ratio), "Priority": 0,
              ]
            ] + (ratio == 100 ? [] : [stable])),
        ])
    }
    #expect(try await release(20, type: "FLOW")["Error"]?["Code"] == "InvalidParameter")
    #expect(try await release(20)["Error"] == nil)
    #expect(try await online(client) == ["api-006 80", "api-007 20"])
    #expect(try await release(100, close: true)["Error"] == nil)
    #expect(try await online(client) == ["api-007 100"])
    #expect(try await client.task()["Status"] == "finished")
  }

  @Test func `a gray release can be taken back`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let id = try await client.deploy(releaseType: "GRAY")["TaskId"] ?? 0
    for _ in 0..<5 { _ = try await client.task() }
    let back: [String: JSON] = ["TaskId": id, "OperateType": "go_back"]
    #expect(try await client.call("OperateServerManage", of: "api", back)["Error"] == nil)
    #expect(try await client.task()["Status"] == "stopped")
    #expect(try await online(client) == ["api-006 100"])
  }

  @Test func `settings that need no new version are applied at once`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let hot: [String: JSON] = ["Items": [["Key": "MaxNum", "IntValue": 9]]]
    #expect(try await client.call("SubmitServerConfigChangeDiff", of: "api", hot)["TaskId"] == 0)
    let detail = try await client.call("DescribeCloudRunServerDetail", of: "api")
    #expect(detail["ServerConfig"]?["MaxNum"] == 9)
    let cold: [String: JSON] = ["Items": [["Key": "Port", "IntValue": 81]]]
    #expect(
      try await client.call("SubmitServerConfigChangeDiff", of: "api", cold)["TaskId"]?.integer ?? 0 > 0)
    #expect(try await client.endOfTask()["ChangeType"] == "CONFIG")
  }

  @Test func `a deploy that does not mention the private network leaves it`() async throws {
    let (cloud, client) = try Client.cloud(
      services: [.init(environment: "env-a", name: "api", variables: ["A": "1"], vpc: "vpc-1")])
    defer { cloud.stop() }
    let before = try await client.call("DescribeVersionDetail", of: "api", ["VersionName": "api-006"])
    #expect(before["VpcConf"]?["VpcId"] == "vpc-1")
    #expect(before["EnvParams"] == #"{"A":"1"}"#)
    _ = try await client.deploy()
    let after = try await client.call("DescribeVersionDetail", of: "api", ["VersionName": "api-007"])
    #expect(after["VpcConf"] == .null)
    #expect(after["EnvParams"] == #"{"A":"1"}"#)
  }

  @Test func `every service, environment and pod is listed`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let page: [String: JSON] = ["EnvId": "env-a", "PageSize": 1, "PageNum": 2]
    let list = try await client.call("DescribeCloudRunServers", page)
    #expect(list["Total"] == 2)
    #expect(list["ServerList"]?.array?.map { $0["ServerName"]?.string } == ["web"])
    #expect(try await client.call("DescribeEnvBaseInfo", ["EnvId": "env-x"])["IsExist"] == false)
    #expect(try await client.call("DescribeCloudRunPodList", of: "api")["TotalCount"] == 1)
  }
}

/// A monotonic clock that stands still until it is told otherwise.
private final class ManualClock: Sendable {
  private let time = Mutex(Duration.seconds(1000))

  var elapsed: Duration { time.withLock { $0 } }

  func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
