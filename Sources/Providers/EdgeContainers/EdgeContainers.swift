import Effects
import HTTP
import Model

/// Edge containers of Alibaba Cloud ESA, API 2024-09-10. A version is created first and serves nobody; publishing it
/// to an environment makes it serve. ESA names its versions itself (`ver-…`): our version goes into the version's name,
/// our stamp into its remarks, the only text of ours that can be read back.
/// https://www.alibabacloud.com/help/en/edge-security-acceleration/esa/api-esa-2024-09-10-publishedgecontainerappversion
package struct EdgeContainers: Provider {
  let deployment: Deployment
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
  /// Looks in a row that found the staging image unpullable.
  let imagePulls = LookCount()

  package init(_ deployment: Deployment, _ world: World) throws(Failure) {
    try Self.refuse(deployment.target, world)
    let options = deployment.target.options
    appID = options["appId"]?.value.string ?? ""
    environment = options["publishEnv"]?.value.string ?? "prod"
    percentage = options["percentage"]?.value.integer
    startTime = options["startTime"]?.value.string
    publishType = options["publishType"]?.value.string
    regions = (options["regions"]?.value.array ?? []).compactMap(\.string)
    fullRelease = options["fullRelease"]?.value.boolean
    versionID = options["versionId"]?.value.string
    containers = try options["containers"].map(ContainerSpecs.encoded)
    self.deployment = deployment
    self.world = world
    api = AlibabaAPI(world, host: Self.host(site: options["site"]?.value.string), version: "2024-09-10")
  }

  /// Accounts of the two sites live apart; the region of an account's other services says nothing here.
  private static func host(site: String?) -> String {
    site == "international" ? "esa.ap-southeast-1.aliyuncs.com" : "esa.cn-hangzhou.aliyuncs.com"
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
      let live = try await describedVersion(version)
      // The version that the target names was made by somebody, maybe by another target of ours: what that one
      // stamped on it is not what this one compares with.
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
    guard status.isMoving || status.isWaiting && !goesOn(with: status) else { return state }
    let known = state.online.first { $0.release == release }?.remark
    let remark = if let known { known } else { try await describedVersion(release)?.remarks }
    state.inFlight = InFlight(
      id: release, status: status.publishStatus, since: status.publishTime,
      step: status.isWaiting ? "partial release \(status.reach)" : nil, release: release,
      stamp: remark.flatMap(Stamp.init(in:)))
    return state
  }

  /// Whether the target is the next step of what waits for a person: the same version, to more.
  private func goesOn(with status: AppStatus) -> Bool {
    guard let versionID, versionID == status.release else { return false }
    guard publishType == "region" else {
      return publishesToAll || (percentage ?? 100) > (status.expectedPercentage ?? 100)
    }
    return publishesToAll || !Set(regions).isSubset(of: status.regions)
  }

  /// As far as the config says; `promote` goes further.
  var publishesToAll: Bool {
    publishType == "region" ? fullRelease == true : (percentage ?? 100) == 100
  }

  func appStatus() async throws(Failure) -> AppStatus {
    do throws(Failure) {
      let answer = try await api.send(describeStatus, expecting: StatusAnswer.self)
      var status = answer.status ?? AppStatus()
      status.requestID = answer.requestID
      return status
    } catch {
      guard error.action == describeStatus.action, let code = error.code,
        ["InvalidApp.NotFound", "InvalidParameter.appid"].contains(code)
      else { throw error }
      var failure = error
      failure.kind = .configuration
      failure.what = "there is no app \"\(appID)\": \(error.what)"
      failure.place = deployment.target.options["appId"]?.place
      failure.remedies = [
        "check appId and the account of the key: the console lists the apps under Edge Containers",
        "accounts of alibabacloud.com need \"site\": \"international\", those of aliyun.com \"china\"",
      ]
      throw failure
    }
  }

  /// Nil, with a warning, when the API does not tell: a version that was deleted, a key without permission for it. What
  /// may pass is a failure: guards depend on the answer.
  func describedVersion(_ id: String) async throws(Failure) -> Version? {
    let call = describeVersion(id)
    do throws(Failure) {
      return try await api.send(call, expecting: VersionAnswer.self).version
    } catch {
      guard error.action == call.action, error.kind == .credentials || error.kind == .configuration
      else { throw error }
      world.tell(
        .finding(
          Finding(
            .warning, "version \(id) cannot be read: \(error.what)", rule: "esa/unreadable-version",
            remedies: error.remedies)))
      return nil
    }
  }

  // MARK: Publish and update

  package func publish(_ artifact: Artifact) async throws(Failure) -> Published {
    guard case .image(let image, _) = artifact else {
      return Published(fields: ["VersionId": versionID ?? ""])
    }
    return Published(fields: ["VersionId": try await version(of: image)], image: image)
  }

  package func update(_ published: Published, since state: ServiceState) async throws(Failure) -> Receipt {
    let version = published.fields["VersionId"] ?? ""
    _ = try await api.send(publishVersion(version), expecting: Accepted.self)
    return Receipt(operation: version, baseline: state.baseline, release: version)
  }
}
