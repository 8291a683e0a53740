import Effects
import Hooks
import Model
import Report

enum HookCommand: Command {
  static let name = "hook"
  static let summary: Text = "deploy after each merge, and on a server after each push"
  static let usage = "install | uninstall | status | print HOOK"
  static let choices = ["install", "uninstall", "status", "print"]
  static let furtherChoices = ["print": HookScript.allCases.map(\.rawValue)]
  static let flags = Flag.common
  static let traits: Traits = .resultsAtOnce
  static let notes: [Text] = [
    "install: post-merge and post-commit in a clone, post-receive in a bare repository; keeps existing hooks and runs them first.",
    "uninstall: removes them, and restores the hooks that existed before; the log stays.",
    "status: which hooks are installed, what is wrong with them, and where the log is.",
    "print: the script of post-merge, post-commit or post-receive, to install it by hand.",
    "The targets whose \"when\" matches the branch or tag are deployed. To skip it once: SAMPAN=0 git pull",
    "sampan hook install",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let arguments = context.arguments.positional
    switch arguments.first {
    case "install":
      try context.refuseArguments(after: 1)
      return .text(try hooks(context).install())
    case "uninstall":
      try context.refuseArguments(after: 1)
      return .text(try hooks(context).uninstall())
    case "status":
      try context.refuseArguments(after: 1)
      let status = try hooks(context).status()
      context.tell(status.findings)
      let isBroken = status.findings.contains { $0.severity == .error }
      return .examined(status.lines, problem: isBroken ? .configuration : nil)
    case "print":
      try context.refuseArguments(after: 2)
      var lines = try script(arguments.dropFirst().first).text().split(
        separator: "\n", omittingEmptySubsequences: false)
      lines.removeLast()
      return .text(lines.map { "\($0)" })
    case "run":
      return await inBackground(context, arguments.dropFirst())
    case let other:
      let what: Text = other.map { "unknown action \"\($0)\" for hook" } ?? "hook needs an action"
      throw Failure(
        .usage, what,
        remedies: ["valid actions: \(choices.list)", "see: sampan help hook"])
    }
  }

  /// `hook run`, which the scripts start in the background; its output is the log.
  private static func inBackground(_ context: Context, _ words: ArraySlice<String>) async -> Product {
    do throws(Failure) {
      let run = try HookRun(
        context.directory, currentDirectory: Invocation.currentDirectory, configFile: context.configFile,
        trust: context.trust, in: context.world)
      try await run.run(script(words.first), Array(words.dropFirst()))
      return .background(nil)
    } catch {
      return .background(error)
    }
  }

  /// Whether the command is `hook run`.
  static func isRun(_ arguments: Arguments) -> Bool {
    arguments.command == name && arguments.positional.first == "run"
  }

  private static func hooks(_ context: Context) throws(Failure) -> Hooks {
    try Hooks.of(context.directory, trust: context.trust, in: context.world)
  }

  private static func script(_ name: String?) throws(Failure) -> HookScript {
    if let script = name.flatMap(HookScript.init(rawValue:)) { return script }
    throw Failure(
      .usage, name.map { "unsupported hook \"\($0)\"" } ?? "hook print needs the name of a hook",
      remedies: ["valid hooks: \(HookScript.allCases.map(\.rawValue).list)"])
  }
}
