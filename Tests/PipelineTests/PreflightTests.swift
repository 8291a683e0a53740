import Model
import Support
import Synchronization
import Testing

@testable import Pipeline

/// The guards before anything is changed, over a real repository of three commits whose middle one is HEAD.
@Suite struct PreflightTests {
  private func clear(
    _ states: [ServiceState], onConflict: String = "fail", order: String = "newest"
  ) async throws -> (result: Result<ServiceState, Failure>, script: FakeProvider.Script, told: [Event]) {
    let guarded = try await Guarded(states, onConflict: onConflict, order: order)
    defer { guarded.remove() }
    do throws(Failure) {
      return (.success(try await guarded.preflight.clear()), guarded.script, guarded.time.told)
    } catch {
      return (.failure(error), guarded.script, guarded.time.told)
    }
  }

  private func live(_ commit: String?) -> ServiceState { .live(commit) }
  private func busy(_ commit: String) -> ServiceState { .busy(commit) }

  private func kind(_ result: Result<ServiceState, Failure>) -> Failure.Kind? {
    if case .failure(let failure) = result { failure.kind } else { nil }
  }

  @Test func `an older commit does not replace a newer one, unless any order is welcome`() async throws {
    #expect(kind(try await clear([live("newer")]).result) == .guarded)
    #expect(kind(try await clear([live("newer")], order: "any").result) == nil)
    #expect(kind(try await clear([live("older")]).result) == nil)
  }

  @Test func `of releases that share the traffic, none is replaced by an older commit`() async throws {
    for shares in [(60, 40), (50, 50), (40, 60), (99, 1)] {
      for isNewerFirst in [true, false] {
        var (older, newer) = (live("older"), live("newer"))
        older.online[0].release = "api-005"
        older.online[0].trafficPercent = shares.0
        newer.online[0].trafficPercent = shares.1
        var state = older
        state.online = isNewerFirst ? newer.online + older.online : older.online + newer.online
        #expect(kind(try await clear([state]).result) == .guarded, "\(shares), \(isNewerFirst)")
      }
    }
    var (old, unused) = (live("older"), live("newer"))
    unused.online[0].trafficPercent = 0
    old.online += unused.online
    #expect(kind(try await clear([old]).result) == nil)
  }

  @Test func `what receives no traffic is not live`() async throws {
    for (percent, isSame) in [(100, true), (60, true), (0, false)] {
      var state = live("HEAD")
      state.online[0].trafficPercent = percent
      let guarded = try await Guarded([state])
      defer { guarded.remove() }
      let found = try await guarded.preflight.clear()
      #expect((guarded.preflight.same(in: found) != nil) == isSame, "\(percent)")
    }
  }

  @Test func `that what is live carries no stamp is told`() async throws {
    let (result, _, told) = try await clear([live(nil)])
    #expect(kind(result) == nil)
    #expect(
      told.contains { if case .notice(let text) = $0 { text.contains("without a stamp") } else { false } })
  }

  @Test func `a rollout in flight is in the way, and one of an older commit is cancelled when told so`()
    async throws
  {
    #expect(kind(try await clear([busy("older")]).result) == .tryLater)
    let (result, script, _) = try await clear([busy("older"), live("older")], onConflict: "cancel")
    #expect(kind(result) == nil)
    #expect(script.cancelled.withLock { $0 } == ["7"])
  }

  @Test func `the rollout of a newer commit is never cancelled`() async throws {
    let (result, script, _) = try await clear([busy("newer"), live("newer")], onConflict: "cancel")
    #expect(kind(result) == .guarded)
    #expect(script.cancelled.withLock { $0 }.isEmpty)
  }

  @Test func `what was waited for may be newer`() async throws {
    let (result, _, told) = try await clear(
      Array(repeating: busy("newer"), count: 20) + [live("newer")], onConflict: "wait")
    #expect(kind(result) == .guarded)
    #expect(told.contains { if case .stillWaiting = $0 { true } else { false } })
  }

  @Test(arguments: [
    ("newer-tag", Failure.Kind.guarded), ("older-tag", nil), ("1.0-{newer}", .guarded), ("1.0-{older}", nil),
    ("1.0-4-g{newer}", .guarded), ("api-006", nil), ("ver-879626371616512000", nil),
  ])
  func `where the provider keeps no remark, the name of the live version says which commit it is`(
    release: String, expected: Failure.Kind?
  ) async throws {
    let state = ServiceState(online: [.init(release: release, trafficPercent: 100)])
    #expect(kind(try await clear([state]).result) == expected)
  }
}
