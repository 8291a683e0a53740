import Glibc
import Synchronization

/// Keeps libcurl's thread out of the TLS library while the process ends: `exit` frees that library's state, even if a
/// thread is using it, for example to close the connection of a cancelled request.
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
      // A few seconds at most: not every version of libcurl can stop a DNS query.
      for _ in 0..<ProcessEnd.longestWait where ProcessEnd.state.withLock({ $0.workers > 0 }) {
        usleep(10_000)
      }
    }
  }

  /// Runs the body; the end of the process waits for it. Once the process is ending, the body is not started.
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
