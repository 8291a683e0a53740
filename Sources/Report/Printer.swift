import Model

/// Makes everything that is printed: from events and results, clean lines and files. It has state (progress,
/// counters): use one for each run, with a lock, and write its output while the lock is held, so that lines stay in
/// order.
package struct Printer: Sendable {
  private let options: ReportOptions
  private let now: @Sendable () -> Timestamp
  private let secrets: @Sendable () -> [String]
  private var sanitizer: Sanitizer
  private var secretCount = 0
  private var report: RunReport
  private var progress: ProgressLines
  private let ci: CIFormat
  private let job: CIFormat.Job
  private var group: CIFormat.Group?
  private var groupCount = 0
  private var foldCount = 0
  private var showsProgress = false
  private var lastLine: Timestamp

  /// The minimum time between heartbeats, in seconds.
  private static let heartbeat: Int64 = 10
  /// Moves to the first column and clears the line.
  private static let clear = "\r\u{1B}[2K"

  /// For one run of a command. `token`: at least 16 random bytes in hexadecimal, for delimiters that cannot be guessed.
  /// `secrets` returns all secrets that are known so far, oldest first; none is ever removed.
  package init(
    command: String, traits: Traits, job: CIJob?, environment: [String: String], options: ReportOptions,
    token: String, now: @escaping @Sendable () -> Timestamp, secrets: @escaping @Sendable () -> [String]
  ) {
    ci = CIFormat.of(job)
    var options = options
    if let debug = ci.debugVariable, environment[debug.name]?.lowercased() == debug.value {
      options.verbosity = max(options.verbosity, .verbose)
    }
    // A CI log is not a terminal, even if the runner allocates one for the job.
    if job != nil { options.isTerminal = false }
    self.options = options
    sanitizer = Sanitizer(secrets: [], in: options.translation)
    self.now = now
    self.secrets = secrets
    self.job = CIFormat.Job(environment: environment, runURL: job?.runURL, token: token)
    report = RunReport(command: command, traits: traits)
    progress = ProgressLines(options)
    lastLine = now()
  }

  /// The lines for an event.
  package mutating func render(_ event: Event) -> [Output] {
    let masks = learnSecrets()
    let event = linked(event)
    guard report.add(event) else { return masks }
    // They are in the JSON at the end.
    if options.json, case .logLines = event { return masks }
    var drawn: [Output] = []
    var text: [Output] = []
    for unclean in isProgressOfAnother(event) ? [] : progress.lines(for: event) {
      if unclean.isTransient {
        drawn += self.drawn(unclean.line)
      } else {
        text += printed(unclean.line, stream(of: event))
      }
    }
    if case .targetFinished(let outcome) = event, report.traits.contains(.resultsAtOnce) {
      text += results([outcome])
    }
    return masks + drawn + settled(grouped(event, text))
  }

  /// The output at the end of the command: results as text or JSON, annotations and files for the CI system.
  package mutating func finish(_ result: Result<Product, Failure>) -> Ending {
    let masks = learnSecrets()
    report.end(result)
    var outputs = closeGroup()
    let product = ProductLines(report: report, options: options).lines
    if !options.json { outputs += product.flatMap { printed($0, .standard) } }
    if !report.traits.contains(.resultsAtOnce), !report.outcomes.isEmpty {
      if groupCount > 0 { outputs.append(Output(.error, "")) }
      outputs += results(report.outcomes)
    }
    outputs += report.failures.flatMap(\.lines).flatMap { printed($0, .error) }
    outputs += annotations
    if report.traits.contains(.writesOutputs), let line = ci.output {
      outputs += report.outputs.map { Output(options.results, line($0.name, $0.value, sanitizer)) }
    }
    // Last, so that it is at the end when both streams go to the same place.
    if options.json {
      outputs.append(Output(.standard, JSONText.forLogs.compact(sanitizer.mask(report.json))))
    } else if case .document(let document) = report.product {
      outputs += lines(document).map { Output(.standard, $0) }
    }
    return Ending(
      outputs: masks + settled(outputs), files: ci.files?(report, job, sanitizer) ?? [],
      exitCode: report.exitCode)
  }

  private func lines(_ document: Document) -> [String] {
    switch document {
    case .line(let value): [JSONText.forLogs.compact(sanitizer.mask(value))]
    case .page(let value): JSONText.forScreens.pretty(sanitizer.mask(value))
    }
  }

  /// What another run has printed while it ran.
  private func isProgressOfAnother(_ event: Event) -> Bool {
    guard report.traits.contains(.describesOtherRuns) else { return false }
    switch event {
    case .targetStarted, .log: return true
    default: return false
    }
  }

  /// An outcome with the addresses that only the CI job knows. Those of another run are kept.
  private func linked(_ event: Event) -> Event {
    guard case .targetFinished(var outcome) = event, !report.traits.contains(.describesOtherRuns) else {
      return event
    }
    outcome.runURL = job.runURL
    outcome.commitURL = outcome.commit.flatMap { ci.commitURL?($0, job) }
    return .targetFinished(outcome)
  }

  // MARK: results

  /// With a single target its line is printed last; with several, the errors are.
  private func results(_ outcomes: [Outcome]) -> [Output] {
    let block = ResultLines.block(outcomes, in: options.translation).flatMap { printed($0, options.results) }
    let errors = ResultLines.errors(outcomes).flatMap { printed($0, .error) }
    let gap = errors.isEmpty || options.verbosity == .quiet ? [] : [Output(.error, "")]
    let isWaiting = outcomes.contains { $0.status == .awaiting }
    return outcomes.count == 1 && !isWaiting ? errors + gap + block : block + (isWaiting ? [] : gap) + errors
  }

  private func stream(of event: Event) -> Output.Stream {
    switch event {
    case .finding where report.traits.contains(.findingsAreResults): options.results
    case .logLines: .standard
    default: .error
    }
  }

  // MARK: the CI system's own lines

  private mutating func grouped(_ event: Event, _ text: [Output]) -> [Output] {
    switch event {
    case .targetStarted(let name, let provider, let service, let version) where !text.isEmpty:
      let closing = closeGroup()
      groupCount += 1
      guard let opens = ci.opensGroup else { return text }
      let title = sanitizer.text([.title(name, provider, service) + "   \(version)"])
      let group = CIFormat.Group(
        number: groupCount, name: sanitizer.clean(name), title: title, started: now(),
        lines: text.map(\.text))
      self.group = group
      return closing + opens(group).map { Output(.error, $0) }
    case .targetFinished(let outcome):
      let mark = outcome.failure == nil ? [] : [ci.failureMark].compactMap { $0 }
      return mark.map { Output(.error, $0) } + closeGroup() + text
    case .log:
      guard group != nil, let folded = ci.folded else { return text }
      foldCount += 1
      return folded(foldCount, text.map(\.text), now()).map { Output(.error, $0) }
    default: return text
    }
  }

  private mutating func closeGroup() -> [Output] {
    guard let group else { return [] }
    self.group = nil
    return [ci.closesGroup?(group, now())].compactMap { $0 }.map { Output(.error, $0) }
  }

  /// Not more of a kind than the system keeps; then the last one contains the number of the others.
  private var annotations: [Output] {
    guard let annotation = ci.annotation, !report.traits.contains(.describesOtherRuns) else { return [] }
    return Finding.Severity.allCases.flatMap { severity -> [String] in
      let all = report.diagnostics.filter { $0.severity == severity }
      let shown = all.count > ci.annotationsPerKind ? all.prefix(ci.annotationsPerKind - 1) : all[...]
      let more = Diagnostic(
        Finding(severity, "\(all.count - shown.count) more, see the log", rule: "report/more"))
      return (shown + (shown.count < all.count ? [more] : [])).compactMap { annotation($0, sanitizer) }
    }.map { Output(.error, $0) }
  }

  // MARK: lines

  private func printed(_ line: Line, _ stream: Output.Stream) -> [Output] {
    sanitizer.printed(line, color: options.usesColor(on: stream)).map { Output(stream, $0) }
  }

  /// Progress: on a terminal in place; otherwise a heartbeat, if nothing was printed for some time.
  private mutating func drawn(_ line: Line) -> [Output] {
    if options.isTerminal {
      showsProgress = true
      let text = sanitizer.printed(line, color: false)[0]
      return [Output(.error, Self.clear + fitted(text), isTransient: true)]
    }
    let waited = now().seconds - lastLine.seconds
    // Negative if the clock was set back: print the heartbeat anyway.
    guard waited >= Self.heartbeat || waited < 0 else { return [] }
    return settled(printed(line, .error))
  }

  /// Lines that stay. A progress line is cleared first.
  private mutating func settled(_ lines: [Output]) -> [Output] {
    guard !lines.isEmpty else { return [] }
    lastLine = now()
    defer { showsProgress = false }
    return showsProgress ? [Output(.error, Self.clear, isTransient: true)] + lines : lines
  }

  /// The text that fits into one row of the terminal. Characters other than ASCII are counted as two columns wide.
  private func fitted(_ line: String) -> String {
    var room = options.width - 1
    let scalars = line.unicodeScalars.prefix { scalar in
      room -= scalar.isASCII ? 1 : 2
      return room >= 0
    }
    return String(scalars)
  }

  // MARK: secrets

  /// Called before every line: secrets that became known are masked from now on.
  private mutating func learnSecrets() -> [Output] {
    let all = secrets()
    guard all.count > secretCount else { return [] }
    let fresh = all[secretCount...]
    secretCount = all.count
    sanitizer = Sanitizer(secrets: all, in: options.translation)
    return fresh.flatMap { ci.mask?($0) ?? [] }.map { Output(.error, $0) }
  }
}

extension Sanitizer {
  /// Masks every string of the value, and the keys.
  func mask(_ value: JSON) -> JSON {
    switch value {
    case .string(let text): .string(mask(text))
    case .array(let items): .array(items.map { mask($0) })
    case .object(let members):
      .object(Dictionary(members.map { (mask($0.key), mask($0.value)) }) { first, _ in first })
    case .null, .boolean, .integer, .number: value
    }
  }

  /// The lines as one text, for the value of a command; the escaping of the command handles the line ends.
  func text(_ lines: [Line]) -> String {
    lines.flatMap { printed($0) }.joined(separator: "\n")
  }
}
