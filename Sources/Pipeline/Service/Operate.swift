import Effects
import Model
import Providers

/// An operation on a service other than a deploy.
package enum Operation: Equatable, Sendable {
  case promote
  case cancel
  /// To a release that served before; nil: the newest one before the live one.
  case rollback(to: String?)

  var verb: ProviderSchema.Verb {
    switch self {
    case .promote: .promote
    case .cancel: .cancel
    case .rollback: .rollback
    }
  }
}

extension Project {
  /// Carries out one operation on one target and follows it until its end. A failure on the way is part of the
  /// outcome.
  package func operate(_ operation: Operation, on name: String) async throws(Failure) -> Outcome {
    guard let target = try targets(named: [name]).chosen.first else {
      throw Failure(.defect, "target \"\(name)\" is no longer in the configuration")
    }
    let service = try service(of: target)
    let schema = service.schema
    if let reason = schema.cannot[operation.verb] {
      throw Failure(
        .usage, "provider \"\(schema.name)\" cannot \(operation.verb.rawValue): \(reason)",
        place: target.place,
        remedies: ["supported: \(schema.verbs.map(\.rawValue).sorted().joined(separator: ", "))"])
    }
    return await service.run(operation)
  }
}

extension Service {
  fileprivate func run(_ operation: Operation) async -> Outcome {
    let start = world.uptime()
    var outcome = Outcome(target: target.name, provider: target.provider, status: .deployed)
    do throws(Failure) {
      let state = try await provider.state()
      outcome.url = state.url
      switch operation {
      case .promote:
        try await promote(state, &outcome)
      case .cancel:
        try await cancel(state, &outcome)
      case .rollback(let release):
        outcome.releaseID = try await order("rollback").rollback(to: release, from: state)
        outcome.url = try await prove(outcome.releaseID).url
      }
    } catch {
      outcome.end(with: error.isStop ? await world.withSignal(error) : error)
    }
    outcome.elapsed = world.uptime() - start
    world.tell(.targetFinished(outcome))
    return outcome
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
        outcome.url = try await prove(outcome.releaseID).url
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
    outcome.url = try await prove(receipt.release).url
    let ours = try await provider.state().online.first { $0.release == receipt.release }
    if let ours, ours.trafficPercent < 100 { _ = try await finish(receipt) }
  }

  private func cancel(_ state: ServiceState, _ outcome: inout Outcome) async throws(Failure) {
    guard let rollout = state.inFlight else {
      outcome.status = .skipped
      outcome.reason = "nothing is in progress"
      return
    }
    try await order("cancellation").cancel(rollout, from: state)
    guard let after = try await idle(after: rollout, within: Self.cancelling) else {
      throw Failure(
        .stillRolling, "\(rollout.described) was cancelled and is still running",
        remedies: ["sampan status \(target.name) --wait"])
    }
    if let release = rollout.release, after.main?.release == release, state.main?.release != release {
      throw Failure(
        .guarded, "rollout \(rollout.id) finished before it could be cancelled: \(release) is live",
        remedies: ["roll back: sampan rollback \(target.name)"])
    }
    outcome.status = .unchanged
    outcome.releaseID = after.main?.release
    outcome.reason = "rollout \(rollout.id) was cancelled"
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

extension World {
  /// Whatever fails first when the run is being stopped, the kind is that of the signal.
  func withSignal(_ error: Failure) async -> Failure {
    var failure = error
    do throws(Failure) { try await sleep(.zero) } catch { failure.kind = error.kind }
    return failure
  }
}
