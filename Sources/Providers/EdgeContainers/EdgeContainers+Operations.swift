import Model

extension EdgeContainers {
  /// Publishes what is published in part to everybody.
  package func promote(_ state: ServiceState) async throws(Failure) -> Receipt {
    let status = try await appStatus()
    guard let release = status.release, status.isWaiting else {
      throw Failure(
        .usage,
        "no version of \(appID) waits to be promoted: \(status.release ?? "none") is \(status.summary)",
        remedies: ["look at it: sampan status \(deployment.target.name)"])
    }
    _ = try await api.send(completeRelease(of: release, status), expecting: Accepted.self)
    return Receipt(operation: release, baseline: status.mark, release: release)
  }

  /// Back to the version that served before. What has ended meanwhile, or goes back already, is left alone.
  package func cancel(_ rollout: InFlight) async throws(Failure) {
    let status = try await appStatus()
    guard status.release == rollout.id, !status.isGoingBack, status.isMoving || status.isWaiting else {
      return
    }
    _ = try await goBack(to: nil, from: status)
  }

  /// `release` nil: the version before, as the cloud remembers it.
  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    if let release, !Self.isID(release, prefix: "ver-") {
      throw Failure(
        .usage, "\"\(release)\" is no version of ESA",
        remedies: ["its id begins with ver-, e.g. ver-8796263716"])
    }
    return try await goBack(to: release, from: try await appStatus())
  }

  private func goBack(to release: String?, from status: AppStatus) async throws(Failure) -> Receipt {
    guard let version = release ?? status.previous else {
      throw Failure(
        .usage, "nobody knows what served in \(environment) before \(status.release ?? "now")",
        remedies: ["name the version: sampan rollback \(deployment.target.name) --to ver-…"])
    }
    _ = try await api.send(goBack(to: version), expecting: Accepted.self)
    return rollbackReceipt(to: version, since: status.mark)
  }

  /// In production going back is an operation of its own, in staging one more publication.
  func rollbackReceipt(to version: String?, since mark: String) -> Receipt {
    let operation = environment == "prod" ? Self.rollback + (version ?? "") : version
    return Receipt(operation: operation, baseline: mark, release: version)
  }

  /// What an operation's name begins with that is no publication.
  static let rollback = "rollback "
}
