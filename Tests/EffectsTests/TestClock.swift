import Model
import Synchronization

/// A clock that stands still until the test moves it; sleepers wake when their time has come.
final class TestClock: Sendable {
  private struct Sleeper {
    var id: Int
    var until: Duration
    var continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var now: Duration = .zero
    var sleepers: [Sleeper] = []
    var cancelled: Set<Int> = []
    var nextID = 0
  }

  private let state = Mutex(State())

  var now: Duration { state.withLock { $0.now } }

  func sleep(_ duration: Duration) async throws(Failure) {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let isOver = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = state.withLock { state in
          if state.cancelled.contains(id) { return true }
          state.sleepers.append(
            Sleeper(id: id, until: state.now + duration, continuation: continuation))
          return false
        }
        if isCancelled { continuation.resume(returning: false) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.cancelled.insert(id)
        return state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
      }
      sleeper?.continuation.resume(returning: false)
    }
    guard isOver else { throw Failure(.interrupted, "interrupted") }
  }

  func advance(_ duration: Duration) {
    let due = state.withLock { state in
      state.now += duration
      defer { state.sleepers.removeAll { $0.until <= state.now } }
      return state.sleepers.filter { $0.until <= state.now }
    }
    for sleeper in due { sleeper.continuation.resume(returning: true) }
  }

  /// Waits until somebody sleeps, so that time does not run past them.
  func waitForSleeper() async {
    while !Task.isCancelled, state.withLock({ $0.sleepers.isEmpty }) { await Task.yield() }
  }
}
