import Model

/// How the results of a command are treated.
package struct Traits: OptionSet, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The findings are the result: they are printed on stdout.
  package static let findingsAreResults = Traits(rawValue: 1)
  /// Outputs and report files are written for CI systems. Not for commands that would overwrite those of a deploy.
  package static let writesOutputs = Traits(rawValue: 2)
  /// The clouds are emulated: the results must not look like those of a deploy.
  package static let isRehearsal = Traits(rawValue: 4)
  /// The output is a log: the result of a target is printed when it is known, not at the end of the run.
  package static let resultsAtOnce = Traits(rawValue: 8)
  /// The results are those of other runs: they decide no exit code, and the annotations exist already.
  package static let describesOtherRuns = Traits(rawValue: 16)
}

/// What a command returns. Outcomes of targets and findings are not part of it: they are reported as events.
package enum Product: Equatable, Sendable {
  case nothing
  /// Lines of text: help, a version, a script.
  case text([Text])
  /// The checks that passed, a line each. `problem`: the kind of the first problem.
  case examined([Text], problem: Failure.Kind?)
  /// A config file; nil if it has errors, which were reported as findings.
  case checked(CheckedTargets?)
  case plans([Plan])
  /// What is live, and the targets whose status could not be read.
  case states([StatusReport], failures: [Outcome])
  /// The releases of targets, and the targets whose releases could not be listed.
  case histories([HistoryReport], failures: [Outcome])
  /// What is live against HEAD. `problem`: of a check that found a difference.
  case differences([DifferenceReport], problem: Failure.Kind?)
  case package(PackageListing)
  case document(Document)
  /// A hook in the background: the exit code is always 0.
  case background(Failure?)

  var failure: Failure? {
    switch self {
    case .states(_, let failures), .histories(_, let failures): failures.first?.failure
    case .background(let failure): failure
    default: nil
    }
  }

  /// Decides the exit code if there is no failure.
  var problem: Failure.Kind? {
    switch self {
    case .examined(_, let problem), .differences(_, let problem): problem
    case .checked(nil): .configuration
    default: nil
    }
  }
}

/// A config file without errors.
package struct CheckedTargets: Equatable, Sendable {
  /// The path, as in findings.
  package var file: String
  package var targets: [Target]
  /// The command to run next; nil: the hints of the findings come first.
  package var next: String?

  package init(file: String, targets: [Target], next: String?) {
    self.file = file
    self.targets = targets
    self.next = next
  }
}

/// What `package` wrote: the file, and its entries with `--list`.
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

/// A result that is JSON; it is never cut.
package enum Document: Equatable, Sendable {
  /// On one line, for a program.
  case line(JSON)
  /// Indented, for a file. It must not contain foreign text.
  case page(JSON)

  var value: JSON {
    switch self {
    case .line(let value), .page(let value): value
    }
  }
}
