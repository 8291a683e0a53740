import Effects
import HTTP
import Model

/// Tencent Elastic Microservice, API `tem` 2021-07-01: instances are replaced batch by batch.
/// https://cloud.tencent.com/document/product/1371/62477 (RollingUpdateApplicationByVersion)
///
/// The update has no field for a remark, so no stamp comes back: what tells our rollout from others is `DeployVersion`,
/// which is our version name or, for images, the tag.
package struct ElasticMicroservice: Provider {
  let deployment: Deployment
  let world: World
  let api: TencentAPI
  let applicationID: String
  let environmentID: String
  /// What goes over the wire as `DeployVersion`; empty when nothing is deployed.
  let version: String
  let memory = RolloutMemory()

  package init(_ deployment: Deployment, _ world: World) throws(Failure) {
    let options = deployment.target.options
    applicationID = options["applicationId"]?.value.string ?? ""
    environmentID = options["environmentId"]?.value.string ?? ""
    try Self.refuse(deployment.target, world)
    version = try Self.version(of: deployment)
    self.deployment = deployment
    self.world = world
    api = TencentAPI(world, region: try TencentAPI.region(options["region"]?.value.string, in: world))
  }

  /// The version, or the tag of the image. TEM wants lower case (`InvalidParameterValue.VersionLowerCase`); a version
  /// was made to fit, a tag is what the registry says.
  private static func version(of deployment: Deployment) throws(Failure) -> String {
    guard case .image(let spec)? = deployment.target.artifact, let image = deployment.image else {
      return deployment.version
    }
    let name = image.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !name.contains("@"), !parts[1].isEmpty, parts[1] == parts[1].lowercased()
    else { throw wrongTag("\"\(image)\"", at: spec.place) }
    return String(parts[1])
  }

  // MARK: State

  package func identity() async throws(Failure) -> CallerIdentity? { try await api.identity() }

  package func state() async throws(Failure) -> ServiceState {
    let application = try await described()
    var state = ServiceState(url: Self.address(application.publicDomain), baseline: application.mark)
    if application.stoppedManually == true {
      state.condition = "stopped"
      state.acceptsDeploys = false
    }
    let revision = application.revision.flatMap { $0.isEmpty ? nil : $0 }
    guard application.isDeploying else {
      guard let version = application.version, !version.isEmpty else { return state }
      state.online = [ServiceState.Online(release: version, trafficPercent: application.percent)]
      state.newest = Receipt(operation: revision, baseline: "", release: version)
      return state
    }
    let detail = try await rolloutDetail(nil)
    let new = detail?.newVersion ?? application.version
    state.online = Self.shares(old: detail?.oldVersion, new: new, percent: application.percent)
    // `VersionId` may still be that of the version before; the newest rollout is asked for by no id at all.
    state.newest = Receipt(operation: nil, baseline: "", release: new)
    state.inFlight = InFlight(
      id: new ?? applicationID, status: Self.status(application, detail),
      since: detail?.startTime,
      step: detail.map(Self.steps)?.first { $0.status == "running" }?.name, release: new)
    return state
  }

  private static func address(_ domain: String?) -> String? {
    guard let domain, !domain.isEmpty else { return nil }
    return domain.contains("://") ? domain : "http://\(domain)"
  }

  /// Requests go to all instances alike, so the share of instances is the share of traffic.
  private static func shares(old: String?, new: String?, percent: Int) -> [ServiceState.Online] {
    var online: [ServiceState.Online] = []
    if let old, !old.isEmpty, old != new {
      online.append(ServiceState.Online(release: old, trafficPercent: 100 - percent))
    }
    if let new, !new.isEmpty { online.append(ServiceState.Online(release: new, trafficPercent: percent)) }
    return online
  }

  private func described() async throws(Failure) -> Application {
    do throws(Failure) {
      let answer = try await api.send(describeApplication, expecting: Answered<Application>.self)
      if let application = answer.result { return application }
      throw unknownApplication(
        Failure(.configuration, "the answer is empty", requestID: answer.requestID))
    } catch {
      guard error.action == describeApplication.action, error.kind == .configuration, let code = error.code,
        code.hasPrefix("ResourceNotFound") || code.hasPrefix("InvalidParameter")
      else { throw error }
      throw unknownApplication(error)
    }
  }

  private func unknownApplication(_ error: Failure) -> Failure {
    var failure = error
    failure.what =
      "application \"\(applicationID)\" is not in environment \"\(environmentID)\": \(error.what)"
    failure.place = deployment.target.options["applicationId"]?.place
    failure.remedies = [
      "check applicationId, environmentId, region and the account of the key",
      "deploy the application in the console once: this API only updates",
    ]
    return failure
  }

  // MARK: Update

  package func update(_ published: Published, since state: ServiceState) async throws(Failure) -> Receipt {
    try await submit(version, package: published.fields["PackageName"], since: state)
  }

  /// A `Result` may be empty although the update was taken (the vendor's own sample); the rollout is then known by its
  /// version.
  func submit(
    _ version: String, package: String?, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    let answer = try await api.send(
      rollingUpdate(to: version, package: package), expecting: Answered<String>.self)
    return Receipt(
      operation: answer.result.flatMap { $0.isEmpty ? nil : $0 }, baseline: state.baseline, release: version)
  }
}
