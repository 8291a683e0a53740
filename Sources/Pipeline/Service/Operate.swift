import Effects
import Git
import Model
import Providers

/// An operation on a service other than a deploy.
package enum Operation: Equatable, Sendable {
  case promote
  /// Gives the release that waits for a person this share of the traffic, 1–99 percent; it still waits.
  case share(Int)
  case cancel
  /// To a release that served before; nil: the newest one before the live one.
  case rollback(to: String?)

  var verb: ProviderSchema.Verb {
    switch self {
    case .promote, .share: .promote
    case .cancel: .cancel
    case .rollback: .rollback
    }
  }
}

extension Project {
  /// Carries out one operation on one target and follows it until its end. A failure on the way is part of the
  /// outcome.
  package func operate(_ operation: Operation, on name: String) async throws(Failure) -> Outcome {
    let service = try service(named: name, for: operation.verb)
    let schema = service.schema
    if case .share(let percent) = operation, !schema.sharesTraffic {
      throw Failure(
        .usage, "provider \"\(schema.name)\" cannot give a release \(percent) % of the traffic",
        place: service.target.place, remedies: ["to finish the gray release: sampan promote \(name)"])
    }
    if operation.verb == .promote { try refuseFrozen(service.target, command: "promote") }
    var outcome = await service.run(operation)
    outcome.commit = try? Stamp(in: outcome.remark ?? "").flatMap { (stamp) throws(Failure) in
      try repository.commit(startingWith: stamp.commit)?.id.hex
    }
    if let release = outcome.releaseID {
      outcome.version = version(
        of: Release(id: release, status: "", remark: outcome.remark, image: outcome.image), service.target)
    }
    world.tell(.targetFinished(outcome))
    await notify(of: [outcome])
    return outcome
  }

  /// The service of a target that is named. Fails when its provider cannot do what is asked for.
  func service(named name: String, for verb: ProviderSchema.Verb) throws(Failure) -> Service {
    guard let target = try targets(named: [name]).chosen.first else {
      throw Failure(.defect, "target \"\(name)\" is no longer in the configuration")
    }
    return try service(of: target, for: verb)
  }

  func service(of target: Target, for verb: ProviderSchema.Verb) throws(Failure) -> Service {
    let service = try service(of: target)
    let schema = service.schema
    guard let reason = schema.cannot[verb] else { return service }
    // What is live is enough for a comparison with HEAD.
    let comparison = schema.cannot[.status] == nil ? ["diff"] : []
    let supported = (schema.verbs.map(\.rawValue) + comparison).sorted()
    throw Failure(
      .usage, "provider \"\(schema.name)\" cannot \(verb.phrase): \(reason)", place: target.place,
      remedies: ["supported: \(supported.list)"])
  }
}

extension Service {
  func run(_ operation: Operation) async -> Outcome {
    let start = world.uptime()
    var outcome = Outcome(target: target.name, provider: target.provider, status: .deployed)
    do throws(Failure) {
      let state = try await provider.state()
      outcome.url = state.url
      switch operation {
      case .promote:
        try await promote(state, &outcome)
      case .share(let percent):
        try await share(percent, state, &outcome)
      case .cancel:
        try await cancel(state, &outcome)
      case .rollback(let release):
        if release == nil, let reason = try await provider.nothingToUndo(in: state) {
          isNotUndone(reason, state, &outcome)
          break
        }
        outcome.releaseID = try await order("rollback").rollback(to: release, from: state)
        try await prove(&outcome)
        // Back to what had most of the traffic: away from the release that waited with a share.
        let main = state.main?.release
        let left = main == outcome.releaseID ? state.inFlight?.release ?? main : main
        outcome.reason = left.map { "rolled back from \($0)" }
      }
    } catch {
      outcome.end(with: error.isStop ? await world.withSignal(error) : error)
    }
    outcome.elapsed = world.uptime() - start
    return outcome
  }

  /// Going back would put a release live that is older than what served before the newest deploy.
  private func isNotUndone(_ reason: Text, _ state: ServiceState, _ outcome: inout Outcome) {
    outcome.status = .skipped
    outcome.releaseID = state.main?.release
    outcome.reason = reason
    world.tell(
      .notice("to go further back, name the release: sampan rollback \(target.name) --to VERSION"))
  }

  /// Verifies that the release of the outcome serves, and adds what is known of it. Its status is `deployed`, for a
  /// rollback too: the release serves because of this run; the reason has the rest.
  private func prove(_ outcome: inout Outcome) async throws(Failure) {
    let proof = try await prove(outcome.releaseID)
    outcome.url = proof.url
    outcome.remark = proof.online.remark
    outcome.image = proof.online.image
  }

  private func order(_ name: Text) -> SendOrder {
    SendOrder(service: self, name: name)
  }

  private func promote(_ state: ServiceState, _ outcome: inout Outcome) async throws(Failure) {
    let receipt: Receipt
    switch try await order("promotion").promote(from: state) {
    case .answered(let answered): receipt = answered
    case .seen(let now):
      guard now.inFlight != nil, let newest = now.newest else {
        outcome.releaseID = state.inFlight?.release ?? now.main?.release
        try await prove(&outcome)
        return
      }
      receipt = newest
    }
    outcome.releaseID = receipt.release
    // Just after a promotion a provider may still report the release as waiting. A rollout that is running is
    // followed.
    switch try? await provider.poll(receipt).state {
    case .running?, .unregistered?, .suspect?: _ = try await finish(receipt)
    default: break
    }
    try await prove(&outcome)
    let ours = try await provider.state().online.first { $0.release == receipt.release }
    if let ours, ours.trafficPercent < 100 { _ = try await finish(receipt) }
  }

  /// The release still waits for a person when it has its share, so that this is how it ends.
  private func share(
    _ percent: Int, _ state: ServiceState, _ outcome: inout Outcome
  ) async throws(Failure) {
    // Some providers show a release that waits as the newest one only.
    outcome.releaseID = state.inFlight?.release ?? state.newest?.release
    if state.share(of: outcome.releaseID) != percent {
      if case .answered(let receipt) = try await order("promotion").promote(to: percent, from: state) {
        outcome.releaseID = receipt.release ?? outcome.releaseID
        try await settle(receipt)
      }
    }
    let now = try await shared(percent, by: outcome.releaseID)
    let release = outcome.releaseID.or("the release")
    guard let actual = now.share(of: outcome.releaseID), actual < 100 else {
      throw Failure(
        .rolloutFailed, "\(release) no longer waits for a person",
        remedies: ["check what is live: sampan status \(target.name)"])
    }
    if actual != percent {
      world.tell(
        .finding(
          Finding(
            .warning, "\(release) gets \(actual) % of the traffic, not \(percent) %",
            rule: "promote/other-share")))
    }
    throw Failure(
      .awaitingPerson, "\(release) gets \(actual) % of the traffic",
      remedies: [
        "sampan promote \(target.name)",
        schema.cannot[.cancel] == nil
          ? "sampan cancel \(target.name)" : "sampan rollback \(target.name)",
      ])
  }

  /// Until the operation of a receipt waits for a person again, or has ended.
  private func settle(_ receipt: Receipt) async throws(Failure) {
    do throws(Failure) {
      _ = try await finish(receipt)
    } catch {
      guard error.kind == .awaitingPerson else { throw error }
    }
  }

  /// The state in which the release has its share; the last one where that does not happen in the time in which traffic
  /// moves.
  private func shared(_ percent: Int, by release: String?) async throws(Failure) -> ServiceState {
    var last: ServiceState?
    var tolerance = Tolerance()
    let state = try await world.until(
      within: Self.moving, every: { _ in polling.shortest }
    ) { _ async throws(Failure) -> Polled<ServiceState> in
      do throws(Failure) {
        let now = try await provider.state()
        last = now
        tolerance.succeeded()
        if now.share(of: release) == percent { return .done(now) }
      } catch {
        guard tolerance.allows(error) else { throw error }
        world.tell(.notice("the service could not be read; retrying: \(error.what)"))
      }
      return .waiting("for \(release.or("the release")) to get \(percent) % of the traffic")
    }
    if let state = state ?? last { return state }
    throw Failure(
      .stillRolling, "could not confirm that \(release.or("the release")) gets \(percent) % of the traffic",
      remedies: ["sampan status \(target.name)"])
  }

  private func cancel(_ state: ServiceState, _ outcome: inout Outcome) async throws(Failure) {
    guard let rollout = state.inFlight else {
      outcome.status = .skipped
      outcome.reason = "nothing is in progress"
      return
    }
    do throws(Failure) {
      try await order("cancellation").cancel(rollout, from: state)
    } catch {
      guard let now = await ended(rollout, insteadOf: error) else { throw error }
      try refuse(rollout, isLiveIn: now, since: state)
      outcome.status = .skipped
      outcome.releaseID = now.main?.release
      outcome.reason = "rollout \(rollout.id) had ended already: nothing to cancel"
      return
    }
    guard let after = try await idle(after: rollout, within: Self.cancelling) else {
      throw Failure(
        .stillRolling, "\(rollout.described) was cancelled and is still running",
        remedies: ["sampan status \(target.name) --wait"])
    }
    try refuse(rollout, isLiveIn: after, since: state)
    outcome.status = .unchanged
    outcome.releaseID = after.main?.release
    outcome.stillLive = after.main
    outcome.reason = "rollout \(rollout.id) (\(rollout.whose)) was cancelled"
  }

  /// The state in which a rollout has ended, whose cancellation was refused; nil where the refusal has another reason.
  private func ended(_ rollout: InFlight, insteadOf refusal: Failure) async -> ServiceState? {
    guard [.configuration, .usage, .tryLater].contains(refusal.kind), let now = try? await provider.state(),
      now.inFlight?.id != rollout.id
    else { return nil }
    return now
  }

  private func refuse(
    _ rollout: InFlight, isLiveIn now: ServiceState, since before: ServiceState
  ) throws(Failure) {
    guard let release = rollout.release, now.main?.release == release, before.main?.release != release
    else { return }
    throw Failure(
      .guarded, "rollout \(rollout.id) finished before it could be cancelled: \(release) is live",
      remedies: ["roll back: sampan rollback \(target.name)"])
  }
}

extension InFlight {
  /// `api-007, from commit 4c21aa90`
  fileprivate var whose: Text {
    let maker: Text = stamp.map { "from commit \($0.commit.prefix(8))" } ?? "without a stamp of sampan"
    guard let release, release != id else { return maker }
    return "\(release), \(maker)"
  }
}

extension Outcome {
  /// Ended early, by this.
  mutating func end(with failure: Failure) {
    status =
      switch failure.kind {
      case .stillRolling: .timeout
      case .awaitingPerson: .awaiting
      default: .failed
      }
    self.failure = failure
  }
}

extension ServiceState {
  /// The percentage of the traffic that a release receives; nil for one that is not online.
  package func share(of release: String?) -> Int? { online.first { $0.release == release }?.trafficPercent }
}

extension World {
  /// Whatever fails first when the run is being stopped, the kind is that of the signal.
  func withSignal(_ error: Failure) async -> Failure {
    var failure = error
    do throws(Failure) { try await sleep(.zero) } catch { failure.kind = error.kind }
    return failure
  }
}
