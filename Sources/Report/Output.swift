import Model

/// One clean line for stdout or stderr. The caller writes it with one write.
package struct Output: Equatable, Sendable {
  package enum Stream: Equatable, Sendable {
    /// Results.
    case standard
    /// Progress, warnings and errors.
    case error
  }

  package var stream: Stream
  /// Without a line end.
  package var text: String
  /// A progress line on a terminal: written without a line end, because the next line replaces it.
  package var isTransient: Bool

  package init(_ stream: Stream, _ text: String, isTransient: Bool = false) {
    self.stream = stream
    self.text = text
    self.isTransient = isTransient
  }
}

/// A file that a CI system reads after the job. The caller writes it, and reports a failure as a warning.
package struct FileWrite: Equatable, Sendable {
  package enum Mode: Equatable, Sendable {
    /// The file belongs to the CI system, and other programs write to it as well.
    case append
    case replace
  }

  /// As in the variable of the CI system.
  package var path: String
  package var text: String
  package var mode: Mode

  package init(path: String, text: String, mode: Mode) {
    self.path = path
    self.text = text
    self.mode = mode
  }
}

/// What is printed and written at the end of a command, and the exit code.
package struct Ending: Equatable, Sendable {
  package var outputs: [Output]
  package var files: [FileWrite]
  package var exitCode: ExitCode
}
