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

  /// `seen`: the state that the guards have passed.
  func run(since seen: ServiceState) async throws(Failure) -> SentUpdate {
    var state = seen
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
    guard error.retry == .never, [.tryLater, .guarded, .configuration].contains(error.kind),
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
