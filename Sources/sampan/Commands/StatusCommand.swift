import Model
import Pipeline
import Report

enum StatusCommand: Command {
  static let name = "status"
  static let summary = "what is live, from which commit, how far HEAD is from it"
  static let operands = "[TARGET…]"
  static let flags = Flag.common + [.wait, .externalID]
  static let notes = [
    "--wait adopts a rollout in flight and ends as deploy would.", "sampan status production --wait",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    if let id = context.arguments.value(.externalID) {
      try context.refuseOperands()
      let outcome = try await watchTask(
        externalID: id, waits: context.arguments.isSet(.wait), in: context.world)
      return RunReport(command: name, outcomes: [outcome], findings: [])
    }
    let project = try context.project()
    let (reports, failure) = try await project.status(
      named: context.targetNames, waits: context.arguments.isSet(.wait))
    return RunReport(
      command: name, exitCode: failure.map { ExitCode($0.kind) } ?? .success, findings: project.findings,
      states: reports, failure: failure)
  }
}
