import Effects
import HTTP
import Model
import Providers

/// The write of a deploy. Packaging and uploads take minutes, so directly before it the state is read again, and where
/// it has changed every guard decides anew. The same stands before each repetition of an update that was refused.
struct SendUpdate {
  let world: World
  let provider: any Provider
  let preflight: Preflight
  let published: Published

  struct Sent {
    /// What the update started from.
    var state: ServiceState
    /// Nil: nothing was sent, because what is live is the same already.
    var receipt: Receipt?
    /// Why it is not known whether the update was executed; nil when it was.
    var lost: Failure?
  }

  /// How often the state may change between two reads before the guards' last word counts.
  private static let rounds = 3

  /// `seen`: the state that the guards have passed.
  func run(since seen: ServiceState) async throws(Failure) -> Sent {
    var state = seen
    return try await world.retrying(.write, nil) { _ async throws(Failure) -> Sent in
      let complete: Published
      (state, complete) = try await settled(since: state)
      guard preflight.same(in: state) == nil else { return Sent(state: state) }
      do throws(Failure) {
        return Sent(state: state, receipt: try await provider.update(complete, since: state))
      } catch {
        guard error.retry == .readsOnly else { throw await judged(error, since: state) }
        world.tell(
          .finding(
            Finding(
              .warning,
              "could not confirm that the update was accepted (\(error.what)); checking for its rollout",
              rule: "deploy/answer-lost")))
        return Sent(
          state: state, receipt: Receipt(operation: nil, baseline: state.baseline), lost: error)
      }
    }
  }

  /// A state that the guards have passed and that stayed as it was while the rest of the update was read.
  private func settled(since seen: ServiceState) async throws(Failure) -> (ServiceState, Published) {
    var state = seen
    do throws(Failure) {
      for _ in 0..<Self.rounds {
        let complete = try await provider.completed(published, since: state)
        let now = try await preflight.confirm(state)
        if now == state { return (state, complete) }
        state = now
      }
      return (state, try await provider.completed(published, since: state))
    } catch {
      // Each question was repeated by the API client already.
      var failure = error
      failure.retry = .never
      throw failure
    }
  }

  /// Refused because of another deploy, which came between the guards and the write: then the guards decide about it.
  private func judged(_ error: Failure, since state: ServiceState) async -> Failure {
    guard error.retry == .never, [.tryLater, .guarded, .configuration].contains(error.kind),
      let now = try? await provider.state(), now != state
    else { return error }
    var failure = error
    failure.retry = .safe(after: nil)
    return failure
  }
}
