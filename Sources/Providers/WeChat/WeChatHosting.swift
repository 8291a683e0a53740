import Effects
import HTTP
import Model

/// Cloud hosting of mini programs that a third-party platform looks after: `componenttcb` on `api.weixin.qq.com`. A
/// rolling update replaces what a version is made of and keeps its name (`api-003`): our version name goes into the
/// remark and, for images, the tag.
///
/// The update tells a `run_id` that no call takes. What became of it is read from the version itself, through the older
/// generation of the same interface (`getcsversionlist`, `getcsversiondetail`), which spells `env_id` as `env`.
package struct WeChatHosting: Provider {
  let deployment: Deployment
  let world: World
  let api: WeChatAPI
  let options: [String: JSON]
  let envID: String
  let serverName: String
  let versionName: String
  /// Of Tencent Cloud, which takes the packages.
  private let region: String?
  let looks = LookMemory()

  package init(_ deployment: Deployment, _ world: World) throws(Failure) {
    try Self.refuse(deployment.target, world)
    options = deployment.target.options.mapValues(\.value)
    envID = options["envId"]?.string ?? ""
    serverName = options["serverName"]?.string ?? ""
    versionName = options["versionName"]?.string ?? Self.newest
    region = try TencentAPI.region(nil, in: world)
    self.deployment = deployment
    self.world = world
    api = WeChatAPI(world, mayMint: options["mintToken"]?.boolean ?? false)
    let contradictions = Self.contradictions(
      in: deployment.target, image: deployment.image, branch: deployment.branch)
    if let first = contradictions.first { throw first }
  }

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  // MARK: State

  package func state() async throws(Failure) -> ServiceState {
    let versions: [ListedVersion]
    do throws(Failure) {
      versions = try await listedVersions()
    } catch {
      return try unreadable(error)
    }
    let pinned = try pinned(among: versions)
    // From the call that the looks will make too: two calls may write the same time differently.
    let replaced = try await readableDetail(of: pinned.name)
    var state = ServiceState(
      baseline: Mark(version: pinned.name, updated: replaced?.updated ?? "").description)
    // An update may have begun or ended since the list was read.
    var moving = versions.first { VersionCondition($0.status) == .moving }
    if moving == nil, VersionCondition(replaced?.status ?? "") == .moving { moving = pinned }
    for version in versions where version.traffic > 0 {
      let detail = version.name == pinned.name ? replaced : try await readableDetail(of: version.name)
      let condition = VersionCondition(detail?.status ?? version.status)
      if moving == nil, condition == .moving { moving = version }
      // What an update that has failed or is running says of itself is not what serves.
      let isWhole = condition == .normal
      state.online.append(
        ServiceState.Online(
          release: version.name, trafficPercent: version.traffic, remark: isWhole ? detail?.remark : nil,
          image: detail?.image.flatMap { $0.isEmpty ? nil : $0 }))
    }
    let newest = versions.max { ($0.updated ?? "") < ($1.updated ?? "") } ?? pinned
    state.newest = Receipt(operation: newest.name, baseline: "", release: newest.name)
    if let version = moving {
      let detail = try await readableDetail(of: version.name)
      let isListed = VersionCondition(version.status) == .moving
      state.inFlight = InFlight(
        id: version.name, status: isListed ? version.status : detail?.status ?? version.status,
        since: version.updated, release: version.name, stamp: detail?.remark.flatMap(Stamp.init(in:)))
      state.newest = Receipt(operation: version.name, baseline: "", release: version.name)
    }
    return state
  }

  /// All pages; at most as many as a service can sensibly have.
  func listedVersions() async throws(Failure) -> [ListedVersion] {
    var versions: [ListedVersion] = []
    for _ in 0..<20 {
      let page = try await api.send(listVersions(from: versions.count), expecting: VersionList.self)
      let more = page.items ?? []
      versions += more
      if more.isEmpty || versions.count >= page.total?.value ?? 0 { break }
    }
    return versions
  }

  /// `latest` would mean another version a minute later: what it means now is what is replaced and watched.
  private func pinned(among versions: [ListedVersion]) throws(Failure) -> ListedVersion {
    let place = deployment.target.options["versionName"]?.place ?? deployment.target.place
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
      remedies: ["\"versionName\": \"latest\" stands for the newest, now \"\(newest.name)\""])
  }

  /// The calls that read are of an older generation than the update: where they do not know the service, a target
  /// that does not wait can still be updated.
  private func unreadable(_ failure: Failure) throws(Failure) -> ServiceState {
    guard failure.action == listVersions(from: 0).action, failure.kind == .configuration, failure.code != nil
    else { throw failure }
    guard deployment.target.wait.isEnabled || versionName == Self.newest else {
      let note = Finding(
        .warning, "what is live cannot be read, so nobody knows what is replaced: \(failure.what)",
        rule: "wechat/unreadable")
      return ServiceState(
        baseline: Mark(version: versionName, updated: Mark.unreadable).description, notes: [note])
    }
    var failure = failure
    failure.what = "service \"\(serverName)\" in environment \"\(envID)\" cannot be read: \(failure.what)"
    failure.place = deployment.target.options["serverName"]?.place
    if failure.code != String(WeChatErrors.withdrawn) {
      failure.remedies = ["check envId, serverName and that the environment belongs to this platform"]
    }
    failure.remedies.append(
      "to submit without looking, set \"wait\": false and name the version in \"versionName\"")
    throw failure
  }

  /// Nil, with a warning, when it may not be read. What may pass is a failure: guards depend on the answer.
  private func readableDetail(of version: String) async throws(Failure) -> VersionDetail? {
    let call = describeVersion(version)
    do throws(Failure) {
      return try await api.send(call, expecting: VersionDetail.self)
    } catch {
      guard error.action == call.action, error.code != nil,
        error.kind == .configuration || error.code == "48001"
      else { throw error }
      world.tell(
        .finding(
          Finding(
            .warning, "the remark of \(version) cannot be read: \(error.what)",
            rule: "wechat/unreadable-remark", remedies: error.remedies)))
      return nil
    }
  }

  // MARK: Publish

  /// The platform has no call to upload a package. The environment is one of Tencent Cloud's, where there is one.
  package func publish(_ artifact: Artifact) async throws(Failure) -> Published {
    switch artifact {
    case .package(let file):
      do throws(Failure) {
        let slot = try await packages.send(file)
        return Published(fields: ["package_name": slot.name, "package_version": slot.version])
      } catch {
        guard error.kind == .credentials else { throw error }
        var failure = error
        failure.remedies.append(
          "WeChat takes a package only through Tencent Cloud; \"image\" needs no key of it")
        throw failure
      }
    case .image(let reference, _): return Published(image: reference)
    case .repository, .none: return Published()
    }
  }

  var packages: PackageUpload {
    PackageUpload(
      api: TencentAPI(world, region: region), world: world, envID: envID, serverName: serverName)
  }

  // MARK: Update

  package func update(_ published: Published, since state: ServiceState) async throws(Failure) -> Receipt {
    guard let mark = Mark(state.baseline) else {
      throw Failure(.defect, "the version to replace was not looked up")
    }
    let answer = try await api.send(
      rollUpdate(updateBody(published, replacing: mark.version, keeping: published.settings)),
      expecting: UpdateAnswer.self)
    return Receipt(
      operation: try answer.accepted(as: Self.updateAction), baseline: state.baseline, release: mark.version)
  }

  /// Fields that an update leaves out may fall back to the platform's defaults, so all are sent.
  package func completed(
    _ published: Published, since state: ServiceState
  ) async throws(Failure) -> Published {
    guard options["snapshotName"] == nil, let mark = Mark(state.baseline), mark.updated != Mark.unreadable
    else { return published }
    let detail = try await api.send(describeVersion(mark.version), expecting: VersionDetail.self)
    let traffic = state.online.first { $0.release == mark.version }?.trafficPercent ?? 0
    var complete = published
    complete.settings = detail.settings.merging(["flow_ratio": .integer(traffic)]) { $1 }
    return complete
  }
}
