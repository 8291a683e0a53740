import Model

/// How much is printed, and for what kind of reader.
package struct ReportOptions: Equatable, Sendable {
  package enum Verbosity: Int, Comparable, Sendable {
    /// Results and errors only.
    case quiet
    case normal
    /// Also what only explains: requests and decisions.
    case verbose

    package static func < (left: Verbosity, right: Verbosity) -> Bool { left.rawValue < right.rawValue }
  }

  package var colorsResults: Bool
  package var colorsProgress: Bool
  package var verbosity: Verbosity
  /// One JSON object on stdout instead of the results as text, which go to stderr.
  package var json: Bool
  /// Stderr is a terminal: progress is drawn in place.
  package var isTerminal: Bool
  /// Columns of the terminal.
  package var width: Int

  package init(
    colorsResults: Bool = false, colorsProgress: Bool = false, verbosity: Verbosity = .normal,
    json: Bool = false, isTerminal: Bool = false, width: Int = 80
  ) {
    self.colorsResults = colorsResults
    self.colorsProgress = colorsProgress
    self.verbosity = verbosity
    self.json = json
    self.isTerminal = isTerminal
    self.width = width
  }

  /// Where results go: with `json` the object has stdout for itself.
  var results: Output.Stream { json ? .error : .standard }

  func usesColor(on stream: Output.Stream) -> Bool { stream == .standard ? colorsResults : colorsProgress }
}

/// When to use colours.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// What a stream leads to.
  package enum Sink: Sendable { case terminal, file, pipe }

  /// Decided for each stream on its own. `NO_COLOR` (https://no-color.org) beats `FORCE_COLOR` and
  /// `CLICOLOR_FORCE`; then results in a file get none, because a program reads them; then comes what the CI
  /// system's log can show; then whether the stream is a terminal.
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
