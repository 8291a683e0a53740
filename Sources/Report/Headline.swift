import Model

extension RunReport {
  /// `Deployed 1.4.0 to staging and production in 1 min 40 s`, `staging failed: npm ci in Dockerfile:7`.
  var headline: Text {
    if let failure { return "sampan \(command) failed: \(failure.what)" }
    func names(_ status: Outcome.Status) -> [String] { outcomes.filter { $0.status == status }.map(\.target) }
    let broken = outcomes.filter { [.failed, .timeout].contains($0.status) }
    if let first = broken.first {
      let targets = listed(broken.map(\.target))
      let what = first.failure?.what ?? first.reason
      return what.map { "\(targets) failed: \($0)" } ?? "\(targets) failed"
    }
    if let waiting = outcomes.first(where: { $0.status == .awaiting }) {
      let targets = listed(names(.awaiting))
      let what = waiting.failure?.what ?? waiting.reason
      return what.map { "Waiting for confirmation: \(targets), \($0)" }
        ?? "Waiting for confirmation: \(targets)"
    }
    let deployed = outcomes.filter { $0.status == .deployed }
    if let reason = deployed.first?.reason, deployed.count == 1 {
      return "\(headline(deployed: deployed)), \(reason)"
    }
    if !deployed.isEmpty { return headline(deployed: deployed) }
    if !names(.submitted).isEmpty { return "Submitted: \(listed(names(.submitted)))" }
    if !names(.unchanged).isEmpty { return "Unchanged: \(listed(names(.unchanged)))" }
    return outcomes.isEmpty ? "sampan \(command)" : "Nothing to deploy"
  }

  private func headline(deployed outcomes: [Outcome]) -> Text {
    let targets = listed(outcomes.map(\.target))
    let versions = Set(outcomes.map { $0.version ?? $0.releaseID })
    let version = versions.count == 1 ? versions.first.flatMap { $0 } : nil
    let deployed: Text = version.map { "Deployed \($0) to \(targets)" } ?? "Deployed \(targets)"
    let took = outcomes.compactMap(\.elapsed).reduce(.zero, +)
    // Jobs run side by side: their times have no sum.
    guard took > .zero, !traits.contains(.describesOtherRuns) else { return deployed }
    let time = Amounts.time(took)
    return isRehearsal ? "\(deployed) in \(time) simulated" : "\(deployed) in \(time)"
  }

  private func listed(_ names: [String]) -> Text {
    names.count > 5 ? "\(names.count) targets" : names.conjunction
  }
}
