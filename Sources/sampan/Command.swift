import Effects
import FoundationEssentials
import Model
import Pipeline
import Report

/// A command of the command line. Each is in a file of its own and in `Commands.all`.
protocol Command: Sendable {
  static var name: String { get }
  /// One line, for the overview.
  static var summary: Text { get }
  /// The arguments, e.g. `[TARGET…]`; empty if there are none.
  static var usage: String { get }
  /// The valid arguments, if they are known beforehand.
  static var choices: [String] { get }
  /// What may follow an argument, by that argument.
  static var furtherChoices: [String: [String]] { get }
  static var flags: [Flag] { get }
  /// How its results are treated.
  static var traits: Traits { get }
  /// Lines for `help NAME`; the last is an example to run.
  static var notes: [Text] { get }

  /// Outcomes and findings are reported as events; everything else is returned.
  static func run(_ context: Context) async throws(Failure) -> Product
}

extension Command {
  static var choices: [String] { [] }
  static var furtherChoices: [String: [String]] { [:] }
  static var traits: Traits { [] }

  /// Whether its arguments are names of targets.
  static var takesTargets: Bool { usage.contains("TARGET") }

  /// Flags that not every command has.
  static var ownFlags: [Flag] { flags.filter { !Flag.common.contains($0) } }
}

enum Commands {
  /// In the order of the overview.
  static let all: [any Command.Type] = [
    DeployCommand.self, PlanCommand.self, CheckCommand.self, PackageCommand.self, StatusCommand.self,
    LogsCommand.self, HistoryCommand.self, DiffCommand.self, PromoteCommand.self, CancelCommand.self,
    RollbackCommand.self,
    RehearseCommand.self, ReportCommand.self, InitCommand.self, HookCommand.self, DoctorCommand.self,
    SchemaCommand.self,
    CompletionsCommand.self, HelpCommand.self, VersionCommand.self,
  ]

  static func named(_ name: String) throws(Failure) -> any Command.Type {
    if let command = all.first(where: { $0.name == name }) { return command }
    let nearest = Spelling.nearest(to: name, among: all.map { $0.name })
    let meant: Text? = CommandSuggestions.remedy(for: name) ?? nearest.map { "did you mean: sampan \($0)" }
    throw Failure(
      .usage, "unknown command \"\(name)\"",
      remedies: [meant, "see all commands: sampan help"].compactMap { $0 })
  }
}

/// What a command runs with.
struct Context: Sendable {
  var arguments: Arguments
  /// The directory for relative paths: the current directory, or `-C`.
  var directory: String
  var world: World
  /// The program runs in a plugin container, with settings as `PLUGIN_*`.
  var isPlugin: Bool
  /// For the comments of files that a person edits; nil: English.
  var translation: Translation?

  /// The targets on the command line; otherwise those in the setting `target` of a plugin container, separated by
  /// commas or blanks. `SAMPAN_TARGET` is not read: it is an output, and GitLab passes outputs to later jobs.
  var targetNames: [String] {
    get throws(Failure) {
      guard arguments.positional.isEmpty, isPlugin else { return arguments.positional }
      let given = world.environment["PLUGIN_TARGET"] ?? ""
      let names = given.split { $0 == "," || $0.isWhitespace }.map(String.init)
      guard given.isEmpty || !names.isEmpty else {
        throw Failure(
          .usage, "the setting \"target\" contains no name of a target: \"\(given)\"",
          remedies: ["separate the names of targets with commas or blanks, or remove the setting"])
      }
      return names
    }
  }

  /// The target of a command that takes exactly one.
  var oneTarget: String {
    get throws(Failure) {
      let names = try targetNames
      if let name = names.first, names.count == 1 { return name }
      throw Failure(
        .usage, "\(arguments.command) needs one target",
        remedies: ["sampan \(arguments.command) TARGET", "list the targets: sampan check"])
    }
  }

  /// The repository and its config. Reports their findings.
  func project() throws(Failure) -> Project {
    var project = try Project.open(directory, configFile: configFile, trust: trust, in: world)
    project.ignoresFreeze = arguments.isSet(.duringFreeze)
    tell(project.findings)
    return project
  }

  func tell(_ findings: [Finding]) {
    for finding in findings { world.tell(.finding(finding)) }
  }

  var trust: Bool { arguments.isSet(.trustRepo) }

  /// `../x` is a file outside of the folder, as an absolute path is.
  var configFile: String? {
    arguments.value(.config).map {
      absolutePath($0, from: (try? world.files.resolve(directory)) ?? directory)
    }
  }

  func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(directory)/\(path)" }

  /// Whether two absolute paths are one, however they are written: `a/./b`, `a/c/../b`.
  func areSame(_ one: String, _ other: String) -> Bool {
    URL(fileURLWithPath: one).standardized.path == URL(fileURLWithPath: other).standardized.path
  }

  /// The absolute path of a file that is to be written. Only a regular file is replaced.
  func output(_ given: String, _ misuse: (Text) -> Failure) throws(Failure) -> String {
    guard !given.isEmpty, given != "-", !given.hasSuffix("/") else {
      throw misuse("\"\(given)\" is not a file")
    }
    let path = absolute(given)
    let folder = parentPath(path)
    let plain = URL(fileURLWithPath: path).standardized.path
    guard !plain.split(separator: "/").contains(".git") else {
      throw misuse("\"\(given)\" is in git's own folder")
    }
    guard plain.split(separator: "/").last ?? "" != Project.defaultConfigFile,
      configFile.map({ !areSame(path, $0) }) ?? true
    else { throw misuse("\"\(given)\" is the config") }
    guard try world.files.info(folder) != nil else {
      throw Failure(
        .usage, "the folder of \"\(given)\" does not exist", remedies: ["mkdir -p \(folder)"])
    }
    switch try world.files.info(path)?.kind {
    case nil, .file: return path
    case .directory: throw misuse("\"\(given)\" is a directory")
    case .symlink: throw misuse("\"\(given)\" is a symbolic link")
    case .other: throw misuse("\"\(given)\" is a pipe, a socket or a device")
    }
  }

  /// Fails for arguments that the command does not use.
  func refuseArguments(after count: Int = 0) throws(Failure) {
    guard let first = arguments.positional.dropFirst(count).first else { return }
    throw Failure(
      .usage, "unexpected argument \"\(first)\" for \(arguments.command)",
      remedies: ["see: sampan help \(arguments.command)"])
  }
}
