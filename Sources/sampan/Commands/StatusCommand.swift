import Model
import Pipeline
import Report

enum StatusCommand: Command {
  static let name = "status"
  static let summary = "what is live, from which commit, how far HEAD is from it"
  static let operands = "[TARGET…]"
  static let flags = Flag.common + [.targetVariable, .wait]
  static let notes = [
    "--wait adopts a rollout in flight and ends as deploy would.", "sampan status production --wait",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    let project = try context.project()
    let names = context.targetNames
    let reports =
      context.arguments.isSet(.wait)
      ? try await project.statusAfterWaiting(named: names) : try await project.status(named: names)
    return RunReport(command: name, exitCode: .success, findings: project.findings, states: reports)
  }
}
