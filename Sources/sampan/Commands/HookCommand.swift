import Effects
import Model
import Pipeline
import Report

enum HookCommand: Command {
  static let name = "hook"
  static let summary = "deploy after each merge, and on a server after each push"
  static let operands = "install | uninstall | status | print HOOK"
  static let flags = Flag.common
  static let notes = [
    "install: post-merge and post-commit in a clone, post-receive in a bare repository; keeps and calls what is there.",
    "status: what is installed, what keeps it from working, and where the log is.",
    "print: the script of post-merge, post-commit or post-receive, to be put in place by hand.",
    "Deployed are the targets whose \"when\" matches the branch or tag. SAMPAN=0 git pull: not this time.",
    "sampan hook install",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    let operands = context.arguments.operands
    switch operands.first {
    case "install":
      try context.refuseOperands(after: 1)
      return done(try hooks(context).install())
    case "uninstall":
      try context.refuseOperands(after: 1)
      return done(try hooks(context).uninstall())
    case "status":
      try context.refuseOperands(after: 1)
      let status = try hooks(context).status()
      let isBroken = status.findings.contains { $0.severity == .error }
      return RunReport(
        command: name, exitCode: isBroken ? ExitCode(.configuration) : .success, findings: status.findings,
        text: status.lines)
    case "print":
      try context.refuseOperands(after: 2)
      var lines = try script(operands.dropFirst().first).text().split(
        separator: "\n", omittingEmptySubsequences: false)
      lines.removeLast()
      return done(lines.map(String.init))
    case "run":
      return await inBackground(context, operands.dropFirst())
    case let other:
      let what = other.map { "hook has no \"\($0)\"" } ?? "hook wants to know what to do"
      throw Failure(
        .usage, what, remedies: ["sampan hook install, uninstall or status", "see: sampan help hook"])
    }
  }

  /// What the scripts call. Nobody waits for its exit code, which is 0 however it went: the log tells.
  private static func inBackground(_ context: Context, _ words: ArraySlice<String>) async -> RunReport {
    do throws(Failure) {
      let run = try HookRun(
        context.directory, currentDirectory: Run.currentDirectory, configFile: context.configFile,
        trust: context.arguments.isSet(.trustRepo),
        in: context.world)
      try await run.run(script(words.first), Array(words.dropFirst()))
      return done([])
    } catch {
      return RunReport(command: name, exitCode: .success, failure: error)
    }
  }

  /// Whether a script called.
  static func isRun(_ arguments: Arguments) -> Bool {
    arguments.command == name && arguments.operands.first == "run"
  }

  private static func hooks(_ context: Context) throws(Failure) -> Hooks {
    try Hooks.of(context.directory, trust: context.arguments.isSet(.trustRepo), in: context.world)
  }

  private static func script(_ name: String?) throws(Failure) -> HookScript {
    if let script = name.flatMap(HookScript.init(rawValue:)) { return script }
    throw Failure(
      .usage, name.map { "sampan serves no hook \"\($0)\"" } ?? "print which hook?",
      remedies: ["one of: " + HookScript.allCases.map(\.rawValue).joined(separator: ", ")])
  }

  private static func done(_ lines: [String]) -> RunReport {
    RunReport(command: name, exitCode: .success, text: lines)
  }
}
