import Model

/// The one door to the outside for everything that is printed: events and results go in, clean lines and
/// files come out. A value with state (progress, counters): keep one per run behind a lock, and write what it
/// gives while still holding the lock, so that lines do not overtake each other.
package struct Printer: Sendable {
  private let options: ReportOptions
  private let now: @Sendable () -> Timestamp
  private let secrets: @Sendable () -> [String]
  private var sanitizer = Sanitizer(secrets: [])
  private var secretCount = 0
  private var report: RunReport
  private var progress: ProgressLines
  private let ci: CIFormat
  private let job: CIFormat.Job
  private var group: CIFormat.Group?
  private var groupCount = 0
  private var showsProgress = false
  private var lastLine: Timestamp

  /// Heartbeats are not printed more often than this, in seconds.
  private static let heartbeat: Int64 = 10
  /// Back to the first column, and the line emptied.
  private static let clear = "\r\u{1B}[2K"

  /// For one run of a command. `token` is at least 16 random bytes in hexadecimal, for delimiters that cannot be
  /// guessed. `secrets` gives every secret known so far, in the order they became known; it only ever grows.
  package init(
    command: String, traits: Traits, job: CIJob?, environment: [String: String], options: ReportOptions,
    token: String, now: @escaping @Sendable () -> Timestamp, secrets: @escaping @Sendable () -> [String]
  ) {
    ci = CIFormat.of(job)
    var options = options
    if let debug = ci.debugVariable, environment[debug.name]?.lowercased() == debug.value {
      options.verbosity = max(options.verbosity, .verbose)
    }
    // A CI log is not a screen, even where the runner gives the job a terminal.
    if job != nil { options.isTerminal = false }
    self.options = options
    self.now = now
    self.secrets = secrets
    self.job = CIFormat.Job(environment: environment, runURL: job?.runURL, token: token)
    report = RunReport(command: command, traits: traits)
    progress = ProgressLines(options)
    lastLine = now()
  }

  /// The lines of something that happened.
  package mutating func render(_ event: Event) -> [Output] {
    let masks = learnSecrets()
    guard report.add(event) else { return masks }
    var drawn: [Output] = []
    var text: [Output] = []
    for unclean in progress.lines(for: event) {
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

  /// What is left to print when the command ends: results as text or JSON, the CI's annotations and files.
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
    // Last, so that whoever reads both streams together finds it at the end.
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

  // MARK: results

  /// The line of a single target comes last, where a person looks first; of several, the errors do.
  private func results(_ outcomes: [Outcome]) -> [Output] {
    let block = ResultLines.block(outcomes).flatMap { printed($0, options.results) }
    let errors = ResultLines.errors(outcomes).flatMap { printed($0, .error) }
    let gap = errors.isEmpty || options.verbosity == .quiet ? [] : [Output(.error, "")]
    let isWaiting = outcomes.contains { $0.status == .awaiting }
    return outcomes.count == 1 && !isWaiting ? errors + gap + block : block + (isWaiting ? [] : gap) + errors
  }

  private func stream(of event: Event) -> Output.Stream {
    guard case .finding = event, report.traits.contains(.findingsAreResults) else { return .error }
    return options.results
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
    default: return text
    }
  }

  private mutating func closeGroup() -> [Output] {
    guard let group else { return [] }
    self.group = nil
    return [ci.closesGroup?(group, now())].compactMap { $0 }.map { Output(.error, $0) }
  }

  /// No more of a kind than the system records; the last one says how many there are.
  private var annotations: [Output] {
    guard let annotation = ci.annotation else { return [] }
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

  /// Progress: in place on a terminal; elsewhere a heartbeat, when nothing was printed for a while.
  private mutating func drawn(_ line: Line) -> [Output] {
    if options.isTerminal {
      showsProgress = true
      let text = sanitizer.printed(line, color: false)[0]
      return [Output(.error, Self.clear + fitted(text), isTransient: true)]
    }
    let waited = now().seconds - lastLine.seconds
    // A clock that was set back must not silence us.
    guard waited >= Self.heartbeat || waited < 0 else { return [] }
    return settled(printed(line, .error))
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
    return fresh.flatMap { ci.mask?($0) ?? [] }.map { Output(.error, $0) }
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

  /// Lines as one text for a command's value; the command's own escaping takes care of the line ends.
  func text(_ lines: [Line]) -> String {
    lines.flatMap { printed($0) }.joined(separator: "\n")
  }
}
