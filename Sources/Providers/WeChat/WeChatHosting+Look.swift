import Model

extension WeChatHosting {
  package func look(at receipt: Receipt) async throws(Failure) -> Rollout {
    if let release = receipt.release, receipt.operation?.hasPrefix(Self.routing) == true {
      return try await lookAtTraffic(of: release, receipt)
    }
    let before = Mark(receipt.baseline)
    guard let name = before?.version ?? receipt.release else {
      throw Failure(.defect, "the version to watch is not known")
    }
    let version = try await api.send(describeVersion(name), expecting: VersionDetail.self)
    let condition = VersionCondition(version.status)
    var rollout = Rollout(receipt: receipt, state: .unregistered, status: version.status)
    let phase: LookMemory.Phase
    if let before {
      phase = looks.note(
        condition, isChanged: before.isOlder(than: version.updated), after: receipt.baseline)
    } else {
      phase = condition == .normal || condition == .failed ? .over(looks: 2) : .begun
    }
    guard phase != .nothing else {
      // Without its times, a version that was updated since may appear as it was before.
      if before?.isComparable(to: version.updated) == false {
        rollout.state = .unidentified("the platform does not show when \(name) was updated")
      }
      return rollout
    }

    if before != nil, receipt.operation?.hasPrefix(Self.restoring) != true {
      switch ownership(of: version, phase, isAccepted: receipt.operation != nil) {
      case .ours: rollout.receipt.operation = receipt.operation ?? name
      case .unknown:
        rollout.state = .unidentified("\(name) is being updated and has no new remark yet")
        return rollout
      case .foreign(let remark):
        rollout.state =
          receipt.operation == nil
          ? .foreign("version \(name) was updated by somebody else: its remark is \"\(remark)\"")
          : .stopped("somebody else updated \(name) since: its remark is \"\(remark)\"")
        return rollout
      }
    }
    rollout.receipt.release = name
    rollout.steps = [Rollout.Step(name: "update \(name)", status: Self.word(condition, phase))]
    rollout.state = try await progress(of: name, version, condition, phase)
    return rollout
  }

  private static func word(_ condition: VersionCondition, _ phase: LookMemory.Phase) -> String {
    guard case .over = phase else { return "running" }
    return condition == .failed ? "failed" : "finished"
  }

  private func progress(
    of name: String, _ version: VersionDetail, _ condition: VersionCondition, _ phase: LookMemory.Phase
  ) async throws(Failure) -> Rollout.State {
    guard case .over(let looks) = phase else { return .running }
    guard condition == .normal else {
      return .failed(
        version.status == "build_fail"
          ? "the image of \(name) cannot be built (build_fail); the platform gives its log in the console only"
          : "\(name) does not get ready (\(version.status)); the platform gives its log in the console only")
    }
    let traffic = try await listedVersions().first { $0.name == name }?.traffic ?? 0
    if traffic == 100 || (options["flowRatio"] == nil && traffic > 0) { return .finished }
    // Traffic may move a moment after the version is up.
    guard looks > 1 else { return .running }
    return .awaitingPerson("version \(name) is up with \(traffic) % of the traffic and waits to be promoted")
  }

  // MARK: Whose is it

  private enum Ownership { case ours, unknown, foreign(String) }

  /// What carries our stamp is ours. Until the rollout is over, the remark may still be the one from before.
  private func ownership(
    of version: VersionDetail, _ phase: LookMemory.Phase, isAccepted: Bool
  ) -> Ownership {
    let remark = version.remark ?? ""
    if Stamp(in: remark) == deployment.stamp { return .ours }
    if case .over = phase, !remark.isEmpty { return .foreign(remark) }
    return isAccepted ? .ours : .unknown
  }

  // MARK: Traffic

  static let routing = "release "
  static let restoring = "snapshot "

  private func lookAtTraffic(of name: String, _ receipt: Receipt) async throws(Failure) -> Rollout {
    let traffic = try await listedVersions().first { $0.name == name }?.traffic ?? 0
    return Rollout(
      receipt: receipt, state: traffic == 100 ? .finished : .running, status: "\(traffic) % of the traffic")
  }
}
