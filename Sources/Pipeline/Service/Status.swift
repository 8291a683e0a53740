import Effects
import Git
import Model
import Providers

extension Project {
  /// What is live at each named target (all of them when none is named), and how far HEAD is from it. With `waits`,
  /// rollouts in progress are adopted and waited for, each within its target's timeout. A target that cannot be read
  /// does not hide the others: its failure is an outcome.
  package func status(
    named names: [String], waits: Bool
  ) async throws(Failure) -> (reports: [StatusReport], failures: [Outcome]) {
    var reports: [StatusReport] = []
    var failures: [Outcome] = []
    for target in try chosenTargets(names) {
      do throws(Failure) {
        let service = try service(of: target)
        if waits { try await waitForNewest(service) }
        var state = try await service.provider.state()
        state.notes += try await service.openEnds(of: state)
        reports.append(try report(service, state))
      } catch {
        if error.isStop { throw error }
        failures.append(
          Outcome(target: target.name, provider: target.provider, status: .failed, failure: error))
      }
    }
    return (reports, failures)
  }

  /// Until the rollout in progress serves. One that has already ended counts when HEAD is not live: its failure is
  /// what a caller who waits needs to know.
  private func waitForNewest(_ service: Service) async throws(Failure) {
    let state = try await service.provider.state()
    guard let newest = state.newest, state.inFlight != nil || !isLive(state) else { return }
    world.tell(.stepStarted(.rollout))
    if let awaited = try await service.provider.awaited(in: state) { throw service.awaitingPerson(awaited) }
    let rollout = try await service.finish(newest, isOurs: false)
    guard state.inFlight != nil else { return }
    _ = try await service.prove(rollout.receipt.release)
  }

  private func isLive(_ state: ServiceState) -> Bool {
    state.main?.stamp?.commit == head.commit.id.prefix(12)
  }

  /// All when none is named.
  func chosenTargets(_ names: [String]) throws(Failure) -> [Target] {
    names.isEmpty ? configuration.targets : try targets(named: names).chosen
  }

  private func report(_ service: Service, _ state: ServiceState) throws(Failure) -> StatusReport {
    let relation: StatusReport.Relation
    let live = state.main
    if let commit = try commit(of: live?.stamp, or: live?.release, under: service.schema.versionRule) {
      relation = try repository.relation(ofLive: commit, toHead: head.commit.id)
    } else {
      relation = .unknown(state.main == nil ? "nothing is live" : "what is live has no stamp of sampan")
    }
    return StatusReport(
      target: service.target.name, provider: service.target.provider, service: service.target.service,
      state: state, head: head.commit, relation: relation)
  }
}

extension Service {
  /// What does not end by itself, with how a person ends it.
  fileprivate func openEnds(of state: ServiceState) async throws(Failure) -> [Finding] {
    do throws(Failure) {
      if let awaited = try await provider.awaited(in: state) {
        return [
          Finding(
            .notice, awaited.what, rule: "status/waits-for-person",
            remedies: ways(canPromote: awaited.isPromotable))
        ]
      }
      guard let rollout = state.inFlight, let newest = state.newest, schema.cannot[.cancel] == nil,
        let reason = try await provider.poll(newest).state.failure
      else { return [] }
      return [
        Finding(
          .warning, "\(rollout.described) has failed and blocks other deploys: \(reason)",
          rule: "status/dead-rollout", remedies: ["stop it: sampan cancel \(target.name)"])
      ]
    } catch {
      if error.isStop { throw error }
      return []
    }
  }
}

extension Rollout.State {
  /// Why it failed, or seems to have failed.
  fileprivate var failure: Text? {
    switch self {
    case .failed(let reason): reason
    case .suspect(let state, until: _): state.failure
    default: nil
    }
  }
}
