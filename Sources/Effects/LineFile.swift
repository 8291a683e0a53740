import Glibc
import Model
import Posix
import Synchronization

/// A file that is written line by line, for a program that reads along: a regular file, a pipe, a terminal or
/// `/dev/fd/N`. Each line is one `write(2)`, and nothing is buffered. No wait is longer than `patience`: where a reader does
/// not keep up, the rest is not written.
package final class LineFile: Sendable {
  private let path: String
  /// Nil after a line could not be written: what follows would have a gap.
  private let file: Mutex<Descriptor?>
  private let patience: Int32

  /// Creates the file, or empties it. `patience`: for a pipe without a reader, and for each line.
  ///
  /// Failure: `.configuration`.
  package init(_ path: String, patience: Duration = .seconds(2)) throws(Failure) {
    self.path = path
    self.patience = Int32(clamping: Int(patience / .milliseconds(1)))
    let deadline = ContinuousClock.now + patience
    var opened = Self.open(path)
    // A pipe whose reader has not opened it yet.
    while opened == nil, errno == ENXIO, ContinuousClock.now < deadline {
      _ = usleep(20_000)
      opened = Self.open(path)
    }
    guard let file = consume opened else {
      let number = errno
      guard number != ENXIO else {
        throw Failure(
          .configuration, "cannot write \"\(path)\": no program reads it",
          remedies: ["start the program that reads it first"])
      }
      throw .system("write", path, number)
    }
    self.file = Mutex(consume file)
  }

  private static func open(_ path: String) -> Descriptor? {
    Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY, mode: 0o666)
  }

  /// Writes the line and a line end.
  ///
  /// Failure: of the first line that could not be written. The lines after it are not written, without a failure.
  package func write(_ line: String) throws(Failure) {
    let problem = file.withLock { file -> Int32? in
      guard let number = file?.number else { return nil }
      let problem = send(Array("\(line)\n".utf8), to: number)
      if problem != nil { file = nil }
      return problem
    }
    guard let problem else { return }
    guard problem == EAGAIN else { throw .system("write", path, problem) }
    throw Failure(
      .configuration, "cannot write \"\(path)\": its reader does not keep up",
      remedies: ["read it faster, or write to a regular file"])
  }

  /// The `errno` of what could not be written; nil when everything was.
  private func send(_ bytes: [UInt8], to number: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&entry, 1, patience) > 0 else { return EAGAIN }
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
