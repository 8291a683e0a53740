import Effects
import Model
import Pipeline
import Report

enum PlanCommand: Command {
  static let name = "plan"
  static let summary: Text = "print what deploy would do, and with -v every request; offline"
  static let usage = "[TARGET…]"
  static let flags = Flag.common + [.format, .out, .duringFreeze]
  static let notes: [Text] = [
    "--format prints a CI job for each target that would be deployed.",
    """
    --out asks the cloud what is live and writes the plan, as JSON without credentials, to be read and approved. \
    "sampan deploy --plan FILE" carries out exactly that: with the versions and remarks of the plan, in any job or clone.
    """,
    "sampan plan production --out plan.json",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    // Of `deploy --plan FILE --dry-run`.
    let project = try context.plannedProject()
    let (plans, skipped) = try await planned(by: project, context)
    context.tell(plans.flatMap(\.findings))
    guard let format = context.arguments.value(.format).flatMap(FanOut.init) else {
      for outcome in skipped { context.world.tell(.targetFinished(outcome)) }
      if plans.isEmpty { context.suggestTarget(for: Self.self, after: skipped) }
      return .plans(plans)
    }
    // A program reads standard output, so it contains nothing else.
    for outcome in skipped {
      context.world.tell(.notice("\(outcome.target) is skipped: \(outcome.reason ?? "no reason")"))
    }
    return format.product(of: plans, in: context)
  }

  private static func planned(
    by project: Project, _ context: Context
  ) async throws(Failure) -> (plans: [Plan], skipped: [Outcome]) {
    guard let given = context.arguments.value(.out) else {
      return try project.plan(named: context.targetNames)
    }
    let path = try context.output(given) { what in
      Failure(.usage, what, remedies: ["name a file: sampan plan --out plan.json"])
    }
    let made = try await project.approvable(named: context.targetNames, by: VersionCommand.number)
    try context.world.files.write(path, made.file)
    context.world.tell(.notice("wrote \(given); to carry it out: sampan deploy --plan \(given)"))
    return (made.plans, made.skipped)
  }
}

extension Context {
  /// By hand, where no "when" matches: the command with the name of a target, which is run whatever its "when" is.
  func suggestTarget(for command: any Command.Type, after outcomes: [Outcome]) {
    guard world.job == nil, arguments.value(.plan) == nil, let target = outcomes.first?.target,
      outcomes.allSatisfy({ $0.status == .skipped })
    else { return }
    let config = arguments.value(.config).map { " --config \(ShellWord($0))" } ?? ""
    world.tell(.notice("no target matches; to name one: sampan \(command.name) \(target)\(config)"))
  }

  /// The project, with the plan that it carries out, if there is one.
  func plannedProject() throws(Failure) -> Project {
    guard let file = arguments.value(.plan) else { return try project() }
    guard try targetNames.isEmpty else {
      throw Failure(
        .usage, "deploy --plan takes no targets: the plan has them",
        remedies: ["make a plan for fewer targets: sampan plan TARGET --out \(file)"])
    }
    let bytes = try world.files.read(absolute(file), PlanFile.largest)
    return try project().carryingOut(PlanFile(bytes, name: file, for: VersionCommand.number))
  }
}
