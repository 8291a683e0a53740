import Model
import Synchronization

/// What one look has to know of the looks before it. Times are those of the world's monotonic clock.
final class RolloutMemory: Sendable {
  private struct State {
    var hasSeenOurs = false
    var errorLooks = 0
    var stuckSince: Duration?
    var resumed: [Int: Duration] = [:]
  }

  private let state = Mutex(State())

  /// Whether our rollout was there before.
  var hasSeenOurs: Bool { state.withLock { $0.hasSeenOurs } }

  func sawOurs() { state.withLock { $0.hasSeenOurs = true } }

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

  /// Nil the first time for a batch, which is then noted; later, how long ago that was.
  func resumed(_ batch: Int, at time: Duration) -> Duration? {
    state.withLock {
      let earlier = $0.resumed[batch]
      if earlier == nil { $0.resumed[batch] = time }
      return earlier.map { time - $0 }
    }
  }

  func forgetResume(of batch: Int) { state.withLock { $0.resumed[batch] = nil } }
}
