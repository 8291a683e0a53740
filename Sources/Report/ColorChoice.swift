import Model

/// When to use colours.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// What a stream leads to.
  package enum Sink: Sendable { case terminal, file, pipe }

  /// Decided for each stream on its own. `NO_COLOR` (https://no-color.org) beats `FORCE_COLOR` and
  /// `CLICOLOR_FORCE`; then results in a file get none, because a program reads them; then comes what the CI
  /// system's log can show; then whether somebody looks at a terminal.
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
