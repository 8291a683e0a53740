import Effects
import Emulator
import Git
import HTTP
import Model
import Support
import Synchronization
import Testing

@testable import Pipeline

/// What is written to chats about a run, and when.
@Suite struct NotifyTests {
  private static let key = "key-of-all-the-robots"
  private static let now = Timestamp(seconds: 1_766_483_290)

  /// Three targets, of which `quiet` writes nothing, and `picky` about failures only.
  private static let config = """
    { "targets": {
      "here": { "local": { "directory": "a" }, "package": {}, "notify": ["deployed", "failed", "awaiting"] },
      "picky": { "local": { "directory": "b" }, "package": {}, "notify": "failed" },
      "quiet": { "local": { "directory": "c" }, "package": {} }
    } }
    """

  /// Runs a test on a project of two commits, with emulated robots.
  private func with(
    _ change: [String: String] = [:],
    _ test: (Project, EmulatedChats, String, () -> [Event]) async throws -> Void
  ) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let first = try await fixture.commit("first", files: ["sampan.json": Self.config])
    try await fixture.commit("second", files: ["a": "a"])
    let chats = try EmulatedChats(account: .init(id: "id", key: Self.key), now: { Self.now })
    defer { chats.stop() }
    let told = Told()
    var world = World()
    world.environment = chats.variables(for: .init(id: "id", key: Self.key)).merging(change) { $1 }
    world.now = { Self.now }
    world.transport = .live(version: "test")
    world.files = .live(temporaryDirectory: fixture.path + "/.git")
    world.tell = { event in told.events.withLock { $0.append(event) } }
    let project = try Project.open(fixture.path, configFile: nil, trust: false, in: world)
    try await test(project, chats, first) { told.events.withLock { $0 } }
  }

  private final class Told: Sendable {
    let events = Mutex<[Event]>([])
  }

  private func outcome(_ target: String, _ status: Outcome.Status, failure: Failure? = nil) -> Outcome {
    Outcome(target: target, provider: "local", status: status, version: "1.4.0", failure: failure)
  }

  private func text(_ chats: EmulatedChats) -> [String] {
    chats.messages(of: "wecom").map { $0["markdown"]?["content"]?.string ?? "" }
  }

  @Test func `a deploy is one message a chat, with the commits since the live one and the way back`()
    async throws
  {
    try await with { project, chats, first, _ in
      var outcome = outcome("here", .deployed)
      outcome.commit = project.head.commit.id.hex
      outcome.elapsed = .seconds(123)
      outcome.replaced = ServiceState.Online(
        release: "1.3.0", trafficPercent: 100,
        remark: "x sampan:\(first.prefix(12)).\(first.prefix(12)).abcdef")
      await project.notify(of: [outcome])
      let head = project.head.commit
      #expect(
        text(chats) == [
          """
          **sampan: here deployed 1.4.0**
          commit \(head.id.prefix(8)) second (\(head.authorName))
          took 2 min 3 s
          roll back: `sampan rollback here`
          here: 1 commit since \(first.prefix(8))
          - \(head.id.prefix(8)) second (\(head.authorName))
          """
        ])
      #expect(chats.requests.count == 4)
    }
  }

  @Test func `several targets are one message, with what failed in its title, and a common cause once`()
    async throws
  {
    try await with { project, chats, _, _ in
      let failure = Failure(.rolloutFailed, "the rollout failed", remedies: ["sampan logs here"])
      await project.notify(of: [
        outcome("here", .failed, failure: failure), outcome("picky", .failed, failure: failure),
        outcome("quiet", .failed, failure: failure),
      ])
      #expect(
        text(chats) == [
          """
          **sampan: 2 targets failed**
          **here failed 1.4.0**
          the rollout failed
          next: sampan logs here
          **picky failed 1.4.0**
          """
        ])
      #expect(chats.messages(of: "feishu").first?["card"]?["header"]?["template"] == "red")
    }
  }

  @Test func `what a target does not list, has not changed, or a person has stopped, is not written`()
    async throws
  {
    try await with { project, chats, _, _ in
      await project.notify(of: [outcome("picky", .deployed), outcome("quiet", .failed)])
      await project.notify(of: [outcome("here", .unchanged), outcome("here", .skipped)])
      await project.notify(of: [
        outcome("here", .failed, failure: Failure(.interrupted, "interrupted"))
      ])
      #expect(chats.requests.isEmpty)
    }
  }

  @Test func `a release that waits for a person shows what to run`() async throws {
    try await with { project, chats, _, _ in
      let failure = Failure(
        .awaitingPerson, "1.4.0 waits", remedies: ["sampan promote here", "sampan cancel here"])
      await project.notify(of: [outcome("here", .awaiting, failure: failure)])
      #expect(text(chats).first?.hasSuffix("next: sampan promote here\nnext: sampan cancel here") == true)
      #expect(chats.messages(of: "feishu").first?["card"]?["header"]?["template"] == "orange")
    }
  }

  @Test func `without a chat nothing is sent, and what to set is reported`() async throws {
    let none = Dictionary(uniqueKeysWithValues: ChatAccount.all.map { ($0.address, "") })
    try await with(none) { project, chats, _, events in
      await project.notify(of: [outcome("here", .deployed)])
      #expect(chats.requests.isEmpty)
      guard case .finding(let finding)? = events().last else {
        Issue.record("nothing was reported")
        return
      }
      #expect(finding.rule == "notify/no-chat")
      #expect(finding.place?.line == 2)
    }
  }

  @Test func `a chat that refuses is a warning, and the others get the message`() async throws {
    try await with(["SAMPAN_NOTIFY_FEISHU_SECRET": "wrong"]) { project, chats, _, events in
      await project.notify(of: [outcome("here", .deployed)])
      let warnings = events().compactMap { event in
        if case .finding(let finding) = event { finding.message.description } else { nil }
      }
      #expect(
        warnings == [
          "could not write to Feishu: sign match fail or timestamp is not within one hour from current time (19021)"
        ])
      #expect(events().last == .notice("wrote to \("WeCom, DingTalk, Slack")"))
      #expect(chats.messages(of: "wecom").count == 1)
    }
  }

  @Test func `a target that cannot be planned is written about as well`() async throws {
    try await with { project, chats, _, _ in
      await project.notify(
        of: Failure(.repository, "the clone is shallow"), before: project.configuration.targets)
      #expect(text(chats).first?.hasPrefix("**sampan: 2 targets failed**\n") == true)
    }
  }
}
