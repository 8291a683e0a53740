import Effects
import Git
import Model
import Providers

extension Project {
  /// Deploys the targets in the order of the file. The first failure ends it: what comes after may depend on it.
  /// Everything is planned before the first request, so that a mistake in the last target stops the first.
  package func deploy(named names: [String]) async throws(Failure) -> [Outcome] {
    let selection = try targets(named: names)
    let turns = try await turnsOrNotify(of: selection.chosen)
    for turn in turns {
      for finding in turn.prepared.plan.findings { world.tell(.finding(finding)) }
    }
    var outcomes = selection.skipped.map { skipped($0.target, because: $0.reason) }
    for outcome in outcomes { world.tell(.targetFinished(outcome)) }
    let packages = try MadePackages(of: self)
    defer { packages.removeAll() }
    for (index, turn) in turns.enumerated() {
      if let broken = outcomes.first(where: { $0.failure != nil }) {
        let outcome = skipped(
          turn.target,
          because: "target \"\(broken.target)\" ended as \(broken.status.word)")
        world.tell(.targetFinished(outcome))
        outcomes.append(outcome)
      } else {
        outcomes.append(await Turn(project: self, planned: turn, packages: packages).run())
        packages.keep(for: turns[(index + 1)...].map(\.prepared.plan.deployment))
      }
    }
    await notify(of: outcomes)
    return outcomes
  }

  private func turnsOrNotify(of targets: [Target]) async throws(Failure) -> [PlannedTurn] {
    do throws(Failure) {
      let turns = try turns(of: targets)
      try await refuseMoved(turns)
      return turns
    } catch {
      await notify(of: error, before: targets)
      throw error
    }
  }

  /// Where commands come first, what they build need not exist yet.
  private func turns(of targets: [Target]) throws(Failure) -> [PlannedTurn] {
    var turns: [PlannedTurn] = []
    var followsCommands = false
    for target in targets {
      try refuseCommands(of: target)
      if !isRehearsal, !target.before.isEmpty { followsCommands = true }
      let prepared = try followsCommands ? preview(target) : prepare(target)
      turns.append(PlannedTurn(target: target, prepared: prepared, followsCommands: followsCommands))
    }
    return turns
  }

  private func refuseCommands(of target: Target) throws(Failure) {
    guard !mayRunCommands, let first = (target.before + target.after).first else { return }
    throw Failure(
      .configuration,
      "target \"\(target.name)\" has commands, and this server does not run commands that were pushed",
      place: first.place,
      remedies: [
        "to trust all users who may push: git -C \(repository.commonDirectory) config sampan.allowCommands true"
      ])
  }

  /// What `deploy` would do, and what it would skip. Sends nothing.
  package func plan(named names: [String]) throws(Failure) -> (plans: [Plan], skipped: [Outcome]) {
    let planned = try planned(named: names)
    return (planned.turns.map(\.prepared.plan), planned.skipped)
  }

  /// The same, with what carries it out.
  func planned(named names: [String]) throws(Failure) -> (turns: [PlannedTurn], skipped: [Outcome]) {
    let selection = try targets(named: names)
    var turns: [PlannedTurn] = []
    var builder: Target?
    for target in selection.chosen {
      if builder == nil, !target.before.isEmpty { builder = target }
      var prepared = try builder == nil ? prepare(target) : preview(target)
      if let freeze = try freezeFinding(of: target) { prepared.plan.findings.append(freeze) }
      if let builder, target.readsWorkTree {
        prepared.plan.findings.append(
          Finding(
            .notice,
            "\"before\" of target \"\(builder.name)\" runs first: what it builds, and the stamp of the remark, may differ",
            rule: "plan/before", place: builder.place(of: "before")))
      }
      prepared.plan.live = approved?.approved(target.name)?.live
      turns.append(PlannedTurn(target: target, prepared: prepared, followsCommands: builder != nil))
    }
    try approved?.check(turns)
    return (turns, selection.skipped.map { skipped($0.target, because: $0.reason) })
  }

  private func skipped(_ target: Target, because reason: Text) -> Outcome {
    Outcome(
      target: target.name, provider: target.provider, status: .skipped, commit: head.commit.id.hex,
      reason: reason)
  }
}
