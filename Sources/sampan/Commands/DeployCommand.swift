import Hooks
import Model
import Pipeline
import Report

enum DeployCommand: Command {
  static let name = "deploy"
  static let summary: Text = "deploy the current commit and wait until it is live"
  static let usage = "[TARGET…]"
  static let flags = Flag.common + [.plan, .duringFreeze, .dryRun]
  static let traits: Traits = .writesOutputs
  static let notes: [Text] = [
    "Without TARGET: the targets whose \"when\" matches this commit. If none does, the exit code is 0.",
    """
    During a "freeze" of a target it is refused with exit code 5. "before" is run before built files are read, so that \
    package.add and package.file find what it builds; other changes of the work tree are not deployed: the commit is.
    """,
    """
    --plan carries out the targets of the plan. It is refused with exit code 5 if another commit is checked out, the config \
    file has changed, or what is live has: make a new plan then. A plan that was carried out already is unchanged.
    """,
    "sampan deploy staging",
  ]

  static func run(_ context: Context) async throws(Failure) -> Product {
    let project = try context.plannedProject()
    let outcomes = try await project.deploy(named: context.targetNames)
    if outcomes.contains(where: { $0.status != .skipped }), outcomes.allSatisfy({ $0.exitCode == .success }) {
      try? Hooks.of(context.directory, trust: context.trust, in: context.world).succeeded(project)
    }
    context.suggestTarget(for: Self.self, after: outcomes)
    return .nothing
  }
}
