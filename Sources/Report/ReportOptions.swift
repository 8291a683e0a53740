import Model

/// How much is printed, and in which form.
package struct ReportOptions: Equatable, Sendable {
  package enum Verbosity: Int, Comparable, Sendable {
    /// Results and errors only.
    case quiet
    case normal
    /// Also requests, and the reasons for decisions.
    case verbose

    package static func < (left: Verbosity, right: Verbosity) -> Bool { left.rawValue < right.rawValue }
  }

  package var colorsResults: Bool
  package var colorsProgress: Bool
  package var verbosity: Verbosity
  /// One JSON object on stdout; the results as text go to stderr.
  package var json: Bool
  /// Stderr is a terminal: progress lines replace each other.
  package var isTerminal: Bool
  /// Columns of the terminal.
  package var width: Int
  /// For what a person reads; nil: English.
  package var translation: Translation?

  package init(
    colorsResults: Bool = false, colorsProgress: Bool = false, verbosity: Verbosity = .normal,
    json: Bool = false, isTerminal: Bool = false, width: Int = 80, translation: Translation? = nil
  ) {
    self.colorsResults = colorsResults
    self.colorsProgress = colorsProgress
    self.verbosity = verbosity
    self.json = json
    self.isTerminal = isTerminal
    self.width = width
    self.translation = translation
  }

  /// The stream for results: with `json`, stdout has only the object.
  var results: Output.Stream { json ? .error : .standard }

  func usesColor(on stream: Output.Stream) -> Bool { stream == .standard ? colorsResults : colorsProgress }
}

/// When to use colors.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// What a stream is connected to.
  package enum Sink: Sendable { case terminal, file, pipe }

  /// Decided for each stream. In order of precedence: `NO_COLOR` (https://no-color.org), `FORCE_COLOR` and
  /// `CLICOLOR_FORCE`, no colors for results in a file, colors if the log of the CI system shows them, colors on a
  /// terminal.
  package func usesColor(
    in stream: Output.Stream, to sink: Sink, environment: [String: String], job: CIJob?
  ) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    func value(_ name: String) -> String { environment[name] ?? "" }
    if !value("NO_COLOR").isEmpty { return false }
    if ["FORCE_COLOR", "CLICOLOR_FORCE"].contains(where: { !["", "0"].contains(value($0)) }) { return true }
    if stream == .standard, sink == .file { return false }
    if let job, job.showsColor { return true }
    return sink == .terminal && value("TERM") != "dumb"
  }
}
