import Effects
import Model

/// How far a rollout is: read from a task, its record, its version and its logs together.
extension CloudBaseRun {
  /// A newer task that the update did not name is ours only when its version has our stamp.
  func ownership(of release: String?, _ receipt: Receipt) async throws(Failure) -> Ownership {
    guard let release else { return .unknown }
    return Ownership(try await remark(of: release), receipt)
  }

  func rolloutState(_ task: Task) async throws(Failure) -> Rollout.State {
    switch task.word {
    case "finished": return .finished
    case "failed": return .failed(TaskStep.reason(task.failReason, task.steps))
    case "stopped": return .stopped("the task was cancelled or rolled back")
    default:
      guard let version = task.versionName, !version.isEmpty else { return .running }
      // A gray release stays "running" until a person ends it; its candidate is ready before that.
      let isGray = task.isGray
      let record = try await beside(describeDeployRecords, DeployRecords.self, isNeeded: isGray)?
        .record(of: version)
      guard record?.word != "normal" else { return isGray ? try await candidate(version) : .running }
      guard let death = try await death(of: version, record) else { return .running }
      return .suspect(.failed(death), until: .polls(2))
    }
  }

  /// Why nothing will become of a version whose task is still running: its record, its details and its process log are
  /// read together. (Accounts of September 2026: record `creating` and a process log with `check_build_image : fail`;
  /// `create_failed` after ten minutes.) The next poll must show the same: a task that ends by itself has a reason.
  private func death(of version: String, _ record: DeployRecords.Record?) async throws(Failure) -> Text? {
    var status = record?.status
    if !Self.isDead(status) {
      status = try await beside(describeVersion(version), VersionStatus.self)?.status
    }
    var line: String?
    if let run = record?.runID, !run.isEmpty {
      line = try await beside(describeProcessLog(run: run), ProcessLog.self)?.death
    }
    let word = Self.isDead(status) ? status : nil
    return switch (word, line) {
    case (let word?, let line?): "\(version) is \(word): \(line)"
    case (let word?, nil): "\(version) is \(word)"
    case (nil, let line?): "\(version) is not built or started: \(line)"
    case (nil, nil): nil
    }
  }

  /// The status of a version that the platform has given up; nil for others, and where it cannot be read.
  func deadStatus(of version: String) async throws(Failure) -> String? {
    let record = try await beside(describeDeployRecords, DeployRecords.self)?.record(of: version)
    return record.flatMap { Self.isDead($0.status) ? $0.word : nil }
  }

  /// What is read beside the task, and may be refused where it is not needed: the task is enough for an ordinary end.
  private func beside<Answer: Decodable & Sendable>(
    _ call: TencentAPI.Call, _ type: Answer.Type, isNeeded: Bool = false
  ) async throws(Failure) -> Answer? {
    do throws(Failure) {
      return try await api.send(call, expecting: type)
    } catch {
      if isNeeded || error.isStop { throw error }
      return nil
    }
  }

  /// A candidate that is up can be promoted once its release order can be routed, which is some time later (account of
  /// 2026-10-04). Where no order appears, a person decides.
  private func candidate(_ version: String) async throws(Failure) -> Rollout.State {
    let order = try await api.send(describeReleaseOrder, expecting: ReleaseOrder.self)
    guard order.candidate == version else {
      return .suspect(
        .awaitingPerson("gray release \(version) is up, but has no release order yet: promote or cancel it"),
        until: .time(.seconds(180)))
    }
    if let route = order.route {
      return .awaitingPerson(
        "gray release \(version) receives the requests with \(route): promote or cancel it")
    }
    let percent = order.releaseOrderInfo?.flowRatio?.value ?? 0
    return .awaitingPerson(
      (1...99).contains(percent)
        ? "gray release \(version) receives \(percent) % of the traffic: promote or cancel it"
        : "gray release \(version) is ready: promote or cancel it")
  }
}
