import Emulator
import Foundation
import Model
import Testing

/// How the emulated ESA behaves, scenario by scenario.
@Suite struct EdgeScenarioTests {
  private static let publish = "PublishEdgeContainerAppVersion"

  /// Statuses until one of them comes twice in a row, at most 20.
  private func course(_ client: EdgeClient, of environment: String = "prod") async throws -> [String] {
    var words: [String] = []
    for _ in 0..<20 {
      let status = try await client.status(of: environment)
      let word = "\(status["PublishStatus"]?.string ?? "") \(status["PublishPercentage"]?.integer ?? -1)"
      if word == words.last { break }
      words.append(word)
    }
    return words
  }

  @Test func `calm: a version is created, published and served`() async throws {
    let (cloud, client) = try EdgeClient.cloud()
    defer { cloud.stop() }
    let id = try #require(try await client.create().json["VersionId"]?.string)
    #expect(try await client.publish(id).verdict == "InvalidParameter")
    #expect(try await client.version(id)["Status"] == "creating")
    cloud.advance(by: .seconds(40))
    #expect(try await client.version(id)["Status"] == "created")
    #expect(try await client.publish(id).json.object?.keys.sorted() == ["RequestId"])
    #expect(try await client.publish(id).verdict == "LockFailed")
    #expect(try await course(client) == ["publishing 0", "publishing 50", "published 100"])
    let status = try await client.status()
    #expect(status["DeployedVersion"] == .string(id) && status["BaseLineVersion"] == .string(EdgeClient.live))
    #expect(status["Regions"]?["Region"] == [])
  }

  @Test func `the list of versions leaves out what its documents leave out`() async throws {
    let (cloud, client) = try EdgeClient.cloud()
    defer { cloud.stop() }
    _ = try await client.create(name: "another 2")
    let listed = try await client.call(
      "ListEdgeContainerAppVersions", "GET",
      query: ["AppId": EdgeClient.app, "SearchType": "Name", "SearchKey": "another", "PageSize": "10"])
    let versions = listed.json["Versions"]?.array ?? []
    #expect(versions.map { $0["Name"] } == ["another 2"])
    #expect(versions.first?["Containers"]?.array?.first?.object?.keys.contains("Storage") == false)
  }

  @Test func `a share stays a share until somebody publishes to all`() async throws {
    let (cloud, client) = try EdgeClient.cloud("calm", app: .init(id: EdgeClient.app, created: ["ver-2"]))
    defer { cloud.stop() }
    _ = try await client.publish("ver-2", percentage: 20)
    #expect(try await course(client).last == "published 20")
    #expect(try await client.status()["DeployedVersion"] == .string(EdgeClient.live))
    _ = try await client.publish("ver-2")
    #expect(try await course(client).last == "published 100")
  }

  @Test func `environments are published to apart`() async throws {
    let (cloud, client) = try EdgeClient.cloud()
    defer { cloud.stop() }
    #expect(try await client.status(of: "staging")["DeployStatus"] == "undeploy")
    _ = try await client.publish(to: "staging")
    #expect(try await course(client, of: "staging").last == "published 100")
    let health = try await client.call(
      "GetEdgeContainerStagingDeployStatus", "GET", query: ["AppId": EdgeClient.app])
    #expect(health.json["Phase"] == "Running" && health.json["Ready"] == "ok")
  }

  @Test func `a rollback serves the version that it names`() async throws {
    let (cloud, client) = try EdgeClient.cloud(app: .init(id: EdgeClient.app, created: ["ver-2"]))
    defer { cloud.stop() }
    _ = try await client.publish("ver-2")
    cloud.advance(by: .seconds(60))
    let back = try await client.call(
      "RollbackEdgeContainerAppVersion", query: ["VersionId": EdgeClient.live],
      form: ["AppId": EdgeClient.app])
    #expect(back.verdict == "ok")
    #expect(try await course(client) == ["rollbacking 0", "rollbacked 0"])
    #expect(try await client.status()["DeployedVersion"] == .string(EdgeClient.live))
  }

  @Test func `busy: a stranger's publication holds the environment until it ends`() async throws {
    let (cloud, client) = try EdgeClient.cloud(
      "busy", app: .init(id: EdgeClient.app, environments: ["staging"]))
    defer { cloud.stop() }
    #expect(try await client.publish(to: "staging").verdict == "LockFailed")
    #expect(try await client.publish(to: "prod").verdict == "ok")
    cloud.advance(by: .seconds(60))
    #expect(try await client.publish(to: "staging").verdict == "ok")
  }

  @Test func `build-fails: a version that cannot be created`() async throws {
    let (cloud, client) = try EdgeClient.cloud("build-fails")
    defer { cloud.stop() }
    let id = try await client.create().json["VersionId"]?.string ?? ""
    cloud.advance(by: .seconds(40))
    #expect(try await client.version(id)["Status"] == "failed")
    #expect(try await client.publish(id).verdict == "InvalidParameter")
  }

  @Test func `crash: production goes back by itself, staging says why`() async throws {
    let (cloud, client) = try EdgeClient.cloud("crash")
    defer { cloud.stop() }
    _ = try await client.publish()
    #expect(try await course(client).last == "rollbacked 0")
    _ = try await client.publish(to: "staging")
    cloud.advance(by: .seconds(60))
    let health = try await client.call(
      "GetEdgeContainerStagingDeployStatus", "GET", query: ["AppId": EdgeClient.app])
    #expect(health.json["Phase"] == "CrashLoopBackOff")
    #expect(health.json["PodRestartState"]?["LastTerminatedReason"] == "OOMKilled")
    let log = try await client.call(
      "GetEdgeContainerLogs", "GET", query: ["AppId": EdgeClient.app, "Lines": "1"])
    #expect(log.json["Items"]?.array?.count == 1)
  }

  @Test(arguments: [("stuck", "publishing 50"), ("gray", "published 30")])
  func `a publication that does not get to the end`(scenario: String, end: String) async throws {
    let (cloud, client) = try EdgeClient.cloud(scenario)
    defer { cloud.stop() }
    _ = try await client.publish()
    #expect(try await course(client).last == end)
  }

  @Test func `late-task: the publication before is shown for some seconds`() async throws {
    let (cloud, client) = try EdgeClient.cloud(
      "late-task", app: .init(id: EdgeClient.app, created: ["ver-2"]), pace: .polls(.seconds(10)))
    defer { cloud.stop() }
    _ = try await client.publish("ver-2")
    for _ in 0..<2 {
      #expect(try await client.status()["PublishingVersion"] == .string(EdgeClient.live))
    }
    #expect(try await client.status()["PublishingVersion"] == "ver-2")
  }

  @Test(arguments: [("lost-answer", 1, EdgeClient.live), ("lost-and-stolen", 0, "")])
  func `an answer is lost`(scenario: String, writes: Int, version: String) async throws {
    let (cloud, client) = try EdgeClient.cloud(scenario)
    defer { cloud.stop() }
    await #expect(throws: Failure.self) { try await client.publish() }
    #expect(cloud.writes(of: Self.publish) == writes)
    let published = try await client.status()["PublishingVersion"]?.string ?? ""
    #expect((published == version) == (writes == 1))
    #expect(try await client.publish(percentage: 1).verdict == "LockFailed")
  }

  @Test func `any action's answer can be lost, once`() async throws {
    let (cloud, client) = try EdgeClient.cloud(losing: ["CreateEdgeContainerAppVersion"])
    defer { cloud.stop() }
    await #expect(throws: Failure.self) { try await client.create() }
    #expect(try await client.create().verdict == "ok")
    #expect(cloud.writes(of: "CreateEdgeContainerAppVersion") == 2)
  }

  @Test func `throttled: the first calls of an action are told when to come again`() async throws {
    let (cloud, client) = try EdgeClient.cloud("throttled")
    defer { cloud.stop() }
    let first = try await client.publish()
    #expect(first.status == 400 && first.verdict == "Throttling.User")
    #expect(first.headers["x-acs-retry-after"] == "1200")
    _ = try await client.publish()
    #expect(try await client.publish().verdict == "ok")
  }

  @Test(arguments: [
    ("denied", "NoPermission"), ("retired", "InvalidAction.NotFound"), ("malformed", "ok"),
  ])
  func `what cannot be done is refused`(scenario: String, verdict: String) async throws {
    let (cloud, client) = try EdgeClient.cloud(scenario)
    defer { cloud.stop() }
    let answered = try await client.publish()
    #expect(answered.verdict == verdict)
    #expect((answered.json == .null) == (scenario == "malformed"))
    #expect(cloud.writes(of: Self.publish) == 0)
  }

  @Test func `unavailable: a page of HTML and 502`() async throws {
    let (cloud, client) = try EdgeClient.cloud("unavailable")
    defer { cloud.stop() }
    let answered = try await client.publish()
    #expect(answered.status == 502 && answered.text.hasPrefix("<html>"))
  }

  @Test func `a clock that is far ahead refuses and tells its time`() async throws {
    let cloud = try EmulatedAlibaba(
      scenario: Scenario("ahead", "an hour ahead") { $0.clockSkew = 3600 },
      credentials: [EdgeClient.credentials], apps: [.init(id: EdgeClient.app)], now: { EdgeClient.now })
    defer { cloud.stop() }
    let answered = try await EdgeClient(endpoint: cloud.endpoint).publish()
    #expect(answered.verdict == "InvalidTimeStamp.Expired")
    #expect(answered.headers["date"] == "Thu, 15 Jan 2026 09:30:00 GMT")
  }

  @Test func `newer-live: a stamp of an unknown commit is live`() async throws {
    let (cloud, client) = try EdgeClient.cloud("newer-live")
    defer { cloud.stop() }
    let remark = try await client.version(EdgeClient.live)["Remarks"]?.string ?? ""
    #expect(Stamp(in: remark)?.commit == "fedcba987654")
  }

  @Test func `a target's app is there, live where it publishes to, with the version that it names`() throws {
    let place = Place(file: "sampan.json", line: 1, column: 1)
    func app(_ provider: String, _ options: [String: JSON]) throws -> EmulatedAlibaba.App? {
      let template = try Template("{version}")
      return .init(
        for: Target(
          name: "t", place: place, provider: provider,
          options: options.mapValues { Target.Option($0, at: place) }, version: [template], remark: [template]
        ))
    }
    #expect(
      try app("esa", ["appId": "app-1", "publishEnv": "staging"])
        == .init(id: "app-1", environments: ["staging"]))
    #expect(
      try app("esa", ["appId": "app-1", "publishEnv": "prod", "versionId": "ver-9"])
        == .init(id: "app-1", created: ["ver-9"]))
    #expect(try app("tcbr", ["envId": "e"]) == nil)
  }
}
