import Emulator
import Languages
import Model
import Providers
import Report

/// A flag of the command line. Its name is also the name of its environment variable.
struct Flag: Equatable, Sendable {
  /// Without dashes, e.g. `config`.
  var name: String
  /// The short form, e.g. `-C`.
  var short: String?
  /// The name of its value in the help; nil for a switch.
  var value: String?
  /// The valid values; empty if any value is valid.
  var choices: [String] = []
  var help: Text

  /// `SAMPAN_CONFIG`, and `PLUGIN_CONFIG` in a plugin container.
  var variable: String { name.uppercased().split(separator: "-").joined(separator: "_") }

  /// Whether its value is the path of a file or folder.
  var namesPath: Bool { ["DIR", "FILE"].contains(value) }

  /// The values that shells complete. A scenario is checked by its command, which suggests the nearest.
  var completions: [String] { self == .scenario ? Scenario.all.map(\.name) : choices }

  /// As in the help.
  var spelling: String {
    let long = "--\(name)" + (value.map { " \($0)" } ?? "")
    return short.map { "\($0), \(long)" } ?? long
  }

  /// The short and the long form.
  var spellings: [String] { [short, "--\(name)"].compactMap { $0 } }

  /// Whether `word`, without `=` and what follows, is this flag.
  func isWritten(_ word: String) -> Bool { spellings.contains(word) }

  /// The hints for a value that is not valid.
  func remedies(for value: String) -> [Text] {
    if self == .ci, let advice = CIFile.advice(for: value) { return advice }
    return ["valid values: \(choices.list)"]
  }

  static let directory = Flag(
    name: "directory", short: "-C", value: "DIR", help: "run in DIR instead of the current directory")
  static let config = Flag(name: "config", value: "FILE", help: "the config file; default sampan.json")
  static let json = Flag(name: "json", help: "one JSON object on stdout, progress messages on stderr")
  static let events = Flag(
    name: "events", value: "FILE", help: "write one JSON object a line to FILE, as things happen")
  static let quiet = Flag(name: "quiet", short: "-q", help: "only warnings, errors and results")
  static let verbose = Flag(
    name: "verbose", short: "-v",
    help: "print every request with its status and duration, and why things are done")
  static let color = Flag(
    name: "color", value: "WHEN", choices: ColorChoice.allCases.map(\.rawValue),
    help: "auto, always or never")
  static let language = Flag(
    name: "lang", value: "LANG", choices: Language.allCases.map(\.rawValue),
    help: "the language of messages, en or zh; default: the locale's")
  static let trustRepo = Flag(
    name: "trust-repo", help: "read the repository even if another user owns it")
  static let help = Flag(name: "help", short: "-h", help: "show the help for the command")
  static let output = Flag(name: "output", short: "-o", value: "FILE", help: "the zip file to write")
  static let provenance = Flag(
    name: "provenance", value: "FILE", help: "also write where the zip comes from, as an in-toto statement")
  static let list = Flag(name: "list", help: "print mode, size and path of every file")
  static let wait = Flag(name: "wait", help: "wait for a rollout in progress")
  static let externalID = Flag(
    name: "external-id", value: "ID", help: "show this one-click task of Tencent CloudBase instead")
  static let credentials = Flag(
    name: "credentials", help: "check each target's credentials with a call that changes nothing")
  static let to = Flag(
    name: "to", value: "RELEASE", help: "the release to go back to, as the provider names it")
  static let percent = Flag(
    name: "percent", value: "N", help: "1 to 100: give the release this share; below 100 it still waits")
  static let build = Flag(name: "build", help: "the log of the image's build")
  static let process = Flag(name: "process", help: "the log of the platform while it creates the release")
  static let run = Flag(name: "run", help: "what the release itself writes")
  static let release = Flag(
    name: "release", value: "RELEASE",
    help: "as history shows it; default: the one that is rolled out, else the newest")
  static let since = Flag(
    name: "since", value: "TIME", help: "only lines of the last TIME, e.g. 10m or 1h30m")
  static let follow = Flag(
    name: "follow", short: "-f", help: "show more lines as they are written, until the log has ended")
  static let exitCode = Flag(name: "exit-code", help: "exit with 5 if there is a difference")
  static let format = Flag(
    name: "format", value: "FORMAT", choices: FanOut.allCases.map(\.rawValue),
    help: "print the targets as CI jobs: github-matrix or gitlab-child")
  static let ci = Flag(
    name: "ci", value: "NAME", choices: CIFile.all.map(\.name) + ["auto"],
    help: "also write the file of this CI system; auto: that of the remote")
  static let provider = Flag(
    name: "provider", value: "NAME", choices: Catalog.all.schemas.map(\.name),
    help: "where to deploy to; default: what fits the repository")
  static let print = Flag(name: "print", help: "print the files instead of writing them")
  static let force = Flag(name: "force", help: "replace existing files")
  static let dryRun = Flag(name: "dry-run", help: "only print what would be done: the same as sampan plan")
  static let out = Flag(
    name: "out", value: "FILE", help: "also ask the cloud what is live, and write a plan for deploy --plan")
  static let plan = Flag(
    name: "plan", value: "FILE",
    help: "carry out the plan that plan --out has written, if commit, config and what is live are the same")
  static let html = Flag(
    name: "html", value: "FILE", help: "write a page for browsers: one file that requests nothing")
  static let duringFreeze = Flag(
    name: "during-freeze", help: "deploy even if a \"freeze\" of the target forbids it now")
  static let noPager = Flag(name: "no-pager", help: "do not show long help in a pager")
  static let man = Flag(name: "man", help: "print the man page of sampan, for man -l or mandoc")
  static let of = Flag(
    name: "of", value: "WHAT", choices: SchemaCommand.Subject.allCases.map(\.rawValue),
    help: "config (default), report (the object of --json) or events (the lines of --events)")
  static let scenario = Flag(name: "scenario", value: "NAME", help: "how the emulated cloud behaves")
  static let then = Flag(
    name: "then", value: "COMMAND", choices: RehearseCommand.Next.allCases.map(\.rawValue),
    help: "what to rehearse after the deploy: \(listed(RehearseCommand.Next.allCases.map(\.rawValue)))")

  /// The flags of every command.
  static let common = [directory, config, json, events, quiet, verbose, color, language, trustRepo, help]
}
