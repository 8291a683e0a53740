import Model
import Pipeline
import Report

enum PlanCommand: Command {
  static let name = "plan"
  static let summary = "print what deploy would do, every request included; offline"
  static let operands = "[TARGET…]"
  static let flags = Flag.common
  static let notes = ["sampan plan --json"]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    let project = try context.project()
    let (plans, skipped) = try project.plan(named: context.targetNames)
    return RunReport(
      command: name, exitCode: .success, outcomes: skipped,
      findings: project.findings + plans.flatMap(\.findings), plans: plans)
  }
}
