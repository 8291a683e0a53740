import Effects
import HTTP
import Model

/// Cloud hosting of mini programs that a third-party platform manages: `componenttcb` on `api.weixin.qq.com`. A
/// rolling update replaces what a version is made of and keeps its name (`api-003`): our version name goes into the
/// remark and, for images, the tag.
///
/// The update returns a `run_id` that no other call takes. Its outcome is read from the version itself, through the
/// older generation of the same interface (`getcsversionlist`, `getcsversiondetail`), which spells `env_id` as `env`.
package struct WeChatHosting: Provider {
  let target: Target
  let world: World
  let api: WeChatAPI
  let options: [String: JSON]
  let envID: String
  let serverName: String
  let versionName: String
  /// The platform has no call to upload a package. The environment belongs to Tencent Cloud, which has one.
  private let tencent: TencentAPI

  /// What an update sends besides the options of the target.
  package struct Upload: Equatable, Sendable {
    /// Where the package is; nil when the artifact is not a package.
    var package: PackageUpload.Slot?
    /// Of the version that is replaced, by the field names of the update.
    var settings: [String: JSON] = [:]

    package init() {}
  }

  package init(_ target: Target, _ world: World) throws(Failure) {
    try Self.refuse(target, world)
    options = target.options.mapValues(\.value)
    envID = options["envId"]?.string ?? ""
    serverName = options["serverName"]?.string ?? ""
    versionName = options["versionName"]?.string ?? Self.newest
    tencent = TencentAPI(world, in: try TencentRegion(options["region"]?.string, in: world))
    self.target = target
    self.world = world
    api = WeChatAPI(world, mayMint: options["mintToken"]?.boolean ?? false)
  }

  package func check(_ deployment: Deployment) throws(Failure) {
    let artifact = deployment.artifact
    let contradictions = Self.contradictions(in: target, image: artifact.image, branch: artifact.branch)
    if let first = contradictions.first { throw first }
  }

  // MARK: Plan

  /// Without a Dockerfile the build fails after minutes.
  package func findings(packaging paths: [String]) -> [Finding] {
    guard case .package? = target.artifact else { return [] }
    let file = options["dockerfilePath"]?.string ?? "Dockerfile"
    if paths.contain(dockerfile: file, buildFolder: options["buildDir"]?.string ?? "") { return [] }
    return [
      Finding(
        .warning, "the package has no \"\(file)\"", rule: "wechat/no-dockerfile",
        place: target.place, remedies: ["commit it, or name it in \"dockerfilePath\""])
    ]
  }

  package func requests(for deployment: Deployment) -> [PlannedRequest] {
    api.plannedToken() + stateRequests() + publishing + updating(deployment) + watching
  }

  package func stateRequests() -> [PlannedRequest] {
    [
      api.planned(listVersions(from: 0)),
      api.planned(describeVersion("<online version>"), when: "for each version online"),
    ]
  }

  private var publishing: [PlannedRequest] {
    sendsPackage ? packages.planned() : []
  }

  private var replaced: String { versionName == Self.newest ? "<newest version>" : versionName }

  private func updating(_ deployment: Deployment) -> [PlannedRequest] {
    var upload = Upload()
    upload.package = PackageUpload.Slot(name: "<from the response>", version: "<from the response>")
    let body = updateBody(deployment, upload, replacing: replaced)
    let again = stateRequests().againBeforeUpdate()
    guard options["snapshotName"] == nil else { return again + [api.planned(rollUpdate(body))] }
    let other = addressed(body).map {
      api.planned(rollUpdate($0), when: "if the platform refuses the repository's name")
    }
    return [api.planned(describeVersion(replaced), when: "for the settings that are kept")] + again
      + [api.planned(rollUpdate(body), when: "with the settings that the version has added")]
      + [other].compactMap(\.self)
  }

  private var watching: [PlannedRequest] {
    guard target.wait.isEnabled else { return [] }
    let comparison = options["snapshotName"] == nil ? [describeVersion(replaced)] : []
    let back = target.onFailure == .rollback ? [route(to: "<version before>")] : []
    let waits = options["flowRatio"]?.integer.map { $0 < 100 } ?? false
    return [
      api.planned(describeVersion(replaced), when: "repeated until the rollout ends"),
      api.planned(listVersions(from: 0), when: "repeated until the new version receives all traffic"),
    ] + (waits ? [api.planned(route(to: replaced), when: "later, by sampan promote \(target.name)")] : [])
      + comparison.map { api.planned($0, when: "to compare its settings") }
      + back.map { api.planned($0, when: "if the rollout failed") }
  }

  // MARK: State

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  package func uploadIdentity() async throws(Failure) -> CallerIdentity? {
    guard sendsPackage else { return nil }
    return try await uploading { () async throws(Failure) in try await tencent.identity() }
  }

  package func findUploadKey() async throws(Failure) {
    guard sendsPackage else { return }
    try await uploading { () async throws(Failure) in try await tencent.findKey() }
  }

  private var sendsPackage: Bool { target.artifact?.form == .package }

  /// With the reason for the other cloud's key, where that is refused.
  private func uploading<T>(_ body: () async throws(Failure) -> T) async throws(Failure) -> T {
    do throws(Failure) {
      return try await body()
    } catch {
      guard error.kind == .credentials else { throw error }
      throw error.with {
        $0.remedies.append("a package is uploaded to Tencent Cloud, with its key; an \"image\" needs none")
      }
    }
  }

  package func state() async throws(Failure) -> ServiceState {
    let versions: [ListedVersion]
    do throws(Failure) {
      versions = try await self.versions()
    } catch {
      return try await unreadable(error)
    }
    let pinned = try pinned(among: versions)
    // From the call that the polls make too: two calls may write the same time differently.
    let replaced = try await detail(of: pinned.name)
    var state = ServiceState(
      baseline: Mark(version: pinned.name, updated: replaced?.updated ?? "").description,
      notes: lostRollback(from: pinned))
    // An update may have begun or ended since the list was read.
    var moving = versions.first { VersionCondition($0.status) == .moving }
    if moving == nil, VersionCondition(replaced?.status ?? "") == .moving { moving = pinned }
    for version in versions where version.traffic > 0 {
      let detail = version.name == pinned.name ? replaced : try await self.detail(of: version.name)
      let condition = VersionCondition(detail?.status ?? version.status)
      if moving == nil, condition == .moving { moving = version }
      // The remark of an update that has failed or is running is not the remark of what serves.
      let isWhole = condition == .normal
      state.online.append(
        ServiceState.Online(
          release: version.name, trafficPercent: version.traffic, remark: isWhole ? detail?.remark : nil,
          image: detail?.image?.nonEmpty))
    }
    let newest = versions.max { ($0.updated ?? "") < ($1.updated ?? "") } ?? pinned
    state.newest = Receipt(operation: newest.name, baseline: "", release: newest.name)
    if let version = moving {
      let detail = try await self.detail(of: version.name)
      let isListed = VersionCondition(version.status) == .moving
      state.inFlight = InFlight(
        id: version.name, status: isListed ? version.status : detail?.status ?? version.status,
        since: Timestamp(chinaTime: version.updated), release: version.name,
        stamp: detail?.remark.flatMap(Stamp.init(in:)))
      state.newest = Receipt(operation: version.name, baseline: "", release: version.name)
    } else if (1...99).contains(pinned.traffic), !versions.contains(where: pinned.isOlder),
      VersionCondition(replaced?.status ?? pinned.status) == .normal
    {
      // Ready, and given a share: it waits for a person.
      state.inFlight = InFlight(
        id: pinned.name, status: pinned.status, since: Timestamp(chinaTime: pinned.updated),
        step: Self.text(ofShare: pinned.traffic), release: pinned.name,
        stamp: replaced?.remark.flatMap(Stamp.init(in:)))
    }
    return state
  }

  /// All pages, at most 20: more versions than a service can have.
  func versions() async throws(Failure) -> [ListedVersion] {
    var versions: [ListedVersion] = []
    for _ in 0..<20 {
      let page = try await api.send(listVersions(from: versions.count), expecting: VersionList.self)
      let more = page.items ?? []
      versions += more
      if more.isEmpty || versions.count >= page.total?.value ?? 0 { break }
    }
    return versions
  }

  /// `latest` could mean another version a minute later, so it is resolved once: that version is replaced and
  /// watched.
  private func pinned(among versions: [ListedVersion]) throws(Failure) -> ListedVersion {
    let place = target.options["versionName"]?.place ?? target.place
    guard let newest = versions.max(by: { $0.isOlder(than: $1) }) else {
      throw Failure(
        .configuration, "service \"\(serverName)\" in environment \"\(envID)\" has no version to replace",
        place: place,
        remedies: ["create its first version in the console or by createcloudbaserunserverversion"])
    }
    if versionName == Self.newest { return newest }
    if let named = versions.first(where: { $0.name == versionName }) { return named }
    throw Failure(
      .configuration, "service \"\(serverName)\" has no version \"\(versionName)\"", place: place,
      remedies: ["\"versionName\": \"latest\" means the newest, now \"\(newest.name)\""])
  }

  /// The calls that read are of an older generation than the update: where they do not find the service, a target
  /// that does not wait can still be updated.
  private func unreadable(_ failure: Failure) async throws(Failure) -> ServiceState {
    guard failure.action == listVersions(from: 0).action, failure.kind == .configuration, failure.code != nil
    else { throw failure }
    guard target.wait.isEnabled || versionName == Self.newest else {
      let note = Finding(
        .warning, "the service cannot be read, so what is replaced is not known: \(failure.what)",
        rule: "wechat/unreadable")
      return ServiceState(
        baseline: Mark(version: versionName, updated: Mark.unreadable).description, notes: [note])
    }
    throw await notFound(failure).with {
      guard failure.code != Self.notOpened else { return }
      $0.remedies.append(
        "to submit without reading the service, set \"wait\": false and name the version in \"versionName\"")
    }
  }

  /// Nil, with a warning, when the platform refuses: a version that was deleted, a platform without permission for the
  /// call (48001).
  private func detail(of version: String) async throws(Failure) -> VersionDetail? {
    let call = describeVersion(version)
    return try await world.readOrWarn(
      "the remark of \(version)", by: call.action, rule: "wechat/unreadable-remark",
      isFinal: { $0.code != nil && ($0.kind == .configuration || $0.code == "48001") }
    ) { () async throws(Failure) in
      try await api.send(call, expecting: VersionDetail.self)
    }
  }

  // MARK: Publish

  package func publish(_ deployment: Deployment) async throws(Failure) -> Upload {
    var upload = Upload()
    guard let file = deployment.artifact.file else { return upload }
    upload.package = try await uploading { () async throws(Failure) in try await packages.send(file) }
    return upload
  }

  private var packages: PackageUpload {
    PackageUpload(api: tencent, world: world, envID: envID, serverName: serverName)
  }

  // MARK: Update

  /// Fields that an update leaves out may fall back to the platform's defaults, so all are sent.
  package func completed(_ upload: Upload, since state: ServiceState) async throws(Failure) -> Upload {
    guard options["snapshotName"] == nil, let mark = Mark(state.baseline), mark.updated != Mark.unreadable
    else { return upload }
    let detail = try await api.send(describeVersion(mark.version), expecting: VersionDetail.self)
    let traffic = state.online.first { $0.release == mark.version }?.trafficPercent ?? 0
    var complete = upload
    complete.settings = detail.settings.merging(["flow_ratio": .integer(traffic)]) { $1 }
    return complete
  }

  package func update(
    _ deployment: Deployment, _ upload: Upload, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    guard let mark = Mark(state.baseline) else {
      throw Failure(.defect, "the version to replace was not looked up")
    }
    let answer = try await submit(updateBody(deployment, upload, replacing: mark.version))
    var receipt = self.receipt(for: deployment, since: state)
    receipt.operation = try answer.accepted(as: Self.updateAction)
    receipt.release = mark.version
    return receipt
  }

  // MARK: Rollout

  /// A rolling update keeps the version's name, and for a moment the platform still reports it as it was before. A
  /// version at rest is the updated one when it was seen in motion, or when two polls report a changed time.
  package func poll(_ receipt: Receipt) async throws(Failure) -> Rollout {
    if let release = receipt.release, receipt.kind == .traffic {
      return try await pollTraffic(of: release, receipt)
    }
    let before = Mark(receipt.baseline)
    guard let name = before?.version ?? receipt.release else {
      throw Failure(.defect, "the version to watch is not known")
    }
    let version = try await api.send(describeVersion(name), expecting: VersionDetail.self)
    let condition = VersionCondition(version.status)
    let isAtRest = condition == .normal || condition == .failed
    let hasMoved = receipt.isRegistered || before == nil
    var rollout = Rollout(receipt: receipt, state: .unregistered, status: version.status)
    guard !isAtRest || hasMoved || before?.isOlder(than: version.updated) == true else {
      // Without its times, a version that was updated since may appear as it was before.
      if before?.isComparable(to: version.updated) == false {
        rollout.state = .unidentified("the platform does not show when \(name) was updated")
      }
      return rollout
    }
    if !isAtRest { rollout.receipt.isRegistered = true }
    if before != nil, receipt.kind != .restoration {
      switch ownership(of: version, isAtRest: isAtRest, receipt) {
      case .ours: rollout.receipt.operation = receipt.operation ?? name
      case .unknown:
        rollout.state = .unidentified("\(name) is being updated and has no new remark yet")
        return rollout
      case .foreign(let what):
        let theirs: Rollout.State =
          receipt.operation == nil
          ? .foreign("version \(name) was updated by another deploy, \(what)")
          : .stopped("another deploy updated \(name) since, \(what)")
        rollout.state = hasMoved ? theirs : .suspect(theirs, until: .polls(2))
        return rollout
      }
    }
    rollout.receipt.release = name
    rollout.state = isAtRest ? try await end(of: name, version, hasMoved, before) : .running
    let isOver = if case .suspect = rollout.state { false } else { isAtRest }
    rollout.steps = [
      Rollout.Step(
        name: "update \(name)",
        status: isOver ? condition == .failed ? "failed" : "finished" : "running")
    ]
    return rollout
  }

  /// A version that is ready waits with the share that it has. One without traffic blocks nothing, so that it is not in
  /// progress: it may have been rolled back.
  package func awaited(in state: ServiceState) async throws(Failure) -> Awaited? {
    var condition = state.inFlight.map { VersionCondition($0.status) }
    var name = state.inFlight.map { $0.release ?? $0.id }
    if condition == nil, state.isWithoutNewest != nil, let newest = Mark(state.baseline)?.version {
      name = newest
      condition = try await versions().first { $0.name == newest }.map { VersionCondition($0.status) }
    }
    guard let name, condition == .normal else { return nil }
    let traffic = state.online.first { $0.release == name }?.trafficPercent ?? 0
    return Awaited("version \(name) is ready with \(traffic) % of the traffic: promote it")
  }

  /// What a version was before an update serves on when the update has failed.
  package func nothingToUndo(in state: ServiceState) async throws(Failure) -> Text? {
    guard state.inFlight == nil, let live = state.main?.release, state.newest?.release == live,
      let version = try await versions().first(where: { $0.name == live }),
      VersionCondition(version.status) == .failed
    else { return state.isWithoutNewest }
    return
      "the update of \(live) failed (\(version.status)), and what it was before still serves: nothing has to be rolled back"
  }

  // MARK: Operations

  /// Traffic to the version that the target updates.
  package func promote(_ state: ServiceState, percent: Int) async throws(Failure) -> Receipt {
    let name = Mark(state.baseline)?.version
    guard let name, state.online.first(where: { $0.release == name })?.trafficPercent != 100 else {
      throw Failure(
        .usage, "no version of \"\(serverName)\" is waiting for promotion",
        remedies: ["check its state: sampan status \(target.name)"])
    }
    if let rollout = state.inFlight, rollout.release == name, VersionCondition(rollout.status) != .normal {
      throw Failure(
        .tryLater, "\(name) is not ready yet: its status is \"\(rollout.status)\"",
        remedies: ["wait for it: sampan status \(target.name) --wait"])
    }
    let status = try await versions().first { $0.name == name }?.status
    guard status.map(VersionCondition.init) == .normal else {
      throw Failure(
        .guarded, "\(name) is \(status.or("unknown")): it must not go live",
        remedies: ["fix the cause and deploy again"])
    }
    return percent == 100 ? try await released(name, state) : try await shared(percent, with: name, state)
  }

  /// The rest goes to the version that has most of the traffic now; versions that are not named get none.
  private func shared(
    _ percent: Int, with name: String, _ state: ServiceState
  ) async throws(Failure) -> Receipt {
    let others = state.online.filter { $0.release != name }
    guard let other = others.max(by: { $0.trafficPercent < $1.trafficPercent }) else {
      throw Failure(
        .usage, "no other version of \"\(serverName)\" receives traffic: \(name) cannot have a share of it",
        remedies: ["give it all traffic: sampan promote \(target.name)"])
    }
    let shares = [(name, percent), (other.release, 100 - percent)]
    _ = try await api.send(divide(shares), expecting: Empty.self)
    return Receipt(.traffic, operation: Self.text(ofShare: percent), baseline: state.baseline, release: name)
  }

  /// To another version that still exists, or else to an entry of the version's own history, whose names only the
  /// console shows.
  package func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    guard let current = state.main?.release, let mark = Mark(state.baseline) else {
      throw Failure(.usage, "no version of \"\(serverName)\" is live: nothing to roll back")
    }
    if let rollout = state.inFlight, VersionCondition(rollout.status) != .normal {
      // When it ends it takes the traffic back, and it cannot be stopped.
      throw Failure(
        .tryLater, "\(rollout.release ?? rollout.id) is being updated: its status is \"\(rollout.status)\"",
        remedies: ["roll back when it has ended: sampan status \(target.name) --wait"])
    }
    guard release != current || state.online.count > 1 else {
      throw Failure(
        .usage, "\(current) is already live",
        remedies: ["list the releases: sampan history \(target.name)"])
    }
    let versions = try await self.versions()
    guard let release else {
      let earlier = try earlier(than: current, state, versions)
      if earlier != current, versions.contains(where: { $0.name == current && $0.isUpdated }) {
        warn(ofFormerContent: current, goingTo: earlier)
      }
      return try await released(earlier, state)
    }
    guard let version = versions.first(where: { $0.name == release }) else {
      try requireEntry(release, of: mark.version, versions)
      let run = try await restored(mark.version, to: release) ?? release
      return Receipt(.restoration, operation: run, baseline: state.baseline, release: mark.version)
    }
    guard VersionCondition(version.status) == .normal else {
      throw Failure(
        .usage, "\(release) cannot serve: its status is \"\(version.status)\"",
        remedies: ["sampan rollback \(target.name) --to VERSION"])
    }
    return try await released(release, state)
  }

  package func earlier(than state: ServiceState) async throws(Failure) -> String? {
    guard let current = state.main?.release else { return nil }
    return try earlier(than: current, state, try await versions())
  }

  private func released(_ name: String, _ state: ServiceState) async throws(Failure) -> Receipt {
    let answer = try await api.send(route(to: name), expecting: RouteAnswer.self)
    try Self.require(answer.result, "success", Self.routeAction)
    return Receipt(
      .traffic, operation: answer.order.map { String($0.value) } ?? name, baseline: state.baseline,
      release: name)
  }

  /// Of what was sent and can be read back. Values of variables are not shown: they may be secret.
  package func lostSettings(of release: String?, after upload: Upload) async -> [Finding] {
    guard options["snapshotName"] == nil, let release,
      let found = try? await api.send(describeVersion(release), expecting: VersionDetail.self).settings
    else { return [] }
    let sent = upload.settings.merging(VersionFields.encoded(options)) { $1 }
    return VersionDetail.kept.compactMap { name in
      // The documents do not promise that all are reported: what was not read before may be missing.
      guard let value = sent[name], found[name] != nil || upload.settings[name] != nil,
        let difference = VersionDetail.difference(name, sent: value, found: found[name])
      else { return nil }
      let option = VersionFields.optionName(name) ?? name
      return Finding(
        .warning, "\(option) of \(release): \(difference)", rule: "wechat/lost-setting",
        place: target.options[option]?.place ?? target.place(of: Self.schema.name),
        remedies: ["set it in the platform's console, and \"\(option)\" in \"wechat\" for the next deploy"])
    }
  }

  /// The platform shows its logs only in the console.
  package func explain(_ rollout: Rollout) async -> [LogExcerpt] { [] }

  /// Of how many versions the remark is read: one call each.
  private static let detailed = 30

  package func releases() async throws(Failure) -> [Release] {
    let versions = try await self.versions().sorted { $1.isOlder(than: $0) }
    var releases: [Release] = []
    var known: Set<String> = []
    // A version that was made between two pages moves another to the next one.
    for version in versions where known.insert(version.name).inserted {
      let detail = releases.count < Self.detailed ? try await detail(of: version.name) : nil
      releases.append(
        Release(
          id: version.name, created: Timestamp(chinaTime: version.created), status: version.status,
          trafficPercent: version.traffic, remark: detail?.remark?.nonEmpty, image: detail?.image?.nonEmpty))
    }
    return releases
  }
}
