import Effects
import HTTP
import Model

/// Edge containers of Alibaba Cloud ESA, API 2024-09-10. A version is created first and receives no traffic until it
/// is published to an environment. ESA names its versions itself (`ver-…`): our version goes into the version's name,
/// our stamp into its remarks, the only text of ours that can be read back.
/// https://www.alibabacloud.com/help/en/edge-security-acceleration/esa/api-esa-2024-09-10-publishedgecontainerappversion
package struct EdgeContainers: Provider {
  let target: Target
  let world: World
  let api: AlibabaAPI
  let appID: String
  let environment: String
  let percentage: Int?
  let startTime: String?
  let publishType: String?
  let regions: [String]
  let fullRelease: Bool?
  /// Names what to publish; nil: a version is created from the image.
  let versionID: String?
  /// What the new version is made of; nil: a clone of the live one.
  let containers: [JSON]?

  package init(_ target: Target, _ world: World) throws(Failure) {
    try Self.refuse(target, world)
    let options = target.options
    appID = options["appId"]?.value.string ?? ""
    environment = options["publishEnv"]?.value.string ?? "prod"
    percentage = options["percentage"]?.value.integer
    startTime = options["startTime"]?.value.string
    publishType = options["publishType"]?.value.string
    regions = (options["regions"]?.value.array ?? []).compactMap(\.string)
    fullRelease = options["fullRelease"]?.value.boolean
    versionID = options["versionId"]?.value.string
    containers = try options["containers"].map(ContainerSpecs.encoded)
    self.target = target
    self.world = world
    api = AlibabaAPI(world, host: Self.host(site: options["site"]?.value.string), version: "2024-09-10")
  }

  /// Accounts of the two sites are separate; the region of an account's other services does not matter here.
  private static func host(site: String?) -> String {
    site == "international" ? "esa.ap-southeast-1.aliyuncs.com" : "esa.cn-hangzhou.aliyuncs.com"
  }

  // MARK: Plan

  package func requests(for deployment: Deployment) -> [PlannedRequest] {
    preflight + publishing(deployment) + stateRequests().againBeforeUpdate()
      + [api.planned(publishVersion(versionID ?? Self.newVersion, deployment.remark))] + watching
  }

  package func stateRequests() -> [PlannedRequest] {
    [
      api.planned(describeStatus),
      api.planned(describeVersion("<online version>"), when: "for each version online"),
    ]
  }

  private static let newVersion = "<new version>"

  private var preflight: [PlannedRequest] {
    var requests = stateRequests()
    if target.onConflict == .cancel {
      requests.append(
        api.planned(rollBack(to: "<version before>"), when: "if another publication is running"))
    }
    return requests
  }

  private func publishing(_ deployment: Deployment) -> [PlannedRequest] {
    guard versionID == nil, let image = deployment.artifact.image else { return [] }
    let name = versionName(of: deployment)
    let isMissing: Text = "if this deploy has not created it before"
    var requests: [PlannedRequest] = []
    if containers == nil {
      requests.append(api.planned(describeStatus))
      requests.append(api.planned(describeVersion("<online version>")))
      requests.append(api.planned(listVersions(named: nil), when: "if no version is online"))
      requests.append(api.planned(describeApp, when: "if the app has no version"))
    }
    requests.append(api.planned(listVersions(named: name)))
    let specs = containers.map { ContainerSpecs.filled($0, image: image) }
    let text = specs.flatMap { try? JSONCoding.encode($0) }.map { String(decoding: $0, as: UTF8.self) }
    requests.append(
      api.planned(
        createVersion(
          named: name, of: text ?? "<the online version's, with image \(image.name)>", deployment.remark),
        when: isMissing))
    requests.append(
      api.planned(describeVersion(Self.newVersion), when: "repeated until it is created"))
    return requests
  }

  private var watching: [PlannedRequest] {
    guard target.wait.isEnabled else { return [] }
    let isStaging = environment == "staging"
    let whole = shareRelease(of: versionID ?? Self.newVersion, 100)
    return [
      api.planned(describeStatus, when: "repeated until the new version is published and receives traffic")
    ]
      + (publishType != "region" && !publishesToAll
        ? [api.planned(whole, when: "later, by sampan promote \(target.name)")] : [])
      + (target.onFailure == .rollback
        ? [api.planned(rollBack(to: "<version before>"), when: "if the rollout failed")] : [])
      + (isStaging ? [api.planned(describeStaging, when: "repeated until its containers are ready")] : [])
      + [api.planned(describeLogs, when: "if the rollout failed")]
  }

  // MARK: State

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  package func state() async throws(Failure) -> ServiceState {
    let status = try await appStatus()
    var state = ServiceState(baseline: status.mark, notes: ineffectiveOptions + status.notes)
    if status.deployStatus == "undeploying" {
      state.condition = "undeploying"
      state.acceptsDeploys = false
    }
    for (version, percent) in status.online {
      let live = try await self.version(version)
      // The version that the target names may have been made by another target: its stamp is not comparable with the
      // stamp of this one.
      let remark = version == versionID ? nil : live?.remarks
      state.online.append(
        ServiceState.Online(
          release: version, trafficPercent: percent, remark: remark,
          image: live?.containers?.first?["Image"]?.string))
    }
    guard let release = status.release else { return state }
    state.newest =
      status.isMoving && status.isGoingBack
      ? rollbackReceipt(to: state.main?.release, since: "")
      : Receipt(operation: release, baseline: "", release: release)
    guard status.isMoving || status.isWaiting && !isNextStep(of: status) else { return state }
    let known = state.online.first { $0.release == release }?.remark
    let remark = if let known { known } else { try await version(release)?.remarks }
    state.inFlight = InFlight(
      id: release, status: status.publishStatus, since: status.publishTime.flatMap(ISODate.parse),
      step: status.isWaiting ? status.part : nil,
      // What a rollback leads to is not the version that it takes away.
      release: status.isGoingBack ? state.main?.release : release,
      stamp: remark.flatMap(Stamp.init(in:)))
    return state
  }

  /// Whether the target is the next step of a release that waits for a person: the same version, to more traffic or
  /// regions.
  private func isNextStep(of status: AppStatus) -> Bool {
    guard let versionID, versionID == status.release else { return false }
    guard publishType == "region" else {
      return publishesToAll || (percentage ?? 100) > (status.expectedPercentage ?? 100)
    }
    return publishesToAll || !Set(regions).isSubset(of: status.regions)
  }

  /// By the options alone; `promote` publishes further.
  private var publishesToAll: Bool {
    publishType == "region" ? fullRelease == true : (percentage ?? 100) == 100
  }

  func appStatus() async throws(Failure) -> AppStatus {
    do throws(Failure) {
      let answer = try await api.send(describeStatus, expecting: StatusAnswer.self)
      var status = answer.appStatus ?? AppStatus()
      status.requestID = answer.requestID
      return status
    } catch {
      guard error.action == describeStatus.action, let code = error.code,
        ["InvalidApp.NotFound", "InvalidParameter.appid"].contains(code)
      else { throw error }
      throw await notFound(error)
    }
  }

  /// Without a plan that has Edge Containers, no app exists: then that is what a person has to know.
  private func notFound(_ error: Failure) async -> Failure {
    let hasPlan = error.code == "InvalidApp.NotFound" ? await hasPlan() : true
    return error.with {
      $0.kind = .configuration
      $0.place = target.options["appId"]?.place
      $0.remedies = [
        "accounts of alibabacloud.com need \"site\": \"international\", those of aliyun.com \"china\""
      ]
      if hasPlan {
        $0.what = "app \"\(appID)\" does not exist: \(error.what)"
        $0.remedies.insert(
          "check appId and the account of the key: the console lists the apps under Edge Containers", at: 0)
      } else {
        $0.what = "Edge Containers are not opened for this account: \(error.what)"
        $0.remedies.insert(
          "buy an ESA plan with Edge Containers in the console, create the app there, and set its id as appId",
          at: 0)
      }
    }
  }

  /// True where it is not known. No document describes what the call answers without a plan: no instance, or a refusal.
  private func hasPlan() async -> Bool {
    do throws(Failure) {
      return try await api.send(describePlan, expecting: Plan.self).instanceID?.nonEmpty != nil
    } catch {
      guard let code = error.code, code.contains("NotFound") else { return true }
      return code.hasPrefix("InvalidAction") || code.hasPrefix("InvalidApi")
    }
  }

  /// Nil, with a warning, when the API refuses: a version that was deleted, a key without permission for it.
  func version(_ id: String) async throws(Failure) -> Version? {
    let call = describeVersion(id)
    return try await world.readOrWarn(
      "version \(id)", by: call.action, rule: "esa/unreadable-version"
    ) { () async throws(Failure) in
      try await api.send(call, expecting: VersionAnswer.self)
    }?.version
  }

  // MARK: Publish

  /// The id of the version to publish.
  package func publish(_ deployment: Deployment) async throws(Failure) -> String {
    guard let image = deployment.artifact.image else { return versionID ?? "" }
    return try await makeVersion(of: image, for: deployment)
  }

  /// A version that runs the image, created unless this deploy has created it before: safe to repeat, also after a
  /// lost answer.
  private func makeVersion(
    of image: ImageReference, for deployment: Deployment
  ) async throws(Failure) -> String {
    let specs = try await specs(with: image)
    let known = try await versionOfOurs(specs, image, deployment)
    let id = if let known { known } else { try await create(specs, image, deployment) }
    return try await waitForCreation(of: id, from: image)
  }

  // MARK: Update

  package func update(
    _ deployment: Deployment, _ version: String, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    _ = try await api.send(publishVersion(version, deployment.remark), expecting: Accepted.self)
    var receipt = self.receipt(for: deployment, since: state)
    receipt.operation = version
    receipt.release = version
    return receipt
  }

  // MARK: Rollout

  package func poll(_ receipt: Receipt) async throws(Failure) -> Rollout {
    let status = try await appStatus()
    var rollout = Rollout(
      receipt: receipt, state: .unregistered, status: status.publishStatus, requestID: status.requestID)
    guard let release = status.release, isNews(status, to: receipt) else { return rollout }
    if receipt.kind == .reversal {
      rollout.state = Self.stateOfRollback(status, to: receipt.release)
      return rollout
    }
    guard let operation = receipt.operation else {
      switch try await ownership(of: release, status, receipt) {
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

  /// The status from before the write is not its outcome, unless the same version was published to all already:
  /// versions never change, and the cloud may do nothing then.
  private func isNews(_ status: AppStatus, to receipt: Receipt) -> Bool {
    status.mark != receipt.baseline
      || status.release == receipt.operation ?? versionID && status.isComplete && !status.isPartial
        && publishesToAll
  }

  /// The state of a publication that is known to be the one of the receipt.
  private func judge(
    _ status: AppStatus, _ release: String, _ rollout: Rollout
  ) async throws(Failure) -> Rollout {
    var rollout = rollout
    rollout.steps = [
      Rollout.Step(name: "publish", status: Self.word(status), reason: status.percentage.map { "\($0) %" })
    ]
    guard !status.isGoingBack else {
      rollout.state = .failed(Self.wentBack(from: release, status))
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
        "version \(release) is published \(status.reach): promote or cancel it")
    }
    return rollout
  }

  private static func word(_ status: AppStatus) -> String {
    if status.isGoingBack { return "failed" }
    return status.isComplete ? "finished" : status.isMoving ? "running" : status.publishStatus
  }

  /// No status shows that a version failed, and none who asked for a rollback.
  private static func wentBack(from release: String, _ status: AppStatus) -> Text {
    let live = (status.online.first?.version).or("the version before")
    return
      "ESA went back from version \(release) to \(live) and gives no reason; a user may have requested it"
  }

  private static func stateOfRollback(_ status: AppStatus, to version: String?) -> Rollout.State {
    switch status.publishStatus {
    case "rollbacked": .finished
    case "published" where status.release == version: .finished
    case "published": .stopped("version \(status.release ?? "") was published instead")
    default: .running
    }
  }

  /// The cloud retries a failed pull: it counts when this many polls in a row report it.
  private static let pullPolls = 2

  /// Only staging reports the state of the containers.
  private func withHealth(_ rollout: Rollout) async throws(Failure) -> Rollout {
    let staging = try await api.send(describeStaging, expecting: StagingStatus.self)
    let phase = staging.phase ?? "Unknown"
    let reason = staging.podRestartState?.lastTerminatedReason?.nonEmpty
    var rollout = rollout
    let isPulling = phase == "ImagePullBackOff"
    let isFailed = ["CrashLoopBackOff", "Failed"].contains(phase)
    rollout.status = phase
    rollout.steps.append(
      Rollout.Step(
        name: "staging",
        status: isFailed ? "failed" : staging.isHealthy ? "finished" : "running",
        reason: [phase, reason].compactMap { $0 }.joined(separator: ", ")))
    if isFailed || isPulling {
      let restarts: Text =
        staging.podRestartState?.restartCount.map { " after \(counted($0, "restart"))" } ?? ""
      let failed = Rollout.State.failed(
        "the containers in staging are in \(phase)\(restarts): \(reason.or("no reason given"))")
      rollout.state = isPulling ? .suspect(failed, until: .polls(Self.pullPolls)) : failed
    } else {
      rollout.state = staging.isHealthy ? .finished : .running
    }
    return rollout
  }

  /// A publication that the answer did not confirm is ours only when its version has our stamp. A version that the
  /// target names may have any stamp or none: its publication is ours when it reaches as far as the target asks for.
  private func ownership(
    of release: String, _ status: AppStatus, _ receipt: Receipt
  ) async throws(Failure) -> Ownership {
    guard release != versionID else { return reaches(status) ? .ours : .foreign(status.reach) }
    return Ownership(try await version(release)?.remarks, receipt)
  }

  /// Whether a publication reaches, or is meant to reach, exactly as far as the target's.
  private func reaches(_ status: AppStatus) -> Bool {
    guard publishType == "region" else {
      return status.publishType != "region" && (status.expectedPercentage ?? 100) == (percentage ?? 100)
    }
    return status.publishType == "region"
      && (fullRelease == true ? status.isFullRelease : Set(status.regions) == Set(regions))
  }

  // MARK: Operations

  /// After a rollback, by whomever, the version before that serves is not reported.
  package func nothingToUndo(in state: ServiceState) async throws(Failure) -> Text? {
    let status = try await appStatus()
    guard status.isGoingBack, let live = state.main?.release else {
      return state.isWithoutNewest
    }
    return status.isMoving
      ? "ESA is going back to \(live) already: nothing has to be rolled back"
      : "ESA went back to \(live) already: nothing has to be rolled back"
  }

  /// Back to the version that served before. A publication that has ended, or that is being rolled back, is left
  /// alone.
  package func cancel(_ rollout: InFlight) async throws(Failure) {
    let status = try await appStatus()
    guard status.release == rollout.id, !status.isGoingBack, status.isMoving || status.isWaiting else {
      return
    }
    _ = try await goBack(to: nil, from: status)
  }

  /// Publishes a partly published version to all, or to a larger share.
  package func promote(_ state: ServiceState, percent: Int) async throws(Failure) -> Receipt {
    let status = try await appStatus()
    guard let release = status.release, status.isWaiting else {
      throw Failure(
        .usage,
        "no version of \"\(appID)\" is waiting for promotion (status: \(status.summary))",
        remedies: ["check its state: sampan status \(target.name)"])
    }
    if percent < 100 { try checkShare(percent, of: status) }
    let call = percent < 100 ? shareRelease(of: release, percent) : completeRelease(of: release, status)
    _ = try await api.send(call, expecting: Accepted.self)
    return Receipt(operation: release, baseline: status.mark, release: release)
  }

  /// A share cannot be made of regions, and no document describes what publishing to less traffic does.
  private func checkShare(_ percent: Int, of status: AppStatus) throws(Failure) {
    guard status.publishType != "region" else {
      throw Failure(
        .usage, "\(status.release ?? "") is published by region: it has no share of the traffic",
        remedies: ["publish to more regions: change \"regions\" in \"esa\" and deploy"])
    }
    let current = status.expectedPercentage ?? status.percentage ?? 0
    guard percent > current else {
      throw Failure(
        .usage, "\(status.release ?? "") has \(current) % of the traffic already: ESA can only increase it",
        remedies: [
          "give it more: sampan promote \(target.name) --percent N", "go back: sampan cancel \(target.name)",
        ])
    }
  }

  /// `release` nil: the version before, as the cloud reports it.
  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    if let release { try await requireEarlier(release, from: state) }
    return try await goBack(to: release, from: try await appStatus())
  }

  package func earlier(than state: ServiceState) async throws(Failure) -> String? {
    try await appStatus().previous
  }

  private func goBack(to release: String?, from status: AppStatus) async throws(Failure) -> Receipt {
    guard let version = release ?? status.previous else {
      throw Failure(
        .usage, "ESA does not report the previous version in \(environment)",
        remedies: [
          "name the version: sampan rollback \(target.name) --to ver-…",
          "list the versions: sampan history \(target.name)",
        ])
    }
    _ = try await api.send(rollBack(to: version), expecting: Accepted.self)
    return rollbackReceipt(to: version, since: status.mark)
  }

  /// In production a rollback is an operation of its own, in staging it is one more publication.
  private func rollbackReceipt(to version: String?, since mark: String) -> Receipt {
    let kind = environment == "prod" ? Receipt.Kind.reversal : .rollout
    return Receipt(kind, operation: version, baseline: mark, release: version)
  }
}
