import Model

/// What one CI system's log and report files want besides the text that everybody gets.
///
/// To add one: a file with a conforming type, and a line in `Reporters.all`. The text that is passed in is
/// clean already; whatever a reporter puts into a command of its own must go through the sanitiser and then
/// through the escaping that the system's own parser undoes.
protocol Reporter: Sendable {
  static func matches(_ job: CIJob?) -> Bool
  /// Whether the person at the CI system asked for more detail in general.
  static func wantsDetail(_ environment: [String: String]) -> Bool

  init(_ surroundings: Surroundings)

  /// The event's text, with the system's own lines around or instead of it.
  mutating func render(_ event: Event, text: [Output], sanitizer: Sanitizer) -> [Output]
  /// The text of the end, with the system's own lines, and the files it reads.
  mutating func finish(_ report: RunReport, text: [Output], sanitizer: Sanitizer) -> Ending
  /// Tells the system's own log filter about a secret, before anything else can mention it.
  func mask(_ secret: String) -> [Output]
}

/// What a reporter may know of the place it runs in.
struct Surroundings: Sendable {
  var environment: [String: String]
  var options: ReportOptions
  /// Nobody can guess it.
  var token: String
  var now: @Sendable () -> Timestamp

  /// A variable's value when it is set and not empty.
  func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension Reporter {
  static func wantsDetail(_ environment: [String: String]) -> Bool { false }

  mutating func render(_ event: Event, text: [Output], sanitizer: Sanitizer) -> [Output] { text }

  mutating func finish(_ report: RunReport, text: [Output], sanitizer: Sanitizer) -> Ending {
    Ending(outputs: text)
  }

  func mask(_ secret: String) -> [Output] { [] }
}

enum Reporters {
  /// The first that matches is taken; the last matches always.
  static let all: [any Reporter.Type] = [
    GitHubReporter.self,
    GitLabReporter.self,
    CNBReporter.self,
    GiteeReporter.self,
    AzureReporter.self,
    BuildkiteReporter.self,
    TeamCityReporter.self,
    PlainReporter.self,
  ]

  static func type(for job: CIJob?) -> any Reporter.Type {
    all.first { $0.matches(job) } ?? PlainReporter.self
  }
}

/// Where a CI system has no commands of its own, and outside of CI: the text as it is.
struct PlainReporter: Reporter {
  static func matches(_ job: CIJob?) -> Bool { true }

  init(_ surroundings: Surroundings) {}
}

extension Sanitizer {
  /// Lines as one text for a command's value; the command's own escaping takes care of the line ends.
  func text(_ lines: [Line]) -> String {
    lines.flatMap { printed($0) }.joined(separator: "\n")
  }
}
