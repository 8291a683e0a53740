import Model

/// The one door to the outside for everything that is printed: events and results go in, clean lines and
/// files come out. A value with state (progress, counters): keep one per run behind a lock, and write what it
/// gives while still holding the lock, so that lines do not overtake each other.
package struct Reporting: Sendable {
  private let job: CIJob?
  private let options: ReportOptions
  private let now: @Sendable () -> Timestamp
  private let secrets: @Sendable () -> [String]
  private var sanitizer = Sanitizer(secrets: [])
  private var secretCount = 0
  private var talk: Talk
  private var reporter: any Reporter
  private var showsProgress = false
  private var lastLine: Timestamp

  /// Heartbeats are not printed more often than this, in seconds.
  private static let heartbeat: Int64 = 10
  /// Back to the first column, and the line emptied.
  private static let clear = "\r\u{1B}[2K"

  /// `token` is at least 16 random bytes in hexadecimal, for delimiters that nobody can guess. `secrets`
  /// gives every secret known so far, in the order they became known; it only ever grows.
  package init(
    job: CIJob?, environment: [String: String], options: ReportOptions, token: String,
    now: @escaping @Sendable () -> Timestamp, secrets: @escaping @Sendable () -> [String]
  ) {
    let type = Reporters.type(for: job)
    var options = options
    if type.wantsDetail(environment) { options.verbosity = max(options.verbosity, .verbose) }
    // A CI log is not a screen, even where the runner gives the job a terminal.
    if job != nil { options.isTerminal = false }
    self.job = job
    self.options = options
    self.now = now
    self.secrets = secrets
    talk = Talk(options)
    lastLine = now()
    reporter = type.init(
      Surroundings(environment: environment, options: options, token: token, now: now))
  }

  /// The lines of something that happened.
  package mutating func render(_ event: Event) -> [Output] {
    let masks = learnSecrets()
    var progress: [Output] = []
    var text: [Output] = []
    for said in talk.say(event) {
      if said.isProgress { progress += drawn(said) } else { text += printed(said.line, said.stream) }
    }
    return masks + progress + settled(reporter.render(event, text: text, sanitizer: sanitizer))
  }

  /// What is left to say when the command ends: results as text or JSON, the CI's annotations and files.
  package mutating func finish(_ report: RunReport) -> Ending {
    let masks = learnSecrets()
    let report = completed(report)
    let shownFindings = talk.findings
    let shownTargets = talk.outcomes.map(\.target)
    var text: [Output] = []
    for finding in report.findings where !shownFindings.contains(finding) {
      if finding.severity == .notice, options.verbosity == .quiet { continue }
      let stream = report.findingsAreResults ? options.results : .error
      text += Complaint(finding).lines.flatMap { printed($0, stream) }
    }
    for outcome in report.outcomes where !shownTargets.contains(outcome.target) {
      text += outcome.failureLines.flatMap { printed($0, .error) }
      text += printed(outcome.line, options.results)
    }
    if let failure = report.failure { text += Complaint(failure).lines.flatMap { printed($0, .error) } }
    if !options.json { text += Results.lines(report).flatMap { printed($0, .standard) } }
    var ending = reporter.finish(report, text: text, sanitizer: sanitizer)
    ending.outputs = masks + settled(ending.outputs)
    // Last, so that whoever reads both streams together finds it at the end.
    if options.json {
      ending.outputs.append(Output(.standard, json(report)))
    } else if let document = report.document {
      ending.outputs += lines(document).map { Output(.standard, $0) }
    }
    return ending
  }

  /// With what was told while it ran, so that text, JSON and files agree whatever the caller collected.
  private func completed(_ report: RunReport) -> RunReport {
    var report = report
    for finding in talk.findings + report.plans.flatMap(\.findings) where !report.findings.contains(finding) {
      report.findings.append(finding)
    }
    let known = report.outcomes.map(\.target)
    report.outcomes += talk.outcomes.filter { !known.contains($0.target) }
    return report
  }

  private func json(_ report: RunReport) -> String {
    JSONWriter(escapesHash: true).compact(sanitizer.mask(Facts.of(report)))
  }

  private func lines(_ document: Document) -> [String] {
    switch document {
    case .line(let value): [JSONWriter(escapesHash: true).compact(sanitizer.mask(value))]
    case .page(let value): JSONWriter().pretty(sanitizer.mask(value))
    }
  }

  // MARK: lines

  private func printed(_ line: Line, _ stream: Output.Stream) -> [Output] {
    sanitizer.printed(line, color: options.usesColor(on: stream)).map { Output(stream, $0) }
  }

  /// Progress: in place on a terminal; elsewhere a heartbeat, when nothing was printed for a while.
  private mutating func drawn(_ said: Talk.Said) -> [Output] {
    if options.isTerminal {
      showsProgress = true
      let line = sanitizer.printed(said.line, color: false)[0]
      return [Output(.error, Self.clear + fitted(line), isTransient: true)]
    }
    let waited = now().seconds - lastLine.seconds
    // A clock that was set back must not silence us.
    guard waited >= Self.heartbeat || waited < 0 else { return [] }
    return settled(printed(said.line, said.stream))
  }

  /// Lines that stay: a progress line in their way is wiped first.
  private mutating func settled(_ lines: [Output]) -> [Output] {
    guard !lines.isEmpty else { return [] }
    lastLine = now()
    defer { showsProgress = false }
    return showsProgress ? [Output(.error, Self.clear, isTransient: true)] + lines : lines
  }

  /// What fits into one row of the terminal; anything but ASCII is taken to be two columns wide.
  private func fitted(_ line: String) -> String {
    var room = options.width - 1
    let scalars = line.unicodeScalars.prefix { scalar in
      room -= scalar.isASCII ? 1 : 2
      return room >= 0
    }
    return String(scalars)
  }

  // MARK: secrets

  /// Before every line: a secret that became known since is masked from now on.
  private mutating func learnSecrets() -> [Output] {
    let all = secrets()
    guard all.count > secretCount else { return [] }
    let fresh = all[secretCount...]
    secretCount = all.count
    sanitizer = Sanitizer(secrets: all)
    return fresh.flatMap { reporter.mask($0) }
  }
}

extension Sanitizer {
  /// Every string of the value, masked; keys too.
  func mask(_ value: JSON) -> JSON {
    switch value {
    case .string(let text): .string(mask(text))
    case .array(let items): .array(items.map { mask($0) })
    case .object(let members):
      .object(Dictionary(members.map { (mask($0.key), mask($0.value)) }) { first, _ in first })
    case .null, .boolean, .integer, .number: value
    }
  }
}
