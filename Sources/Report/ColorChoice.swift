import Model

/// When to use colours.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// `NO_COLOR` (https://no-color.org) beats `FORCE_COLOR` and `CLICOLOR_FORCE`; then comes what the CI
  /// system's log can show; then whether somebody looks at a terminal.
  package func usesColor(environment: [String: String], job: CIJob?, isTerminal: Bool) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    func value(_ name: String) -> String { environment[name] ?? "" }
    if !value("NO_COLOR").isEmpty { return false }
    if ["FORCE_COLOR", "CLICOLOR_FORCE"].contains(where: { !["", "0"].contains(value($0)) }) { return true }
    if let job, job.showsColor { return true }
    return isTerminal && value("TERM") != "dumb"
  }
}
