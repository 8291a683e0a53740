import Effects
import Model

/// How far a rollout is: read from a version, its remark and its traffic together.
extension WeChatHosting {
  /// Of a version at rest.
  func end(
    of name: String, _ version: VersionDetail, _ hasMoved: Bool, _ before: Mark?
  ) async throws(Failure) -> Rollout.State {
    guard VersionCondition(version.status) == .normal else {
      let failed = Rollout.State.failed(
        version.status == "build_fail"
          ? "the image of \(name) cannot be built (build_fail); the platform shows its log only in the console"
          : "\(name) did not become ready (\(version.status)); the platform shows its log only in the console"
      )
      return hasMoved ? failed : .suspect(failed, until: .polls(2))
    }
    let versions = try await self.versions()
    let ours = versions.first { $0.name == name }
    let traffic = ours?.traffic ?? 0
    if traffic == 0, versionName == Self.newest,
      let other = versions.first(where: { $0.traffic == 100 && ours?.isOlder(than: $0) == true })
    {
      // The platform makes versions of its own, e.g. for a changed setting.
      return .stopped("\(other.name), a newer version, receives all traffic instead of \(name)")
    }
    if traffic == 100 || (options["flowRatio"] == nil && traffic > 0) {
      return hasMoved ? .finished : .suspect(.finished, until: .polls(2))
    }
    let waiting = Rollout.State.awaitingPerson(
      "version \(name) is ready with \(traffic) % of the traffic: promote it")
    // Traffic may move a moment after the version is ready.
    return before == nil ? waiting : .suspect(waiting, until: .polls(2))
  }

  /// A version with our stamp is ours. Until the rollout ends, the remark may still be the one from before. At rest, an
  /// empty remark is not the one that was sent.
  func ownership(of version: VersionDetail, isAtRest: Bool, _ receipt: Receipt) -> Ownership {
    switch Ownership(version.remark, receipt) {
    case .ours: .ours
    case .foreign(let what) where isAtRest: .foreign(what)
    case .unknown where isAtRest && version.remark != nil: .foreign("without a remark")
    case .foreign, .unknown: receipt.operation != nil ? .ours : .unknown
    }
  }

  func pollTraffic(of name: String, _ receipt: Receipt) async throws(Failure) -> Rollout {
    let traffic = try await versions().first { $0.name == name }?.traffic ?? 0
    let wanted = receipt.operation.flatMap(Self.share) ?? 100
    return Rollout(
      receipt: receipt, state: traffic == wanted ? .finished : .running, status: "\(traffic) % of the traffic"
    )
  }
}
