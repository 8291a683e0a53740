import Effects
import Model
import Providers

/// The turn of one target in a deploy: its freeze, its `before`, the deploy, its `after`.
struct Turn {
  let project: Project
  let planned: PlannedTurn
  let packages: MadePackages

  private var world: World { project.world }
  private var target: Target { planned.target }

  /// Never throws: how it ended, failures included, is the outcome.
  func run() async -> Outcome {
    let deployment = planned.prepared.plan.deployment
    world.tell(
      .targetStarted(
        name: target.name, provider: target.provider, service: deployment.target.service,
        version: deployment.version))
    let timeline = Timeline(start: world.uptime())
    let commands = RunCommands(project: project, target: target, timeline: timeline)
    var outcome = Outcome(
      target: target.name, provider: target.provider, status: .failed, version: deployment.version,
      commit: deployment.commit.id.hex)
    do throws(Failure) {
      try project.refuseFrozen(target)
      try await commands.before(outcome)
      let prepared = try complete()
      outcome = await deploy(prepared, with: prepared.service.provider, timeline)
      if outcome.status == .deployed { try await commands.after(outcome) }
      if outcome.status == .unchanged { commands.tellAfterIsLeftOut() }
    } catch {
      outcome.end(with: error.isStop ? await world.withSignal(error) : error)
    }
    outcome.elapsed = world.uptime() - timeline.start
    outcome.timeline = timeline.spans
    world.tell(.targetFinished(outcome))
    return outcome
  }

  /// The plan, made again where commands of this run may have changed what is packaged.
  private func complete() throws(Failure) -> PreparedTarget {
    guard planned.followsCommands else { return planned.prepared }
    let prepared = try project.reread().prepare(target)
    for finding in prepared.plan.findings { world.tell(.finding(finding)) }
    return prepared
  }

  private func deploy(
    _ prepared: PreparedTarget, with provider: some Provider, _ timeline: Timeline
  ) async -> Outcome {
    await Deploy(prepared, with: provider, packages, timeline, of: project).run()
  }
}

/// What a target was planned to do before anything was sent.
struct PlannedTurn {
  var target: Target
  var prepared: PreparedTarget
  /// A `before` of this run, its own or that of an earlier target, comes before it: the plan is made again then.
  var followsCommands: Bool
}
