import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// The write may have been executed, and nobody can say: what is there is looked at and never sent again.
@Suite struct WeChatLostAnswerTests {
  @Test func `an update whose answer is lost is sent once and its rollout adopted`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "lost-answer")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let state = try await hosting.provider.state()
    let failure = await #expect(throws: Failure.self) {
      try await hosting.send(
        try await hosting.publish(), since: state)
    }
    #expect(failure?.retry == .readsOnly)
    let rollout = try await hosting.end(of: Receipt.ours(operation: nil, baseline: state.baseline))
    #expect(rollout.state == .finished)
    var receipt = Receipt.ours(operation: "ss-003", baseline: state.baseline, release: "ss-003")
    receipt.isRegistered = true
    #expect(rollout.receipt == receipt)
    #expect(cloud.actions.filter { $0 == Hosting.update }.count == 1)
    #expect(cloud.writes(of: Hosting.update) == 1)
  }

  @Test(arguments: ["lost-and-stolen", "task-zero-stolen"])
  func `somebody else's rollout is not adopted`(scenario: String) async throws {
    let cloud = try EmulatedWeChat.holding(scenario: scenario)
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let state = try await hosting.provider.state()
    let published = try await hosting.publish()
    var receipt = Receipt.ours(operation: nil, baseline: state.baseline)
    do throws(Failure) {
      receipt = try await hosting.send(published, since: state)
    } catch {
      #expect(error.retry == .readsOnly)
    }
    #expect(receipt.operation == nil)
    let rollout = try await hosting.end(of: receipt)
    guard case .foreign(let why) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(why.contains("another deploy's change"))
    #expect(cloud.actions.filter { $0 == Hosting.update }.count == 1)
    #expect(cloud.writes(of: Hosting.update) == 0)
  }

  @Test func `an update without a run id is recognised by its stamp`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "task-zero")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let receipt = try await hosting.update()
    #expect(receipt.operation == nil)
    #expect(try await hosting.end(of: receipt).state == .finished)
    #expect(cloud.writes(of: Hosting.update) == 1)
  }

  /// The same commit, deployed before and failed: its stamp is there already.
  @Test func `a stamp that was there before the update is not its outcome`() async throws {
    let cloud = try EmulatedWeChat.holding(remark: Hosting.remark)
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let state = try await hosting.provider.state()
    let rollout = try await hosting.end(of: Receipt.ours(operation: nil, baseline: state.baseline))
    #expect(rollout.state == .unregistered)
    #expect(rollout.receipt.operation == nil)
  }

  @Test func `a promotion whose answer is lost is sent once`() async throws {
    let cloud = try EmulatedWeChat.holding(losing: [Hosting.release])
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint, options: ["versionName": "ss-002"])
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.promote(try await hosting.provider.state(), percent: 100)
    }
    #expect(failure?.retry == .readsOnly)
    #expect(cloud.actions.filter { $0 == Hosting.release }.count == 1)
    #expect(cloud.writes(of: Hosting.release) == 1)
  }

  @Test(arguments: [(nil, Hosting.release), ("snapshot-1", Hosting.update)])
  func `a rollback whose answer is lost is sent once`(to: String?, action: String) async throws {
    let cloud = try EmulatedWeChat.holding(snapshots: ["snapshot-1"], losing: [action])
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await hosting.provider.rollback(to: to, from: try await hosting.provider.state())
    }
    #expect(failure?.retry == .readsOnly)
    #expect(cloud.actions.filter { $0 == action }.count == 1)
    #expect(cloud.writes(of: action) == 1)
  }

  /// What was sent may have been executed, whatever came back instead of an answer.
  @Test(arguments: [
    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"errcode\": 0", "not HTTP at all\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"errcode\": \"many\"}x",
    "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"errcode\":0}",
    "HTTP/1.1 200 OK\r\nContent-Length: 31\r\n\r\n{\"errcode\":0,\"result\":{\"a\":[]}}",
  ])
  func `a write that gets no proper answer is sent once and looked for`(answer: String) async throws {
    let script = versionAnswers()
    let server = try LoopbackServer { request in
      if request.weChatAction == Hosting.update { return .raw(Array(answer.utf8)) }
      let body = try? JSONCoding.encode(script[request.weChatAction] ?? .null)
      return .answer(Answer(200, body: body ?? []))
    }
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: server.endpoint).update() }
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.kind == .unavailable || failure?.kind == .tryLater)
    #expect(server.requests.filter { $0.weChatAction == Hosting.update }.count == 1)
  }

  @Test func `an endless answer is a failure that may have been executed`() async throws {
    let script = versionAnswers()
    let server = try LoopbackServer { request in
      if request.weChatAction == Hosting.update {
        return .answer(Answer(200, body: [UInt8](repeating: 0x20, count: 5 << 20)))
      }
      let body = try? JSONCoding.encode(script[request.weChatAction] ?? .null)
      return .answer(Answer(200, body: body ?? []))
    }
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: server.endpoint).update() }
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.what.contains("is longer than 4194304 bytes") == true)
    #expect(server.requests.filter { $0.weChatAction == Hosting.update }.count == 1)
  }
}
