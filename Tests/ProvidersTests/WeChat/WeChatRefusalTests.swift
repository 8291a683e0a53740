import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// What the platform refuses, and what becomes of it.
@Suite struct WeChatRefusalTests {
  /// The codes of the interface's own page, and those of the classes beside it.
  @Test(
    arguments: [
      (-1, .unavailable, .readsOnly), (-1000, .unavailable, .readsOnly), (40014, .credentials, .never),
      (40097, .configuration, .never), (40101, .configuration, .never), (41001, .credentials, .never),
      (42001, .credentials, .never), (43002, .configuration, .never), (44002, .configuration, .never),
      (47001, .configuration, .never), (85088, .configuration, .never), (40001, .credentials, .never),
      (45009, .tryLater, .never), (45011, .tryLater, .safe(after: .seconds(60))),
      (48001, .credentials, .never),
      (61004, .credentials, .never), (61005, .credentials, .never), (61024, .credentials, .never),
      (40066, .configuration, .never), (-501_002, .unavailable, .readsOnly),
      (-501_003, .tryLater, .safe(after: nil)),
      // Of classes that are known, and of none.
      (42_999, .credentials, .never), (61_999, .credentials, .never), (45_999, .tryLater, .never),
      (40_999, .configuration, .never), (-604_999, .unavailable, .readsOnly), (7, .unavailable, .readsOnly),
    ] as [(Int, Failure.Kind, Failure.Retry)])
  func `a code decides the exit code and whether to try again`(
    code: Int, kind: Failure.Kind, retry: Failure.Retry
  ) async throws {
    let failure = WeChatErrors.failure(
      code: code, message: "no luck rid: 61c0d5a2-3f7a1b2c-0e9d8c7b", action: "call")
    #expect(failure.kind == kind)
    #expect(failure.retry == retry)
    #expect(failure.code == String(code))
    #expect(failure.requestID == "61c0d5a2-3f7a1b2c-0e9d8c7b")
    #expect(failure.what == "call: no luck")
    let isPassing = [-1, -1000, -501_002, -501_003].contains(code)
    #expect(isPassing || !failure.remedies.isEmpty)
    let isUnknown = [42_999, 61_999, 45_999, 40_999, -604_999, 7].contains(code)
    #expect(failure.remedies.contains { $0.contains(String(code)) } == isUnknown)
  }

  @Test(
    arguments: [
      ("invalid args, rid: 61c0-3f", "invalid args", "61c0-3f"), ("rid: 61c0-3f", "", "61c0-3f"),
      ("invalid args", "invalid args", nil), ("rid:", "rid:", nil),
      ("rid: \u{1B}[31m", "rid: \u{1B}[31m", nil),
      ("", "", nil),
    ] as [(String, String, String?)])
  func `the request id is taken out of the message`(message: String, text: String, rid: String?) {
    let split = WeChatErrors.split(message)
    #expect(split.text == text)
    #expect(split.rid == rid)
  }

  @Test func `a message without end is cut`() {
    let failure = WeChatErrors.failure(
      code: -1, message: String(repeating: "长", count: 100_000), action: "call")
    #expect(failure.what.description.count < 600)
  }

  @Test func `throttled calls are repeated, the update too`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "throttled")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
    #expect(cloud.actions.filter { $0 == Hosting.update }.count == 3)
    #expect(cloud.writes(of: Hosting.update) == 1)
    #expect(hosting.talk.contains("retrying in 60 s"))
  }

  @Test func `system error: reads are repeated, the update is looked for`() async throws {
    let server = try scriptedWeChat(
      versionAnswers().merging([
        Hosting.update: ["errcode": -1, "errmsg": "system error rid: 61c0d5a2-3f7a1b2c-0e9d8c7b"]
      ]) { $1 })
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: server.endpoint).update() }
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.requestID == "61c0d5a2-3f7a1b2c-0e9d8c7b")
    #expect(server.requests.filter { $0.weChatAction == Hosting.update }.count == 1)
  }

  @Test func `an errcode of 0 without success is a failure`() async throws {
    let server = try scriptedWeChat(
      versionAnswers().merging([
        Hosting.update: ["errcode": 0, "errmsg": "ok", "result": "fail", "run_id": "r"]
      ]) { $1 })
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: server.endpoint).update() }
    #expect(failure?.kind == .rolloutFailed)
    #expect(failure?.retry == .never)
    #expect(failure?.what.contains("\"fail\" instead of \"succ\"") == true)
  }

  @Test func `without the permission nothing is changed`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "denied")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: cloud.endpoint).update() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == "48001")
    #expect(failure?.remedies.isEmpty == false)
    #expect(cloud.writes(of: Hosting.update) == 0)
  }

  @Test func `an interface that was withdrawn is told as that`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "retired")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: cloud.endpoint).update() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.code == "40066")
    #expect(failure?.remedies.first?.contains("removed") == true)
  }

  @Test(arguments: ["unavailable", "malformed"])
  func `a platform that gives no answers is unavailable after some attempts`(scenario: String) async throws {
    let cloud = try EmulatedWeChat.holding(scenario: scenario)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: cloud.endpoint).update() }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.causes == ["gave up after 5 attempts"])
    #expect(Set(cloud.actions) == ["getcsversionlist"])
  }

  @Test func `answers that arrive a few bytes at a time are read`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "drip")
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint)
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
  }

  @Test(arguments: ["env_id", "server_name"])
  func `a service that is not there is a matter of the config`(option: String) async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let options: [String: JSON] = option == "env_id" ? ["envId": "other"] : ["serverName": "other"]
    let failure = await #expect(throws: Failure.self) {
      try await Hosting(on: cloud.endpoint, options: options).provider.state()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.code == "40097")
    #expect(failure?.requestID?.isEmpty == false)
    #expect(failure?.place?.line == 7)
    #expect(failure?.what.contains("other") == true)
    #expect(
      failure?.what.contains(
        option == "env_id" ? "does not belong to this platform" : "does not exist in environment") == true)
    #expect(
      failure?.remedies.contains { $0.contains(option == "env_id" ? "authorized" : "create the service") }
        == true)
  }

  @Test func `an environment without cloud development is told apart from a service that does not exist`()
    async throws
  {
    let cloud = try EmulatedWeChat.holding(scenario: "not-opened")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Hosting(on: cloud.endpoint).provider.state()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.code == "85088")
    #expect(failure?.what.contains("cloud hosting is not opened for environment") == true)
    #expect(failure?.remedies.map { $0.contains("open cloud development") } == [true])
    #expect(cloud.actions == ["getcsversionlist"])
  }

  @Test func `a list of environments that cannot be read leaves both to be checked`() async throws {
    let server = try scriptedWeChat(["getcsversionlist": ["errcode": 40097, "errmsg": "invalid args"]])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Hosting(on: server.endpoint).provider.state()
    }
    #expect(failure?.what.contains("cannot be read") == true)
    #expect(failure?.remedies.first?.contains("check envId, serverName") == true)
  }
}
