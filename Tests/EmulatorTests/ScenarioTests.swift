import Emulator
import Foundation
import Model
import Support
import Testing

@Suite struct ScenarioTests {
  @Test func `scenarios are sorted, named once and explained`() {
    let names = Scenario.all.map(\.name)
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
    #expect(Scenario.all.allSatisfy { !$0.help.isEmpty && !$0.help.hasSuffix(".") })
    #expect(Scenario.named("calm") == .calm)
    #expect(Scenario.named("Calm") == nil)
  }

  @Test func `busy: a stranger's rollout refuses ours until it ends`() async throws {
    let (cloud, client) = try Client.cloud("busy")
    defer { cloud.stop() }
    #expect(try await client.deploy()["Error"]?["Code"] == "ResourceInUse")
    #expect(try await client.endOfTask()["Status"] == "finished")
    #expect(try await client.deploy()["Error"] == nil)
  }

  @Test func `build-fails: the reason stands in the task, and the log has pages`() async throws {
    let (cloud, client) = try Client.cloud("build-fails")
    defer { cloud.stop() }
    let repository: JSON = [
      "DeployType": "repository", "RepoInfo": ["Source": "github", "Repo": "o/n", "Branch": "main"],
    ]
    _ = try await client.call("UpdateCloudRunServer", of: "api", ["DeployInfo": repository])
    let task = try await client.endOfTask()
    #expect(task["Status"] == "failed")
    #expect(task["FailReason"] == "build image failed: exit status 1")
    #expect(task["Steps"]?.array?.first?["FailReason"] == task["FailReason"])
    #expect(task["Steps"]?.array?.last?["Status"] == "todo")
    let records = try await client.call("DescribeCloudRunDeployRecord", of: "api")["DeployRecords"]
    let record = records?.array?.first ?? .null
    #expect(record["Status"] == "build_failed")

    var text = ""
    var start = 0
    for _ in 0..<5 {
      let parameters: [String: JSON] = [
        "EnvId": "env-a", "ServiceName": "api", "BuildId": record["BuildId"] ?? 0,
        "Start": .integer(start),
      ]
      let log = try await client.call("DescribeCloudBaseRunBuildLog", parameters)["Log"] ?? .null
      text += log["Text"]?.string ?? ""
      start = log["Delivered"]?.integer ?? 0
      if log["More"] != true { break }
    }
    #expect(text.contains("npm ci: package 30"))
    #expect(text.hasSuffix("build image failed: exit status 1\n"))
  }

  @Test func `crash: the process log says what the probe saw`() async throws {
    let (cloud, client) = try Client.cloud("crash")
    defer { cloud.stop() }
    _ = try await client.deploy()
    #expect(try await client.endOfTask()["Status"] == "failed")
    let records = try await client.call("DescribeCloudRunDeployRecord", of: "api")["DeployRecords"]
    let record = records?.array?.first ?? .null
    #expect(record["Status"] == "deploy_failed")
    let logs = try await client.call(
      "DescribeCloudRunProcessLog", ["EnvId": "env-a", "RunId": record["RunId"] ?? ""])["Logs"]
    #expect(logs?.array?.contains { $0.string?.contains("Readiness probe failed") ?? false } == true)
    let search = try await client.call(
      "SearchClsLog",
      [
        "EnvId": "env-a", "StartTime": "2025-12-23 00:00:00", "EndTime": "2025-12-24 00:00:00",
        "QueryString": "container_name:\"api-007\"", "Limit": 100,
      ])
    #expect(search["LogResults"]?["Results"]?.array?.count == 1)
    let detail = try await client.call("DescribeCloudRunServerDetail", of: "api")
    #expect(detail["OnlineVersionInfos"]?.array?.first?["VersionName"] == "api-006")
  }

  @Test func `stuck: a day later it still runs`() async throws {
    let (cloud, client) = try Client.cloud("stuck")
    defer { cloud.stop() }
    _ = try await client.deploy()
    cloud.advance(by: .seconds(86_400))
    #expect(try await client.task()["Status"] == "running")
  }

  @Test func `gray: a full release waits as well`() async throws {
    let (cloud, client) = try Client.cloud("gray")
    defer { cloud.stop() }
    _ = try await client.deploy()
    cloud.advance(by: .seconds(3600))
    let task = try await client.task()
    #expect(task["Status"] == "running")
    #expect(task["ReleaseType"] == "GRAY")
  }

  @Test func `throttled: two calls of each action are refused and not executed`() async throws {
    let (cloud, client) = try Client.cloud("throttled")
    defer { cloud.stop() }
    for _ in 0..<2 { #expect(try await client.deploy()["Error"]?["Code"] == "RequestLimitExceeded") }
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 0)
    #expect(try await client.deploy()["Error"] == nil)
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
  }

  @Test func `upload-cut: the third attempt gets through`() async throws {
    let (cloud, client) = try Client.cloud("upload-cut")
    defer { cloud.stop() }
    let url = try await client.call("DescribeCloudBaseBuildService", of: "api")["UploadUrl"]?.string ?? ""
    let bytes = [UInt8](repeating: 7, count: 4 << 20)
    for _ in 0..<2 {
      await #expect(throws: Failure.self) { try await client.put(url, bytes) }
    }
    #expect(try await client.put(url, bytes).status == 200)
    #expect(cloud.uploads.map(\.byteCount) == [4 << 20])
  }

  @Test func `upload-refused: the storage says so in XML`() async throws {
    let (cloud, client) = try Client.cloud("upload-refused")
    defer { cloud.stop() }
    let url = try await client.call("DescribeCloudBaseBuildService", of: "api")["UploadUrl"]?.string ?? ""
    let response = try await client.put(url, [1])
    #expect(response.status == 403)
    #expect(response.text.contains("<Code>AccessDenied</Code>"))
  }

  @Test func `lost-answer: the update is executed and nobody hears of it`() async throws {
    let (cloud, client) = try Client.cloud("lost-answer")
    defer { cloud.stop() }
    await #expect(throws: Failure.self) { try await client.deploy() }
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
    #expect(try await client.task()["VersionName"] == "api-007")
    let version = try await client.call(
      "DescribeCloudBaseRunServerVersion", of: "api", ["VersionName": "api-007"])
    #expect(version["Remark"] == "ours")
  }

  @Test func `lost-and-stolen: what turns up is not ours`() async throws {
    let (cloud, client) = try Client.cloud("lost-and-stolen")
    defer { cloud.stop() }
    await #expect(throws: Failure.self) { try await client.deploy() }
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 0)
    #expect(try await client.task()["VersionName"] == "api-007")
    let version = try await client.call(
      "DescribeCloudBaseRunServerVersion", of: "api", ["VersionName": "api-007"])
    #expect(version["Remark"] == "another deploy's change")
  }

  @Test func `task-zero: the task is there although its id was not told`() async throws {
    let (cloud, client) = try Client.cloud("task-zero")
    defer { cloud.stop() }
    #expect(try await client.deploy()["TaskId"] == 0)
    #expect(try await client.task(0)["Id"]?.integer ?? 0 > 0)
  }

  @Test func `task-zero-stolen: no id is told, and the task that is there is somebody else's`() async throws {
    let (cloud, client) = try Client.cloud("task-zero-stolen")
    defer { cloud.stop() }
    #expect(try await client.deploy()["TaskId"] == 0)
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 0)
    let version = try await client.call(
      "DescribeCloudBaseRunServerVersion", of: "api", ["VersionName": "api-007"])
    #expect(version["Remark"] == "another deploy's change")
  }

  @Test func `late-task: the task is denied for some seconds`() async throws {
    let (cloud, client) = try Client.cloud("late-task", pace: .polls(.seconds(3)))
    defer { cloud.stop() }
    let id = try await client.deploy()["TaskId"]?.integer ?? 0
    #expect(id > 0)
    for _ in 0..<2 { #expect(try await client.task(id)["Id"] == 0) }
    #expect(try await client.task(id)["Id"]?.integer == id)
  }

  @Test func `clock-skew: our time is refused, the time of its Date header is not`() async throws {
    let (cloud, plain) = try Client.cloud("clock-skew")
    defer { cloud.stop() }
    var client = plain
    let response = try await client.exchange("DescribeEnvBaseInfo", ["EnvId": "env-a"])
    #expect(response.text.contains("AuthFailure.SignatureExpire"))
    #expect(response.date == "Tue, 23 Dec 2025 09:58:10 GMT")
    client.time += 600
    #expect(try await client.errorCode("DescribeEnvBaseInfo", ["EnvId": "env-a"]) == nil)
  }

  @Test func `denied: reading is allowed, writing names what is missing`() async throws {
    let (cloud, client) = try Client.cloud("denied")
    defer { cloud.stop() }
    #expect(try await client.call("DescribeCloudRunServerDetail", of: "api")["Error"] == nil)
    let error = try await client.deploy()["Error"] ?? .null
    #expect(error["Code"] == "UnauthorizedOperation")
    #expect(error["Message"]?.string?.contains("tcbr:UpdateCloudRunServer") == true)
    #expect(error["Message"]?.string?.contains("env/env-a") == true)
  }

  @Test func `unavailable: a page of HTML and 502`() async throws {
    let (cloud, client) = try Client.cloud("unavailable")
    defer { cloud.stop() }
    let response = try await client.exchange("DescribeEnvBaseInfo", ["EnvId": "env-a"])
    #expect(response.status == 502)
    #expect(response.text.hasPrefix("<html>"))
  }

  @Test func `newer-live: a stamp of an unknown commit is live, unless the test says what is`() async throws {
    let (cloud, client) = try Client.cloud(
      "newer-live",
      services: [
        .init(environment: "env-a", name: "api"), .init(environment: "env-a", name: "web", remark: "mine"),
      ])
    defer { cloud.stop() }
    func remark(_ service: String) async throws -> String {
      try await client.call(
        "DescribeCloudBaseRunServerVersion", of: service, ["VersionName": .string("\(service)-006")])[
          "Remark"]?.string ?? ""
    }
    #expect(Stamp(in: try await remark("api"))?.commit == "fedcba987654")
    #expect(try await remark("web") == "mine")
  }

  @Test func `drip: an answer is whole in the end`() async throws {
    let (cloud, client) = try Client.cloud("drip")
    defer { cloud.stop() }
    #expect(try await client.endOfTask() == .null)
    #expect(try await client.call("DescribeCloudRunServerDetail", of: "api")["ServerConfig"]?["Port"] == 8080)
  }

  @Test func `malformed: an answer that is no JSON`() async throws {
    let (cloud, client) = try Client.cloud("malformed")
    defer { cloud.stop() }
    let response = try await client.exchange("DescribeEnvBaseInfo", ["EnvId": "env-a"])
    #expect(response.status == 200)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(JSON.self, from: Data(response.text.utf8))
    }
  }

  @Test func `retired: the action has gone`() async throws {
    let (cloud, client) = try Client.cloud("retired")
    defer { cloud.stop() }
    #expect(try await client.deploy()["Error"]?["Code"] == "ActionOffline")
  }
}
