import Effects
import Model
import Pipeline
import Report

enum PlanCommand: Command {
  static let name = "plan"
  static let summary: Text = "print what deploy would do, and with -v every request; offline"
  static let usage = "[TARGET…]"
  static let flags = Flag.common + [.format, .duringFreeze]
  static let notes: [Text] = [
    "--format prints a CI job for each target that would be deployed.",
    "sampan plan --json",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let (plans, skipped) = try context.project().plan(named: context.targetNames)
    context.tell(plans.flatMap(\.findings))
    guard let format = context.arguments.value(.format).flatMap(FanOut.init) else {
      for outcome in skipped { context.world.tell(.targetFinished(outcome)) }
      return .plans(plans)
    }
    // A program reads standard output, so it contains nothing else.
    for outcome in skipped {
      context.world.tell(.notice("\(outcome.target) is skipped: \(outcome.reason ?? "no reason")"))
    }
    return format.product(of: plans, in: context)
  }
}
