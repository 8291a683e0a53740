import Model

/// What a run found and did, complete: the text, the JSON, the CI's outputs and files all come from this one value.
/// Events are added as they happen; what the command returned, at its end.
struct RunReport: Equatable, Sendable {
  /// The command's name, e.g. `deploy`.
  let command: String
  let traits: Traits
  /// One a target, in the order they ended; skipped ones too. Where a run goes on with a target, what it came to last.
  private(set) var outcomes: [Outcome] = []
  private var indexes: [String: Int] = [:]
  private(set) var findings: [Finding] = []
  private(set) var logs: [Log] = []
  var product = Product.nothing
  /// Why the command as a whole could not be completed. A target's own failure is in its outcome.
  private(set) var failure: Failure?
  private var target: String?

  /// The end of a log, and the target that it explains.
  struct Log: Equatable, Sendable {
    var target: String?
    var excerpt: LogExcerpt
  }

  init(command: String, traits: Traits) {
    self.command = command
    self.traits = traits
  }

  /// False for a finding that was told before: it is not told again.
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
    default: break
    }
    return true
  }

  mutating func end(_ result: Result<Product, Failure>) {
    switch result {
    case .success(let product):
      self.product = product
      failure = product.failure
    case .failure(let failure): self.failure = failure
    }
  }

  /// Of the failure, else of the first target that failed.
  var exitCode: ExitCode {
    if case .background = product { return .success }
    if let kind = failure?.kind ?? product.problem { return ExitCode(kind) }
    return outcomes.lazy.map(\.exitCode).first { $0 != .success } ?? .success
  }

  /// Everything that is wrong, most important first: failures, then findings by severity.
  var diagnostics: [Diagnostic] {
    let findings = Finding.Severity.allCases.flatMap { severity in
      self.findings.filter { $0.severity == severity }.map { Diagnostic($0) }
    }
    return failures + Diagnostic.grouped(outcomes, named: outcomes.count > 1) + findings
  }

  /// Why the command as a whole could not be completed, or what it was to find out about some targets.
  var failures: [Diagnostic] {
    if case .states(let states, let failures) = product {
      return Diagnostic.grouped(failures, named: states.count + failures.count > 1)
    }
    return failure.map { [Diagnostic($0)] } ?? []
  }

  /// What a following step of the CI job reads. The names exist once, so with several targets they are those of
  /// one: the last one that failed, so that a failure is never covered up; else the last one that was not
  /// skipped; else the last one. Every target is in `--json`. Values that are not known are left out.
  var outputs: [(name: String, value: String)] {
    let shown =
      outcomes.last { [.failed, .timeout].contains($0.status) }
      ?? outcomes.last { $0.status != .skipped } ?? outcomes.last
    if let shown { return shown.fields.compactMap { field in field.value.map { (field.name, $0) } } }
    return failure == nil ? [] : [("status", Outcome.Status.failed.rawValue)]
  }
}

extension Outcome {
  /// The contract's output names with this target's values; nil where there is none.
  var fields: [(name: String, value: String?)] {
    [
      ("status", status.rawValue), ("version", version), ("remark", remark), ("commit", commit),
      ("target", target), ("provider", provider), ("url", url), ("release_id", releaseID),
      ("package_sha256", packageSHA256), ("image", image),
    ]
  }
}
