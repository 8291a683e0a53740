import Model
import Pipeline
import Report

enum CheckCommand: Command {
  static let name = "check"
  static let summary = "read the config and report every finding; offline"
  static let operands = ""
  static let flags = Flag.common
  static let notes = ["sampan check --config deploy/sampan.json"]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    try context.refuseOperands()
    let findings = try Project.check(
      context.directory, configFile: context.configFile, trust: context.arguments.isSet(.trustRepo),
      in: context.world)
    let isBroken = findings.contains { $0.severity == .error }
    return RunReport(
      command: name, exitCode: isBroken ? ExitCode(.configuration) : .success, findings: findings)
  }
}
