import Model
import Synchronization

/// What one look has to know of the looks before it. Times are those of the world's monotonic clock.
final class RolloutMemory: Sendable {
  private struct State {
    var hasSeenOurs = false
    var started: String?
    var errorLooks = 0
    var stuckSince: Duration?
    var resumed: [Int: Duration] = [:]
    /// Batches whose first resumption was not confirmed; false: it was repeated.
    var lost: [Int: Bool] = [:]
  }

  private let state = Mutex(State())

  /// Whether our rollout was there before.
  var hasSeenOurs: Bool { state.withLock { $0.hasSeenOurs } }

  func sawOurs() { state.withLock { $0.hasSeenOurs = true } }

  /// A version whose rollout this run began or promoted, other than the one that it deploys.
  func started(_ version: String) { state.withLock { $0.started = version } }
  func didStart(_ version: String) -> Bool { state.withLock { $0.started == version } }

  /// How many looks in a row have said that the rollout failed.
  func errorLooks(now isError: Bool) -> Int {
    state.withLock {
      $0.errorLooks = isError ? $0.errorLooks + 1 : 0
      return $0.errorLooks
    }
  }

  /// How long instances have been stuck without a break.
  func stuck(now isStuck: Bool, at time: Duration) -> Duration {
    state.withLock {
      $0.stuckSince = isStuck ? $0.stuckSince ?? time : nil
      return $0.stuckSince.map { time - $0 } ?? .zero
    }
  }

  /// How long ago a batch was told to go on; nil when it was not.
  func elapsed(sinceResumeOf batch: Int, at time: Duration) -> Duration? {
    state.withLock { $0.resumed[batch].map { time - $0 } }
  }

  func noteResume(of batch: Int, at time: Duration) { state.withLock { $0.resumed[batch] = time } }

  func lostResume(of batch: Int) { state.withLock { $0.lost[batch] = $0.lost[batch] == nil } }

  /// Whether the first resumption of a batch was lost; true only once for each batch.
  func mayResumeAgain(_ batch: Int) -> Bool {
    state.withLock { state in
      guard state.lost[batch] == true else { return false }
      state.lost[batch] = false
      return true
    }
  }

  func forgetResume(of batch: Int) { state.withLock { $0.resumed[batch] = nil } }
}
