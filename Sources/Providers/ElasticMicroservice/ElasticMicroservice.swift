import Effects
import HTTP
import Model

/// Tencent Elastic Microservice, API `tem` 2021-07-01: instances are replaced batch by batch.
/// https://cloud.tencent.com/document/product/1371/62477 (RollingUpdateApplicationByVersion)
///
/// The update has no field for a remark, so no stamp can be read back: our rollout is recognized by its
/// `DeployVersion`, which is our version name or, for images, the tag.
package struct ElasticMicroservice: Provider {
  let target: Target
  let world: World
  let api: TencentAPI
  let applicationID: String
  let environmentID: String

  package init(_ target: Target, _ world: World) throws(Failure) {
    try Self.refuse(target, world)
    let options = target.options
    applicationID = options["applicationId"]?.value.string ?? ""
    environmentID = options["environmentId"]?.value.string ?? ""
    self.target = target
    self.world = world
    api = TencentAPI(world, region: try TencentAPI.region(options["region"]?.value.string, in: world))
  }

  /// TEM needs lower case (`InvalidParameterValue.VersionLowerCase`): our versions are in lower case already, a tag
  /// is used as it is.
  package func check(_ deployment: Deployment) throws(Failure) {
    guard let image = deployment.artifact.image else { return }
    guard let tag = image.tag?.description, tag == tag.lowercased() else {
      throw Self.wrongTag("\"\(image.name)\"", at: target.artifact?.place ?? target.place)
    }
  }

  /// What is sent as `DeployVersion`: the version, or the tag of the image.
  private func version(of deployment: Deployment) -> String {
    deployment.artifact.image?.tag?.description ?? deployment.version
  }

  // MARK: Plan

  package func requests(for deployment: Deployment) -> [PlannedRequest] {
    let version = version(of: deployment)
    return preflight + publishing(version) + stateRequests().againBeforeUpdate()
      + [api.planned(rollingUpdate(to: version, package: plannedPackage))] + watching
  }

  package func stateRequests() -> [PlannedRequest] {
    [api.planned(describeApplication), api.planned(describeRollout(nil), when: "if a rollout is running")]
  }

  private var preflight: [PlannedRequest] {
    var requests = stateRequests()
    if target.onConflict == .cancel {
      requests.append(api.planned(revert, when: "if another rollout is running"))
    }
    return requests
  }

  private var builtFile: String? {
    guard case .file(let path, _, _)? = target.artifact else { return nil }
    return path.split(separator: "/").last.map(String.init) ?? path
  }

  private var plannedPackage: String? {
    builtFile.map { _ in "<from the response>" } ?? target.options["packageName"]?.value.string
  }

  private func publishing(_ version: String) -> [PlannedRequest] {
    guard let builtFile else { return [] }
    return packages.planned(builtFile, for: version)
  }

  private var watching: [PlannedRequest] {
    guard target.wait.isEnabled else { return [] }
    var requests = [
      api.planned(describeApplication, when: "repeated until the new version receives all traffic"),
      api.planned(
        describeRollout("<from the response>"), when: "repeated until the new version receives all traffic"),
    ]
    if target.options["onConfirm"]?.value.string == "resume" {
      requests.append(api.planned(resume, when: "once for each batch that waits for confirmation"))
    } else if ["BETA", "MANUAL"].contains(target.options["deployStrategyType"]?.value.string) {
      requests.append(api.planned(resume, when: "later, by sampan promote \(target.name)"))
    }
    if target.onFailure == .rollback {
      requests.append(api.planned(revert, when: "if the rollout failed"))
      if case .image? = target.artifact {
        requests.append(
          api.planned(
            rollingUpdate(to: "<version before>", package: nil), when: "if the rollout has ended and failed"))
      }
    }
    return requests + [api.planned(describePods, when: "if the rollout failed")]
  }

  // MARK: State

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  package func state() async throws(Failure) -> ServiceState {
    let application = try await self.application()
    var state = ServiceState(url: Self.address(application.publicDomain), baseline: application.mark)
    if application.stoppedManually == true {
      state.condition = "stopped"
      state.acceptsDeploys = false
    }
    let revision = application.versionID?.nonEmpty
    guard application.isDeploying else {
      guard let version = application.deployVersion, !version.isEmpty else { return state }
      state.online = [ServiceState.Online(release: version, trafficPercent: application.percent)]
      state.newest = Receipt(operation: revision, baseline: "", release: version)
      return state
    }
    let detail = try await rolloutDetail(nil)
    let new = detail?.newDeployVersion ?? application.deployVersion
    state.online = Self.shares(old: detail?.oldDeployVersion, new: new, percent: application.percent)
      .filter { $0.trafficPercent > 0 }
    // `VersionId` may still be that of the version before; without an id, the API returns the newest rollout.
    state.newest = Receipt(operation: nil, baseline: "", release: new)
    state.inFlight = InFlight(
      id: new ?? applicationID, status: Self.status(application, detail),
      since: Timestamp(chinaTime: detail?.startTime),
      step: detail.map(Self.steps)?.first { $0.status == "running" }?.name, release: new)
    return state
  }

  private func application() async throws(Failure) -> Application {
    do throws(Failure) {
      let answer = try await api.send(describeApplication, expecting: Answered<Application>.self)
      if let application = answer.result { return application }
      throw notFound(
        Failure(.configuration, "the answer is empty", requestID: answer.requestID))
    } catch {
      guard error.action == describeApplication.action, error.kind == .configuration, let code = error.code,
        code.hasPrefix("ResourceNotFound") || code.hasPrefix("InvalidParameter")
      else { throw error }
      throw notFound(error)
    }
  }

  private func notFound(_ error: Failure) -> Failure {
    error.with {
      $0.what =
        "application \"\(applicationID)\" does not exist in environment \"\(environmentID)\": \(error.what)"
      $0.place = target.options["applicationId"]?.place
      $0.remedies = [
        "check applicationId, environmentId, region and the account of the key",
        "deploy the application in the console once: this API only updates",
      ]
    }
  }

  // MARK: Publish

  /// The package's name at TEM; nil for an image.
  package func publish(_ deployment: Deployment) async throws(Failure) -> String? {
    guard let file = deployment.artifact.file else { return target.options["packageName"]?.value.string }
    return try await packages.send(file, for: version(of: deployment))
  }

  private var packages: MicroserviceUpload {
    MicroserviceUpload(api: api, world: world, applicationID: applicationID)
  }

  // MARK: Update

  /// A `Result` may be empty although the update was accepted (the vendor's own sample); the rollout is then
  /// recognized by its version.
  package func update(
    _ deployment: Deployment, _ package: String?, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    var receipt = self.receipt(for: deployment, since: state)
    receipt.operation = try await submit(version(of: deployment), package: package)
    return receipt
  }

  /// No stamp can be read back: an update is recognized by its version.
  package func receipt(for deployment: Deployment, since state: ServiceState) -> Receipt {
    Receipt(
      operation: nil, baseline: state.baseline, release: version(of: deployment), stamp: deployment.stamp)
  }

  /// The rollout's id, where the answer has one.
  private func submit(_ version: String, package: String?) async throws(Failure) -> String? {
    let answer = try await api.send(
      rollingUpdate(to: version, package: package), expecting: Answered<String>.self)
    return answer.result?.nonEmpty
  }

  // MARK: Rollout

  /// A rollout with the status "Error" may recover: instances are restarted.
  private static let errorPolls = 2
  /// For how many polls in a row an application without instances must report our version; another number than that
  /// of errors, by which the two are distinguished.
  private static let zeroPolls = 3
  /// How long instances may be stuck before the rollout counts as failed, whatever its status.
  private static let stuckPatience = Duration.seconds(120)
  /// How long a resumed batch may still be reported as waiting.
  private static let resumePatience = Duration.seconds(60)

  package func poll(_ receipt: Receipt) async throws(Failure) -> Rollout {
    let answer = try await api.send(describeApplication, expecting: Answered<Application>.self)
    guard let application = answer.result,
      application.isDeploying || application.mark != receipt.baseline || receipt.isRegistered
    else {
      return Rollout(
        receipt: receipt, state: .unregistered, status: "not registered yet", requestID: answer.requestID)
    }
    let isReverting = receipt.kind == .reversal
    let detail = try await rolloutDetail(receipt.operation)
    var rollout = Rollout(
      receipt: receipt, state: .running, status: Self.status(application, detail),
      requestID: answer.requestID)
    let release = receipt.release ?? ""
    let current = application.isDeploying ? detail?.newDeployVersion : application.deployVersion
    // The next poll may not show the revert yet.
    if let detail, detail.isReverted || isReverting, application.isDeploying,
      detail.oldDeployVersion == release
    {
      return rollout
    }
    guard let current, !current.isEmpty else {
      if receipt.operation == nil {
        rollout.state = .unidentified("a rollout is in progress and has no version yet")
      }
      return rollout
    }
    guard current == release, detail?.isReverted != true || detail?.newDeployVersion != release else {
      rollout.state = await instead(current, of: release, detail, receipt)
      return rollout
    }
    rollout.receipt.isRegistered = true
    rollout.receipt.release = release
    rollout.steps = detail.map(Self.steps) ?? []
    rollout.state = await progress(application, detail, receipt)
    return rollout
  }

  /// Nil while the rollout does not exist at the cloud.
  private func rolloutDetail(_ revision: String?) async throws(Failure) -> RolloutDetail? {
    let call = describeRollout(revision)
    do throws(Failure) {
      return try await api.send(call, expecting: Answered<RolloutDetail>.self).result
    } catch {
      guard error.action == call.action, let code = error.code, code.hasPrefix("ResourceNotFound")
      else { throw error }
      return nil
    }
  }

  /// The state when another version is found in place of ours.
  private func instead(
    _ current: String, of release: String, _ detail: RolloutDetail?, _ receipt: Receipt
  ) async -> Rollout.State {
    if let detail, detail.newDeployVersion == release {
      if detail.isReverted { return .stopped("the rollout of \(release) was reverted") }
      if detail.isError { return .failed(await reason(detail)) }
    }
    if receipt.operation != nil || receipt.isRegistered {
      return .stopped("version \"\(current)\" replaced \(release)")
    }
    return .foreign("version \"\(current)\" is deployed instead of \"\(release)\"")
  }

  private func progress(
    _ application: Application, _ detail: RolloutDetail?, _ receipt: Receipt
  ) async -> Rollout.State {
    let isReady = !application.isDeploying && application.ready >= application.wanted
    if isReady, application.wanted > 0 { return .finished }
    if let detail, detail.isError {
      return .suspect(.failed(await reason(detail)), until: .polls(Self.errorPolls))
    }
    if let detail, !Self.stuckPods(detail).isEmpty {
      return .suspect(.failed(await reason(detail)), until: .time(Self.stuckPatience))
    }
    // Scaled to zero: there is no instance that could show it.
    if isReady { return .suspect(.finished, until: .polls(Self.zeroPolls)) }
    guard let batch = Self.waitingBatch(application, detail) else { return .running }
    let what: Text = "batch \(batch + 1) is waiting for confirmation"
    if receipt.kind == .confirmation(step: batch) {
      return .suspect(
        .awaitingPerson("\(what); it was resumed but did not start"), until: .time(Self.resumePatience))
    }
    let resumes = target.options["onConfirm"]?.value.string == "resume"
    return resumes ? .confirmable(what, step: batch) : .awaitingPerson("\(what): promote or cancel it")
  }

  // MARK: Operations

  /// The API resumes the batch that waits: it takes no number.
  package func confirm(_ step: Int) async throws(Failure) { try await order(resume) }

  /// Reverts whatever is in progress: the API takes no rollout id.
  package func cancel(_ rollout: InFlight) async throws(Failure) {
    try await order(revert)
  }

  /// A call that answers with true or false only.
  private func order(_ call: TencentAPI.Call) async throws(Failure) {
    let answer = try await api.send(call, expecting: Answered<Bool>.self)
    guard answer.result != false else {
      throw Failure(
        .unavailable, "\(call.action): the answer is false, without a reason",
        remedies: ["check its state: sampan status \(target.name)"], requestID: answer.requestID)
    }
  }

  /// Resumes the batch that waits for a person.
  package func promote(_ state: ServiceState, percent: Int) async throws(Failure) -> Receipt {
    let detail = state.inFlight == nil ? nil : try await rolloutDetail(nil)
    let waiting = Self.waitingBatch(nil, detail)
    let isBusy = waiting == nil && detail?.batches.contains { $0.word == "deploying" } == true
    guard state.inFlight != nil, !isBusy, let newest = state.newest else {
      throw Failure(
        .usage, "no batch of application \"\(applicationID)\" is waiting for confirmation",
        remedies: ["check its state: sampan status \(target.name)"])
    }
    if let detail, detail.isError || !Self.stuckPods(detail).isEmpty {
      throw Failure(
        .guarded,
        "the rollout of \(newest.release.or("the new version")) failed (\(await reason(detail))): it must not go live",
        remedies: ["revert it: sampan cancel \(target.name)"])
    }
    try await order(resume)
    return Receipt(
      .confirmation(step: waiting), operation: newest.operation, baseline: newest.baseline,
      release: newest.release)
  }

  /// A rollout in progress is reverted (RevertDeployApplication). Otherwise the version before, or the one named, is
  /// deployed again: the API's own rollback, DeployApplication, needs a description of the whole application. The API
  /// does not report the name of an earlier version's package.
  package func rollback(
    to release: String?, from state: ServiceState
  ) async throws(Failure) -> Receipt {
    let history: Text = "list the versions that TEM reports: sampan history \(target.name)"
    if let release, state.inFlight == nil, state.main?.release == release {
      throw Failure(.usage, "\(release) is already live", remedies: [history])
    }
    let before = try await rolloutDetail(nil)?.oldDeployVersion?.nonEmpty
    guard let version = release ?? before else {
      throw Failure(
        .usage, "the version before the live one is not known",
        remedies: ["name one: sampan rollback \(target.name) --to VERSION", history])
    }
    if state.inFlight != nil, version == before {
      try await order(revert)
      return Receipt(.reversal, operation: nil, baseline: "", release: version)
    }
    guard case .image(let image)? = target.artifact else {
      throw Failure(
        .usage, "TEM does not report the package of version \"\(version)\"",
        remedies: ["deploy the earlier commit with \"order\": \"any\""])
    }
    if version != before {
      try requireTag(version, in: image, [back(to: before, from: state), history].compactMap(\.self))
    }
    return Receipt(
      operation: try await submit(version, package: nil), baseline: state.baseline, release: version)
  }

  package func earlier(than state: ServiceState) async throws(Failure) -> String? {
    try await rolloutDetail(nil)?.oldDeployVersion?.nonEmpty
  }

  /// Any tag in lower case can be deployed, and only the instances see whether it exists. What TEM does not report may
  /// be an older version, or a slip.
  private func requireTag(
    _ version: String, in image: ImageSpec, _ remedies: [Text]
  ) throws(Failure) {
    guard ImageTag(version) != nil, version == version.lowercased() else {
      throw Failure(
        .usage,
        "\"\(version)\" is neither a version that TEM reports nor a tag in lower case",
        remedies: remedies)
    }
    world.tell(
      .finding(
        Finding(
          .warning,
          "TEM reports no version \"\(version)\": its instances will pull \(image.repository):\(version), which has to exist",
          rule: "tem/unknown-version", remedies: remedies)))
  }

  /// The one version that TEM reports besides the live one.
  private func back(to before: String?, from state: ServiceState) -> Text? {
    guard let before, before != state.main?.release else { return nil }
    return "to go back to \(before): sampan rollback \(target.name) --to \(before)"
  }

  /// The cloud's message, which may be empty; then the states of the instances.
  private func reason(_ detail: RolloutDetail) async -> Text {
    if let message = detail.errorMessage, !message.isEmpty { return "\(message)" }
    let stuck = Self.stuckPods(detail)
    if !stuck.isEmpty { return "\(stuck.map { "\($0.id): \($0.condition)" }.joined(separator: "; "))" }
    let lines = await pods().filter { $0.ready != true }.map(Self.line)
    return lines.isEmpty ? "the provider gives no reason" : "\(lines.joined(separator: "; "))"
  }

  package func explain(_ rollout: Rollout) async -> [LogExcerpt] {
    let lines = await pods().map(Self.line)
    return lines.isEmpty ? [] : [LogExcerpt(title: "instances of \(applicationID)", lines: lines)]
  }

  private func pods() async -> [PodPage.Pod] {
    do throws(Failure) {
      return try await api.send(describePods, expecting: Answered<PodPage>.self).result?.podList ?? []
    } catch {
      world.tell(.notice("the instances cannot be listed: \(error.what)"))
      return []
    }
  }

  /// The live version and the one before it, or the one that was reverted: the API reports no others.
  package func releases() async throws(Failure) -> [Release] {
    let application = try await self.application()
    let detail = try await rolloutDetail(nil)
    if let detail, detail.isReverted, !application.isDeploying,
      let live = application.deployVersion?.nonEmpty,
      let reverted = detail.newDeployVersion?.nonEmpty, reverted != live
    {
      return [
        Release(
          id: reverted, created: Timestamp(chinaTime: detail.startTime),
          status: Self.status(application, detail), trafficPercent: 0),
        Release(id: live, created: nil, status: "live", trafficPercent: 100),
      ]
    }
    let new = application.isDeploying ? detail?.newDeployVersion?.nonEmpty : nil
    let percent = application.isDeploying ? application.percent : 100
    let shares = Self.shares(
      old: detail?.oldDeployVersion, new: new ?? application.deployVersion, percent: percent)
    return shares.reversed().enumerated().map { index, online in
      Release(
        id: online.release, created: index == 0 ? Timestamp(chinaTime: application.lastDeployDate) : nil,
        status: index == 0
          ? Self.status(application, detail) : online.trafficPercent > 0 ? "live" : "replaced",
        trafficPercent: online.trafficPercent)
    }
  }

  /// Of all instances, from the topic of Cloud Log Service that the application writes to: TEM has no call that
  /// returns log lines.
  package func log(
    _ kind: LogKind, of release: String?, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    let application = try await self.application()
    if let release, release != application.deployVersion {
      throw Failure(
        .usage, "the log of version \"\(release)\" cannot be separated: TEM keeps one log for all versions",
        remedies: ["leave out --release"])
    }
    guard let topic = application.logOutputConf?.clsLogTopicID?.nonEmpty else {
      world.tell(
        .notice(
          "application \(applicationID) has no log topic: set up log collection in the console of TEM"))
      return LogPage(lines: [])
    }
    var place = LogPosition(position, since: since, at: api.now)
    var lines: [LogSearch.Entry] = []
    for _ in 0..<LogPosition.knownPages where lines.isEmpty {
      let found = try await api.send(searchLog(topic, place), expecting: LogSearch.self)
      let results = found.results ?? []
      lines = results.filter { place.add($0.mark, at: $0.written) }
      place.turn(to: found.context, isOver: found.listOver, after: results.count)
      if !place.isOpen { break }
    }
    return LogPage(lines: lines.map(\.shown), next: place.text, isUpToDate: !place.isOpen)
  }

  private static func line(_ pod: PodPage.Pod) -> String {
    var parts = [pod.containerState, pod.status].compactMap { $0 }.filter { !$0.isEmpty }.prefix(1).map { $0 }
    if let warning = pod.unhealthyWarningMsg, !warning.isEmpty { parts.append(warning) }
    if let restarts = pod.restartCount, restarts > 0 { parts.append("restarts: \(restarts)") }
    let version = pod.deployVersion.map { " (\($0))" } ?? ""
    return "\(pod.podID ?? "a pod")\(version): "
      + (parts.isEmpty ? "no status" : parts.joined(separator: ", "))
  }
}
