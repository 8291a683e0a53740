import Model

/// A failure or a finding as it is printed everywhere: on the terminal, in annotations, in report files.
struct Diagnostic: Equatable, Sendable {
  var severity: Finding.Severity
  /// The targets that it concerns, if a run has several.
  var targets: [String] = []
  private var text: Text
  var place: Place?
  /// A finding starts with its place, as in compilers; a failure starts with `sampan:`.
  private var leadsWithPlace: Bool
  /// The name of the rule, or the failure's kind.
  var rule: String
  var causes: [Text] = []
  var code: String?
  var requestID: String?
  var remedies: [Text]

  init(_ finding: Finding) {
    severity = finding.severity
    text = finding.message
    place = finding.place
    leadsWithPlace = true
    rule = finding.rule
    remedies = finding.remedies
  }

  init(_ failure: Failure) {
    // A release that awaits a person has not failed.
    severity = failure.kind == .awaitingPerson ? .notice : .error
    text = failure.what
    place = failure.place
    leadsWithPlace = false
    rule = "failure/\(failure.kind.rawValue)"
    causes = failure.causes
    code = failure.code
    requestID = failure.requestID
    remedies = failure.remedies
  }

  /// The failures of the targets, grouped by cause. `named`: with the names of the targets.
  static func grouped(_ outcomes: [Outcome], named: Bool) -> [Diagnostic] {
    var groups: [Diagnostic] = []
    for outcome in outcomes {
      guard let failure = outcome.failure else { continue }
      var diagnostic = Diagnostic(failure)
      if named { diagnostic.targets = [outcome.target] }
      if let index = groups.firstIndex(where: { $0.hasSameCause(as: diagnostic) }) {
        groups[index].add(diagnostic)
      } else {
        groups.append(diagnostic)
      }
    }
    return groups
  }

  private func hasSameCause(as other: Diagnostic) -> Bool {
    rule == other.rule && text == other.text && place == other.place && code == other.code
      && causes == other.causes
  }

  private mutating func add(_ other: Diagnostic) {
    targets += other.targets
    remedies += other.remedies.filter { !remedies.contains($0) }
  }

  /// The message, after the names of the targets if a run has several.
  var message: Text { targets.isEmpty ? text : "\(targets.list): \(text)" }

  /// `sampan.json:12:7: error: …` for a finding, `sampan: error: sampan.json:12:7: …` for a failure; then the causes,
  /// code and request id; then the hints.
  var lines: [Line] {
    var lines: [Line] = [heading + "\(message)"]
    for cause in causes { lines.append("sampan: cause: \(cause)") }
    switch (code, requestID) {
    case (let code?, let id?): lines.append("sampan: code \(code), request id \(id)")
    case (let code?, nil): lines.append("sampan: code \(code)")
    case (nil, let id?): lines.append("sampan: request id \(id)")
    case (nil, nil): break
    }
    for remedy in remedies { lines.append("sampan: \("hint" as Text, .cyan): \(remedy)") }
    return lines
  }

  private var heading: Line {
    guard let place else { return "sampan: " + severityWord }
    // One argument: compilers and editors parse it, so its punctuation is the same in every language.
    let position: Line = "\("\(place.description): " as String)"
    return leadsWithPlace ? position + severityWord : "sampan: " + severityWord + position
  }

  private var severityWord: Line {
    switch severity {
    case .error: "\(severity.word, .red): "
    case .warning: "\(severity.word, .yellow): "
    case .notice: "\(severity.word, .cyan): "
    }
  }

  /// Without place and severity, for formats that have fields for them.
  var details: [Line] {
    let rest = lines.dropFirst()
    return ["\(message)"] + rest
  }
}
