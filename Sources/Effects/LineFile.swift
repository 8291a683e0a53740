import Glibc
import Model
import Posix
import Synchronization

/// A file that is written line by line, for a program that reads along: a regular file, a pipe, a terminal or
/// `/dev/fd/N`. Each line is one `write(2)`, and nothing is buffered. No wait is longer than `patience`, and all of them
/// together no longer than `patienceInAll`: where a reader does not keep up, the rest is not written.
package final class LineFile: Sendable {
  private let path: String
  private let state: Mutex<State>
  private let patience: Duration

  private struct State: ~Copyable {
    /// Nil after a line could not be written: what follows would have a gap.
    var file: Descriptor?
    /// For the waits that are to come.
    var patience: Duration
  }

  /// Creates the file, or empties it. `patience`: for a pipe without a reader, and each time that a reader is waited for.
  /// `patienceInAll`: for these together, because whoever writes waits as well.
  ///
  /// Failure: `.configuration`.
  package init(
    _ path: String, patience: Duration = .seconds(2), patienceInAll: Duration = .seconds(10)
  ) throws(Failure) {
    self.path = path
    self.patience = patience
    let deadline = ContinuousClock.now + patience
    var opened = Self.open(path)
    // A pipe whose reader has not opened it yet.
    while opened == nil, errno == ENXIO, ContinuousClock.now < deadline {
      _ = usleep(20_000)
      opened = Self.open(path)
    }
    guard let file = consume opened else {
      let number = errno
      // A device without a driver or a terminal has the same number.
      guard number != ENXIO || !Self.isPipe(path) else {
        throw Failure(
          .configuration, "cannot write \"\(path)\": no program reads it",
          remedies: ["start the program that reads it first"])
      }
      throw .system("write", path, number)
    }
    state = Mutex(State(file: consume file, patience: patienceInAll))
  }

  private static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  private static func open(_ path: String) -> Descriptor? {
    Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY, mode: 0o666)
  }

  /// Writes the line and a line end.
  ///
  /// Failure: of the first line that could not be written. The lines after it are not written, without a failure.
  package func write(_ line: String) throws(Failure) {
    let problem = state.withLock { state -> Int32? in
      guard let number = state.file?.number else { return nil }
      let problem = send(Array("\(line)\n".utf8), to: number, &state.patience)
      if problem != nil { state.file = nil }
      return problem
    }
    guard let problem else { return }
    guard problem == EAGAIN else { throw .system("write", path, problem) }
    throw Failure(
      .configuration, "cannot write \"\(path)\": its reader does not keep up",
      remedies: ["read it faster, or write to a regular file"])
  }

  /// The `errno` of what could not be written; nil when everything was.
  private func send(_ bytes: [UInt8], to number: Int32, _ patienceLeft: inout Duration) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        let start = ContinuousClock.now
        let limit = Int32(clamping: Int(min(patience, patienceLeft) / .milliseconds(1)))
        let isReady = unsafe limit > 0 && poll(&entry, 1, limit) > 0
        patienceLeft -= ContinuousClock.now - start
        guard isReady else { return EAGAIN }
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
