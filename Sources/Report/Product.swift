import Model

/// How the results of a command are treated.
package struct Traits: OptionSet, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The findings are what was asked for: they go to stdout.
  package static let findingsAreResults = Traits(rawValue: 1)
  /// CI systems get outputs and report files. Not where that would overwrite what the deploy before it left.
  package static let writesOutputs = Traits(rawValue: 2)
  /// What it does, it does to emulated clouds: nothing may look like a deploy.
  package static let isRehearsal = Traits(rawValue: 4)
  /// It is read as a log that grows: a target's result is printed when it is known, not at the end of the run.
  package static let resultsAtOnce = Traits(rawValue: 8)
}

/// What a command returns. Outcomes of targets and findings are not in it: they are told as events, once.
package enum Product: Equatable, Sendable {
  case nothing
  /// Lines that are the result themselves: help, a version, a script.
  case text([Text])
  /// What was examined and is right, a line each. `problem`: the kind of the first thing that is not.
  case examined([Text], problem: Failure.Kind?)
  /// A config file; nil where it has errors, which were told as findings.
  case checked(CheckedTargets?)
  case plans([Plan])
  /// What is live, and the targets that could not be asked.
  case states([StatusReport], failures: [Outcome])
  case package(PackageListing)
  case document(Document)
  /// Nothing waits for it: the exit code is 0 however it went.
  case background(Failure?)

  var failure: Failure? {
    switch self {
    case .states(_, let failures): failures.first?.failure
    case .background(let failure): failure
    default: nil
    }
  }

  /// Decides the exit code where no failure does.
  var problem: Failure.Kind? {
    switch self {
    case .examined(_, let problem): problem
    case .checked(nil): .configuration
    default: nil
    }
  }
}

/// A config file without errors.
package struct CheckedTargets: Equatable, Sendable {
  /// As the findings name it.
  package var file: String
  package var targets: [Target]
  /// The command to run next.
  package var next: String

  package init(file: String, targets: [Target], next: String) {
    self.file = file
    self.targets = targets
    self.next = next
  }
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

  var value: JSON {
    switch self {
    case .line(let value), .page(let value): value
    }
  }
}
