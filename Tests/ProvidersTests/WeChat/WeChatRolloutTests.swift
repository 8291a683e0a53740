import Emulator
import HTTP
import Model
import Providers
import Support
import Synchronization
import Testing

/// A rollout from the first look to its end.
@Suite struct WeChatRolloutTests {
  private static let baseline = "ss-003 2025-12-23 17:00:00"
  private static let receipt = Receipt.ours(operation: "run-1", baseline: baseline, release: "ss-003")

  @Test func `a rollout is seen from its registration to our version serving`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let receipt = try await hosting.update()
    #expect(receipt.operation == "1mz9GjJgyY53b1")
    #expect(receipt.release == "ss-003")
    let rollout = try await hosting.end(of: receipt)
    #expect(rollout.state == .finished)
    var registered = receipt
    registered.isRegistered = true
    #expect(rollout.receipt == registered)
    #expect(rollout.steps == [Rollout.Step(name: "update ss-003", status: "finished")])
    let state = try await hosting.provider.state()
    #expect(state.main?.stamp?.description == "sampan:cccccccccccc.777777777777.ffffff")
    #expect(state.main?.trafficPercent == 100)
    #expect(state.main?.image == Hosting.image.image?.name)
    #expect(cloud.writes(of: Hosting.update) == 1)
  }

  /// The version keeps its name: right after the update it is still told as it was before.
  @Test func `the normal from before the update is not taken for its end`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "stuck")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let receipt = try await hosting.update()
    let first = try await hosting.provider.poll(receipt)
    #expect(first.status == "normal")
    #expect(first.state == .unregistered)
    let second = try await hosting.provider.poll(receipt)
    #expect(second.status == "updating")
    #expect(second.state == .running)
    cloud.advance(by: .seconds(3600))
    #expect(try await hosting.provider.poll(receipt).state == .running)
  }

  @Test func `a rollout that is registered late is waited for`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "late-task")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
  }

  /// Statuses and times that come one after the other, and what each look makes of them.
  @Test(arguments: [
    // Nothing has changed, however often one looks.
    (
      ["normal 17:00:00", "normal 17:00:00", "normal 17:00:00"],
      ["unregistered", "unregistered", "unregistered"]
    ),
    // The time may change before the status does.
    (["normal 17:00:09", "updating 17:00:09", "normal 17:00:40"], ["running", "running", "finished"]),
    (["normal 17:00:09", "normal 17:00:09"], ["running", "finished"]),
    // A platform that does not touch the time.
    (["updating 17:00:00", "normal 17:00:00"], ["running", "finished"]),
    // A failure from before is not ours either.
    (
      ["deploy_fail 17:00:00", "deploy_fail 17:00:09", "deploy_fail 17:00:09"],
      ["unregistered", "running", "failed"]
    ),
    // A word that nobody has documented is a rollout that goes on.
    (
      ["draining 17:00:09", "draining 17:00:20", "build_fail 17:00:50"], ["running", "running", "failed"]
    ),
  ])
  func `what a look says depends on what was seen before`(told: [String], expected: [String]) async throws {
    let looks = Counter()
    let server = try LoopbackServer { request in
      if request.weChatAction == "getcsversionlist" {
        let body = try? JSONCoding.encode(versionAnswers()["getcsversionlist"] ?? .null)
        return .answer(Answer(200, body: body ?? []))
      }
      let entry = told[min(looks.next(), told.count) - 1].split(separator: " ").map(String.init)
      let answer = versionAnswers(
        status: entry[0], remark: Hosting.remark, updated: "2025-12-23 \(entry[1])")["getcsversiondetail"]
      return .answer(Answer(200, body: (try? JSONCoding.encode(answer ?? .null)) ?? []))
    }
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint)
    var states: [String] = []
    var poll = Poll(of: hosting, Self.receipt)
    for _ in told {
      let state = try await poll.next().state
      states.append(String("\(state)".prefix { $0.isLetter }))
    }
    #expect(states == expected)
  }

  @Test(arguments: [("build-fails", "build_fail"), ("crash", "deploy_fail")])
  func `a failed rollout says in what way`(scenario: String, status: String) async throws {
    let cloud = try EmulatedWeChat.holding(scenario: scenario)
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint, .repository(source: "github", name: "acme/api", branch: "main"))
    let rollout = try await hosting.end(of: try await hosting.update())
    guard case .failed(let reason) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(reason.contains(status) && reason.contains("ss-003"))
    #expect(rollout.steps.last?.status == "failed")
    #expect(await hosting.provider.explain(rollout).isEmpty)
  }

  /// What its remark says is what was tried, and not what serves.
  @Test func `after a failure the same commit is deployed again`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "crash")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    _ = try await hosting.end(of: try await hosting.update())
    let state = try await hosting.provider.state()
    #expect(state.main?.release == "ss-003")
    #expect(state.main?.stamp == nil)
    #expect(state.inFlight == nil)
    let second = try Hosting(on: cloud.endpoint)
    guard case .failed = try await second.end(of: try await second.update()).state else {
      Issue.record("the second failure was not seen")
      return
    }
    #expect(cloud.writes(of: Hosting.update) == 2)
  }

  @Test func `a version that was replaced by somebody else since is not called ours`() async throws {
    let server = try scriptedWeChat(
      versionAnswers(remark: "2.0.0 somebody else", updated: "2025-12-23 17:05:00"))
    defer { server.stop() }
    let rollout = try await Hosting(on: server.endpoint).end(of: Self.receipt)
    guard case .stopped(let why) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(why.contains("2.0.0 somebody else"))
  }

  /// Seen at a deploy of another kind: the platform made a version for a changed setting, of the old code, and it took
  /// the place of the new one.
  @Test func `a version that the platform makes itself never turns green for ours`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "platform-version")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let rollout = try await hosting.end(of: try await hosting.update())
    #expect(
      rollout.state == .stopped("ss-004, a newer version, receives all traffic instead of ss-003"))
    let state = try await hosting.provider.state()
    #expect(state.main?.release == "ss-004")
    #expect(state.main?.stamp == nil)
  }

  @Test(arguments: ["server config change", ""])
  func `a version at rest that has not our remark is not ours, although our update was accepted`(
    remark: String
  ) async throws {
    let server = try scriptedWeChat(versionAnswers(remark: remark, updated: "2025-12-23 17:05:00"))
    defer { server.stop() }
    let rollout = try await Hosting(on: server.endpoint).end(of: Self.receipt)
    guard case .stopped = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
  }

  @Test func `the versions are listed with their shares, the newest first`() async throws {
    let cloud = try EmulatedWeChat.holding(remark: "1.0.0 sampan:bbbbbbbbbbbb.bbbbbbbbbbbb.cccccc")
    defer { cloud.stop() }
    let releases = try await Hosting(on: cloud.endpoint).provider.releases()
    #expect(releases.map(\.id) == ["ss-003", "ss-002"])
    #expect(releases.map(\.trafficPercent) == [100, 0])
    #expect(releases.map(\.status) == ["normal", "normal"])
    #expect(releases.first?.stamp?.commit == "bbbbbbbbbbbb")
    #expect(releases.first?.created == Timestamp(seconds: Hosting.now.seconds - 86_400))
    #expect(releases.first?.image == "nginx")
  }

  // MARK: Traffic

  @Test func `a share of the traffic is given, and the rest stays where most of it was`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "gray")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    _ = try await hosting.end(of: try await hosting.update())
    let receipt = try await hosting.provider.promote(try await hosting.provider.state(), percent: 10)
    #expect(
      try cloud.bodies(of: "setcspropotion") == [
        [
          "env": .string(Hosting.environment), "service_name": "ss",
          "items": [
            ["version_name": "ss-003", "flow_ratio": 10], ["version_name": "ss-002", "flow_ratio": 90],
          ],
        ]
      ])
    #expect(Receipt(json: receipt.json) == receipt)
    #expect(try await hosting.provider.poll(receipt).state == .finished)
    let state = try await hosting.provider.state()
    #expect(state.online.map(\.trafficPercent).sorted() == [10, 90])
    #expect(state.inFlight?.release == "ss-003" && state.inFlight?.step == "10 %")
    #expect(state.inFlight?.stamp?.commit == "cccccccccccc")
    _ = try await hosting.provider.promote(state, percent: 100)
    #expect(try await hosting.provider.state().online.map(\.release) == ["ss-003"])
    #expect(WeChatHosting.schema.sharesTraffic)
  }

  @Test func `from a share, the way back is the version that has the rest`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint, options: ["flowRatio": 30])
    _ = try await hosting.end(of: try await hosting.update())
    let receipt = try await hosting.provider.rollback(to: nil, from: try await hosting.provider.state())
    #expect(receipt.release == "ss-002")
    #expect(try await hosting.provider.state().online.map(\.release) == ["ss-002"])
  }

  @Test func `a share is followed until it is there`() async throws {
    let server = try scriptedWeChat(versionAnswers(traffic: 30))
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint)
    func state(_ share: String) async throws -> Rollout.State {
      try await hosting.provider.poll(
        Receipt(.traffic, operation: share, baseline: Self.baseline, release: "ss-003")
      ).state
    }
    #expect(try await state("30 %") == .finished)
    #expect(try await state("50 %") == .running)
    #expect(try await state("4711") == .running)
  }

  @Test func `a share needs another version that has the rest`() async throws {
    let server = try scriptedWeChat(versionAnswers(traffic: 30))
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.promote(try await hosting.provider.state(), percent: 50)
    }
    #expect(failure?.kind == .usage)
    #expect(!server.requests.contains { $0.weChatAction == "setcspropotion" })
  }

  @Test func `a version with part of the traffic waits for a person`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint, options: ["flowRatio": 30])
    let rollout = try await hosting.end(of: try await hosting.update())
    #expect(
      rollout.state
        == .awaitingPerson("version ss-003 is ready with 30 % of the traffic: promote it"))
    let state = try await hosting.provider.state()
    #expect(state.online.map(\.release) == ["ss-003", "ss-002"])
    #expect(state.online.map(\.trafficPercent) == [30, 70])
    #expect(state.inFlight?.step == "30 %")
    let receipt = try await hosting.provider.promote(state, percent: 100)
    #expect(receipt.release == "ss-003")
    #expect(try await hosting.provider.state().online.map(\.trafficPercent) == [100])
  }

  @Test func `gray: whatever was asked, a version without traffic waits for a person`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "gray")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let rollout = try await hosting.end(of: try await hosting.update())
    guard case .awaitingPerson = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    _ = try await hosting.provider.promote(try await hosting.provider.state(), percent: 100)
    #expect(try await hosting.provider.state().main?.trafficPercent == 100)
    #expect(cloud.writes(of: Hosting.release) == 1)
  }

  // MARK: Operations

  @Test func `nothing waits to be promoted where all traffic is there already`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.promote(try await hosting.provider.state(), percent: 100)
    }
    #expect(failure?.kind == .usage)
    #expect(cloud.writes(of: Hosting.release) == 0)
  }

  @Test func `a version that is not up yet is not promoted`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "stuck")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint, options: ["versionName": "ss-002"])
    _ = try await hosting.update()
    cloud.advance(by: .seconds(10))
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.promote(try await hosting.provider.state(), percent: 100)
    }
    #expect(failure?.kind == .tryLater)
  }

  /// Its end would take the traffic back.
  @Test func `nobody goes back while an update goes on`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "stuck")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    _ = try await hosting.update()
    cloud.advance(by: .seconds(10))
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.rollback(to: nil, from: try await hosting.provider.state())
    }
    #expect(failure?.kind == .tryLater)
    #expect(cloud.writes(of: Hosting.release) == 0)
  }

  @Test(arguments: [nil, "ss-002"])
  func `going back sends all traffic to the version before`(to: String?) async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let receipt = try await hosting.provider.rollback(to: to, from: try await hosting.provider.state())
    #expect(receipt.release == "ss-002")
    #expect(try await hosting.provider.poll(receipt).state == .finished)
    #expect(try await hosting.provider.state().main?.release == "ss-002")
    #expect(
      try cloud.bodies(of: Hosting.release) == [
        ["env_id": .string(Hosting.environment), "server_name": "ss", "release_version": "ss-002"]
      ])
  }

  @Test(arguments: [nil, "ss-002"])
  func `nobody goes back to a version that has failed`(to: String?) async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "crash")
    defer { cloud.stop() }
    let broken = try Hosting(on: cloud.endpoint, options: ["versionName": "ss-002"])
    _ = try await broken.end(of: try await broken.update())
    let hosting = try Hosting(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.rollback(to: to, from: try await hosting.provider.state())
    }
    #expect(failure?.kind == .usage)
    #expect(cloud.actions.filter { $0 == Hosting.release }.isEmpty)
  }

  @Test func `another name is an entry of the version's own history`() async throws {
    let cloud = try EmulatedWeChat.holding(snapshots: ["snapshot-1"])
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let receipt = try await hosting.provider.rollback(
      to: "snapshot-1", from: try await hosting.provider.state())
    #expect(try await hosting.end(of: receipt).state == .finished)
    #expect(try await hosting.provider.state().main?.image == "nginx:snapshot-1")
    let body = try #require(try cloud.bodies(of: Hosting.update).first)
    #expect(body["rollback"] == true && body["snapshot_name"] == "snapshot-1")
    #expect(body["version_name"] == "ss-003" && body["version_remark"] == nil)
  }

  @Test func `a version that does not exist is refused before anything is written`() async throws {
    let cloud = try EmulatedWeChat.holding(snapshots: ["snapshot-1"])
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let state = try await hosting.provider.state()
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.rollback(to: "ss-009", from: state)
    }
    #expect(failure?.kind == .usage && failure?.what == "\"ss\" has no version \"ss-009\"")
    #expect(failure?.remedies.first?.hasSuffix("--to ss-002") == true, "\(String(describing: failure))")
    #expect(failure?.remedies.last?.contains("sampan history") == true)
    #expect(!cloud.actions.contains(Hosting.update) && !cloud.actions.contains(Hosting.release))
  }

  @Test(arguments: [("stop", "latest"), ("rollback", "latest"), ("rollback", "ss-002")])
  func `a rollback that cannot be is reported before the update`(onFailure: String, version: String)
    async throws
  {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    var target = try Hosting(on: cloud.endpoint, options: ["versionName": .string(version)]).deployment.target
    target.onFailure = onFailure == "rollback" ? .rollback : .stop
    let hosting = try Hosting(on: cloud.endpoint)
    let notes = try await WeChatHosting(target, hosting.world).state().notes
    let isLost = onFailure == "rollback" && version == "latest"
    #expect(notes.map(\.rule) == (isLost ? ["wechat/no-rollback"] : []))
    #expect(!cloud.actions.contains(Hosting.update))
  }

  @Test func `a rollback to what is neither a version nor an entry of the history says so`() async throws {
    let cloud = try EmulatedWeChat.holding(snapshots: ["snapshot-1"])
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let state = try await hosting.provider.state()
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.rollback(to: "snapshot-9", from: state)
    }
    #expect(failure?.kind == .usage)
    #expect(
      failure?.what.description.hasPrefix(
        "\"snapshot-9\" is not a version of \"ss\" or an entry of the history of ss-003: ") == true,
      "\(String(describing: failure))")
    #expect(failure?.remedies.first?.contains("sampan history") == true)
    #expect(hosting.talk.contains("requesting the entry of that name in the history of"))
    #expect(cloud.writes(of: Hosting.update) == 0)
  }

  @Test func `without a version before, the way back is told`() async throws {
    let server = try scriptedWeChat(versionAnswers())
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.rollback(to: nil, from: try await hosting.provider.state())
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.remedies.first?.contains("--to") == true)
  }

  @Test func `a promotion that the platform does not confirm is a failure`() async throws {
    let server = try scriptedWeChat(
      versionAnswers(traffic: 30).merging([Hosting.release: ["errcode": 0, "result": "failed"]]) { $1 })
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.promote(try await hosting.provider.state(), percent: 100)
    }
    #expect(failure?.what.contains("\"failed\" instead of \"success\"") == true)
  }

  @Test func `a rollout cannot be stopped, and that is said`() async throws {
    #expect(!WeChatHosting.schema.verbs.contains(.cancel))
    let failure = await #expect(throws: Failure.self) {
      try await Hosting(on: "http://127.0.0.1:9").provider.cancel(InFlight(id: "ss-003", status: "updating"))
    }
    #expect(failure?.kind == .defect)
    #expect(WeChatHosting.schema.cannot[.cancel]?.contains("has no call that stops") == true)
  }
}
