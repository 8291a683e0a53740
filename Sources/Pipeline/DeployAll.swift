import Effects
import Git
import Model
import Providers

extension Project {
  /// Deploys the targets in the order of the file. The first failure ends it: what comes after may depend on it.
  /// Everything is planned before the first request, so that a mistake in the last target stops the first.
  package func deploy(named names: [String]) async throws(Failure) -> [Outcome] {
    let selection = try targets(named: names)
    let prepared = try await prepareOrNotify(selection.chosen)
    for target in prepared {
      for finding in target.plan.findings { world.tell(.finding(finding)) }
    }
    var outcomes = selection.skipped.map { skipped($0.target, because: $0.reason) }
    for outcome in outcomes { world.tell(.targetFinished(outcome)) }
    let packages = try MadePackages(of: self)
    defer { packages.removeAll() }
    for (index, target) in prepared.enumerated() {
      if let broken = outcomes.first(where: { $0.failure != nil }) {
        let outcome = skipped(
          target.plan.deployment.target,
          because: "target \"\(broken.target)\" ended as \(broken.status.word)")
        world.tell(.targetFinished(outcome))
        outcomes.append(outcome)
      } else {
        outcomes.append(await deploy(target, with: target.service.provider, packages))
        packages.keep(for: prepared[(index + 1)...].map(\.plan.deployment))
      }
    }
    await notify(of: outcomes)
    return outcomes
  }

  private func prepareOrNotify(_ targets: [Target]) async throws(Failure) -> [PreparedTarget] {
    do throws(Failure) {
      return try prepare(targets)
    } catch {
      await notify(of: error, before: targets)
      throw error
    }
  }

  private func deploy(
    _ prepared: PreparedTarget, with provider: some Provider, _ packages: MadePackages
  ) async -> Outcome {
    await Deploy(prepared, with: provider, packages, of: self).run()
  }

  /// What `deploy` would do, and what it would skip. Sends nothing.
  package func plan(named names: [String]) throws(Failure) -> (plans: [Plan], skipped: [Outcome]) {
    let selection = try targets(named: names)
    let left = selection.skipped.map { skipped($0.target, because: $0.reason) }
    return (try prepare(selection.chosen).map(\.plan), left)
  }

  private func prepare(_ targets: [Target]) throws(Failure) -> [PreparedTarget] {
    var prepared: [PreparedTarget] = []
    for target in targets { prepared.append(try prepare(target)) }
    return prepared
  }

  private func skipped(_ target: Target, because reason: Text) -> Outcome {
    Outcome(
      target: target.name, provider: target.provider, status: .skipped, commit: head.commit.id.hex,
      reason: reason)
  }
}
