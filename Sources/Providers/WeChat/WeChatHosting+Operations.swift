import Model

extension WeChatHosting {
  package func cancel(_ rollout: InFlight) async throws(Failure) {
    throw Failure(
      .usage, "the rollout of \(rollout.release ?? rollout.id) cannot be stopped: WeChat has no call for it",
      remedies: [
        "wait for its end: sampan status \(deployment.target.name) --wait",
        "afterwards go back: sampan rollback \(deployment.target.name)",
      ])
  }

  /// All traffic to the version that the target updates.
  package func promote(_ state: ServiceState) async throws(Failure) -> Receipt {
    let name = Mark(state.baseline)?.version
    guard let name, state.online.first(where: { $0.release == name })?.trafficPercent != 100 else {
      throw Failure(
        .usage, "no version of \"\(serverName)\" waits to be promoted",
        remedies: ["look at it: sampan status \(deployment.target.name)"])
    }
    if let rollout = state.inFlight, rollout.release == name {
      throw Failure(
        .tryLater, "\(name) is not up yet: its status is \"\(rollout.status)\"",
        remedies: ["wait for it: sampan status \(deployment.target.name) --wait"])
    }
    let status = try await listedVersions().first { $0.name == name }?.status
    guard status == "normal" else {
      throw Failure(
        .usage, "\(name) cannot serve: its status is \"\(status ?? "unknown")\"",
        remedies: ["mend the cause and deploy again"])
    }
    return try await released(name, state)
  }

  /// To another version that is there still, or else to an entry of the version's own history, whose names only the
  /// console shows.
  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    guard let current = state.main?.release, let mark = Mark(state.baseline) else {
      throw Failure(.usage, "nothing of \"\(serverName)\" is live, so there is nothing to go back from")
    }
    if let rollout = state.inFlight {
      // Its end would take the traffic back, and nothing can stop it.
      throw Failure(
        .tryLater, "\(rollout.release ?? rollout.id) is being updated: its status is \"\(rollout.status)\"",
        remedies: ["go back when it has ended: sampan status \(deployment.target.name) --wait"])
    }
    let versions = try await listedVersions()
    guard let release else {
      let live = versions.first { $0.name == current }
      let older = versions.filter { version in
        version.status == "normal" && live.map(version.isOlder) ?? false
      }
      guard let newest = older.max(by: { $0.isOlder(than: $1) }) else {
        throw Failure(
          .usage, "\(current) has no whole version before it",
          remedies: [
            "name an entry of its history with --to: the console shows them, no call lists them",
            "deploy an older commit with \"order\": \"any\"",
          ])
      }
      return try await released(newest.name, state)
    }
    guard let version = versions.first(where: { $0.name == release }) else {
      let answer = try await api.send(restore(mark.version, to: release), expecting: UpdateAnswer.self)
      let run = try answer.accepted(as: Self.updateAction) ?? release
      return Receipt(operation: Self.restoring + run, baseline: state.baseline, release: mark.version)
    }
    guard version.status == "normal" else {
      throw Failure(
        .usage, "\(release) cannot serve: its status is \"\(version.status)\"",
        remedies: ["name another with --to"])
    }
    return try await released(release, state)
  }

  private func released(_ name: String, _ state: ServiceState) async throws(Failure) -> Receipt {
    let answer = try await api.send(route(to: name), expecting: RouteAnswer.self)
    try Self.require(answer.result, "success", Self.routeAction)
    return Receipt(
      operation: Self.routing + (answer.order.map { String($0.value) } ?? name), baseline: state.baseline,
      release: name)
  }

  /// The platform gives no log to anybody but a person in the console.
  package func explain(_ rollout: Rollout) async -> [LogExcerpt] { [] }
}
