/// Something a person should know, tied to a place when there is one: a finding of `check`, a warning of a deploy.
package struct Finding: Equatable, Sendable {
  package var severity: Severity
  /// What was found. Lower case, no final period; may quote foreign text.
  package var message: Text
  package var place: Place?
  /// What to do, most likely first.
  package var remedies: [Text]
  /// A stable name of the rule, e.g. `config/unknown-key`: fingerprints and filters use it.
  package var rule: String

  package init(
    _ severity: Severity, _ message: Text, rule: String, place: Place? = nil, remedies: [Text] = []
  ) {
    self.severity = severity
    self.message = message
    self.place = place
    self.remedies = remedies
    self.rule = rule
  }

  package enum Severity: String, Sendable, CaseIterable {
    case error
    case warning
    case notice
  }
}
