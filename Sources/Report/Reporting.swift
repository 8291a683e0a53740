import Model

/// The one door to the outside for everything that is printed: events and results go in, clean lines and files
/// come out. A value with state (progress, counters): keep one per run behind a lock, and write what it gives
/// while still holding the lock, so that lines do not overtake each other.
package struct Reporting: Sendable {
  /// - Parameters:
  ///   - token: at least 16 random bytes in hexadecimal: delimiters that nobody can guess.
  ///   - secrets: every secret known so far, in the order they became known. Grows only.
  package init(
    job: CIJob?, environment: [String: String], options: ReportOptions, token: String,
    now: @escaping @Sendable () -> Timestamp, secrets: @escaping @Sendable () -> [String]
  ) {
  }

  /// The lines of something that happened.
  package mutating func render(_ event: Event) -> [Output] { [] }

  /// What is left to say when the command ends: results as text or JSON, the CI's annotations and files.
  package mutating func finish(_ report: RunReport) -> Ending { Ending() }
}
