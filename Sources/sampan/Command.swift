import Effects
import Model
import Pipeline
import Report

/// One verb of the command line: a file of its own and a line in `Commands.all`.
protocol Command: Sendable {
  static var name: String { get }
  /// One line, for the overview.
  static var summary: Text { get }
  /// What comes after the name, e.g. `[TARGET…]`; empty: nothing may.
  static var operands: String { get }
  /// The words that can stand there, as far as they are known beforehand.
  static var choices: [String] { get }
  static var flags: [Flag] { get }
  /// How its results are treated.
  static var traits: Traits { get }
  /// Lines for `help NAME`: what it does beyond the summary, and a runnable example last.
  static var notes: [Text] { get }

  /// Outcomes and findings are told as events; what else there is to show is returned.
  static func run(_ context: Context) async throws(Failure) -> Product
}

extension Command {
  static var choices: [String] { [] }
  static var traits: Traits { [] }

  /// Flags that not every command has.
  static var ownFlags: [Flag] { flags.filter { !Flag.common.contains($0) } }
}

enum Commands {
  /// In the order of the overview.
  static let all: [any Command.Type] = [
    DeployCommand.self, PlanCommand.self, CheckCommand.self, PackageCommand.self, StatusCommand.self,
    PromoteCommand.self, CancelCommand.self, RollbackCommand.self,
    RehearseCommand.self, InitCommand.self, HookCommand.self, DoctorCommand.self, SchemaCommand.self,
    CompletionsCommand.self, HelpCommand.self, VersionCommand.self,
  ]

  static func named(_ name: String) throws(Failure) -> any Command.Type {
    if let command = all.first(where: { $0.name == name }) { return command }
    let nearest = Spelling.nearest(to: name, among: all.map { $0.name })
    let meant: Text? = OtherWords.remedy(for: name) ?? nearest.map { "did you mean: sampan \($0)" }
    throw Failure(
      .usage, "there is no command \"\(name)\"",
      remedies: [meant, "see them all: sampan help"].compactMap { $0 })
  }
}

/// What a command runs with.
struct Context: Sendable {
  var arguments: Arguments
  /// Where relative paths begin: the current directory, or `-C`.
  var directory: String
  var world: World
  /// In a container whose settings are `PLUGIN_*`.
  var isPlugin: Bool

  /// The targets named on the command line, else in the setting `target` of a plugin container, separated by
  /// commas or blanks. There is no `SAMPAN_TARGET` to read: that is an output, and GitLab hands outputs to
  /// the jobs that follow.
  var targetNames: [String] {
    get throws(Failure) {
      guard arguments.operands.isEmpty, isPlugin else { return arguments.operands }
      let given = world.environment["PLUGIN_TARGET"] ?? ""
      let names = given.split { $0 == "," || $0.isWhitespace }.map(String.init)
      guard given.isEmpty || !names.isEmpty else {
        throw Failure(
          .usage, "the setting target is \"\(given)\", which names no target",
          remedies: ["name targets of sampan.json, separated by commas or blanks, or remove the setting"])
      }
      return names
    }
  }

  /// The repository and its config; tells what is to be known about them.
  func project() throws(Failure) -> Project {
    let project = try Project.open(directory, configFile: configFile, trust: trust, in: world)
    tell(project.findings)
    return project
  }

  func tell(_ findings: [Finding]) {
    for finding in findings { world.tell(.finding(finding)) }
  }

  var trust: Bool { arguments.isSet(.trustRepo) }

  var configFile: String? { arguments.value(.config).map(absolute) }

  func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(directory)/\(path)" }

  /// Words that nothing would be done with are a mistake.
  func refuseOperands(after count: Int = 0) throws(Failure) {
    guard let first = arguments.operands.dropFirst(count).first else { return }
    throw Failure(
      .usage, "\(arguments.command) takes no operand \"\(first)\"",
      remedies: ["see: sampan help \(arguments.command)"])
  }
}
