import Effects
import Foundation
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
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let config = """
      { "targets": { "here": { "local": { "directory": "/nowhere" }, "package": {},
        "onConflict": "\(onConflict)", "order": "\(order)" } } }
      """
    let older = try await fixture.commit("older", files: ["sampan.json": config])
    try await fixture.commit("HEAD", files: ["a": "a"])
    let newer = try await fixture.commit("newer", files: ["a": "b"])
    try await fixture.git("checkout", "-q", "HEAD~1")

    let time = FakeTime()
    var world = time.world
    let files = World.live(
      version: "0", stop: StopSignal(), tell: { _ in }, unpack: { (_, _) throws(Failure) in }
    ).files
    world.files = files
    let project = try Project.open(fixture.path, configFile: nil, trust: false, in: world)
    let prepared = try project.prepare(try #require(project.configuration.targets.first))
    let script = FakeProvider.Script(states: states.map { $0.named(["older": older, "newer": newer]) })
    let preflight = Preflight(world, FakeProvider(script), prepared.plan.deployment, project)
    do throws(Failure) {
      return (.success(try await preflight.clear()), script, time.told)
    } catch {
      return (.failure(error), script, time.told)
    }
  }

  private func live(_ commit: String?) -> ServiceState {
    ServiceState(
      online: [.init(release: "api-006", trafficPercent: 100, remark: commit.map { "1.0 \(stamp($0))" })])
  }

  private func busy(_ commit: String) -> ServiceState {
    var state = live("older")
    state.inFlight = InFlight(id: "7", status: "running", stamp: stamp(commit))
    return state
  }

  /// The commit's name stands in for its id, which is not known yet.
  private func stamp(_ commit: String) -> Stamp { Stamp(commit: commit, tree: "t", config: "c") }

  private func kind(_ result: Result<ServiceState, Failure>) -> Failure.Kind? {
    if case .failure(let failure) = result { failure.kind } else { nil }
  }

  @Test func `an older commit does not replace a newer one, unless any order is welcome`() async throws {
    #expect(kind(try await clear([live("newer")]).result) == .guarded)
    #expect(kind(try await clear([live("newer")], order: "any").result) == nil)
    #expect(kind(try await clear([live("older")]).result) == nil)
  }

  @Test func `that what is live carries no stamp is told`() async throws {
    let (result, _, told) = try await clear([live(nil)])
    #expect(kind(result) == nil)
    #expect(told.contains { if case .notice(let text) = $0 { text.contains("no stamp") } else { false } })
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
}

extension ServiceState {
  /// With the ids of commits for their names.
  fileprivate func named(_ ids: [String: String]) -> ServiceState {
    func stamp(_ stamp: Stamp) -> Stamp {
      Stamp(
        commit: String((ids[stamp.commit] ?? stamp.commit).prefix(12)), tree: "000000000000",
        config: "000000")
    }
    var state = self
    for index in state.online.indices {
      guard let remark = state.online[index].remark,
        let name = ids.keys.first(where: { remark.contains("sampan:\($0).") })
      else { continue }
      state.online[index].remark = "1.0 \(stamp(Stamp(commit: name, tree: "", config: "")))"
    }
    let inFlight = state.inFlight?.stamp.map(stamp)
    state.inFlight?.stamp = inFlight
    return state
  }
}
