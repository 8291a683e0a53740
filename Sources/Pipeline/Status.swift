import Effects
import Git
import Model
import Providers

extension Project {
  /// What is live at each named target (all of them when none is named), and how far HEAD is from it. With `waits`,
  /// rollouts in flight are adopted and waited for, each within its target's timeout. A target that cannot be asked
  /// does not hide the others: the first failure comes with what was learned.
  package func status(
    named names: [String], waits: Bool
  ) async throws(Failure) -> (reports: [StatusReport], failure: Failure?) {
    var reports: [StatusReport] = []
    var failure: Failure?
    for target in try statusTargets(names) {
      do throws(Failure) {
        let provider = try observer(of: target)
        if waits { try await waitForNewest(target, provider) }
        reports.append(try report(target, try await provider.state()))
      } catch {
        if error.isStop { throw error }
        if failure == nil {
          failure = error
        } else {
          world.tell(.finding(Finding(.error, "\(target.name): \(error.what)", rule: "status/failed")))
        }
      }
    }
    return (reports, failure)
  }

  /// Until the rollout in flight serves. One that is over already counts when HEAD is not live: its failure is what
  /// somebody who waits wants to know.
  private func waitForNewest(_ target: Target, _ provider: any Provider) async throws(Failure) {
    let state = try await provider.state()
    guard let newest = state.newest, state.inFlight != nil || !isLive(state) else { return }
    world.tell(.stepStarted(.rollout))
    var wait = RolloutWait(
      world: world, provider: provider, target: target, polling: type(of: provider).schema.polling,
      start: world.uptime())
    let rollout = try await wait.untilFinished(newest)
    guard state.inFlight != nil else { return }
    _ = try await Verification(
      world: world, provider: provider, target: target, release: rollout.receipt.release, stamp: nil
    ).prove()
  }

  private func isLive(_ state: ServiceState) -> Bool {
    state.main?.stamp?.commit == head.commit.id.prefix(12)
  }

  /// A provider that is only asked what is: nothing of the commit is packaged or named for it.
  func observer(of target: Target) throws(Failure) -> any Provider {
    if let problem = target.fleetProblem { throw problem }
    var nothing = Deployment(
      target: target, commit: head.commit, version: "", remark: "",
      stamp: Stamp(commit: "", tree: "", config: ""), root: root)
    nothing.branch = ""
    return try Catalog.provider(for: nothing, world)
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
