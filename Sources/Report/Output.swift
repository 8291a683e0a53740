import Model

/// One line for one of the process's streams, clean and complete: the caller writes it with one write.
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
  /// A progress line on a terminal: written without a line end, because the next one takes its place.
  package var isTransient: Bool

  package init(_ stream: Stream, _ text: String, isTransient: Bool = false) {
    self.stream = stream
    self.text = text
    self.isTransient = isTransient
  }
}

/// A file that a CI system reads after the job. The caller writes it; a failure to do so is worth a warning
/// only.
package struct FileWrite: Equatable, Sendable {
  package enum Mode: Equatable, Sendable {
    /// The file belongs to the CI system and others write to it too.
    case append
    case replace
  }

  /// As the CI system gave it.
  package var path: String
  package var text: String
  package var mode: Mode

  package init(path: String, text: String, mode: Mode) {
    self.path = path
    self.text = text
    self.mode = mode
  }
}

/// What is left to print and to write when a command ends, and the status to exit with.
package struct Ending: Equatable, Sendable {
  package var outputs: [Output]
  package var files: [FileWrite]
  package var exitCode: ExitCode
}
