import Model

extension CloudBaseRun {
  /// A gray release that is up goes back, anything else is cancelled (OperateServerManage).
  package func cancel(_ rollout: InFlight) async throws(Failure) {
    let id = Int(rollout.id) ?? 0
    let answer = try await api.send(describeTask(id), expecting: TaskAnswer.self)
    var operation = "cancel"
    if let task = answer.task, case .awaitingPerson = try await rolloutState(task) { operation = "go_back" }
    _ = try await api.send(operate(task: id, operation), expecting: Accepted.self)
  }

  /// All traffic to the candidate, and the gray phase closed, as the vendor's own command line tool does it.
  package func promote(_ state: ServiceState) async throws(Failure) -> Receipt {
    guard let rollout = state.inFlight, let release = rollout.release else {
      throw Failure(
        .usage, "no release of \"\(serverName)\" waits to be promoted",
        remedies: ["look at it: sampan status \(deployment.target.name)"])
    }
    _ = try await api.send(releaseGray(release), expecting: Accepted.self)
    return Receipt(operation: rollout.id, baseline: state.baseline, release: release)
  }

  /// Only to an older version that is whole (SubmitServerRollback).
  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    guard let current = state.main?.release else {
      throw Failure(.usage, "nothing of \"\(serverName)\" is live, so there is nothing to go back from")
    }
    let target: String
    if let release {
      target = release
    } else {
      target = try await previous(to: current)
    }
    let answer = try await api.send(
      submitRollback(from: current, to: target), expecting: UpdateAnswer.self)
    guard let id = answer.taskID, id > 0 else {
      throw Failure(
        .unavailable, "the rollback to \(target) was accepted without a task", requestID: answer.requestID)
    }
    return Receipt(operation: String(id), baseline: state.baseline, release: target)
  }

  private func previous(to current: String) async throws(Failure) -> String {
    let records = try await api.send(describeDeployRecords, expecting: DeployRecords.self).records ?? []
    let number = DeployRecords.number(of: current) ?? 0
    let older = records.filter { $0.status == "normal" && Int($0.deployID) ?? .max < number }
    guard let newest = older.max(by: { Int($0.deployID) ?? 0 < Int($1.deployID) ?? 0 }) else {
      throw Failure(
        .usage, "\(current) has no whole version before it",
        remedies: ["name one with --to", "deploy an older commit with \"order\": \"any\""])
    }
    return "\(serverName)-\(newest.deployID)"
  }
}
