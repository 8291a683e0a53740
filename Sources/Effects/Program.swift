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
