/// How much is said, and to what kind of reader.
package struct ReportOptions: Equatable, Sendable {
  package enum Verbosity: Int, Comparable, Sendable {
    /// Results and errors only.
    case quiet
    case normal
    /// Also `Event.detail`.
    case verbose

    package static func < (left: Verbosity, right: Verbosity) -> Bool { left.rawValue < right.rawValue }
  }

  /// On stdout.
  package var colorsResults: Bool
  /// On stderr.
  package var colorsTalk: Bool
  package var verbosity: Verbosity
  /// One JSON object on stdout instead of the results as text; talk stays on stderr.
  package var json: Bool
  /// Stderr is a terminal: progress is drawn in place.
  package var isTerminal: Bool
  /// Columns of the terminal.
  package var width: Int

  package init(
    colorsResults: Bool = false, colorsTalk: Bool = false, verbosity: Verbosity = .normal, json: Bool = false,
    isTerminal: Bool = false, width: Int = 80
  ) {
    self.colorsResults = colorsResults
    self.colorsTalk = colorsTalk
    self.verbosity = verbosity
    self.json = json
    self.isTerminal = isTerminal
    self.width = width
  }

  /// Where results go: with `json` the object has stdout for itself.
  var results: Output.Stream { json ? .error : .standard }

  func usesColor(on stream: Output.Stream) -> Bool { stream == .standard ? colorsResults : colorsTalk }
}
