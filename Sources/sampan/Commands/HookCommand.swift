import Effects
import Hooks
import Model
import Report

enum HookCommand: Command {
  static let name = "hook"
  static let summary: Text = "deploy after each merge, and on a server after each push"
  static let operands = "install | uninstall | status | print HOOK"
  static let flags = Flag.common
  static let traits: Traits = .resultsAtOnce
  static let notes: [Text] = [
    "install: post-merge and post-commit in a clone, post-receive in a bare repository; keeps and calls what is there.",
    "status: what is installed, what keeps it from working, and where the log is.",
    "print: the script of post-merge, post-commit or post-receive, to be put in place by hand.",
    "Deployed are the targets whose \"when\" matches the branch or tag. SAMPAN=0 git pull: not this time.",
    "sampan hook install",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let operands = context.arguments.operands
    switch operands.first {
    case "install":
      try context.refuseOperands(after: 1)
      return .text(try hooks(context).install())
    case "uninstall":
      try context.refuseOperands(after: 1)
      return .text(try hooks(context).uninstall())
    case "status":
      try context.refuseOperands(after: 1)
      let status = try hooks(context).status()
      context.tell(status.findings)
      let isBroken = status.findings.contains { $0.severity == .error }
      return .examined(status.lines, problem: isBroken ? .configuration : nil)
    case "print":
      try context.refuseOperands(after: 2)
      var lines = try script(operands.dropFirst().first).text().split(
        separator: "\n", omittingEmptySubsequences: false)
      lines.removeLast()
      return .text(lines.map { "\($0)" })
    case "run":
      return await inBackground(context, operands.dropFirst())
    case let other:
      let what: Text = other.map { "hook has no \"\($0)\"" } ?? "hook needs an action"
      throw Failure(
        .usage, what, remedies: ["sampan hook install, uninstall or status", "see: sampan help hook"])
    }
  }

  /// What the scripts call, in the background: how it went is in the log.
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

  /// Whether a script called.
  static func isRun(_ arguments: Arguments) -> Bool {
    arguments.command == name && arguments.operands.first == "run"
  }

  private static func hooks(_ context: Context) throws(Failure) -> Hooks {
    try Hooks.of(context.directory, trust: context.trust, in: context.world)
  }

  private static func script(_ name: String?) throws(Failure) -> HookScript {
    if let script = name.flatMap(HookScript.init(rawValue:)) { return script }
    throw Failure(
      .usage, name.map { "sampan serves no hook \"\($0)\"" } ?? "print which hook?",
      remedies: ["one of: \(HookScript.allCases.map(\.rawValue).joined(separator: ", "))"])
  }
}
