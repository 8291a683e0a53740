import Model
import Synchronization

extension EdgeContainers {
  package func look(at receipt: Receipt) async throws(Failure) -> Rollout {
    let status = try await appStatus()
    var rollout = Rollout(
      receipt: receipt, state: .unregistered, status: status.publishStatus, requestID: status.requestID)
    guard let release = status.release, isNews(status, to: receipt) else { return rollout }
    if receipt.operation?.hasPrefix(Self.rollback) == true {
      rollout.state = Self.stateOfRollback(status, to: receipt.release)
      return rollout
    }
    guard let operation = receipt.operation else {
      switch try await ownership(of: release, status) {
      case .unknown:
        rollout.state = .unidentified("version \(release) is \(status.publishStatus) and has no remark")
        return rollout
      case .foreign(let what):
        rollout.state = .foreign("version \(release), \(what), is published instead")
        return rollout
      case .ours:
        rollout.receipt.operation = release
        rollout.receipt.release = release
        return try await judge(status, release, rollout)
      }
    }
    guard release == operation else {
      rollout.state = .foreign("version \(release) is \(status.publishStatus) instead of \(operation)")
      return rollout
    }
    rollout.receipt.release = release
    return try await judge(status, release, rollout)
  }

  /// What was there before the write is not its outcome, unless it is the very version, for everybody: versions never
  /// change, and the cloud need not do anything then.
  private func isNews(_ status: AppStatus, to receipt: Receipt) -> Bool {
    status.mark != receipt.baseline
      || status.release == receipt.operation ?? versionID && status.isComplete && !status.isPartial
        && publishesToAll
  }

  /// Of a publication that is known to be the one looked for.
  private func judge(
    _ status: AppStatus, _ release: String, _ rollout: Rollout
  ) async throws(Failure) -> Rollout {
    var rollout = rollout
    rollout.steps = [
      Rollout.Step(name: "publish", status: Self.word(status), reason: status.percentage.map { "\($0) %" })
    ]
    guard !status.isGoingBack else {
      rollout.state = .stopped("version \(release) was rolled back")
      return rollout
    }
    guard status.isComplete else {
      rollout.state = .running
      return rollout
    }
    rollout.state = .finished
    if environment == "staging" { rollout = try await withHealth(rollout) }
    if rollout.state == .finished, status.isPartial {
      rollout.state = .awaitingPerson(
        "version \(release) is published \(status.reach) and waits to be promoted or rolled back")
    }
    return rollout
  }

  private static func word(_ status: AppStatus) -> String {
    status.isComplete ? "finished" : status.isMoving ? "running" : status.publishStatus
  }

  private static func stateOfRollback(_ status: AppStatus, to version: String?) -> Rollout.State {
    switch status.publishStatus {
    case "rollbacked": .finished
    case "published" where status.release == version: .finished
    case "published": .stopped("version \(status.release ?? "") was published instead")
    default: .running
    }
  }

  // MARK: Staging

  /// Pulls are repeated by the cloud: the second look in a row believes it.
  private static let toleratedPulls = 1

  /// Only staging tells how the containers are.
  private func withHealth(_ rollout: Rollout) async throws(Failure) -> Rollout {
    let staging = try await api.send(describeStaging, expecting: StagingStatus.self)
    let phase = staging.phase ?? "Unknown"
    let reason = staging.restarts?.reason.flatMap { $0.isEmpty ? nil : $0 }
    var rollout = rollout
    let pulls = imagePulls.next(isFailing: phase == "ImagePullBackOff")
    let isFailed =
      ["CrashLoopBackOff", "Failed"].contains(phase) || pulls > Self.toleratedPulls
    rollout.status = phase
    rollout.steps.append(
      Rollout.Step(
        name: "staging",
        status: isFailed ? "failed" : staging.isHealthy ? "finished" : "running",
        reason: [phase, reason].compactMap { $0 }.joined(separator: ", ")))
    if isFailed {
      let restarts = staging.restarts?.count.map { " after \($0) restarts" } ?? ""
      rollout.state = .failed(
        "the containers in staging are in \(phase)\(restarts): \(reason ?? "no reason given")")
    } else {
      rollout.state = staging.isHealthy ? .finished : .running
    }
    return rollout
  }

  // MARK: Whose is it

  private enum Ownership { case ours, unknown, foreign(String) }

  /// A publication that the answer did not confirm is ours only when its version carries our stamp. A version that the
  /// target names carries any stamp or none: that it is published as far as the target says is all that was asked for.
  private func ownership(of release: String, _ status: AppStatus) async throws(Failure) -> Ownership {
    guard release != versionID else { return reaches(status) ? .ours : .foreign(status.reach) }
    guard let remark = try await describedVersion(release)?.remarks, !remark.isEmpty else { return .unknown }
    return Stamp(in: remark) == deployment.stamp ? .ours : .foreign("with the remark \"\(remark)\"")
  }

  /// Whether a publication goes, or is meant to go, exactly as far as the target's.
  private func reaches(_ status: AppStatus) -> Bool {
    guard publishType == "region" else {
      return status.publishType != "region" && (status.expectedPercentage ?? 100) == (percentage ?? 100)
    }
    return status.publishType == "region"
      && (fullRelease == true ? status.isFullRelease : Set(status.regions) == Set(regions))
  }
}

/// Counts looks in a row that found the same trouble.
final class LookCount: Sendable {
  private let count = Mutex(0)

  func next(isFailing: Bool) -> Int {
    count.withLock { count in
      count = isFailing ? count + 1 : 0
      return count
    }
  }
}
