/// A program of this machine and its arguments, which no shell interprets.
package struct Program: Equatable, Sendable {
  /// Looked up on `PATH`; never a path.
  package var name: String
  package var arguments: [String]
  /// What it reads, at most 4096 bytes.
  package var input: [UInt8]
  /// From its start to its end; then it and everything it started is killed.
  package var deadline: Duration

  package init(_ name: String, _ arguments: [String], input: [UInt8] = [], deadline: Duration) {
    self.name = name
    self.arguments = arguments
    self.input = input
    self.deadline = deadline
  }

  /// How it ended, and its output, which is not trusted. The last MiB of each stream is kept.
  package struct Result: Equatable, Sendable {
    /// Exit status; 128 + signal when it was killed.
    package var status: Int32
    package var output: [UInt8]
    package var errors: [UInt8]

    package init(status: Int32, output: [UInt8] = [], errors: [UInt8] = []) {
      self.status = status
      self.output = output
      self.errors = errors
    }
  }
}

/// A command of a repository: what `before` and `after` of a target run.
package struct WorkTreeCommand: Equatable, Sendable {
  /// The program and its arguments. A name with a `/` is a path, from the directory.
  package var words: [String]
  /// As a user wrote it, for messages.
  package var name: String
  /// Absolute.
  package var directory: String
  /// All variables that it gets.
  package var variables: [String: String]
  /// From its start to its end; then it is stopped.
  package var deadline: Duration

  package init(
    _ words: [String], named name: String, in directory: String, variables: [String: String],
    deadline: Duration
  ) {
    self.words = words
    self.name = name
    self.directory = directory
    self.variables = variables
    self.deadline = deadline
  }

  /// What happens while it runs.
  package enum News: Sendable {
    /// Of both streams, in the order in which it was written.
    case output([UInt8])
    /// It is running for so long; reported many times a second.
    case running(Duration)
  }
}
