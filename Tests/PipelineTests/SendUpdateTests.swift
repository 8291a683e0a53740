import Model
import Support
import Synchronization
import Testing

@testable import Pipeline

/// The last check before the write. The script's first state is what the preflight sees.
@Suite struct SendUpdateTests {
  private func failure(_ result: Result<SentUpdate, Failure>) -> Failure? {
    if case .failure(let failure) = result { failure } else { nil }
  }

  private static let throttled = Failure(.tryLater, "slow down", retry: .safe(after: nil))
  private static let busy = Failure(.tryLater, "a rollout is in progress", code: "ResourceInUse")
  private static let tidying = Failure(
    .tryLater, "a task is running", remedies: ["later"], retry: .whenIdle, code: "ResourceInUse")
  private static let lost = Failure(.unavailable, "the connection broke", retry: .readsOnly)

  @Test func `what is as it was in the preflight is updated, and no guard is heard twice`() async throws {
    let guarded = try await Guarded([.live(nil)])
    defer { guarded.remove() }
    #expect(try await guarded.deploy().get().receipt?.operation == "1")
    #expect(guarded.sent.count == 1)
    #expect(guarded.time.told.count == 1)
  }

  @Test func `a newer commit that went live since the preflight stays live`() async throws {
    let guarded = try await Guarded([.live("older"), .live("newer")])
    defer { guarded.remove() }
    #expect(failure(await guarded.deploy())?.kind == .guarded)
    #expect(guarded.sent.isEmpty)
  }

  @Test func `what went live since the preflight and cannot be compared stays live`() async throws {
    for stranger in [nil, "fedcba987654"] as [String?] {
      let guarded = try await Guarded([.live("older"), .live(stranger)])
      defer { guarded.remove() }
      let failure = failure(await guarded.deploy())
      #expect(failure?.kind == .guarded)
      #expect(failure?.what.contains("since this deploy began") == true)
      #expect(guarded.sent.isEmpty)

      let any = try await Guarded([.live("older"), .live(stranger)], order: "any")
      defer { any.remove() }
      #expect(self.failure(await any.deploy()) == nil)
    }
  }

  @Test func `an older commit that went live since the preflight is replaced, starting from it`() async throws
  {
    let guarded = try await Guarded([.live(nil), .live("older")])
    defer { guarded.remove() }
    #expect(try await guarded.deploy().get().receipt?.baseline == "older")
    #expect(guarded.sent.map(\.baseline) == ["older"])
  }

  @Test func `the same content that went live since the preflight is not deployed again`() async throws {
    let guarded = try await Guarded([.live("older"), .live("HEAD")])
    defer { guarded.remove() }
    #expect(try await guarded.deploy().get().receipt == nil)
    #expect(guarded.sent.isEmpty)
  }

  @Test(arguments: [("fail", Failure.Kind.tryLater), ("wait", nil), ("cancel", nil)])
  func `a rollout that began since the preflight is refused, waited for or cancelled, as onConflict says`(
    onConflict: String, expected: Failure.Kind?
  ) async throws {
    let guarded = try await Guarded(
      [.live("older"), .busy("older"), .live("older")], onConflict: onConflict)
    defer { guarded.remove() }
    #expect(failure(await guarded.deploy())?.kind == expected)
    #expect(guarded.sent.count == (expected == nil ? 1 : 0))
    #expect(guarded.script.cancelled.withLock { $0 } == (onConflict == "cancel" ? ["7"] : []))
  }

  @Test func `an update that is refused for a moment is sent again only after the guards were asked`()
    async throws
  {
    let guarded = try await Guarded(
      [.live("older"), .live("older"), .live("newer")], updates: [Self.throttled])
    defer { guarded.remove() }
    #expect(failure(await guarded.deploy())?.kind == .guarded)
    #expect(guarded.sent.count == 1)

    let calm = try await Guarded([.live("older")], updates: [Self.throttled, Self.throttled])
    defer { calm.remove() }
    #expect(failure(await calm.deploy()) == nil)
    #expect(calm.sent.count == 3)
  }

  /// Between the last check and the write there is still a moment.
  @Test func `an update that another one came before is decided about by the guards, not by the refusal`()
    async throws
  {
    for refusal in [Self.busy, Failure(.guarded, "current was switched")] {
      let overtaken = try await Guarded(
        [.live("older"), .live("older"), .live("newer")], updates: [refusal])
      defer { overtaken.remove() }
      #expect(failure(await overtaken.deploy())?.what.contains("1 commit newer") == true)
      #expect(overtaken.sent.count == 1)

      let waiting = try await Guarded(
        [.live("older"), .live("older"), .busy("older"), .busy("older"), .live("older")],
        updates: [refusal], onConflict: "wait")
      defer { waiting.remove() }
      #expect(failure(await waiting.deploy()) == nil)
      #expect(waiting.sent.count == 2)

      let refused = try await Guarded([.live("older")], updates: [refusal])
      defer { refused.remove() }
      #expect(failure(await refused.deploy()) == refusal)
      #expect(refused.sent.count == 1)
    }
  }

  /// The platform tidies up after a release and shows no task.
  @Test func `a platform that is busy with what it does not show is waited for`() async throws {
    let waiting = try await Guarded(
      [.live("older")], updates: [Self.tidying, Self.tidying, Self.tidying], onConflict: "wait")
    defer { waiting.remove() }
    #expect(failure(await waiting.deploy()) == nil)
    #expect(waiting.sent.count == 4)
    #expect(waiting.time.now == .seconds(90))
    let notices = waiting.time.told.filter {
      if case .notice(let text) = $0 {
        text.contains("the platform is busy (a task is running)")
      } else {
        false
      }
    }
    #expect(notices.count == 1)
  }

  @Test func `a busy platform is not waited for by default`() async throws {
    let refused = try await Guarded([.live("older")], updates: [Self.tidying])
    defer { refused.remove() }
    let failure = failure(await refused.deploy())
    #expect(failure?.kind == .tryLater)
    #expect(failure?.remedies == ["later", "\"onConflict\": \"wait\" waits until the update is accepted"])
    #expect(refused.sent.count == 1)
    #expect(refused.time.now == .zero)
  }

  @Test(arguments: [("wait", 61, "gave up after 30 min"), ("cancel", 5, "gave up after 2 min")])
  func `the wait for a busy platform ends`(onConflict: String, sent: Int, cause: String) async throws {
    let busy = try await Guarded(
      [.live("older")], updates: Array(repeating: Self.tidying, count: 100), onConflict: onConflict)
    defer { busy.remove() }
    let failure = failure(await busy.deploy())
    #expect(failure?.kind == .tryLater)
    #expect(failure?.causes.map(\.description) == [cause])
    #expect(failure?.remedies.contains { $0.contains("onConflict") } == false)
    #expect(busy.sent.count == sent)
  }

  @Test func `before each repetition the guards are asked again`() async throws {
    let overtaken = try await Guarded(
      [.live("older"), .live("older"), .live("older"), .live("newer")], updates: [Self.tidying],
      onConflict: "wait")
    defer { overtaken.remove() }
    #expect(failure(await overtaken.deploy())?.kind == .guarded)
    #expect(overtaken.sent.count == 1)
  }

  @Test func `a lost answer is handed on with what the update started from, and nothing is sent again`()
    async throws
  {
    let guarded = try await Guarded([.live("older")], updates: [Self.lost])
    defer { guarded.remove() }
    let sent = try await guarded.deploy().get()
    #expect(sent.lost == Self.lost)
    #expect(sent.receipt == Receipt(operation: nil, baseline: "older", stamp: guarded.deployment.stamp))
    #expect(guarded.sent.count == 1)
  }
}
