import Effects
import Git
import Model
import Providers

/// The questions before anything is changed: can it be deployed to, is somebody newer live, is a rollout in flight.
struct Preflight {
  private let world: World
  private let provider: any Provider
  private let deployment: Deployment
  private let project: Project

  init(
    _ world: World, _ provider: any Provider, _ deployment: Deployment, _ project: Project
  ) {
    self.world = world
    self.provider = provider
    self.deployment = deployment
    self.project = project
  }

  private var target: Target { deployment.target }

  /// How long a cancelled rollout may take to end.
  private static let cancelling = Duration.seconds(120)

  /// The state that the update may start from.
  func clear() async throws(Failure) -> ServiceState {
    let state = try await provider.state()
    for note in state.notes { world.tell(.finding(note)) }
    try refuseDeadService(state)
    try refuseOlder(state)
    guard let rollout = state.inFlight else { return state }
    switch target.onConflict {
    case .fail: throw conflict(rollout)
    case .wait:
      world.tell(.notice("waiting for \(rollout.described) to end, as \"onConflict\" says"))
      return try await cleared(of: rollout, within: target.wait.timeout)
    case .cancel:
      try refuseOlder(than: rollout.stamp, "\(rollout.described) is in flight")
      world.tell(.notice("cancelling \(rollout.described), as \"onConflict\" says"))
      try await provider.cancel(rollout)
      return try await cleared(of: rollout, within: Self.cancelling)
    }
  }

  private func refuseDeadService(_ state: ServiceState) throws(Failure) {
    guard let condition = state.condition else { return }
    guard state.acceptsDeploys else {
      throw Failure(
        .configuration, "the service cannot be deployed to: its status is \"\(condition)\"",
        place: target.place, remedies: ["look at the service in the provider's console"])
    }
    guard state.inFlight == nil else { return }
    world.tell(
      .finding(
        Finding(.warning, "the service's status is \"\(condition)\"", rule: "deploy/service-status")))
  }

  private func refuseOlder(_ state: ServiceState) throws(Failure) {
    guard let live = state.main else { return }
    try refuseOlder(than: live.stamp, "\(live.release) is live")
  }

  /// `order: newest`: a commit is never replaced by its own ancestor. `what` is there already, with the stamp given.
  private func refuseOlder(than stamp: Stamp?, _ what: String) throws(Failure) {
    guard target.order == .newest else { return }
    guard let stamp else {
      return world.tell(
        .notice("\(what) and carries no stamp of sampan, so nobody knows whether it is newer"))
    }
    func warn(_ text: String, _ rule: String) {
      world.tell(.finding(Finding(.warning, text, rule: rule)))
    }
    switch try project.repository.relation(ofLive: stamp.commit, toHead: deployment.commit.id) {
    case .same, .headIsAhead: return
    case .liveIsAhead(let count):
      throw Failure(
        .guarded,
        "\(what) from commit \(stamp.commit), \(count) \(count == 1 ? "commit" : "commits") newer than "
          + deployment.commit.id.prefix(12),
        remedies: [
          "deploy the newer commit", "to go back on purpose, revert it, or set \"order\": \"any\"",
        ])
    case .diverged(let ours, let theirs):
      warn(
        "\(what) from commit \(stamp.commit) on another line of history: \(theirs) commits there, \(ours) here",
        "deploy/diverged")
    case .unknown(let why):
      warn("\(what); cannot tell whether its commit \(stamp.commit) is newer: \(why)", "deploy/order-unknown")
    }
  }

  /// Waits, then asks the other questions again: what just ended may be newer.
  private func cleared(of rollout: InFlight, within limit: Duration) async throws(Failure) -> ServiceState {
    let wait = InFlightWait(world: world, provider: provider, rollout: rollout)
    guard let state = try await wait.over(within: limit) else { throw conflict(rollout) }
    try refuseDeadService(state)
    try refuseOlder(state)
    return state
  }

  private func conflict(_ rollout: InFlight) -> Failure {
    Failure(
      .tryLater, "\(rollout.described) is in flight",
      remedies: [
        "deploy again when it has ended: sampan status \(target.name) --wait",
        "\"onConflict\": \"wait\" waits for it, \"cancel\" stops it",
      ])
  }
}
