import Foundation
import Model
import Synchronization

/// Whether, and by which signal, this run is being stopped.
package final class StopSignal: Sendable {
  package init() {}

  /// The failure of what was stopped: `.terminated` after SIGTERM, `.interrupted` otherwise.
  package var failure: Failure {
    received.load(ordering: .acquiring) == SIGTERM
      ? Failure(.terminated, "stopped by SIGTERM") : Failure(.interrupted, "interrupted")
  }

  /// Runs the body. From now on the first SIGINT or SIGTERM cancels its task, so that sleeps and requests end
  /// at once, and an `.interrupted` of theirs becomes `failure`; a second signal ends the process with 128 +
  /// its number. Writing to a closed pipe is an error of that write, not the process's end.
  ///
  /// Signals belong to the whole process: called once, by the program. Handlers, not ignored signals: a
  /// program that we start gets the default behaviour back.
  package func runUntilStopped<T: Sendable>(
    _ body: @escaping @Sendable () async throws(Failure) -> T
  ) async throws(Failure) -> T {
    let woken = installHandlers()
    let task = Task { () -> Result<T, Failure> in
      do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
    }
    let source = woken.map { watch($0) { task.cancel() } }
    defer { source?.cancel() }
    let result = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    guard case .failure(var error) = result, error.kind == .interrupted else { return try result.get() }
    error.kind = failure.kind
    throw error
  }
}

/// The first signal of this process; 0 before it. A signal handler may touch nothing but atomics and system
/// calls.
private let received = Atomic<Int32>(0)
/// The writing end of the pipe that wakes the watcher; -1 before it is made.
private let wakeUp = Atomic<Int32>(-1)

/// Gives the reading end of a pipe that gets a byte with the first signal. Nil: no descriptors left.
private func installHandlers() -> Int32? {
  var ends: [Int32] = [-1, -1]
  guard unsafe pipe(&ends) == 0 else { return nil }
  for end in ends {
    _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    _ = fcntl(end, F_SETFL, O_NONBLOCK)
  }
  // Globals are made at their first use, which must not be inside a handler.
  _ = received.load(ordering: .acquiring)
  wakeUp.store(ends[1], ordering: .releasing)
  for number in [SIGINT, SIGTERM] {
    signal(number) { number in
      guard received.compareExchange(expected: 0, desired: number, ordering: .acquiringAndReleasing).exchanged
      else { _exit(128 + number) }
      let saved = errno
      var byte: UInt8 = 0
      _ = unsafe write(wakeUp.load(ordering: .acquiring), &byte, 1)
      errno = saved
    }
  }
  signal(SIGPIPE) { _ in }
  return ends[0]
}

/// On a queue of its own, so that it works while every thread of the task pool is busy.
private func watch(_ end: Int32, _ stop: @escaping @Sendable () -> Void) -> any DispatchSourceRead {
  let source = DispatchSource.makeReadSource(fileDescriptor: end, queue: DispatchQueue(label: "signals"))
  source.setEventHandler {
    var byte: UInt8 = 0
    if unsafe read(end, &byte, 1) == 1 { stop() }
  }
  source.activate()
  return source
}
