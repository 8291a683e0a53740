import Effects
import Git
import Model
import Providers

/// The guards, asked before anything is changed: can it be deployed to, is a newer commit live, is a rollout in
/// progress. Asked first in the preflight, and again before each write.
struct Preflight {
  let service: Service
  let deployment: Deployment
  let project: Project

  private var world: World { service.world }
  private var target: Target { service.target }

  /// The state that the update may start from. `read`: is given the state before the guards judge it.
  func clear(_ read: (ServiceState) -> Void = { _ in }) async throws(Failure) -> ServiceState {
    let state = try await service.provider.state()
    read(state)
    for note in state.notes { world.tell(.finding(note)) }
    return try await cleared(state, since: nil)
  }

  /// Directly before a write: `seen` when nothing has changed since the guards passed it, or else the current state,
  /// once they have passed that. A provider that only watches writes nothing, and nothing is asked.
  func confirm(_ seen: ServiceState) async throws(Failure) -> ServiceState {
    guard service.writes else { return seen }
    // It may have begun meanwhile.
    try project.refuseFrozen(target)
    let state = try await service.provider.state()
    return state == seen ? seen : try await cleared(state, since: seen)
  }

  /// What is live, when it is what would be deployed. A release without traffic is not live.
  func same(in state: ServiceState) -> ServiceState.Online? {
    guard let live = state.main, live.trafficPercent > 0, let stamp = live.stamp,
      stamp.deploysTheSame(as: deployment.stamp)
    else { return nil }
    return live
  }

  /// `seen`: what the guards passed before; nil in the preflight.
  private func cleared(
    _ state: ServiceState, since seen: ServiceState?
  ) async throws(Failure) -> ServiceState {
    try refuseDeadService(state)
    try project.refuseMoved(state, deployment)
    try refuseOlder(state, since: seen)
    guard let rollout = state.inFlight else { return state }
    if target.onConflict != .cancel, let awaited = try await service.provider.awaited(in: state) {
      throw service.awaitingPerson(
        "nothing was deployed: \(awaited.what)", canPromote: awaited.isPromotable)
    }
    switch target.onConflict {
    case .fail: throw conflict(rollout)
    case .wait:
      world.tell(.notice("waiting for \(rollout.described) to end (\"onConflict\": \"wait\")"))
      return try await cleared(of: rollout, within: target.wait.timeout, since: seen)
    case .cancel:
      try refuseOlder(
        than: try commit(of: rollout.stamp, or: rollout.release), "\(rollout.described) is in progress",
        isNews: false)
      world.tell(.notice("cancelling \(rollout.described) (\"onConflict\": \"cancel\")"))
      let order = SendOrder(service: service, name: "cancellation")
      try await order.cancel(rollout, from: state)
      return try await cleared(of: rollout, within: Service.cancelling, since: seen)
    }
  }

  private func refuseDeadService(_ state: ServiceState) throws(Failure) {
    guard let condition = state.condition else { return }
    guard state.acceptsDeploys else {
      throw Failure(
        .configuration, "the service cannot be deployed to: its status is \"\(condition)\"",
        place: target.place, remedies: ["check the service in the provider's console"])
    }
    guard state.inFlight == nil else { return }
    world.tell(
      .finding(
        Finding(.warning, "the service's status is \"\(condition)\"", rule: "deploy/service-status")))
  }

  /// Of all releases that serve: an update takes the traffic from each.
  private func refuseOlder(_ state: ServiceState, since seen: ServiceState?) throws(Failure) {
    for live in state.serving {
      let isKnown = seen?.serving.contains { $0.release == live.release && $0.stamp == live.stamp } ?? true
      try refuseOlder(
        than: try commit(of: live.stamp, or: live.release), "\(live.release) is live", isNews: !isKnown)
    }
  }

  /// `order: newest`: a commit is never replaced by its own ancestor. `what` is live or in progress, from the commit
  /// given; where it came after the preflight, a commit that cannot be compared is not replaced either.
  private func refuseOlder(than commit: String?, _ what: Text, isNews: Bool) throws(Failure) {
    guard target.order == .newest else { return }
    guard let commit else {
      if isNews { throw overtaken("\(what) since this deploy began, and has no stamp of sampan") }
      return world.tell(
        .notice("\(what) without a stamp of sampan: cannot tell whether it is newer"))
    }
    func warn(_ text: Text, _ rule: String, remedies: [Text] = []) {
      world.tell(.finding(Finding(.warning, text, rule: rule, remedies: remedies)))
    }
    switch try project.repository.relation(ofLive: commit, toHead: deployment.commit.id) {
    case .same, .headIsAhead: return
    case .liveIsAhead(let count):
      throw Failure(
        .guarded,
        """
        \(what) from commit \(commit), \(counted(count, "commit")) newer than \
        \(deployment.commit.id.prefix(12))
        """,
        remedies: [
          "deploy the newer commit"
        ] + goingBack)
    case .diverged(let ours, let theirs):
      warn(
        "\(what) from commit \(commit), which has diverged from HEAD: \(theirs) ahead, \(ours) behind",
        "deploy/diverged")
    case .unknown(let why):
      if isNews {
        throw overtaken("\(what) since this deploy began; cannot tell whether its commit is newer: \(why)")
      }
      let fetch: Text = world.job?.fullHistoryRemedy ?? "git fetch --unshallow --tags"
      warn(
        "\(what); cannot tell whether its commit \(commit) is newer: \(why)", "deploy/order-unknown",
        remedies: project.repository.isShallow ? [fetch] : [])
    }
  }

  /// How to make an older commit live on purpose.
  private var goingBack: [Text] {
    service.schema.cannot[.rollback] == nil
      ? ["to go back on purpose: sampan rollback \(target.name); or set \"order\": \"any\""]
      : ["to go back on purpose, revert it, or set \"order\": \"any\""]
  }

  private func overtaken(_ what: Text) -> Failure {
    Failure(
      .guarded, what,
      remedies: [
        "check what is live: sampan status \(target.name)", "deploy again to replace it",
        "to replace whatever is live, set \"order\": \"any\"",
      ])
  }

  private func commit(of stamp: Stamp?, or release: String?) throws(Failure) -> String? {
    try project.commit(of: stamp, or: release, under: service.schema.versionRule)
  }

  /// Waits, then asks the other guards again: the rollout that ended may be of a newer commit.
  private func cleared(
    of rollout: InFlight, within limit: Duration, since seen: ServiceState?
  ) async throws(Failure) -> ServiceState {
    let state = try await service.idle(
      after: rollout, within: limit, forPerson: target.onConflict == .cancel)
    guard let state else { throw conflict(rollout) }
    try refuseDeadService(state)
    try project.refuseMoved(state, deployment)
    try refuseOlder(state, since: seen)
    return state
  }

  private func conflict(_ rollout: InFlight) -> Failure {
    let cancels = service.schema.cannot[.cancel] == nil
    let ways: Text? =
      switch target.onConflict {
      case .fail where cancels: "\"onConflict\": \"wait\" waits for it, \"cancel\" stops it"
      case .fail: "\"onConflict\": \"wait\" waits for it"
      case .wait where cancels: "\"onConflict\": \"cancel\" stops it"
      case .wait, .cancel: nil
      }
    return Failure(
      .tryLater, "\(rollout.described) is in progress",
      remedies: ["deploy again when it has ended: sampan status \(target.name) --wait"]
        + [ways].compactMap(\.self))
  }
}
