import Effects
import Model
import Pipeline
import Report

enum PlanCommand: Command {
  static let name = "plan"
  static let summary = "print what deploy would do, every request included; offline"
  static let operands = "[TARGET…]"
  static let flags = Flag.common + [.format]
  static let notes = [
    "--format prints the targets that deploy would take as jobs of a CI system instead, one for each.",
    "sampan plan --json",
  ]

  static func run(_ context: Context) async throws(Failure) -> RunReport {
    let project = try context.project()
    let (plans, skipped) = try project.plan(named: context.targetNames)
    var report = RunReport(
      command: name, exitCode: .success, outcomes: skipped,
      findings: project.findings + plans.flatMap(\.findings), plans: plans)
    if let format = context.arguments.value(.format).flatMap(FanOut.init) {
      // A program reads standard output: nothing else may be there.
      for outcome in skipped {
        context.world.tell(.notice("\(outcome.target) is skipped: \(outcome.reason ?? "no reason")"))
      }
      (report.outcomes, report.plans) = ([], [])
      format.add(plans, in: context, to: &report)
    }
    return report
  }
}
