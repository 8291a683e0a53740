import Model
import Pipeline
import Report

enum DoctorCommand: Command {
  static let name = "doctor"
  static let summary = "what is wrong with this machine, this clone, this config, these credentials"
  static let operands = ""
  static let flags = Flag.common + [.credentials]
  static let notes = [
    "Every target is planned, whether or not its \"when\" matches. Nothing is sent without --credentials.",
    "sampan doctor --credentials",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    try context.refuseOperands()
    let checkup = try await Checkup(
      context.directory, configFile: context.configFile, trust: context.arguments.isSet(.trustRepo),
      credentials: context.arguments.isSet(.credentials), in: context.world)
    return RunReport(
      command: name, exitCode: checkup.problem.map { ExitCode($0) } ?? .success, findings: checkup.findings,
      text: checkup.wellBeing)
  }
}
