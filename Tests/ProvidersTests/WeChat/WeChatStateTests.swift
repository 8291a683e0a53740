import Emulator
import Model
import Providers
import Support
import Testing

/// What is live and what is in progress, and what a plan says about asking.
@Suite struct WeChatStateTests {
  @Test func `what is live is told with its remark, traffic and image`() async throws {
    let remark = "1.0.0 sampan:aaaaaaaaaaaa.bbbbbbbbbbbb.cccccc"
    let cloud = try EmulatedWeChat.holding(remark: remark)
    defer { cloud.stop() }
    let state = try await Hosting(on: cloud.endpoint).provider.state()
    #expect(
      state.online == [.init(release: "ss-003", trafficPercent: 100, remark: remark, image: "nginx")])
    #expect(state.main?.stamp?.commit == "aaaaaaaaaaaa")
    #expect(state.inFlight == nil)
    #expect(state.newest?.release == "ss-003")
    #expect(state.url == nil)
  }

  @Test func `somebody else's rollout is in progress until it ends`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "busy")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let state = try await hosting.provider.state()
    let inFlight = try #require(state.inFlight)
    #expect(inFlight.id == "ss-003" && inFlight.release == "ss-003")
    #expect(inFlight.status == "updating")
    #expect(inFlight.since != nil)
    #expect(inFlight.stamp == nil)
    // Anybody may watch it: it needs to carry no stamp.
    let newest = try #require(state.newest)
    #expect(try await hosting.end(of: newest).state == .finished)
    #expect(try await hosting.provider.state().inFlight == nil)
  }

  /// The list and the details are two reads: an update may have begun, or ended, in between.
  @Test(arguments: [("normal", "updating"), ("updating", "normal")])
  func `an update that begins or ends while the state is read is seen as running`(
    listed: String, detailed: String
  ) async throws {
    let remark = "2.0.0 sampan:bbbbbbbbbbbb.bbbbbbbbbbbb.cccccc"
    let list = versionAnswers(status: listed)["getcsversionlist"]
    var answers = versionAnswers(status: detailed, remark: remark, updated: "2025-12-23 18:00:00")
    answers["getcsversionlist"] = list
    let server = try scriptedWeChat(answers)
    defer { server.stop() }
    let state = try await Hosting(on: server.endpoint).provider.state()
    #expect(state.inFlight?.status == "updating")
    #expect(state.inFlight?.stamp?.commit == "bbbbbbbbbbbb")
    // What is being rolled out does not serve yet.
    #expect(state.main?.stamp?.commit == (detailed == "normal" ? "bbbbbbbbbbbb" : nil))
  }

  @Test func `a version without its times is no proof that nothing was executed`() async throws {
    let server = try scriptedWeChat(versionAnswers(updated: ""))
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint)
    let state = try await hosting.provider.state()
    let rollout = try await hosting.provider.poll(Receipt.ours(operation: nil, baseline: state.baseline))
    #expect(rollout.state == .unidentified("the platform does not show when ss-003 was updated"))
  }

  @Test func `an update while another goes on is refused by the platform`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "stuck")
    defer { cloud.stop() }
    _ = try await Hosting(on: cloud.endpoint).update()
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: cloud.endpoint).update() }
    #expect(failure?.code == "40097")
    #expect(failure?.retry == .never)
    #expect(cloud.writes(of: Hosting.update) == 1)
  }

  @Test func `a service without versions cannot be updated`() async throws {
    let server = try scriptedWeChat(["getcsversionlist": ["errcode": 0, "total": 0, "items": .null]])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Hosting(on: server.endpoint).provider.state()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("has no version to replace") == true)
  }

  @Test func `a list of several pages is read to its end`() async throws {
    let pages = Counter()
    let server = try LoopbackServer { request in
      guard request.weChatAction == "getcsversionlist" else {
        return .answer(Answer(200, type: "application/json", #"{"status":"normal"}"#))
      }
      let first = (pages.next() - 1) * 20 + 1
      let items = (first..<min(first + 20, 46)).map {
        #"{"version_name":"ss-\#($0)","status":"normal","flow_ratio":\#($0 == 45 ? 100 : 0),"created_time":"t"}"#
      }
      return .answer(
        Answer(200, type: "application/json", #"{"total":45,"items":[\#(items.joined(separator: ","))]}"#))
    }
    defer { server.stop() }
    let state = try await Hosting(on: server.endpoint).provider.state()
    #expect(state.main?.release == "ss-45")
    #expect(
      try server.requests.weChatBodies(of: "getcsversionlist").map { $0["offset"] } == [0, 20, 40])
  }

  @Test func `a total that never ends is not followed for ever`() async throws {
    let server = try scriptedWeChat([
      "getcsversionlist": [
        "total": 1_000_000, "items": [["version_name": "ss-1", "status": "normal", "flow_ratio": 0]],
      ]
    ])
    defer { server.stop() }
    _ = try await Hosting(on: server.endpoint).provider.state()
    #expect(try server.requests.weChatBodies(of: "getcsversionlist").count == 20)
  }

  // MARK: Submitting without looking

  private static let blind: [String: JSON] = [
    "getcsversionlist": ["errcode": 40097, "errmsg": "invalid args rid: 1-2-3"],
    "getcsversiondetail": ["errcode": 40097, "errmsg": "invalid args rid: 1-2-3"],
    Hosting.update: ["errcode": 0, "errmsg": "ok", "result": "succ", "run_id": "run-1"],
  ]

  @Test func `a service that cannot be read is updated only by who does not wait for it`() async throws {
    let server = try scriptedWeChat(Self.blind)
    defer { server.stop() }
    for (options, waits) in [([:], false), (["versionName": "ss-003"], true)] as [([String: JSON], Bool)] {
      let failure = await #expect(throws: Failure.self) {
        try await Hosting(on: server.endpoint, options: options, waits: waits).provider.state()
      }
      #expect(failure?.kind == .configuration)
      #expect(failure?.remedies.last?.contains("\"wait\": false") == true)
    }
    let hosting = try Hosting(on: server.endpoint, options: ["versionName": "ss-003"], waits: false)
    let state = try await hosting.provider.state()
    #expect(state.notes.map(\.rule) == ["wechat/unreadable"])
    let receipt = try await hosting.update()
    #expect(receipt.operation == "run-1")
    let body = try #require(try server.requests.weChatBodies(of: Hosting.update).first)
    #expect(body["version_name"] == "ss-003" && body["flow_ratio"] == nil && body["cpu"] == nil)
  }

  @Test func `a remark that may not be read leaves the version without one`() async throws {
    var answers = versionAnswers()
    answers["getcsversiondetail"] = ["errcode": 48001, "errmsg": "api unauthorized"]
    let server = try scriptedWeChat(answers)
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint)
    #expect(try await hosting.provider.state().online == [.init(release: "ss-003", trafficPercent: 100)])
    #expect(hosting.told.rules == ["wechat/unreadable-remark"])
  }

  /// A guard that cannot read what it guards by must not pass.
  @Test func `a remark that cannot be read just now is a failure`() async throws {
    var answers = versionAnswers()
    answers["getcsversiondetail"] = ["errcode": -1, "errmsg": "system error"]
    let server = try scriptedWeChat(answers)
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Hosting(on: server.endpoint).provider.state()
    }
    #expect(failure?.code == "-1")
  }

  // MARK: Plan

  @Test func `the plan names the requests that a deploy sends`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let planned = hosting.requests()
    _ = try await hosting.end(of: try await hosting.update())
    _ = await hosting.provider.lostSettings(of: "ss-003", after: WeChatHosting.Upload())
    func once(_ actions: [String]) -> [String] {
      actions.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
    #expect(once(cloud.actions) == once(planned.map { $0.action ?? "" }))
    let update = try #require(planned.first { $0.isWrite })
    #expect(update.action == Hosting.update)
    #expect(update.url == "\(cloud.endpoint)/componenttcb/\(Hosting.update)?access_token=…")
    #expect(update.body?["version_name"] == "<newest version>")
    #expect(update.body?["version_remark"] == .string(Hosting.remark))
    #expect(planned.filter(\.isWrite).count == 1)
  }

  @Test(
    arguments: [
      (["Dockerfile"], [:], 0), (["app/main.go"], [:], 1), ([], [:], 1),
      (["docker/prod"], ["dockerfilePath": "docker/prod"], 0),
      (["app/Dockerfile"], ["buildDir": "app"], 0), (["Dockerfile"], ["dockerfilePath": "./Dockerfile"], 0),
    ] as [([String], [String: JSON], Int)])
  func `a package without its Dockerfile is warned of before it is sent`(
    paths: [String], options: [String: JSON], count: Int
  ) throws {
    let file = PackageFile(
      path: "/p.zip", name: "p.zip", byteCount: 1, sha256: "", isZip: true, entryCount: 1)
    let hosting = try Hosting(on: "http://127.0.0.1:9", .file(file), options: options)
    #expect(hosting.provider.findings(packaging: paths).count == count)
    #expect(try Hosting(on: "http://127.0.0.1:9").provider.findings(packaging: []).isEmpty)
  }

  @Test func `a plan is made without network and token, and says when a token would be minted`() throws {
    let hosting = try Hosting(
      on: "http://127.0.0.1:9", options: ["mintToken": true],
      variables: ["WECHAT_COMPONENT_ACCESS_TOKEN": ""])
    let mint = try #require(hosting.requests().first)
    #expect(mint.action == Hosting.mint && mint.isWrite)
    #expect(mint.condition == "if no token is in the cache")
    #expect(hosting.told.events.isEmpty)
  }
}
