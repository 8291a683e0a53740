import Effects
import HTTP
import Model

/// Tencent CloudBase Run, API `tcbr` 2022-02-17. The service numbers its versions itself (`api-007`): our version name
/// goes into the remark and, for images, the tag.
/// https://cloud.tencent.com/document/product/1243/75754 (UpdateCloudRunServer)
package struct CloudBaseRun: Provider {
  let target: Target
  let world: World
  let api: TencentAPI
  let envID: String
  let serverName: String
  let releaseType: String
  let business: String?
  let items: [String: JSON]
  let mergesEnvironment: Bool
  let keepsVPC: Bool

  /// What an update sends besides the options of the target.
  package struct Upload: Equatable, Sendable {
    /// Where the package is; nil when the artifact is not a package.
    var package: PackageUpload.Slot?
    var items: [JSON] = []

    package init() {}
  }

  package init(_ target: Target, _ world: World) throws(Failure) {
    try Self.refuse(target, world)
    let options = target.options
    envID = options["envId"]?.value.string ?? ""
    serverName = options["serverName"]?.value.string ?? ""
    releaseType = options["releaseType"]?.value.string ?? "FULL"
    business = options["business"]?.value.string
    items = options["items"]?.value.object ?? [:]
    mergesEnvironment = options["envMerge"]?.value.string != "replace"
    keepsVPC = options["keepVpc"]?.value.boolean ?? false
    self.target = target
    self.world = world
    api = TencentAPI(world, in: try TencentRegion(options["region"]?.value.string, in: world))
  }

  // MARK: Plan

  /// Without a Dockerfile the build fails after minutes; whether the service is configured to build without one is
  /// not known at this point.
  package func findings(packaging paths: [String]) -> [Finding] {
    if items["HasDockerfile"]?.boolean == false { return [] }
    let file = items["Dockerfile"]?.string ?? "Dockerfile"
    if paths.contain(dockerfile: file, buildFolder: items["BuildDir"]?.string ?? "") { return [] }
    return [
      Finding(
        .warning, "the package has no \"\(file)\"", rule: "tcbr/no-dockerfile",
        place: target.place,
        remedies: [
          "commit it, or name it in \"items\": { \"Dockerfile\": … }",
          "set \"HasDockerfile\": false in \"items\" when the service is built without one",
        ])
    ]
  }

  package func requests(for deployment: Deployment) -> [PlannedRequest] {
    preflight + publishing + updating(deployment) + watching
  }

  package func stateRequests() -> [PlannedRequest] {
    [
      api.planned(describeTask(0)), api.planned(describeServer),
      api.planned(describeRemark(of: "<online version>"), when: "for each version online"),
    ]
  }

  private var preflight: [PlannedRequest] {
    var requests = stateRequests()
    if target.onConflict == .cancel {
      requests.append(api.planned(operate(task: 0, "cancel"), when: "if another rollout is running"))
    }
    return requests
  }

  private var publishing: [PlannedRequest] {
    guard case .package? = target.artifact?.form else { return [] }
    return packages.planned()
  }

  private func updating(_ deployment: Deployment) -> [PlannedRequest] {
    var requests: [PlannedRequest] = []
    if keepsVPC {
      requests.append(
        api.planned(describeVersion("<online version>"), when: "for the network that \"keepVpc\" keeps"))
    }
    if addsVariables {
      requests.append(api.planned(describeServer, when: "for the variables that the service has"))
    }
    requests += stateRequests().againBeforeUpdate()
    let slot = PackageUpload.Slot(name: "<from the response>", version: "<from the response>")
    let source = self.source(of: deployment, slot)
    let items = (try? ServiceItems.encoded(items, environment: nil)) ?? []
    requests.append(
      api.planned(
        updateServer(source, deployment.remark, items: items),
        when: addsVariables ? "with the variables that the service has added to EnvParam" : nil))
    return requests
  }

  private var watching: [PlannedRequest] {
    guard target.wait.isEnabled else { return [] }
    var requests = [api.planned(describeTask(0), when: "repeated until the task ends")]
    if releaseType == "GRAY" {
      requests.append(api.planned(describeDeployRecords, when: "repeated until the gray release is ready"))
    }
    requests.append(api.planned(describeServer, when: "repeated until the new version receives all traffic"))
    let explained = [
      describeDeployRecords, describeBuildLog(build: 0, version: "<new version>", from: 0),
      describeProcessLog(run: "<from the response>"),
    ]
    return requests + explained.map { api.planned($0, when: "if the rollout failed") }
  }

  // MARK: State

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  package func state() async throws(Failure) -> ServiceState {
    // The task is read first: one that ends in between is then seen as running. In the other order it would be seen
    // neither as running nor as live.
    let task = try await newestTask()
    let server = try await self.server()
    var state = ServiceState(
      url: server.baseInfo?.defaultDomainName.flatMap { $0.isEmpty ? nil : $0 },
      baseline: String(task?.id ?? 0))
    if let status = server.baseInfo?.status?.lowercased(), !["normal", "running"].contains(status) {
      state.condition = status
      state.acceptsDeploys = !["freezing", "froze", "deleting", "unfreeze_fail"].contains(status)
    }
    for version in server.onlineVersionInfos ?? [] {
      state.online.append(
        ServiceState.Online(
          release: version.versionName, trafficPercent: version.flowRatio?.value ?? 0,
          remark: try await remark(of: version.versionName), image: version.imageURL))
    }
    guard let task else { return state }
    let release = task.versionName.flatMap { $0.isEmpty ? nil : $0 }
    state.newest = Receipt(operation: String(task.id), baseline: "0", release: release)
    if ["todo", "running"].contains(task.status) {
      state.inFlight = InFlight(
        id: String(task.id), status: task.status, since: task.createTime,
        step: task.steps?.first { $0.status == "running" }?.name, release: release)
      if let release { state.inFlight?.stamp = try await remark(of: release).flatMap(Stamp.init(in:)) }
    }
    return state
  }

  private func newestTask() async throws(Failure) -> Task? {
    do throws(Failure) {
      let newest = try await api.send(describeTask(0), expecting: TaskAnswer.self)
      return newest.isExist ? newest.task : nil
    } catch {
      throw explained(error, of: describeTask(0).action)
    }
  }

  private func server() async throws(Failure) -> ServerDetail {
    do throws(Failure) {
      return try await api.send(describeServer, expecting: ServerDetail.self)
    } catch {
      throw explained(error, of: describeServer.action)
    }
  }

  /// The failure of a call that names only the service, explained by the options of the target.
  private func explained(_ error: Failure, of action: String) -> Failure {
    guard error.action == action, let code = error.code,
      code.hasPrefix("ResourceNotFound") || code.hasPrefix("InvalidParameter")
    else { return error }
    var failure = error
    failure.kind = .configuration
    failure.what = "service \"\(serverName)\" does not exist in environment \"\(envID)\": \(error.what)"
    failure.place = target.options["serverName"]?.place
    failure.remedies = [
      "create the service in the console once; check envId, serverName and the account of the key",
      "an environment in another region needs \"region\"",
    ]
    return failure
  }

  /// Nil when the version has none, or, with a warning, when the older API refuses: an old version, a key without
  /// permission for it.
  private func remark(of version: String) async throws(Failure) -> String? {
    let call = describeRemark(of: version)
    return try await world.readOrWarn(
      "the remark of \(version)", by: call.action, rule: "tcbr/unreadable-remark"
    ) { () async throws(Failure) in
      try await api.send(call, expecting: VersionRemark.self)
    }?.remark
  }

  // MARK: Publish

  package func publish(_ deployment: Deployment) async throws(Failure) -> Upload {
    var upload = Upload()
    if let file = deployment.artifact.file { upload.package = try await packages.send(file) }
    return upload
  }

  private var packages: PackageUpload {
    PackageUpload(api: api, world: world, envID: envID, serverName: serverName)
  }

  // MARK: Update

  /// The items to send, with the live version's network and variables where they are kept.
  package func completed(_ upload: Upload, since state: ServiceState) async throws(Failure) -> Upload {
    var items = items
    if keepsVPC, items["VpcConf"] == nil, let release = state.main?.release {
      items["VpcConf"] = try await liveVPC(of: release)
    }
    var complete = upload
    complete.items = try ServiceItems.encoded(
      items, environment: addsVariables ? try await mergedEnvironment() : nil)
    return complete
  }

  package func update(
    _ deployment: Deployment, _ upload: Upload, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    let call = updateServer(source(of: deployment, upload.package), deployment.remark, items: upload.items)
    let answer = try await api.send(call, expecting: UpdateAnswer.self)
    var receipt = self.receipt(for: deployment, since: state)
    if let id = answer.taskID, id > 0 { receipt.operation = String(id) }
    return receipt
  }

  private var addsVariables: Bool { mergesEnvironment && items["EnvParam"] != nil }

  /// The fields of `DeployInfo` that name what is deployed.
  private func source(of deployment: Deployment, _ package: PackageUpload.Slot?) -> [String: JSON] {
    switch deployment.artifact {
    case .image(let image, _):
      return ["DeployType": "image", "ImageUrl": .string(image.name)]
    case .repository(let source, let name, let branch):
      var repository: [String: JSON] = ["Source": .string(source), "Repo": .string(name)]
      if let branch { repository["Branch"] = .string(branch) }
      return ["DeployType": "repository", "RepoInfo": .object(repository)]
    case .zip, .file, .held:
      var fields: [String: JSON] = ["DeployType": "package"]
      if let package {
        fields["PackageName"] = .string(package.name)
        fields["PackageVersion"] = .string(package.version)
      }
      return fields
    }
  }

  private func liveVPC(of release: String) async throws(Failure) -> JSON? {
    let vpc = try await api.send(describeVersion(release), expecting: VersionDetail.self).vpcConf
    guard let vpc, let id = vpc.vpcID, !id.isEmpty else { return nil }
    let fields = [
      "VpcId": id, "VpcCIDR": vpc.vpcCIDR, "SubnetId": vpc.subnetID, "SubnetCIDR": vpc.subnetCIDR,
    ]
    return .object(fields.compactMapValues { $0.flatMap { $0.isEmpty ? nil : JSON.string($0) } })
  }

  /// An update replaces the whole set of variables, so what is not named is read first and sent again.
  private func mergedEnvironment() async throws(Failure) -> [String: JSON] {
    let text = try await server().serverConfig?.envParams ?? ""
    guard
      let present = text.isEmpty
        ? [:]
        : try? JSONCoding.decode(
          [String: JSON].self, from: Array(text.utf8), answering: describeServer.action)
    else {
      throw Failure(
        .configuration,
        "the variables of service \"\(serverName)\" are not a JSON object, so EnvParam cannot be merged",
        place: target.options["items"]?.place,
        remedies: ["name all of them in EnvParam and set \"envMerge\": \"replace\""])
    }
    return present.merging(items["EnvParam"]?.object ?? [:]) { $1 }
  }

  // MARK: Rollout

  package func poll(_ receipt: Receipt) async throws(Failure) -> Rollout {
    let id = receipt.operation.flatMap { Int($0) } ?? 0
    let answer = try await api.send(describeTask(id), expecting: TaskAnswer.self)
    var rollout = Rollout(
      receipt: receipt, state: .unregistered, status: "not registered yet", requestID: answer.requestID)
    guard answer.isExist, let task = answer.task, id > 0 || task.id > Int(receipt.baseline) ?? 0 else {
      return rollout
    }
    rollout.status = task.status
    let release = task.versionName.flatMap { $0.isEmpty ? nil : $0 }
    if receipt.operation == nil {
      switch try await ownership(of: release, receipt) {
      case .unknown:
        rollout.state = .unidentified("task \(task.id) is newer and has no remark yet")
        return rollout
      case .foreign(let what):
        rollout.state = .foreign("task \(task.id), \(what), is in progress instead")
        return rollout
      case .ours: rollout.receipt.operation = String(task.id)
      }
    }
    rollout.receipt.release = release
    rollout.steps = (task.steps ?? []).map(\.ofRollout)
    rollout.state = try await rolloutState(task)
    return rollout
  }

  /// A newer task that the update did not name is ours only when its version has our stamp.
  private func ownership(of release: String?, _ receipt: Receipt) async throws(Failure) -> Ownership {
    guard let release else { return .unknown }
    return Ownership(try await remark(of: release), receipt)
  }

  private func rolloutState(_ task: Task) async throws(Failure) -> Rollout.State {
    switch task.status {
    case "finished": return .finished
    case "failed": return .failed(TaskStep.reason(task.failReason, task.steps))
    case "stopped": return .stopped("the task was cancelled or rolled back")
    default:
      // A gray release stays "running" until a person ends it; its candidate is ready before that.
      guard task.releaseType == "GRAY", let version = task.versionName, !version.isEmpty else {
        return .running
      }
      let records = try await api.send(describeDeployRecords, expecting: DeployRecords.self)
      return records.record(of: version)?.status == "normal"
        ? .awaitingPerson("gray release \(version) is ready: promote or cancel it") : .running
    }
  }

  // MARK: Operations

  /// A gray release that is ready is rolled back, anything else is cancelled (OperateServerManage).
  package func cancel(_ rollout: InFlight) async throws(Failure) {
    let id = Int(rollout.id) ?? 0
    let answer = try await api.send(describeTask(id), expecting: TaskAnswer.self)
    var operation = "cancel"
    if let task = answer.task, case .awaitingPerson = try await rolloutState(task) { operation = "go_back" }
    _ = try await api.send(operate(task: id, operation), expecting: Accepted.self)
  }

  /// Gives all traffic to the candidate and closes the gray phase, as the vendor's own command line tool does.
  package func promote(_ state: ServiceState, percent: Int) async throws(Failure) -> Receipt {
    guard let rollout = state.inFlight, let release = rollout.release else {
      throw Failure(
        .usage, "no release of \"\(serverName)\" is waiting for promotion",
        remedies: ["check its state: sampan status \(target.name)"])
    }
    _ = try await api.send(releaseGray(release), expecting: Accepted.self)
    return Receipt(operation: rollout.id, baseline: state.baseline, release: release)
  }

  /// Only to an older version that works (SubmitServerRollback).
  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    guard let current = state.main?.release else {
      throw Failure(.usage, "no version of \"\(serverName)\" is live: nothing to roll back")
    }
    let older: String
    if let release {
      older = release
    } else {
      older = try await previous(to: current)
    }
    let answer = try await api.send(
      submitRollback(from: current, to: older), expecting: UpdateAnswer.self)
    guard let id = answer.taskID, id > 0 else {
      throw Failure(
        .unavailable, "the rollback to \(older) was accepted, but the answer has no task id",
        requestID: answer.requestID)
    }
    return Receipt(operation: String(id), baseline: state.baseline, release: older)
  }

  private func previous(to current: String) async throws(Failure) -> String {
    let records = try await api.send(describeDeployRecords, expecting: DeployRecords.self).deployRecords ?? []
    let number = DeployRecords.number(of: current) ?? 0
    let older = records.filter { $0.status == "normal" && Int($0.deployID) ?? .max < number }
    guard let newest = older.max(by: { Int($0.deployID) ?? 0 < Int($1.deployID) ?? 0 }) else {
      throw Failure(
        .usage, "no earlier version of \"\(serverName)\" can serve traffic",
        remedies: [
          "sampan rollback \(target.name) --to VERSION", "deploy an older commit with \"order\": \"any\"",
        ])
    }
    return "\(serverName)-\(newest.deployID)"
  }

  /// How much of each log is shown.
  private static let buildLines = 80
  private static let processLines = 40
  /// Pages of a build log that are read at most.
  private static let pages = 50

  package func explain(_ rollout: Rollout) async -> [LogExcerpt] {
    guard let release = rollout.receipt.release, let record = await record(of: release) else { return [] }
    var excerpts: [LogExcerpt] = []
    if let build = record.buildID, build > 0 {
      let lines = await buildLog(build, version: release)
      if !lines.isEmpty { excerpts.append(LogExcerpt(title: "build log of \(release)", lines: lines)) }
    }
    if let run = record.runID, !run.isEmpty {
      let lines = await processLog(run)
      if !lines.isEmpty { excerpts.append(LogExcerpt(title: "process log of \(release)", lines: lines)) }
    }
    return excerpts
  }

  private func record(of release: String) async -> DeployRecords.Record? {
    do throws(Failure) {
      return try await api.send(describeDeployRecords, expecting: DeployRecords.self).record(of: release)
    } catch {
      world.tell(.notice("the deploy records cannot be read: \(error.what)"))
      return nil
    }
  }

  private func processLog(_ run: String) async -> [String] {
    do throws(Failure) {
      let log = try await api.send(describeProcessLog(run: run), expecting: ProcessLog.self)
      return (log.logs ?? []).suffix(Self.processLines)
    } catch {
      world.tell(.notice("the process log cannot be read: \(error.what)"))
      return []
    }
  }

  /// The last lines. An account without a build user is refused here; the process log is still read.
  private func buildLog(_ build: Int, version: String) async -> [String] {
    var text = ""
    var start = 0
    do throws(Failure) {
      for _ in 0..<Self.pages {
        let call = describeBuildLog(build: build, version: version, from: start)
        guard let page = try await api.send(call, expecting: BuildLog.self).log else { break }
        text += page.text ?? ""
        guard page.more == true, let delivered = page.delivered, delivered > start else { break }
        start = delivered
      }
    } catch {
      world.tell(.notice("the build log cannot be read: \(error.what)"))
    }
    return text.split(whereSeparator: \.isNewline).suffix(Self.buildLines).map(String.init)
  }
}
