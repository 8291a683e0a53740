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
  /// `BuildPacks`, as sent.
  let buildPacks: [String: JSON]?
  let creates: Bool

  /// What an update sends besides the options of the target.
  package struct Upload: Equatable, Sendable {
    /// Where the package is; nil when the artifact is not a package.
    var package: PackageUpload.Slot?
    /// Settings by key.
    var items: [String: JSON] = [:]
    /// Settings of the version before, by key.
    var before: [String: JSON] = [:]

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
    keepsVPC = options["keepVpc"]?.value.boolean ?? true
    buildPacks = options["buildPacks"]?.value.object.map { members in
      Dictionary(
        uniqueKeysWithValues: members.map { ($0.key.prefix(1).uppercased() + $0.key.dropFirst(), $0.value) })
    }
    creates = options["create"]?.value.boolean ?? false
    self.target = target
    self.world = world
    api = TencentAPI(world, in: try TencentRegion(options["region"]?.value.string, in: world))
  }

  // MARK: Plan

  /// Without a Dockerfile the build fails after minutes; whether the service is configured to build without one is
  /// not known at this point.
  package func findings(packaging paths: [String]) -> [Finding] {
    if items["HasDockerfile"]?.boolean == false || buildPacks != nil { return [] }
    let file = items["Dockerfile"]?.string ?? "Dockerfile"
    if paths.contain(dockerfile: file, buildFolder: items["BuildDir"]?.string ?? "") { return [] }
    return [
      Finding(
        .warning, "the package has no \"\(file)\"", rule: "tcbr/no-dockerfile",
        place: target.place,
        remedies: [
          "commit it, or name it in \"items\": { \"Dockerfile\": … }",
          "set \"buildPacks\" when the cloud builds without one",
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
      api.planned(describeReleaseOrder, when: "if the newest rollout was a gray release"),
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
    var requests = [
      api.planned(describeVersion("<online version>"), when: "for the settings that are sent again"),
      api.planned(describeServer, when: "for the settings that are sent again"),
    ]
    requests += stateRequests().againBeforeUpdate()
    let slot = PackageUpload.Slot(name: "<from the response>", version: "<from the response>")
    let source = self.source(of: deployment, slot)
    let items = (try? ServiceItems.encoded(items)) ?? []
    requests.append(
      api.planned(
        updateServer(source, deployment.remark, items: items),
        when: "with the live version's \(keptKeys.joined(separator: ", ")) added to Items"))
    if creates {
      let complete = (try? ServiceItems.encoded(ServiceItems.ofNewService.merging(self.items) { $1 })) ?? []
      requests.append(
        api.planned(
          createServer(source, deployment.remark, items: complete),
          when: "if the service does not exist, instead of the update"))
    }
    return requests
  }

  private var watching: [PlannedRequest] {
    guard target.wait.isEnabled else { return [] }
    var requests = [
      api.planned(describeTask(0), when: "repeated until the task ends"),
      api.planned(describeDeployRecords, when: "repeated while nothing changes"),
      api.planned(describeVersion("<new version>"), when: "repeated while nothing changes"),
      api.planned(describeProcessLog(run: "<from the response>"), when: "repeated while nothing changes"),
    ]
    if releaseType == "GRAY" {
      requests.append(api.planned(describeReleaseOrder, when: "repeated until the gray release is ready"))
      requests.append(
        api.planned(
          releaseGray("<new version>", percent: 100, beside: nil),
          when: "later, by sampan promote \(target.name)"))
    }
    requests.append(api.planned(describeServer, when: "repeated until the new version receives all traffic"))
    requests.append(
      api.planned(describeVersion("<new version>"), when: "to compare its settings with those before"))
    if target.onFailure == .rollback {
      let rollback = submitRollback(from: "<new version>", to: "<version before>")
      requests.append(api.planned(rollback, when: "if the rollout failed"))
    }
    return requests + [
      api.planned(
        describeBuildLog(build: 0, version: "<new version>", from: 0), when: "if the rollout failed")
    ]
  }

  // MARK: State

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  package func state() async throws(Failure) -> ServiceState {
    // The task is read first: one that ends in between is then seen as running. In the other order it would be seen
    // neither as running nor as live.
    let task: Task?
    let server: ServerDetail
    do throws(Failure) {
      let newest = try await api.send(describeTask(0), expecting: TaskAnswer.self)
      task = newest.found
      server = try await api.send(describeServer, expecting: ServerDetail.self)
    } catch {
      return try await stateWithoutService(error)
    }
    var state = ServiceState(
      url: server.baseInfo?.defaultDomainName?.nonEmpty,
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
    let release = task.versionName?.nonEmpty
    state.newest = Receipt(operation: String(task.id), baseline: "0", release: release)
    state.inFlight = try await inFlight(task, release)
    return state
  }

  private func inFlight(_ task: Task, _ release: String?) async throws(Failure) -> InFlight? {
    guard task.isMoving else {
      // A release whose traffic was given back may still be open, and then blocks others (account of 2026-09-19).
      guard task.isGray,
        let open = try await api.send(describeReleaseOrder, expecting: ReleaseOrder.self).candidate
      else { return nil }
      return InFlight(
        id: String(task.id), status: Self.open, since: Timestamp(chinaTime: task.createTime), release: open)
    }
    var rollout = InFlight(
      id: String(task.id), status: task.word, since: Timestamp(chinaTime: task.createTime),
      step: task.steps?.first { $0.word == "running" }?.name, release: release)
    if let release { rollout.stamp = try await remark(of: release).flatMap(Stamp.init(in:)) }
    return rollout
  }

  /// The status of a gray release whose task has ended.
  static let open = "releasing"
  /// The baseline where the service does not exist.
  static let absent = "absent"

  /// Nil when the version has none, or, with a warning, when the older API refuses: an old version, a key without
  /// permission for it.
  func remark(of version: String) async throws(Failure) -> String? {
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

  /// An update was seen to drop settings that it does not name, so they are read from the live version and named.
  package func completed(_ upload: Upload, since state: ServiceState) async throws(Failure) -> Upload {
    var complete = upload
    complete.items = items
    if state.baseline == Self.absent {
      complete.items = ServiceItems.ofNewService.merging(items) { $1 }
    } else {
      complete.before = try await settings(of: state.main?.release).values
      for key in keptKeys {
        complete.items[key] =
          key == ServiceItems.variables
          ? try variables(beside: complete.before[key])
          : items[key] ?? complete.before[key].flatMap { $0 == .null ? nil : $0 }
      }
    }
    if buildPacks != nil, items["HasDockerfile"] == nil { complete.items["HasDockerfile"] = false }
    return complete
  }

  package func update(
    _ deployment: Deployment, _ upload: Upload, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    let source = source(of: deployment, upload.package)
    let items = try ServiceItems.encoded(upload.items)
    let call =
      state.baseline == Self.absent
      ? createServer(source, deployment.remark, items: items)
      : updateServer(source, deployment.remark, items: items)
    let answer = try await api.send(call, expecting: UpdateAnswer.self)
    var receipt = self.receipt(for: deployment, since: state)
    if let id = answer.taskID?.value, id > 0 { receipt.operation = String(id) }
    return receipt
  }

  /// Nil: no version is online, and the service's own configuration has all that is known.
  private func settings(
    of release: String?
  ) async throws(Failure) -> (values: [String: JSON], shown: Set<String>) {
    var version = JSON.null
    if let release { version = try await api.send(describeVersion(release), expecting: JSON.self) }
    let service = try await api.send(describeServer, expecting: ServerDetail.self).serverConfig
    return ServiceItems.settings(version: version, service: service ?? .null)
  }

  // MARK: Rollout

  package func poll(_ receipt: Receipt) async throws(Failure) -> Rollout {
    var (rollout, task) = try await pollTask(receipt)
    if let task { rollout.state = try await rolloutState(task) }
    return rollout
  }

  /// The task shows when a step changes. A gray release that is ready shows only in its record, so that is read after
  /// each change; of all others the task is enough while it moves.
  package func glance(at receipt: Receipt, since last: Rollout?) async throws(Failure) -> Rollout {
    var (rollout, task) = try await pollTask(receipt)
    guard let task else { return rollout }
    let isUnchanged = rollout.statuses == last?.statuses
    let isEnough = task.isMoving && (isUnchanged || !task.isGray)
    rollout.state = isEnough ? .running : try await rolloutState(task)
    return rollout
  }

  /// The task, and the rollout as far as it shows it; nil, with the state, where that is not the task of the receipt.
  private func pollTask(_ receipt: Receipt) async throws(Failure) -> (Rollout, Task?) {
    let id = receipt.operation.flatMap { Int($0) } ?? 0
    let answer: TaskAnswer
    do throws(Failure) {
      answer = try await api.send(describeTask(id), expecting: TaskAnswer.self)
    } catch {
      // A service that is being made may not be visible yet.
      guard receipt.baseline == Self.absent, error.code?.hasPrefix("ResourceNotFound") == true else {
        throw error
      }
      return (Rollout(receipt: receipt, state: .unregistered, status: "not registered yet"), nil)
    }
    var rollout = Rollout(
      receipt: receipt, state: .unregistered, status: "not registered yet", requestID: answer.requestID)
    guard let task = answer.found, id > 0 || task.id > Int(receipt.baseline) ?? 0 else {
      return (rollout, nil)
    }
    rollout.status = task.word
    let release = task.versionName?.nonEmpty
    if receipt.operation == nil {
      switch try await ownership(of: release, receipt) {
      case .unknown:
        rollout.state = .unidentified("task \(task.id) is newer and has no remark yet")
        return (rollout, nil)
      case .foreign(let what):
        rollout.state = .foreign("task \(task.id), \(what), is in progress instead")
        return (rollout, nil)
      case .ours: rollout.receipt.operation = String(task.id)
      }
    }
    rollout.receipt.release = release
    rollout.steps = (task.steps ?? []).map(\.ofRollout)
    return (rollout, task)
  }

  package func awaited(in state: ServiceState) async throws(Failure) -> Awaited? {
    guard let rollout = state.inFlight, rollout.status == Self.open else {
      return try await awaitedByNewest(of: state)
    }
    guard let release = rollout.release, let status = try await deadStatus(of: release) else {
      return Awaited(
        "the release order of \(rollout.release ?? rollout.id) is still open: promote or cancel it")
    }
    let remark = try await remark(of: release)?.nonEmpty
    return Awaited(
      remark.map { "\(release) (\"\($0)\") is \(status), and its release order is still open: cancel it" }
        ?? "\(release) is \(status), and its release order is still open: cancel it",
      isPromotable: false)
  }

  // MARK: Operations

  /// A gray release that is ready is rolled back, anything else is cancelled (OperateServerManage).
  package func cancel(_ rollout: InFlight) async throws(Failure) {
    let id = Int(rollout.id) ?? 0
    let answer = try await api.send(describeTask(id), expecting: TaskAnswer.self)
    var operation = rollout.status == Self.open ? "go_back" : "cancel"
    if let task = answer.task, case .awaitingPerson = try await rolloutState(task) { operation = "go_back" }
    _ = try await api.send(operate(task: id, operation), expecting: Accepted.self)
  }

  /// All traffic closes the gray phase, as the vendor's own command line tool does. Refused before the release order can
  /// be routed: the API would answer that the resource is unavailable.
  package func promote(_ state: ServiceState, percent: Int) async throws(Failure) -> Receipt {
    guard let rollout = state.inFlight, let release = rollout.release else {
      throw Failure(
        .usage, "no release of \"\(serverName)\" is waiting for promotion",
        remedies: ["check its state: sampan status \(target.name)"])
    }
    let early = Failure(
      .tryLater,
      "gray release \(release) cannot be promoted yet: the provider still prepares its release order",
      remedies: ["again in a minute: sampan promote \(target.name)"])
    let order = try await api.send(describeReleaseOrder, expecting: ReleaseOrder.self)
    guard order.candidate == release else {
      let task = try await api.send(describeTask(Int(rollout.id) ?? 0), expecting: TaskAnswer.self).task
      guard task?.isGray != true else { throw early }
      throw Failure(
        .usage, "rollout \(rollout.id) is not a gray release: there is nothing to promote",
        remedies: ["follow it: sampan status \(target.name) --wait"])
    }
    // The order of a version that failed may be left open (account of 2026-09-19).
    if let status = try await deadStatus(of: release) {
      throw Failure(
        .guarded, "\(release) is \(status): it must not go live",
        remedies: ["close its release order: sampan cancel \(target.name)"])
    }
    if let route = order.route { try replace(route, of: release, by: percent) }
    let current = order.releaseOrderInfo?.currentVersion?.versionName ?? state.main?.release
    do throws(Failure) {
      _ = try await api.send(
        releaseGray(release, percent: percent, beside: current), expecting: Accepted.self)
    } catch {
      guard error.code == "ResourceUnavailable" else { throw error }
      if rollout.status == Self.open {
        // Its rollout has ended: there is nothing that still prepares it.
        throw error.with {
          ($0.kind, $0.retry) = (.usage, .never)
          $0.remedies = ["close its release order: sampan cancel \(target.name)"]
        }
      }
      throw error.with { failure in
        (failure.kind, failure.what, failure.remedies) = (
          early.kind, "\(early.what) (\(error.what))", early.remedies
        )
      }
    }
    return Receipt(operation: rollout.id, baseline: state.baseline, release: release)
  }

  /// Only to an older version that works (SubmitServerRollback).
  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    guard let current = state.main?.release else {
      throw Failure(.usage, "no version of \"\(serverName)\" is live: nothing to roll back")
    }
    let records = try await api.send(describeDeployRecords, expecting: DeployRecords.self)
    let older: String
    if let release {
      older = try earlier(release, than: current, in: records)
    } else {
      older = try previous(to: current, in: records, state)
    }
    if let routed = records.routed {
      world.tell(
        .notice("requests were routed by \(routed); from now on \(older) receives all of them"))
    }
    let answer = try await api.send(
      submitRollback(from: current, to: older), expecting: UpdateAnswer.self)
    guard let id = answer.taskID?.value, id > 0 else {
      throw Failure(
        .unavailable, "the rollback to \(older) was accepted, but the answer has no task id",
        requestID: answer.requestID)
    }
    return Receipt(operation: String(id), baseline: state.baseline, release: older)
  }

  package func earlier(than state: ServiceState) async throws(Failure) -> String? {
    guard let current = state.main?.release else { return nil }
    return try previous(
      to: current, in: try await api.send(describeDeployRecords, expecting: DeployRecords.self), state)
  }

  /// The version that a person named, where it can serve again.
  private func earlier(
    _ release: String, than current: String, in records: DeployRecords
  ) throws(Failure) -> String {
    let remedies: [Text] = ["list the releases: sampan history \(target.name)"]
    guard release != current else {
      throw Failure(.usage, "\(release) is already live", remedies: remedies)
    }
    guard let record = named(release, in: records) else {
      throw Failure(.usage, "\"\(serverName)\" has no version \"\(release)\"", remedies: remedies)
    }
    guard record.number < DeployRecords.number(of: current) ?? 0 else {
      throw Failure(
        .usage, "\(release) is newer than \(current), which is live: it is not an earlier version",
        remedies: ["to give a version that waits all traffic: sampan promote \(target.name)"] + remedies)
    }
    guard record.word == "normal" else {
      throw Failure(
        .usage, "\(release) cannot serve: its status is \"\(record.word)\"", remedies: remedies)
    }
    return release
  }

  private func previous(
    to current: String, in records: DeployRecords, _ state: ServiceState
  ) throws(Failure) -> String {
    let number = DeployRecords.number(of: current) ?? 0
    guard let newest = records.sorted.first(where: { $0.word == "normal" && $0.number < number }) else {
      throw Failure(
        .usage, "no earlier version of \"\(serverName)\" can serve traffic",
        remedies: state.inFlight.map { waiting in
          ["to stop \(waiting.release ?? waiting.id), which is not live yet: sampan cancel \(target.name)"]
        } ?? [
          "sampan rollback \(target.name) --to VERSION", "deploy an older commit with \"order\": \"any\"",
        ])
    }
    return "\(serverName)-\(newest.digits)"
  }

  package func lostSettings(of release: String?, after upload: Upload) async -> [Finding] {
    guard let release, let found = try? await settings(of: release) else { return [] }
    let wanted = upload.before.merging(upload.items) { $1 }
    return ServiceItems.differences(from: wanted, in: found).map { key in
      let isAsked = items[String(key.prefix { $0 != "." })] != nil
      return Finding(
        .warning,
        isAsked
          ? "setting \"\(key)\" of \(release) is not what \"items\" asks for"
          : "setting \"\(key)\" of \(release) is not what the version before had",
        rule: "tcbr/lost-setting", place: target.options["items"]?.place ?? target.place,
        remedies: [
          isAsked ? "check it in the console, and deploy again" : "set it in \"items\", and deploy again"
        ])
    }
  }
}
