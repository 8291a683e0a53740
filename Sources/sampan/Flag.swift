import Model
import Report

/// A flag of the command line, and by its name the variable that stands in for it.
struct Flag: Equatable, Sendable {
  /// Without dashes, e.g. `config`.
  var name: String
  /// Another way to write it, e.g. `-C`.
  var short: String?
  /// What its value is called in the help; nil for a switch.
  var value: String?
  /// The only values it takes; empty when any will do.
  var choices: [String] = []
  var help: Text

  /// `SAMPAN_CONFIG`, and `PLUGIN_CONFIG` in a plugin container.
  var variable: String { name.uppercased().split(separator: "-").joined(separator: "_") }

  /// Its value is the path of a file or folder.
  var namesPath: Bool { ["DIR", "FILE"].contains(value) }

  /// As the help shows it.
  var spelling: String {
    let long = "--\(name)" + (value.map { " \($0)" } ?? "")
    return short.map { "\($0), \(long)" } ?? long
  }

  /// Every way to write it.
  var spellings: [String] { [short, "--\(name)"].compactMap { $0 } }

  /// Whether `word`, without `=` and what follows, is this flag.
  func isWritten(_ word: String) -> Bool { spellings.contains(word) }

  /// What to write instead of a value that is none of the choices.
  func remedies(for value: String) -> [Text] {
    if self == .ci, let advice = CIFile.advice(for: value) { return advice }
    return ["write one of: \(choices.joined(separator: ", "))"]
  }

  static let directory = Flag(
    name: "directory", short: "-C", value: "DIR", help: "work there instead of in the current directory")
  static let config = Flag(name: "config", value: "FILE", help: "the config file; default sampan.json")
  static let json = Flag(name: "json", help: "one JSON object on stdout, progress messages on stderr")
  static let quiet = Flag(name: "quiet", short: "-q", help: "only warnings, errors and results")
  static let verbose = Flag(
    name: "verbose", short: "-v", help: "every request, its status and time; why something is done")
  static let color = Flag(
    name: "color", value: "WHEN", choices: ColorChoice.allCases.map(\.rawValue),
    help: "auto, always or never")
  static let trustRepo = Flag(
    name: "trust-repo", help: "read the repository although somebody else owns it")
  static let help = Flag(name: "help", short: "-h", help: "show the command in full instead of running it")
  static let output = Flag(name: "output", short: "-o", value: "FILE", help: "where the zip is written")
  static let list = Flag(name: "list", help: "show mode, size and path of every file")
  static let wait = Flag(name: "wait", help: "adopt a rollout in flight and wait for it")
  static let externalID = Flag(
    name: "external-id", value: "ID", help: "look at this one-click task of Tencent CloudBase instead")
  static let credentials = Flag(
    name: "credentials", help: "prove each target's credentials with a harmless call")
  static let to = Flag(
    name: "to", value: "RELEASE", help: "the release to go back to, by the provider's name")
  static let format = Flag(
    name: "format", value: "FORMAT", choices: FanOut.allCases.map(\.rawValue),
    help: "the targets as jobs of a CI system: github-matrix or gitlab-child")
  static let ci = Flag(
    name: "ci", value: "NAME", choices: CIFile.all.map(\.name), help: "also write the file of this CI system")
  static let scenario = Flag(name: "scenario", value: "NAME", help: "how the emulated cloud behaves")
  static let then = Flag(
    name: "then", value: "COMMAND", choices: RehearseCommand.Next.allCases.map(\.rawValue),
    help: "what to rehearse after the deploy: promote, cancel, rollback or status")

  /// What every command takes.
  static let common = [directory, config, json, quiet, verbose, color, trustRepo, help]
}
