import Model

/// What a command found or did, complete: the text, the JSON, the CI's outputs and files all come from it.
package struct RunReport: Equatable, Sendable {
  /// The command's name, e.g. `deploy`.
  package var command: String
  package var exitCode: ExitCode
  /// One per target, in the order they were worked on; skipped ones too.
  package var outcomes: [Outcome]
  package var findings: [Finding]
  package var plans: [Plan]
  package var states: [StatusReport]
  package var packages: [PackageListing]
  /// Of `check`, when nothing is wrong.
  package var checked: CheckedTargets?
  /// Lines that are the result themselves: help, version.
  package var text: [String]
  package var document: Document?
  /// Why the command as a whole could not go on. A target's own failure is in its outcome.
  package var failure: Failure?

  package init(
    command: String, exitCode: ExitCode, outcomes: [Outcome] = [], findings: [Finding] = [],
    plans: [Plan] = [], states: [StatusReport] = [], packages: [PackageListing] = [], text: [String] = [],
    document: Document? = nil, failure: Failure? = nil
  ) {
    self.command = command
    self.exitCode = exitCode
    self.outcomes = outcomes
    self.findings = findings
    self.plans = plans
    self.states = states
    self.packages = packages
    self.text = text
    self.document = document
    self.failure = failure
  }

  /// The report of a command whose exit code is that of the first target that failed.
  package init(command: String, outcomes: [Outcome], findings: [Finding]) {
    let exitCode = outcomes.lazy.map(\.exitCode).first { $0 != .success } ?? .success
    self.init(command: command, exitCode: exitCode, outcomes: outcomes, findings: findings)
  }

  /// For these commands the findings are what was asked for: they go to stdout.
  var findingsAreResults: Bool { ["check", "doctor"].contains(command) }
}

/// What `package` wrote: the file, and its entries when they were asked for.
package struct PackageListing: Equatable, Sendable {
  package var target: String?
  package var file: PackageFile
  package var entries: [PackageEntry]

  package init(target: String?, file: PackageFile, entries: [PackageEntry] = []) {
    self.target = target
    self.file = file
    self.entries = entries
  }
}

/// A result that is JSON in itself, whole however long it is.
package enum Document: Equatable, Sendable {
  /// On one line, for a program.
  case line(JSON)
  /// Indented, for a file that people read too. Nothing foreign may be in it.
  case page(JSON)

  package var value: JSON {
    switch self {
    case .line(let value), .page(let value): value
    }
  }
}
