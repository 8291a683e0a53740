import Effects
import HTTP
import Model

/// Tencent CloudBase Run, API `tcbr` 2022-02-17. The service numbers its versions itself (`api-007`): our version name
/// goes into the remark and, for images, the tag.
/// https://cloud.tencent.com/document/product/1243/75754 (UpdateCloudRunServer)
package struct CloudBaseRun: Provider {
  let deployment: Deployment
  let world: World
  let api: TencentAPI
  let envID: String
  let serverName: String
  let releaseType: String
  let business: String?
  let items: [String: JSON]
  let mergesEnvironment: Bool
  let keepsVPC: Bool

  package init(_ deployment: Deployment, _ world: World) throws(Failure) {
    let options = deployment.target.options
    envID = options["envId"]?.value.string ?? ""
    serverName = options["serverName"]?.value.string ?? ""
    releaseType = options["releaseType"]?.value.string ?? "FULL"
    business = options["business"]?.value.string
    items = options["items"]?.value.object ?? [:]
    mergesEnvironment = options["envMerge"]?.value.string != "replace"
    keepsVPC = options["keepVpc"]?.value.boolean ?? false
    try Self.refuse(deployment.target, world)
    self.deployment = deployment
    self.world = world
    api = TencentAPI(world, region: try TencentAPI.region(options["region"]?.value.string, in: world))
  }

  // MARK: State

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  package func state() async throws(Failure) -> ServiceState {
    // The task first: one that ends before the service is read is seen as running, never neither so nor as live.
    let task = try await newestTask()
    let server = try await describedServer()
    var state = ServiceState(
      url: server.baseInfo?.defaultDomainName.flatMap { $0.isEmpty ? nil : $0 },
      baseline: String(task?.id ?? 0))
    if let status = server.baseInfo?.status?.lowercased(), !["normal", "running"].contains(status) {
      state.condition = status
      state.acceptsDeploys = !["freezing", "froze", "deleting", "unfreeze_fail"].contains(status)
    }
    for version in server.online ?? [] {
      state.online.append(
        ServiceState.Online(
          release: version.name, trafficPercent: version.traffic?.value ?? 0,
          remark: try await remark(of: version.name), image: version.imageURL))
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
      return newest.exists ? newest.task : nil
    } catch {
      throw explained(error, of: describeTask(0).action)
    }
  }

  private func describedServer() async throws(Failure) -> ServerDetail {
    do throws(Failure) {
      return try await api.send(describeServer, expecting: ServerDetail.self)
    } catch {
      throw explained(error, of: describeServer.action)
    }
  }

  /// What a refusal means for a call that names nothing but the service, when that call was refused itself.
  private func explained(_ error: Failure, of action: String) -> Failure {
    guard error.action == action, let code = error.code,
      code.hasPrefix("ResourceNotFound") || code.hasPrefix("InvalidParameter")
    else { return error }
    var failure = error
    failure.kind = .configuration
    failure.what = "service \"\(serverName)\" is not in environment \"\(envID)\": \(error.what)"
    failure.place = deployment.target.options["serverName"]?.place
    failure.remedies = [
      "create the service in the console once; check envId, serverName and the account of the key",
      "an environment in another region needs \"region\"",
    ]
    return failure
  }

  /// Nil when the version has none, and, with a warning, when the sister API does not tell: an old version, a key
  /// without permission for it. What may pass is a failure: guards depend on the answer.
  func remark(of version: String) async throws(Failure) -> String? {
    let call = describeRemark(of: version)
    do throws(Failure) {
      return try await api.send(call, expecting: VersionRemark.self).remark
    } catch {
      guard error.action == call.action, error.kind == .credentials || error.kind == .configuration
      else { throw error }
      world.tell(
        .finding(
          Finding(
            .warning, "the remark of \(version) cannot be read: \(error.what)",
            rule: "tcbr/unreadable-remark", remedies: error.remedies)))
      return nil
    }
  }

  // MARK: Publish

  package func publish(_ artifact: Artifact) async throws(Failure) -> Published {
    switch artifact {
    case .package(let file):
      let slot = try await packages.send(file)
      return Published(fields: ["PackageName": slot.name, "PackageVersion": slot.version])
    case .image(let reference, _): return Published(image: reference)
    case .repository, .none: return Published()
    }
  }

  var packages: PackageUpload {
    PackageUpload(api: api, world: world, envID: envID, serverName: serverName)
  }

  // MARK: Update

  package func update(_ published: Published, since state: ServiceState) async throws(Failure) -> Receipt {
    let call = updateServer(sourceFields(of: published), items: published.settings["Items"]?.array ?? [])
    let answer = try await api.send(call, expecting: UpdateAnswer.self)
    let id = answer.taskID ?? 0
    return Receipt(operation: id > 0 ? String(id) : nil, baseline: state.baseline)
  }

  /// The items to send, with the live version's network and variables where they are kept.
  package func completed(
    _ published: Published, since state: ServiceState
  ) async throws(Failure) -> Published {
    var items = items
    if keepsVPC, items["VpcConf"] == nil, let release = state.main?.release {
      items["VpcConf"] = try await liveVPC(of: release)
    }
    var complete = published
    complete.settings["Items"] = .array(
      try ServiceItems.encoded(items, environment: addsVariables ? try await mergedEnvironment() : nil))
    return complete
  }

  var addsVariables: Bool { mergesEnvironment && items["EnvParam"] != nil }

  /// The fields of `DeployInfo` that name what is deployed.
  func sourceFields(of published: Published) -> [String: JSON] {
    switch deployment.target.artifact {
    case .image?:
      return ["DeployType": "image", "ImageUrl": .string(published.image ?? "")]
    case .repository(let spec)?:
      var repository: [String: JSON] = ["Source": .string(spec.source), "Repo": .string(spec.name)]
      if let branch = deployment.branch { repository["Branch"] = .string(branch) }
      return ["DeployType": "repository", "RepoInfo": .object(repository)]
    case .package?, .file?, nil:
      return published.fields.mapValues(JSON.string).merging(["DeployType": "package"]) { $1 }
    }
  }

  private func liveVPC(of release: String) async throws(Failure) -> JSON? {
    let vpc = try await api.send(describeVersion(release), expecting: VersionDetail.self).vpc
    guard let vpc, let id = vpc.vpcID, !id.isEmpty else { return nil }
    let fields = [
      "VpcId": id, "VpcCIDR": vpc.vpcRange, "SubnetId": vpc.subnetID, "SubnetCIDR": vpc.subnetRange,
    ]
    return .object(fields.compactMapValues { $0.flatMap { $0.isEmpty ? nil : JSON.string($0) } })
  }

  /// An update replaces the whole set of variables, so what is not named is read first and sent again.
  private func mergedEnvironment() async throws(Failure) -> [String: JSON] {
    let text = try await describedServer().serverConfig?.environment ?? ""
    guard
      let present = text.isEmpty
        ? [:]
        : try? JSONCoding.decode(
          [String: JSON].self, from: Array(text.utf8), answering: describeServer.action)
    else {
      throw Failure(
        .configuration,
        "the variables of service \"\(serverName)\" are no JSON object, so EnvParam cannot be added",
        place: deployment.target.options["items"]?.place,
        remedies: ["name all of them in EnvParam and set \"envMerge\": \"replace\""])
    }
    return present.merging(items["EnvParam"]?.object ?? [:]) { $1 }
  }
}
