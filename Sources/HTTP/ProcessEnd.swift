import Foundation
import Synchronization

/// Keeps libcurl's thread out of the TLS library while the process ends: `exit` takes that apart under whoever
/// still uses it, e.g. to close the connection of a request that was cancelled.
enum ProcessEnd {
  private struct State {
    var workers = 0
    var isEnding = false
  }

  private static let state = Mutex(State())
  private static let longestWait = 200

  /// To be called once, after the TLS library has registered its own handler: the last one runs first.
  static func watch() {
    atexit {
      ProcessEnd.state.withLock { $0.isEnding = true }
      // Some seconds at most: looking a name up cannot be cut short in every version.
      for _ in 0..<ProcessEnd.longestWait where ProcessEnd.state.withLock({ $0.workers > 0 }) {
        usleep(10_000)
      }
    }
  }

  /// Runs the body, which the process's end waits for; once the process ends, it does not begin.
  static func delayed<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
    let begins = state.withLock { state in
      if !state.isEnding { state.workers += 1 }
      return !state.isEnding
    }
    while !begins { sleep(60) }
    defer { state.withLock { $0.workers -= 1 } }
    return try body()
  }
}
