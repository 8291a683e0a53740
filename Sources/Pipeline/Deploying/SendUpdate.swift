import Effects
import HTTP
import Model
import Providers

/// The write of a deploy. Packaging and uploads take minutes, so directly before it the state is read again, and if
/// it has changed every guard is asked again. The same happens before each repetition of an update that was refused.
struct SendUpdate<Cloud: Provider> {
  let provider: Cloud
  let preflight: Preflight
  let upload: Cloud.Upload

  private var world: World { preflight.service.world }
  private var deployment: Deployment { preflight.deployment }

  /// How often the state may change between two reads before the last result of the guards is used.
  private let rounds = 3

  /// Between two updates while the platform refuses them, as those who met this do.
  private let pause = Duration.seconds(30)

  /// `seen`: the state that the guards have passed. A platform that is busy with an operation that its state does not
  /// show is waited for, by `onConflict`, within the target's timeout.
  func run(since seen: ServiceState) async throws(Failure) -> SentUpdate {
    var state = seen
    var refusal: Failure?
    let sent = try await world.until(within: patience, every: { _ in pause }) {
      _ async throws(Failure) -> Polled<SentUpdate> in
      do throws(Failure) {
        return .done(try await attempt(since: &state))
      } catch {
        guard error.retry == .whenIdle else { throw error }
        if refusal == nil, patience > .zero { tellWaiting(error) }
        refusal = error
        return .waiting("until the update is accepted")
      }
    }
    if let sent { return sent }
    throw busy(refusal ?? Failure(.defect, "an update has no outcome"))
  }

  /// How long updates are sent to a busy platform: what it is busy with cannot be cancelled, since it is not shown.
  private var patience: Duration {
    switch preflight.service.target.onConflict {
    case .fail: .zero
    case .wait: preflight.service.target.wait.timeout
    case .cancel: Service.cancelling
    }
  }

  private func tellWaiting(_ refusal: Failure) {
    world.tell(
      .notice(
        """
        the platform is busy (\(refusal.what)); sending the update every \(Amounts.time(pause)) until it is \
        accepted
        """))
  }

  private func busy(_ refusal: Failure) -> Failure {
    let target = preflight.service.target
    return refusal.with {
      if patience > .zero { $0.causes.append("gave up after \(Amounts.time(patience))") }
      if target.onConflict == .fail {
        $0.remedies.append("\"onConflict\": \"wait\" waits until the update is accepted")
      } else {
        $0.remedies.append("check what is in progress: sampan status \(target.name)")
      }
    }
  }

  /// The update, sent once; again where it was proven not to be executed, and the guards have passed the new state.
  private func attempt(since seen: inout ServiceState) async throws(Failure) -> SentUpdate {
    var state = seen
    defer { seen = state }
    return try await world.retrying(.write, nil) { () async throws(Failure) -> SentUpdate in
      let complete: Cloud.Upload
      (state, complete) = try await settled(since: state)
      guard preflight.same(in: state) == nil else { return SentUpdate(state: state) }
      do throws(Failure) {
        return SentUpdate(
          state: state, receipt: try await provider.update(deployment, complete, since: state),
          upload: complete)
      } catch {
        guard error.retry == .readsOnly else { throw await judged(error, since: state) }
        world.tell(
          .finding(
            Finding(
              .warning,
              "could not confirm that the update was accepted (\(error.what)); checking for its rollout",
              rule: "deploy/answer-lost")))
        return SentUpdate(
          state: state, receipt: provider.receipt(for: deployment, since: state), upload: complete,
          lost: error)
      }
    }
  }

  /// A state that the guards have passed and that stayed as it was while the rest of the update was read.
  private func settled(since seen: ServiceState) async throws(Failure) -> (ServiceState, Cloud.Upload) {
    var state = seen
    do throws(Failure) {
      for _ in 0..<rounds {
        let complete = try await provider.completed(upload, since: state)
        let now = try await preflight.confirm(state)
        if now == state { return (state, complete) }
        state = now
      }
      return (state, try await provider.completed(upload, since: state))
    } catch {
      // The API client has retried each read already.
      var failure = error
      failure.retry = .never
      throw failure
    }
  }

  /// Refused because of another deploy, which came between the guards and the write: the guards are asked about it.
  private func judged(_ error: Failure, since state: ServiceState) async -> Failure {
    guard error.retry == .never || error.retry == .whenIdle,
      [.tryLater, .guarded, .configuration].contains(error.kind),
      let now = try? await provider.state(), now != state
    else { return error }
    var failure = error
    failure.retry = .safe(after: nil)
    return failure
  }
}

/// The outcome of an update.
struct SentUpdate {
  /// What the update started from.
  var state: ServiceState
  /// Nil: nothing was sent, because what is live is the same already.
  var receipt: Receipt?
  /// What it sent besides the deployment: the provider's `Upload`. Nil as the receipt is.
  var upload: (any Sendable)?
  /// Why it is not known whether the update was executed; nil when it was.
  var lost: Failure?
}
