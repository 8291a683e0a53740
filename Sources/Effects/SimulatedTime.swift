import Model
import Synchronization

/// Time that passes by sleeping only. Work takes no time, so what happens does not depend on the machine, and a wait
/// of minutes takes moments.
///
/// It belongs to the task that made it: each of its sleeps moves the time on by as much. Any other task works beside
/// it, like the watch over an upload, on something that takes real time: such a task really sleeps, and the simulated
/// time stops meanwhile.
package final class SimulatedTime: Sendable {
  private let start: Timestamp
  private let owner: Int?
  private let passed = Mutex(Duration.zero)

  /// `start` is the time of day at which it begins.
  package init(start: Timestamp) {
    self.start = start
    owner = Self.task
  }

  /// How much has passed.
  package var elapsed: Duration { passed.withLock { $0 } }

  /// The time of day.
  package var now: Timestamp { Timestamp(seconds: start.seconds + elapsed.components.seconds) }

  /// Moves it on for everyone.
  package func pass(_ duration: Duration) { passed.withLock { $0 += max(.zero, duration) } }

  /// The calling task, by an address that it keeps until it ends.
  private static var task: Int? { unsafe withUnsafeCurrentTask { unsafe $0?.hashValue } }

  fileprivate var isMine: Bool { Self.task == owner }
}

extension World {
  /// The same world in simulated time. It is still stopped like the real one.
  package func simulated(by time: SimulatedTime) -> World {
    var world = self
    let sleep = sleep
    world.now = { time.now }
    world.uptime = { time.elapsed }
    world.sleep = { (duration) async throws(Failure) in
      guard time.isMine else { return try await sleep(duration) }
      try await sleep(.zero)
      time.pass(duration)
    }
    return world
  }
}
