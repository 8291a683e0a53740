import Glibc
import Model
import Posix
import Synchronization

/// Writes to the terminal and to CI's log: every line at once, in one `write(2)`, so that a killed process loses
/// nothing and two threads never share a line. A pipe that its reader has closed is not an error. Why any other
/// result could not be written is kept in `failure`.
package final class Console: Sendable {
  package enum Stream: Sendable {
    /// Standard output: results.
    case output
    /// Standard error: progress messages.
    case errors
  }

  private let output: Int32
  private let errors: Int32
  private let state = Mutex(State())

  private struct State {
    /// The line below the last line, empty when there is none.
    var progress = ""
    var failure: Failure?
  }

  /// Other descriptors than 1 and 2 are for tests.
  package init(output: Int32 = 1, errors: Int32 = 2) {
    self.output = output
    self.errors = errors
  }

  /// Writes the text and a newline. A progress line stays below it.
  package func write(_ line: String, to stream: Stream) {
    state.withLock { state in
      switch stream {
      case .errors:
        let (above, below) = state.progress.isEmpty ? ("", "") : (erase, state.progress)
        _ = send("\(above)\(line)\n\(below)", to: errors)
      case .output:
        if !state.progress.isEmpty { _ = send(erase, to: errors) }
        let problem = send("\(line)\n", to: output)
        if !state.progress.isEmpty { _ = send(state.progress, to: errors) }
        if let problem, problem != EPIPE, state.failure == nil { state.failure = .lostResults(problem) }
      }
    }
  }

  /// Why results are missing on standard output; nil when none is.
  package var failure: Failure? { state.withLock { $0.failure } }

  /// Replaces the progress line on standard error; nil removes it. Does nothing where standard error is not a
  /// terminal. The text must fit into one row: see `width`.
  package func progress(_ text: String?) {
    guard isTerminal(.errors) else { return }
    state.withLock { state in
      guard state.progress != text ?? "" else { return }
      state.progress = text ?? ""
      _ = send(erase + state.progress, to: errors)
    }
  }

  package func isTerminal(_ stream: Stream) -> Bool { isatty(descriptor(stream)) == 1 }

  /// Whether the stream leads into a regular file.
  package func isFile(_ stream: Stream) -> Bool {
    var status = stat()
    return unsafe fstat(descriptor(stream), &status) == 0 && status.kind == .file
  }

  /// Columns of the terminal that standard error is; nil when it is not a terminal or has no width.
  package var width: Int? {
    var size = winsize()
    guard unsafe ioctl(errors, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// To the beginning of the row, and clear it (ECMA-48 EL).
  private var erase: String { "\r\u{1B}[2K" }

  private func descriptor(_ stream: Stream) -> Int32 { stream == .output ? output : errors }

  /// The `errno` of what could not be written; nil when everything was.
  private func send(_ text: String, to number: Int32) -> Int32? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        guard isWritable(number) else { return EAGAIN }
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  /// Another process made the pipe non-blocking and it is full: waits for its reader, with a limit.
  private func isWritable(_ number: Int32) -> Bool {
    var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&entry, 1, 10_000) != 0
  }
}

extension Failure {
  fileprivate static func lostResults(_ number: Int32) -> Failure {
    Failure(
      .configuration, "cannot write results to standard output: \(Failure.reason(number))",
      remedies: ["check where standard output goes"])
  }
}
