import Effects
import Model
import Support
import Synchronization

@testable import Pipeline

/// A deploy of HEAD over a real repository of three commits, `older`, HEAD and `newer`, with a provider that answers from
/// a script. `remove()` it in a `defer`.
struct Guarded {
  let fixture: GitFixture
  let time = FakeTime()
  let script: FakeProvider.Script
  let preflight: Preflight
  let deployment: Deployment
  let world: World

  init(
    _ states: [ServiceState], updates: [Failure?] = [], onConflict: String = "fail", order: String = "newest"
  ) async throws {
    fixture = try await GitFixture()
    let config = """
      { "targets": { "here": { "tcbr": { "envId": "e", "serverName": "api" }, "package": {},
        "onConflict": "\(onConflict)", "order": "\(order)" } } }
      """
    let older = try await fixture.commit("older", files: ["sampan.json": config])
    try await fixture.git("tag", "older-tag")
    try await fixture.commit("HEAD", files: ["a": "a"])
    let newer = try await fixture.commit("newer", files: ["a": "b"])
    try await fixture.git("tag", "newer-tag")
    try await fixture.git("checkout", "-q", "HEAD~1")

    var world = time.world
    world.files =
      World.live(
        version: "0", stop: StopSignal(), tell: { _ in }
      ).files
    world.random = { [UInt8](repeating: 0, count: $0) }
    let project = try Project.open(fixture.path, configFile: nil, trust: false, in: world)
    guard let target = project.configuration.targets.first else { throw Failure(.defect, "no target") }
    deployment = try project.prepare(target).plan.deployment
    let ids = ["older": older, "newer": newer, "HEAD": deployment.commit.id.hex]
    let own = deployment.stamp
    script = FakeProvider.Script(states: states.map { $0.named(ids, own: own) }, updates: updates)
    world.writes = script.writes
    self.world = world
    preflight = Preflight(
      service: Service(world: world, target: deployment.target, provider: FakeProvider(script)),
      deployment: deployment, project: project)
  }

  func remove() { fixture.remove() }

  /// The preflight, and then the update.
  func deploy() async -> Result<SentUpdate, Failure> {
    let send = SendUpdate(provider: FakeProvider(script), preflight: preflight, upload: ())
    do throws(Failure) {
      return .success(try await send.run(since: try await preflight.clear()))
    } catch {
      return .failure(error)
    }
  }

  var sent: [ServiceState] { script.sent.withLock { $0 } }
}

extension ServiceState {
  /// A commit of `Guarded` is live, or one without a stamp; its name stands in for its id, which is not known yet.
  static func live(_ commit: String?) -> ServiceState {
    ServiceState(
      online: [
        .init(release: "api-006", trafficPercent: 100, remark: commit.map { "1.0 \(Stamp(naming: $0))" })
      ], baseline: commit ?? "")
  }

  static func busy(_ commit: String) -> ServiceState {
    var state = live("older")
    state.inFlight = InFlight(id: "7", status: "running", stamp: Stamp(naming: commit))
    return state
  }

  /// With the ids of commits for their names; HEAD's stamp is the deploy's own.
  fileprivate func named(_ ids: [String: String], own: Stamp) -> ServiceState {
    func stamp(_ name: String) -> Stamp {
      name == "HEAD"
        ? own
        : Stamp(commit: String((ids[name] ?? name).prefix(12)), tree: "000000000000", config: "000000")
    }
    var state = self
    for index in state.online.indices {
      for (name, id) in ids {
        state.online[index].release = state.online[index].release
          .replacing("{\(name)}", with: id.prefix(8))
      }
      guard let remark = state.online[index].remark,
        let name = ids.keys.first(where: { remark.contains("sampan:\($0).") })
      else { continue }
      state.online[index].remark = "1.0 \(stamp(name))"
    }
    let inFlight = (state.inFlight?.stamp?.commit).map(stamp)
    state.inFlight?.stamp = inFlight
    return state
  }
}

extension Stamp {
  fileprivate init(naming commit: String) { self.init(commit: commit, tree: "t", config: "c") }
}
