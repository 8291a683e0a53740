import Model

/// A failure or a finding in the words that every reader gets: the terminal, an annotation, a report file.
struct Diagnostic: Equatable, Sendable {
  var severity: Finding.Severity
  /// The targets that it is about, where a run has several.
  var targets: [String] = []
  private var text: Text
  var place: Place?
  /// A finding is about a file and begins with its place, as compilers print it; a failure begins with us.
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
    // Who waits for a person has not failed.
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

  /// The failures of the targets; those with one cause become one. `named`: each names its targets.
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

  /// What is wrong, after the names of the targets where a run has several.
  var message: Text { targets.isEmpty ? text : "\(targets.joined(separator: ", ")): \(text)" }

  /// `sampan.json:12:7: error: …` for a finding, `sampan: error: sampan.json:12:7: …` for a failure; then
  /// what is known besides; then what to do.
  var lines: [Line] {
    var lines: [Line] = [heading + "\(message)"]
    for cause in causes { lines.append("sampan: cause: \(cause)") }
    switch (code, requestID) {
    case (let code?, let id?): lines.append("sampan: code \(code), request id \(id)")
    case (let code?, nil): lines.append("sampan: code \(code)")
    case (nil, let id?): lines.append("sampan: request id \(id)")
    case (nil, nil): break
    }
    for remedy in remedies { lines.append("sampan: \(own: "hint", .cyan): \(remedy)") }
    return lines
  }

  private var heading: Line {
    guard let place else { return "sampan: " + severityWord }
    let position: Line = "\(place.description): "
    return leadsWithPlace ? position + severityWord : "sampan: " + severityWord + position
  }

  private var severityWord: Line {
    switch severity {
    case .error: "\(own: "error", .red): "
    case .warning: "\(own: "warning", .yellow): "
    case .notice: "\(own: "notice", .cyan): "
    }
  }

  /// Without place and severity, for readers that show those themselves.
  var details: [Line] {
    let rest = lines.dropFirst()
    return ["\(message)"] + rest
  }
}
