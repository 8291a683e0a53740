import Model

/// Everything that a run found and did. The text, the JSON, the CI's outputs and files are all made from this value.
/// Events are added as they happen; the product of the command at its end.
struct RunReport: Equatable, Sendable {
  /// The command's name, e.g. `deploy`.
  let command: String
  let traits: Traits
  /// One for each target, in the order in which they ended; skipped ones as well. If a run does more with a target,
  /// its last outcome.
  private(set) var outcomes: [Outcome] = []
  private var indexes: [String: Int] = [:]
  private(set) var findings: [Finding] = []
  private(set) var logs: [Log] = []
  /// What `logs` has read, one for each log of each target.
  private(set) var logLines: [LogLines] = []
  var product = Product.nothing
  /// Why the whole command failed. The failure of a target is in its outcome.
  private(set) var failure: Failure?
  private var target: String?

  /// The end of a log, and its target.
  struct Log: Equatable, Sendable {
    var target: String?
    var excerpt: LogExcerpt
  }

  init(command: String, traits: Traits) {
    self.command = command
    self.traits = traits
  }

  /// False for a finding that was added before: it is not printed again.
  mutating func add(_ event: Event) -> Bool {
    switch event {
    case .targetStarted(let name, _, _, _): target = name
    case .targetFinished(let outcome):
      target = nil
      if let index = indexes[outcome.target] {
        outcomes[index] = outcome
      } else {
        indexes[outcome.target] = outcomes.count
        outcomes.append(outcome)
      }
    case .finding(let finding):
      guard !findings.contains(finding) else { return false }
      findings.append(finding)
    case .log(let excerpt): logs.append(Log(target: target, excerpt: excerpt))
    case .logLines(let lines): add(lines)
    default: break
    }
    return true
  }

  /// The newest lines that are kept of a log; followed for long enough, it would fill the memory.
  static let mostLines = 10_000

  private mutating func add(_ lines: LogLines) {
    guard let index = logLines.firstIndex(where: { $0.target == lines.target && $0.kind == lines.kind })
    else {
      logLines.append(lines)
      return
    }
    logLines[index].lines += lines.lines
    guard logLines[index].lines.count > 2 * Self.mostLines else { return }
    logLines[index].lines.removeFirst(logLines[index].lines.count - Self.mostLines)
  }

  mutating func end(_ result: Result<Product, Failure>) {
    switch result {
    case .success(let product):
      self.product = product
      failure = product.failure
    case .failure(let failure): self.failure = failure
    }
  }

  /// Whether nothing was deployed, because the clouds were emulated.
  var isRehearsal: Bool { traits.contains(.isRehearsal) || outcomes.contains(where: \.isSimulated) }

  /// Of the failure, else of the first target that failed.
  var exitCode: ExitCode {
    if case .background = product { return .success }
    if traits.contains(.describesOtherRuns) { return failure.map { ExitCode($0.kind) } ?? .success }
    if let kind = failure?.kind ?? product.problem { return ExitCode(kind) }
    return outcomes.lazy.map(\.exitCode).first { $0 != .success } ?? .success
  }

  /// All problems, most important first: failures, then findings by severity.
  var diagnostics: [Diagnostic] {
    let findings = Finding.Severity.allCases.flatMap { severity in
      self.findings.filter { $0.severity == severity }.map { Diagnostic($0) }
    }
    return failures + Diagnostic.grouped(outcomes, named: outcomes.count > 1) + findings
  }

  /// Why the whole command failed, or why the status of some targets could not be read.
  var failures: [Diagnostic] {
    switch product {
    case .states(let reports, let failures):
      return Diagnostic.grouped(failures, named: reports.count + failures.count > 1)
    case .histories(let reports, let failures):
      return Diagnostic.grouped(failures, named: reports.count + failures.count > 1)
    default: break
    }
    return failure.map { [Diagnostic($0)] } ?? []
  }

  /// The outputs for the next steps of the CI job. Each name exists once, so with several targets they are those of one
  /// target: the last that failed, so that a failure is never hidden; otherwise the last that was not skipped;
  /// otherwise the last. `--json` has all targets. Values that are not known are left out.
  var outputs: [(name: String, value: String)] {
    let shown =
      outcomes.last { [.failed, .timeout].contains($0.status) }
      ?? outcomes.last { $0.status != .skipped } ?? outcomes.last
    if let shown { return shown.fields.compactMap { field in field.value.map { (field.name, $0) } } }
    return failure == nil ? [] : [("status", Outcome.Status.failed.rawValue)]
  }
}
