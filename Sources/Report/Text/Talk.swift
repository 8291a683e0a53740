import Model

/// What is said while a command runs: the calm human text, the same for every reader.
struct Talk: Sendable {
  /// One line of talk, not yet cleaned.
  struct Said: Equatable, Sendable {
    var stream: Output.Stream = .error
    var line: Line
    /// Progress that the next line may replace.
    var isProgress = false
  }

  let options: ReportOptions
  /// What was printed already and need not be said again at the end.
  private(set) var outcomes: [Outcome] = []
  private(set) var findings: [Finding] = []
  /// Inside a target everything is indented.
  private var isInTarget = false

  init(_ options: ReportOptions) { self.options = options }

  mutating func say(_ event: Event) -> [Said] {
    let lines = say(always: event)
    if !lines.isEmpty { return lines }
    return options.verbosity == .quiet ? [] : say(unlessQuiet: event)
  }

  /// Results, findings and what explains a failure.
  private mutating func say(always event: Event) -> [Said] {
    switch event {
    case .finding(let finding):
      guard !findings.contains(finding) else { return [] }
      findings.append(finding)
      if finding.severity == .notice, options.verbosity == .quiet { return [] }
      return Complaint(finding).lines.map { Said(line: $0) }
    case .log(let excerpt):
      let lines: [Line] = excerpt.lines.map { "\(indent)  | \($0)" }
      return (["\(indent)\(excerpt.title):"] + lines).map { Said(line: $0) }
    case .targetFinished(let outcome):
      isInTarget = false
      outcomes.append(outcome)
      return outcome.failureLines.map { Said(line: $0) }
        + [Said(stream: options.results, line: outcome.line)]
    default: return []
    }
  }

  private mutating func say(unlessQuiet event: Event) -> [Said] {
    switch event {
    case .targetStarted(let name, let provider, let version):
      isInTarget = true
      return [Said(line: Talk.title(name: name, provider: provider, version: version))]
    case .stepStarted(let step):
      return [Said(line: "\(indent)\(Talk.column(step.rawValue))…", isProgress: true)]
    case .stepFinished(let step, let took, let detail):
      let detail = detail.isEmpty ? "done" : detail
      return [Said(line: "\(indent)\(Talk.column(step.rawValue))\(detail), \(Amounts.time(took))")]
    case .uploaded(let sent, let total, let elapsed):
      let upload = UploadProgress(sent: sent, total: total, elapsed: elapsed)
      let bar: Line = options.isTerminal ? "\(upload.bar) " : ""
      return [Said(line: "\(indent)upload     \(bar)\(upload.text)", isProgress: true)]
    case .rolloutStep(let step):
      let took: Line = step.duration.map { " (\(Amounts.time($0)))" } ?? ""
      let reason: Line = step.reason.map { ": \($0)" } ?? ""
      return [Said(line: "\(indent)rollout    \(step.name): \(step.status)\(took)\(reason)")]
    case .stillWaiting(let what, let elapsed):
      return [Said(line: "\(indent)waiting    \(what), \(Amounts.time(elapsed))", isProgress: true)]
    case .notice(let text):
      return [Said(line: isInTarget ? "\(indent)\(text)" : "sampan: \(text)")]
    case .detail(let text):
      return options.verbosity == .verbose ? [Said(line: "\(indent)\(text, .dim)")] : []
    case .finding, .log, .targetFinished: return []
    }
  }

  /// `production (tcbr) 1.2.3`
  static func title(name: String, provider: String, version: String) -> Line {
    "\(name, .bold) (\(provider)) \(version)"
  }

  private var indent: Line { isInTarget ? "  " : "" }

  /// Padded, so that what stands behind it forms a column.
  private static func column(_ word: String) -> String {
    word + String(repeating: " ", count: max(1, 11 - word.count))
  }
}

extension Outcome {
  /// What is said of its failure, before the line of the result.
  var failureLines: [Line] { failure.map { Complaint($0).lines } ?? [] }

  /// `production deployed 1.2.3 https://… (2 min 30 s)`, or with the reason where there is one.
  var line: Line {
    var line: Line = "\(target, .bold) "
    switch status {
    case .deployed, .unchanged: line += "\(status.rawValue, .green)"
    case .failed, .timeout: line += "\(status.rawValue, .red)"
    case .skipped, .submitted, .awaiting: line += "\(status.rawValue, .yellow)"
    }
    if let name = version ?? releaseID { line += " \(name)" }
    if let url { line += " \(url)" }
    if let elapsed { line += " (\(Amounts.time(elapsed)))" }
    if let reason { line += ": \(reason)" }
    return line
  }
}
