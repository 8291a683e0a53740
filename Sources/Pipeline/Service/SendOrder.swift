import Effects
import Model
import Providers

/// A write that leads to a state which can be seen: a promotion, a cancellation, a rollback. When its answer is lost,
/// that state is looked for. When nothing of it is seen during the provider's registration time, the write was not
/// executed, and is sent once more, never more often.
struct SendOrder {
  let service: Service
  /// What it is, e.g. `promotion`.
  let name: Text

  enum Sent<Answer> {
    case answered(Answer)
    /// The answer was lost; this state shows what it led to.
    case seen(ServiceState)
  }

  private var world: World { service.world }
  private var target: Target { service.target }
  private var polling: Polling { service.polling }

  /// `write` is given the newest state, and fails where it no longer applies. `isSeen`: whether a state shows that
  /// something has happened since.
  func run<Answer>(
    from state: ServiceState, isSeen: (ServiceState) -> Bool,
    _ write: (ServiceState) async throws(Failure) -> Answer
  ) async throws(Failure) -> Sent<Answer> {
    let lost: Failure
    do throws(Failure) {
      return .answered(try await sent(write, from: state))
    } catch {
      lost = error
    }
    let now = try await unseen(after: lost, isSeen: isSeen)
    if isSeen(now) { return .seen(now) }
    world.tell(.notice("the \(name) had no effect \(inTime); sending it once more"))
    let lostAgain: Failure
    do throws(Failure) {
      return .answered(try await sent(write, from: now))
    } catch {
      lostAgain = error
    }
    let end = try await unseen(after: lostAgain, isSeen: isSeen)
    if isSeen(end) { return .seen(end) }
    throw unconfirmed(lostAgain, .unavailable, because: "it was sent twice and had no effect \(inTime)")
  }

  /// What fails before anything was written has no effect to look for.
  private func sent<Answer>(
    _ write: (ServiceState) async throws(Failure) -> Answer, from state: ServiceState
  ) async throws(Failure) -> Answer {
    let count = world.writes.value
    do throws(Failure) {
      return try await write(state)
    } catch {
      guard world.writes.value == count, error.retry == .readsOnly else { throw error }
      throw error.with { $0.retry = .never }
    }
  }

  private var inTime: Text { "within \(Amounts.time(polling.registration))" }

  /// The first state that shows something, or the last one within the registration time. Rethrows what is not a lost
  /// answer.
  private func unseen(
    after lost: Failure, isSeen: (ServiceState) -> Bool
  ) async throws(Failure) -> ServiceState {
    guard lost.retry == .readsOnly, !lost.isStop else { throw lost }
    world.tell(
      .finding(
        Finding(
          .warning,
          "could not confirm that the \(name) was accepted (\(lost.what)); checking whether it took effect",
          rule: "deploy/answer-lost")))
    var tolerance = Tolerance()
    let seen = try await world.until(
      within: polling.registration + polling.shortest * 6, every: { _ in polling.shortest }
    ) { heartbeat async throws(Failure) -> Polled<ServiceState> in
      do throws(Failure) {
        let state = try await service.provider.state()
        tolerance.succeeded()
        if isSeen(state) || heartbeat.elapsed >= polling.registration { return .done(state) }
      } catch {
        if error.isStop { throw error }
        guard tolerance.allows(error) else { throw unconfirmed(lost, .stillRolling, because: error.what) }
      }
      return .waiting("for the \(name) to take effect")
    }
    if let seen { return seen }
    throw unconfirmed(lost, .stillRolling, because: "the service could not be read")
  }

  private func unconfirmed(_ lost: Failure, _ kind: Failure.Kind, because reason: Text) -> Failure {
    var failure = lost
    failure.kind = kind
    failure.retry = .never
    failure.what = "could not confirm that the \(name) was accepted: \(lost.what)"
    failure.causes.append(reason)
    failure.remedies = ["check before repeating it: sampan status \(target.name)"]
    return failure
  }

  // MARK: Promotion, cancellation, rollback

  func cancel(_ rollout: InFlight, from state: ServiceState) async throws(Failure) {
    let provider = service.provider
    _ = try await run(from: state) { now in
      now.inFlight?.id != rollout.id || now.inFlight?.status != rollout.status
    } _: { now async throws(Failure) in
      try await provider.cancel(now.inFlight ?? rollout)
    }
  }

  func promote(to percent: Int = 100, from state: ServiceState) async throws(Failure) -> Sent<Receipt> {
    let provider = service.provider
    return try await run(from: state, isSeen: { $0.hasMoved(since: state) }) { now async throws(Failure) in
      try await provider.promote(now, percent: percent)
    }
  }

  /// The release that serves in the end. `release` nil: the one before the live one. `begun`: the notice of when it is
  /// accepted.
  func rollback(
    to release: String?, from state: ServiceState, begun: Text? = nil
  ) async throws(Failure) -> String? {
    let provider = service.provider
    let aim = if let release { release as String? } else { try await provider.earlier(than: state) }
    let sent = try await run(from: state, isSeen: { $0.hasMoved(since: state) }) {
      now async throws(Failure) in try await provider.rollback(to: release, from: now)
    }
    if let begun { world.tell(.notice(begun)) }
    switch sent {
    case .answered(let receipt):
      return try await service.finish(receipt).receipt.release ?? receipt.release
    case .seen(var now):
      if let rollout = now.inFlight {
        guard let end = try await service.idle(after: rollout, within: target.wait.timeout) else {
          throw Failure(
            .stillRolling, "\(rollout.described) has not ended yet",
            remedies: ["sampan status \(target.name) --wait"])
        }
        now = end
      }
      let live = now.main?.release
      let left = state.inFlight?.release ?? state.main?.release
      guard live != nil, aim.map({ $0 == live }) ?? (live != left) else {
        throw Failure(
          .stillRolling, "could not confirm that the rollback was accepted: \(live.or("nothing")) is live",
          remedies: ["check before repeating it: sampan status \(target.name)"])
      }
      return live
    }
  }
}

extension ServiceState {
  /// Whether an operation has begun, ended or moved traffic since.
  func hasMoved(since before: ServiceState) -> Bool {
    func shares(_ state: ServiceState) -> [String] {
      state.online.map { "\($0.release) \($0.trafficPercent)" }
    }
    return baseline != before.baseline || inFlight?.id != before.inFlight?.id
      || inFlight?.status != before.inFlight?.status || shares(self) != shares(before)
  }
}
