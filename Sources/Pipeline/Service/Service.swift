import Effects
import Model
import Providers

/// A target and the cloud behind it: what a deploy, a status, a promotion, a cancellation and a rollback start from.
struct Service: Sendable {
  let world: World
  /// As it was passed to its provider.
  let target: Target
  let provider: any Provider

  var schema: ProviderSchema { type(of: provider).schema }
  var polling: Polling { schema.polling }
  /// False for a provider that only watches: there is nothing to guard.
  var writes: Bool { !schema.accepts.isEmpty || !schema.artifactOptions.isEmpty }

  /// How long a cancelled rollout may take to end.
  static let cancelling = Duration.seconds(120)
  /// How long traffic may take to move after it was ordered to, as in `Verification`.
  static let moving = Duration.seconds(90)
  private static let interval = Duration.seconds(5)

  /// Waits for the rollout's end. Every other end is a failure. `isOurs`: this run started it, or promoted it, and
  /// may confirm its steps.
  func finish(_ receipt: Receipt, isOurs: Bool = true) async throws(Failure) -> Rollout {
    var wait = RolloutWait(self, start: world.uptime(), mayConfirm: isOurs)
    return try await wait.untilFinished(receipt)
  }

  /// The failure where a person has to decide, and how that is done.
  func awaitingPerson(_ what: Text, canPromote: Bool = true, requestID: String? = nil) -> Failure {
    Failure(.awaitingPerson, what, remedies: ways(canPromote: canPromote), requestID: requestID)
  }

  func awaitingPerson(_ awaited: Awaited) -> Failure {
    awaitingPerson(awaited.what, canPromote: awaited.isPromotable)
  }

  /// How a person decides.
  func ways(canPromote: Bool = true) -> [Text] {
    let cannot = schema.cannot
    return [
      canPromote && cannot[.promote] == nil ? "sampan promote \(target.name)" : nil,
      cannot[.cancel] == nil ? "sampan cancel \(target.name)" : "sampan rollback \(target.name)",
    ].compactMap { $0 }
  }

  /// Waits until a rollout has ended, one way or the other: the state after it; nil when the time is over first. Unless
  /// `forPerson`, a rollout that only a person ends is not waited for: `.awaitingPerson`.
  func idle(
    after rollout: InFlight, within limit: Duration, forPerson: Bool = true
  ) async throws(Failure) -> ServiceState? {
    let start = world.uptime()
    try await world.sleep(Self.interval)
    var tolerance = Tolerance()
    return try await world.until(
      within: limit, since: start, every: { _ in Self.interval }
    ) { _ async throws(Failure) -> Polled<ServiceState> in
      do throws(Failure) {
        let state = try await provider.state()
        if state.inFlight == nil { return .done(state) }
        if !forPerson, let awaited = try await provider.awaited(in: state) {
          throw awaitingPerson(awaited)
        }
        tolerance.succeeded()
      } catch {
        guard tolerance.allows(error) else { throw error }
        world.tell(.notice("the service could not be read; retrying: \(error.what)"))
      }
      return .waiting("for \(rollout.described) to end")
    }
  }

  /// Verifies that a release serves. `stamp`: of our deploy; nil for a rollout that was only watched.
  func prove(_ release: String?, _ stamp: Stamp? = nil) async throws(Failure) -> Verification.Proof {
    try await Verification(service: self, release: release, stamp: stamp).prove()
  }
}

extension Project {
  /// The service of a target, without a deploy.
  func service(of target: Target) throws(Failure) -> Service {
    if let problem = target.fleetProblem { throw problem }
    return try service(of: target) { (name) throws(Failure) in
      try values(for: target).optionValue(of: name)
    }
  }

  /// `value`: of a name in an option.
  func service(
    of target: Target, value: (Template.Name) throws(Failure) -> String?
  ) throws(Failure) -> Service {
    let filled = try target.filled(
      by: catalog.schema(target.provider)?.options ?? [], from: root, within: localRoot, world, value: value)
    return Service(world: world, target: filled, provider: try catalog.provider(of: filled, world))
  }
}

extension InFlight {
  /// `rollout 7 (running, in BuildImage, since …)`
  var described: Text {
    var parts: [Text] = [.ofRollout(status)]
    if let step { parts.append("in \(Text.ofRollout(step))") }
    if let since { parts.append("since \(since.utc.shown)") }
    return "rollout \(id) (\(parts.joined(separator: ", ")))"
  }
}
