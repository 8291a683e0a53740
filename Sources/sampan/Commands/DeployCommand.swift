import Model
import Pipeline
import Report

enum DeployCommand: Command {
  static let name = "deploy"
  static let summary = "plan, package or tag, update, wait, report"
  static let operands = "[TARGET…]"
  static let flags = Flag.common
  static let notes = [
    "Without TARGET: the targets whose \"when\" matches this commit. None matches: exit 0, with the reason for each.",
    "sampan deploy staging",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    let project = try context.project()
    let outcomes = try await project.deploy(named: context.targetNames)
    return RunReport(command: name, outcomes: outcomes, findings: project.findings)
  }
}
