import Effects
import HTTP
import Model

extension ElasticMicroservice {
  /// An operation of this name is no revision: the rollout in flight is being taken back.
  static let reverting = "revert"

  /// Takes back whatever is in flight: the API names no rollout.
  package func cancel(_ rollout: InFlight) async throws(Failure) {
    try await order(revert)
  }

  /// A call whose answer is no more than a yes.
  func order(_ call: TencentAPI.Call) async throws(Failure) {
    let answer = try await api.send(call, expecting: Answered<Bool>.self)
    guard answer.result != false else {
      throw Failure(
        .unavailable, "\(call.action): the answer is no, without a reason",
        remedies: ["look at it: sampan status \(deployment.target.name)"], requestID: answer.requestID)
    }
  }

  /// Lets the batch go on that waits for a person.
  package func promote(_ state: ServiceState) async throws(Failure) -> Receipt {
    let detail = state.inFlight == nil ? nil : try await rolloutDetail(nil)
    let waiting = Self.waitingBatch(nil, detail)
    let isBusy = waiting == nil && detail?.batches.contains { $0.status == "Deploying" } == true
    guard state.inFlight != nil, !isBusy, let newest = state.newest else {
      throw Failure(
        .usage, "no batch of application \"\(applicationID)\" waits to be confirmed",
        remedies: ["look at it: sampan status \(deployment.target.name)"])
    }
    if let waiting { memory.noteResume(of: waiting, at: world.uptime()) }
    if let release = newest.release { memory.started(release) }
    try await order(resume)
    return newest
  }

  /// A rollout in flight is taken back (RevertDeployApplication). Otherwise the version before, or the one named, is
  /// deployed again: the API's own way back, DeployApplication, wants the whole application described anew. A package
  /// of an earlier version has a name that the API does not tell.
  package func rollback(
    to release: String?, from state: ServiceState
  ) async throws(Failure) -> Receipt {
    let before = try await rolloutDetail(nil)?.oldVersion.flatMap { $0.isEmpty ? nil : $0 }
    let target = release ?? before
    guard let target else {
      throw Failure(
        .usage, "no version is known from before the one that is live",
        remedies: ["name one: sampan rollback \(deployment.target.name) --to VERSION"])
    }
    if state.inFlight != nil, target == before {
      try await order(revert)
      return Receipt(operation: Self.reverting, baseline: "", release: target)
    }
    guard case .image? = deployment.target.artifact else {
      throw Failure(
        .usage, "TEM does not tell where the package of version \"\(target)\" is",
        remedies: ["deploy the earlier commit with \"order\": \"any\""])
    }
    memory.started(target)
    return try await submit(target, package: nil, since: state)
  }
}
