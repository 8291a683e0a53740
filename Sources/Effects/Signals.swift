import Glibc
import Model
import Posix
import Synchronization

/// Whether, and by which signal, this run is being stopped.
package final class StopSignal: Sendable {
  package init() {}

  /// Since the first signal. For work that blocks its thread, on whichever it runs.
  package var isReceived: Bool { received.load(ordering: .acquiring) != 0 }

  /// The failure of what was stopped: `.terminated` after SIGTERM or SIGHUP, `.interrupted` otherwise.
  package var failure: Failure {
    switch received.load(ordering: .acquiring) {
    case SIGTERM: Failure(.terminated, "stopped by SIGTERM")
    case SIGHUP: Failure(.terminated, "stopped by SIGHUP")
    default: Failure(.interrupted, "interrupted")
    }
  }

  /// Runs the body. From now on the first SIGINT, SIGTERM or SIGHUP cancels its task, so that sleeps and requests
  /// end at once, and an `.interrupted` of theirs becomes `failure`; a second signal ends the process with 128 +
  /// its number.
  ///
  /// The process ends within two seconds of the first signal, even when its threads are blocked: by a library that
  /// does not return, or a pipe that is not read. `overdue` is then called to report `failure`, on a thread of its
  /// own and for a moment only; the exit status is 128 + the signal's number.
  ///
  /// Signals belong to the whole process: called once, by the program. Handlers, not ignored signals: a
  /// program that we start gets the default behavior back.
  package func runUntilStopped<T: Sendable>(
    overdue: @escaping @Sendable (Failure) -> Void = { _ in },
    _ body: @escaping @Sendable () async throws(Failure) -> T
  ) async throws(Failure) -> T {
    let woken = installHandlers()
    let task = Task { () -> Result<T, Failure> in
      do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
    }
    if let woken {
      try watch(woken, stop: { task.cancel() }, overdue: { overdue(self.failure) })
    }
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

/// Writing to a closed pipe, or past `ulimit -f`, becomes an error of that write instead of the process's silent end.
/// To be called early by the program; handlers for the reason that `runUntilStopped` gives.
package func surviveFailedWrites() {
  for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
}

/// The first signal of this process; 0 before it. A signal handler may use nothing but atomics and system calls.
private let received = Atomic<Int32>(0)
/// The writing end of the pipe that wakes the watcher; -1 before it is made.
private let wakeUp = Atomic<Int32>(-1)

/// How long after the first signal the run may still end by itself, and how long `overdue` may take. Together less than
/// two seconds.
private let grace: useconds_t = 1_300_000
private let lastWords: useconds_t = 500_000

/// Gives the reading end of a pipe that gets a byte with the first signal. Nil: no descriptors left.
private func installHandlers() -> Int32? {
  var ends: [Int32] = [-1, -1]
  guard unsafe pipe(&ends) == 0 else { return nil }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
  // Globals are made at their first use, which must not be inside a handler.
  _ = received.load(ordering: .acquiring)
  wakeUp.store(ends[1], ordering: .releasing)
  surviveFailedWrites()
  for number in [SIGINT, SIGTERM, SIGHUP] {
    let earlier = signal(number) { number in
      guard received.compareExchange(expected: 0, desired: number, ordering: .acquiringAndReleasing).exchanged
      else { _exit(128 + number) }
      let saved = errno
      var byte: UInt8 = 0
      _ = unsafe write(wakeUp.load(ordering: .acquiring), &byte, 1)
      errno = saved
    }
    // `nohup` starts a program with SIGHUP ignored, so that it outlives the terminal.
    if number == SIGHUP, unsafe unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      signal(SIGHUP, SIG_IGN)
    }
  }
  return ends[0]
}

/// On a thread of its own, for as long as the process lives: it does not depend on the others. It outlasts the run,
/// because what is printed at its end can block too.
private func watch(
  _ end: Int32, stop: @escaping @Sendable () -> Void, overdue: @escaping @Sendable () -> Void
) throws(Failure) {
  try startThread {
    var byte: UInt8 = 0
    guard retryingInterrupted({ unsafe read(end, &byte, 1) }) == 1 else { return }
    stop()
    pause(grace)
    let status = 128 + received.load(ordering: .acquiring)
    // On another thread: the one that blocks may hold the lock of the output.
    try? startThread {
      overdue()
      _exit(status)
    }
    pause(lastWords)
    _exit(status)
  }
}

/// A signal to this thread does not cut it short.
private func pause(_ time: useconds_t) {
  let end = ContinuousClock.now + .microseconds(Int64(time))
  while ContinuousClock.now < end { usleep(20_000) }
}
