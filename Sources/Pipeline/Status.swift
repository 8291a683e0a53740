import Effects
import Git
import Model
import Providers

extension Project {
  /// What is live at each named target (all of them when none is named), and how far HEAD is from it.
  package func status(named names: [String]) async throws(Failure) -> [StatusReport] {
    var reports: [StatusReport] = []
    for target in try statusTargets(names) {
      let provider = try observer(of: target)
      reports.append(try report(target, try await provider.state()))
    }
    return reports
  }

  /// Adopts the rollouts that are in flight and waits for them, each within its target's timeout.
  package func statusAfterWaiting(named names: [String]) async throws(Failure) -> [StatusReport] {
    var reports: [StatusReport] = []
    for target in try statusTargets(names) {
      let provider = try observer(of: target)
      var state = try await provider.state()
      if let rollout = state.inFlight {
        world.tell(.stepStarted(.rollout))
        var wait = RolloutWait(
          world: world, provider: provider, target: target, polling: type(of: provider).schema.polling,
          start: world.uptime())
        _ = try await wait.untilFinished(
          Receipt(operation: rollout.id, baseline: "", release: rollout.release))
        state = try await provider.state()
      }
      reports.append(try report(target, state))
    }
    return reports
  }

  /// A provider that is only asked what is: nothing of the commit is packaged or named for it.
  private func observer(of target: Target) throws(Failure) -> any Provider {
    let nothing = Stamp(commit: "", tree: "", config: "")
    return try Catalog.provider(
      for: Deployment(
        target: target, commit: head.commit, version: "", remark: "", stamp: nothing, root: root), world)
  }

  private func statusTargets(_ names: [String]) throws(Failure) -> [Target] {
    names.isEmpty ? configuration.targets : try targets(named: names).chosen
  }

  private func report(_ target: Target, _ state: ServiceState) throws(Failure) -> StatusReport {
    let relation: StatusReport.Relation
    if let stamp = state.main?.stamp {
      relation = try repository.relation(ofLive: stamp.commit, toHead: head.commit.id)
    } else {
      relation = .unknown(state.main == nil ? "nothing is live" : "what is live carries no stamp of sampan")
    }
    return StatusReport(
      target: target.name, provider: target.provider, state: state, head: head.commit, relation: relation)
  }
}
