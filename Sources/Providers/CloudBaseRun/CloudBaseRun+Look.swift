import Model

extension CloudBaseRun {
  package func look(at receipt: Receipt) async throws(Failure) -> Rollout {
    var receipt = receipt
    let id = receipt.operation.flatMap { Int($0) } ?? 0
    let answer = try await api.send(describeTask(id), expecting: TaskAnswer.self)
    guard answer.exists, let task = answer.task, id > 0 || task.id > Int(receipt.baseline) ?? 0 else {
      return Rollout(
        receipt: receipt, state: .unregistered, status: "not registered yet", requestID: answer.requestID)
    }
    let release = task.versionName.flatMap { $0.isEmpty ? nil : $0 }
    if receipt.operation == nil {
      switch try await ownership(of: release) {
      case .ours:
        receipt.operation = String(task.id)
      case .unknown:
        return Rollout(
          receipt: receipt, state: .unidentified("task \(task.id) is newer and has no remark yet"),
          status: task.status, requestID: answer.requestID)
      case .foreign(let remark):
        return Rollout(
          receipt: receipt,
          state: .foreign("task \(task.id), with the remark \"\(remark)\", is in flight instead"),
          status: task.status, requestID: answer.requestID)
      }
    }
    receipt.release = release
    return Rollout(
      receipt: receipt, state: try await rolloutState(task), steps: (task.steps ?? []).map(Self.step),
      status: task.status, requestID: answer.requestID)
  }

  private enum Ownership { case ours, unknown, foreign(String) }

  /// A newer task that the update did not name is ours only when its version carries our stamp.
  private func ownership(of release: String?) async throws(Failure) -> Ownership {
    guard let release, let remark = try await remark(of: release), !remark.isEmpty else {
      return .unknown
    }
    return Stamp(in: remark) == deployment.stamp ? .ours : .foreign(remark)
  }

  func rolloutState(_ task: Task) async throws(Failure) -> Rollout.State {
    switch task.status {
    case "finished": return .finished
    case "failed": return .failed(Self.reason(task))
    case "stopped": return .stopped("the task was cancelled or rolled back")
    default:
      // A gray release stays "running" until a person ends it; its candidate is up before.
      guard task.releaseType == "GRAY", let version = task.versionName, !version.isEmpty else {
        return .running
      }
      let records = try await api.send(describeDeployRecords, expecting: DeployRecords.self)
      return records.record(of: version)?.status == "normal"
        ? .awaitingPerson("gray release \(version) is up and waits to be promoted or cancelled") : .running
    }
  }

  private static func reason(_ task: Task) -> String {
    let failed = (task.steps ?? []).filter { $0.status == "failed" }
    var reasons = failed.map { step in
      [step.name, step.failReason ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    }
    // The task usually repeats its step's reason word for word.
    if let whole = task.failReason, !whole.isEmpty, !failed.contains(where: { $0.failReason == whole }) {
      reasons.insert(whole, at: 0)
    }
    return reasons.isEmpty ? "the provider gives no reason" : reasons.joined(separator: "; ")
  }

  private static func step(_ step: Task.Step) -> Rollout.Step {
    Rollout.Step(
      name: step.name, status: step.status,
      duration: step.costTime.flatMap { $0 > 0 ? .seconds($0) : nil },
      reason: step.failReason.flatMap { $0.isEmpty ? nil : $0 })
  }
}
