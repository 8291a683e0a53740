import Effects
import HTTP
import Model

/// The calls as values. Each parameter goes where the API's own metadata puts it: into the query or the form.
extension EdgeContainers {
  var describeStatus: AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerAppStatus", query: ["AppId": appID, "PublishEnv": environment])
  }

  /// Of the pods in staging; it does not report their version.
  var describeStaging: AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerStagingDeployStatus", "GET", query: ["AppId": appID])
  }

  func describeVersion(_ id: String) -> AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerAppVersion", "GET", query: ["AppId": appID, "VersionId": id])
  }

  /// The newest 100, as the order is asked for. `name` nil: of any name.
  func listVersions(named name: String?) -> AlibabaAPI.Call {
    var query = [
      "AppId": appID, "OrderKey": "CreateTime", "OrderType": "Desc", "PageNumber": "1", "PageSize": "100",
    ]
    if let name { query.merge(["SearchKey": name, "SearchType": "Name"]) { $1 } }
    return AlibabaAPI.Call("ListEdgeContainerAppVersions", "GET", query: query)
  }

  var describeApp: AlibabaAPI.Call { AlibabaAPI.Call("GetEdgeContainerApp", query: ["AppId": appID]) }

  /// Of the account: the plan that has edge containers.
  var describePlan: AlibabaAPI.Call { AlibabaAPI.Call("GetEdgeContainer") }

  /// At most 5,000 lines, of any version and environment: it takes neither, and reports neither.
  var describeLogs: AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerLogs", "GET", query: ["AppId": appID, "Lines": "1000"])
  }

  func createVersion(named name: String, of containers: String, _ remark: String) -> AlibabaAPI.Call {
    AlibabaAPI.Call(
      "CreateEdgeContainerAppVersion",
      form: ["AppId": appID, "Name": name, "Containers": containers, "Remarks": remark], kind: .write)
  }

  /// The update itself (interface PublishEdgeContainerAppVersion). What the config does not name is not sent.
  func publishVersion(_ id: String, _ remark: String) -> AlibabaAPI.Call {
    publication(
      of: id, remark, type: publishType, regions: regions, fullRelease: fullRelease,
      percentage: percentage, startTime: startTime, .update)
  }

  /// The same version to all, by traffic or by region as it was published.
  func completeRelease(of id: String, _ status: AppStatus) -> AlibabaAPI.Call {
    status.publishType == "region"
      ? publication(of: id, type: "region", regions: status.regions, fullRelease: true)
      : publication(of: id, type: "percentage", percentage: 100)
  }

  /// The same version to a share of the traffic.
  func shareRelease(of id: String, _ percent: Int) -> AlibabaAPI.Call {
    publication(of: id, type: "percentage", percentage: percent)
  }

  private func publication(
    of id: String, _ remark: String? = nil, type: String?, regions: [String] = [], fullRelease: Bool? = nil,
    percentage: Int? = nil,
    startTime: String? = nil, _ kind: CallKind = .write
  ) -> AlibabaAPI.Call {
    var query = ["VersionId": id]
    query["PublishType"] = type
    query["Regions"] = regions.isEmpty ? nil : Self.list(regions)
    query["FullRelease"] = fullRelease.map { $0 ? "true" : "false" }
    var form = ["AppId": appID, "PublishEnv": environment]
    form["Remarks"] = remark
    form["Percentage"] = percentage.map(String.init)
    form["StartTime"] = startTime
    return AlibabaAPI.Call("PublishEdgeContainerAppVersion", query: query, form: form, kind: kind)
  }

  /// The API's rollback takes no environment: in staging, the version is published again.
  func rollBack(to id: String) -> AlibabaAPI.Call {
    guard environment == "prod" else { return publication(of: id, type: nil) }
    return AlibabaAPI.Call(
      "RollbackEdgeContainerAppVersion", query: ["VersionId": id], form: ["AppId": appID], kind: .write)
  }

  /// A list is sent as one JSON string.
  private static func list(_ values: [String]) -> String {
    // Strings always encode.
    (try? JSONCoding.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}

extension EdgeContainers {
  /// Fails where the app cannot go back to a version that a person named. Where it may not be read whether the version
  /// exists, the write decides.
  func requireEarlier(_ release: String, from state: ServiceState) async throws(Failure) {
    let remedies: [Text] = ["list the versions: sampan history \(target.name)"]
    guard Self.isID(release, prefix: "ver-") else {
      throw Failure(
        .usage, "\"\(release)\" is not a valid version id of ESA",
        remedies: ["its id begins with ver-, e.g. ver-8796263716"] + remedies)
    }
    guard
      state.inFlight != nil
        || !state.online.contains(where: { $0.release == release && $0.trafficPercent == 100 })
    else {
      throw Failure(.usage, "\(release) is already live", remedies: remedies)
    }
    do throws(Failure) {
      _ = try await api.send(describeVersion(release), expecting: VersionAnswer.self)
    } catch {
      guard error.kind != .credentials else { return }
      guard error.kind == .configuration, error.code != nil else { throw error }
      throw error.with {
        ($0.kind, $0.remedies) = (.usage, remedies)
        $0.what = "app \"\(appID)\" has no version \"\(release)\": \(error.what)"
      }
    }
  }
}

/// A new version that runs an image.
extension EdgeContainers {
  func specs(with image: ImageReference) async throws(Failure) -> [JSON] {
    guard let containers else { return try await clone(with: image) }
    return ContainerSpecs.filled(containers, image: image)
  }

  /// A version is ours when it has our stamp and runs our image. The stamp covers the config. A clone also depends on
  /// the settings of the live version, which may have changed since.
  func versionOfOurs(
    _ specs: [JSON], _ image: ImageReference, _ deployment: Deployment
  ) async throws(Failure) -> String? {
    let call = listVersions(named: versionName(of: deployment))
    let list = try await api.send(call, expecting: VersionList.self)
    let ours = list.versions?.first { version in
      version.word != "failed" && version.remarks.flatMap(Stamp.init(in:)) == deployment.stamp
        && (version.containers ?? []).contains { $0["Image"]?.string == image.name }
    }
    guard let id = ours?.versionID, containers == nil else { return ours?.versionID }
    let made = try await version(id)?.containers
    return made.map(ContainerSpecs.sendable) == specs ? id : nil
  }

  func create(
    _ specs: [JSON], _ image: ImageReference, _ deployment: Deployment
  ) async throws(Failure) -> String {
    let text = String(decoding: try JSONCoding.encode(specs), as: UTF8.self)
    do throws(Failure) {
      let call = createVersion(named: versionName(of: deployment), of: text, deployment.remark)
      return try await api.send(call, expecting: CreatedVersion.self).versionID
    } catch {
      guard error.retry == .readsOnly, let id = try await versionOfOurs(specs, image, deployment) else {
        throw error
      }
      world.tell(.notice("\(error.what); the version was created anyway: \(id)"))
      return id
    }
  }

  /// The live version's containers with the image replaced.
  private func clone(with image: ImageReference) async throws(Failure) -> [JSON] {
    let online = try await appStatus().online.max { $0.percent < $1.percent }?.version
    let known = if let online { online } else { try await newestVersion() }
    guard let live = known else { return try await firstSpecs(with: image) }
    guard let containers = try await version(live)?.containers, !containers.isEmpty else {
      throw Failure(
        .configuration, "version \(live) of app \"\(appID)\" has no settings that could be cloned",
        place: target.place,
        remedies: ["describe the version: \"containers\" in \"esa\" (sampan help config)"])
    }
    do throws(Failure) {
      return try ContainerSpecs.clone(of: containers, image: image)
    } catch {
      var failure = error
      failure.what = "version \(live) cannot be cloned: \(error.what)"
      failure.place = target.place
      throw failure
    }
  }

  /// Of the versions that could be published; nil where there is none.
  private func newestVersion() async throws(Failure) -> String? {
    let list = try await api.send(listVersions(named: nil), expecting: VersionList.self)
    return list.sorted.first { $0.word == "created" }?.versionID
  }

  /// The smallest containers that the API has, checked at the port that the app sends requests to.
  private func firstSpecs(with image: ImageReference) async throws(Failure) -> [JSON] {
    guard let port = try await api.send(describeApp, expecting: AppAnswer.self).app?.targetPort else {
      throw Failure(
        .configuration, "app \"\(appID)\" has no version to clone the settings from, and no port",
        place: target.place,
        remedies: ["describe the version: \"containers\" in \"esa\" (sampan help config)"])
    }
    let specs = ContainerSpecs.first(of: image, port: port)
    world.tell(
      .notice(
        """
        app \(appID) has no version yet: the first one gets 1 core, 2 GiB of memory, 0.5 GiB of disk and a TCP check \
        of port \(port); "containers" in "esa" sets others
        """))
    return specs
  }

  /// The API needs 6 to 128 characters; our names are ASCII and at most 128 long.
  func versionName(of deployment: Deployment) -> String {
    deployment.version.count >= 6
      ? deployment.version : "\(deployment.version)-\(deployment.commit.id.prefix(8))"
  }

  private static let creationInterval = Duration.seconds(5)

  /// The version, once it can be published. Waits at most as long as the target's timeout.
  func waitForCreation(of id: String, from image: ImageReference) async throws(Failure) -> String {
    var status: String?
    let created = try await world.until(
      within: target.wait.timeout, every: { _ in Self.creationInterval }
    ) { _ async throws(Failure) -> Polled<String> in
      let answer = try await api.send(describeVersion(id), expecting: VersionAnswer.self)
      status = answer.version?.word
      if status == "created" { return .done(id) }
      if status == "failed" { throw notCreated(id, image, answer.requestID) }
      return .waiting("for version \(id) to be created: its status is \(status.or("unknown"))")
    }
    if let created { return created }
    throw Failure(
      .tryLater, "version \(id) is not created yet: its status is \(status.or("unknown"))",
      remedies: ["deploy again: the version is found and not created twice"])
  }

  /// A version that has failed has no field for the reason; an image that cannot be pulled is the usual one.
  private func notCreated(_ id: String, _ image: ImageReference, _ requestID: String?) -> Failure {
    Failure(
      .rolloutFailed, "ESA could not create version \(id) from \(image.name), and gives no reason",
      place: target.artifact?.place,
      remedies: [
        "check that it exists and that the cloud may read it: docker pull of it, without a login",
        Self.schema.imageAccess,
        "inspect the version in the console, among those of app \(appID); nothing was published",
      ].compactMap(\.self), requestID: requestID)
  }
}

/// The parts of the answers that are used. Everything may be missing; the samples in the documents have line ends in
/// ids, and `"50%"` for an integer.
extension EdgeContainers {
  /// An answer of which only the absence of an error matters: every write but one answers with a `RequestId` alone.
  struct Accepted: Decodable, Sendable {
    var requestID: String
  }

  struct CreatedVersion: Decodable, Sendable {
    var versionID: String
  }

  struct StatusAnswer: Decodable, Sendable {
    var appStatus: AppStatus?
    var requestID: String?
  }

  struct VersionAnswer: Decodable, Sendable {
    var version: Version?
    var requestID: String?
  }

  struct VersionList: Decodable, Sendable {
    var versions: [Version]?

    /// Newest first, whatever the order of the answer; those without a time last. Each version once.
    var sorted: [Version] {
      var known: Set<String> = []
      return (versions ?? []).filter { $0.versionID.map { known.insert($0).inserted } == true }
        .sorted { ($0.created?.seconds ?? 0) > ($1.created?.seconds ?? 0) }
    }
  }

  struct Version: Decodable, Sendable {
    var versionID: String?
    var remarks: String?
    /// `creating`, `created` or `failed`.
    var status: String?
    /// The same, whatever its spelling.
    var word: String? { status?.lowercased() }
    private var createTime: String?
    var created: Timestamp? { createTime.flatMap(ISODate.parse) }
    /// As they are sent to create one; the list of versions leaves fields out.
    var containers: [JSON]?
  }

  struct AppAnswer: Decodable, Sendable {
    struct App: Decodable, Sendable {
      /// Where the containers are sent requests.
      var targetPort: Int?
    }
    var app: App?
  }

  struct Plan: Decodable, Sendable {
    var instanceID: String?
  }

  struct StagingStatus: Decodable, Sendable {
    struct Restarts: Decodable, Sendable {
      var restartCount: Int?
      var lastTerminatedReason: String?
    }
    var phase: String?
    var initialized: String?
    var scheduled: String?
    var containersReady: String?
    var ready: String?
    var podRestartState: Restarts?

    var isHealthy: Bool {
      phase == "Running"
        && [initialized, scheduled, containersReady, ready].allSatisfy { $0?.lowercased() == "ok" }
    }
  }
}

/// What an environment of an app publishes: the answer of `GetEdgeContainerAppStatus`, read leniently.
struct AppStatus: Decodable, Equatable, Sendable {
  /// `publishing`, `published`, `rollbacking`, `rollbacked`; an unknown value counts as running. There is no value
  /// for a failure.
  var publishStatus = ""
  /// `undeploy`, `deploying`, `deployed`, `undeploying`.
  var deployStatus = ""
  var publishing: String?
  var deployed: String?
  /// What served before the publication.
  var baseline: String?
  var percentage: Int?
  var expectedPercentage: Int?
  var publishType: String?
  var regions: [String] = []
  var isFullRelease = false
  var publishTime: String?
  var rollbackTime: String?
  /// Of the request; in the answer it is next to the status.
  var requestID: String?

  init() {}

  private enum CodingKeys: CodingKey {
    case publishStatus, deployStatus, publishingVersion, deployedVersion, baseLineVersion, publishPercentage
    case expectPercentage, publishType, regions, fullRelease, publishTime, rollbackTime
  }

  /// A list in some answers, and a list inside an object in others.
  private struct RegionList: Decodable { var region: [String]? }

  init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String? {
      guard let text = try keys.decodeIfPresent(String.self, forKey: key) else { return nil }
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return words.nonEmpty
    }
    func percent(_ key: CodingKeys) throws -> Int? {
      if let number = try? keys.decodeIfPresent(Int.self, forKey: key) { return number }
      return try text(key).flatMap { Int($0.prefix { $0 != "%" }) }
    }
    publishStatus = try text(.publishStatus)?.lowercased() ?? ""
    deployStatus = try text(.deployStatus)?.lowercased() ?? ""
    publishing = try text(.publishingVersion)
    deployed = try text(.deployedVersion)
    baseline = try text(.baseLineVersion)
    percentage = try percent(.publishPercentage)
    expectedPercentage = try percent(.expectPercentage)
    publishType = try text(.publishType)?.lowercased()
    isFullRelease = try keys.decodeIfPresent(Bool.self, forKey: .fullRelease) ?? false
    publishTime = try text(.publishTime)
    rollbackTime = try text(.rollbackTime)
    if let list = try? keys.decodeIfPresent([String].self, forKey: .regions) {
      regions = list
    } else {
      regions = try keys.decodeIfPresent(RegionList.self, forKey: .regions)?.region ?? []
    }
  }
}

/// What it means for a deploy.
extension AppStatus {
  /// The version that was published last.
  var release: String? { publishing ?? deployed }

  /// The version that serves where the release does not. Nil after a rollback: it serves everywhere then, and the
  /// version before it is not reported.
  var previous: String? {
    isGoingBack ? nil : [baseline, deployed].lazy.compactMap { $0 }.first { $0 != release }
  }

  /// Being rolled back, or rolled back.
  var isGoingBack: Bool { publishStatus.hasPrefix("rollback") }

  /// A publication or a rollback is running.
  var isMoving: Bool { !["", "published", "rollbacked"].contains(publishStatus) }

  /// Published as far as it was meant to be, but not to all: waits for a person.
  var isWaiting: Bool { isComplete && isPartial }

  /// Changes with every publication and every rollback, and with nothing else.
  var mark: String {
    [
      release, publishTime, rollbackTime, publishType, expectedPercentage.map(String.init),
      regions.joined(separator: ","), isFullRelease ? "full" : nil, isGoingBack ? "back" : nil,
    ].map { $0 ?? "" }.joined(separator: " ")
  }

  /// Published to a part of the traffic or regions on purpose.
  var isPartial: Bool {
    publishType == "region" ? !isFullRelease : (expectedPercentage ?? percentage ?? 100) < 100
  }

  /// Published as far as it was meant to be.
  var isComplete: Bool {
    guard publishStatus == "published" else { return false }
    guard let percentage, let expectedPercentage else { return true }
    return percentage >= expectedPercentage
  }

  /// Each version that serves, with its share of the traffic.
  var online: [(version: String, percent: Int)] {
    guard let release else { return [] }
    // After a rollback the version that was deployed last is the one to which it went back.
    if isGoingBack { return (deployed ?? baseline).map { [($0, 100)] } ?? [] }
    let share = min(max(percentage ?? (isMoving ? 0 : 100), 0), 100)
    let rest = previous.map { [($0, 100 - share)] } ?? []
    return ([(release, share)] + rest).filter { $0.1 > 0 }
  }

  /// What the share of the traffic does not show.
  var notes: [Finding] {
    guard let release, publishStatus == "published", publishType == "region", !isFullRelease else {
      return []
    }
    return [
      Finding(
        .notice, "\(release) is published \(reach) only", rule: "esa/regions")
    ]
  }

  /// Where the release serves, or is meant to.
  var reach: Text {
    publishType == "region" && !isFullRelease ? "in \(part)" : "to \(part) of the traffic"
  }

  /// The regions, or the share of the traffic.
  var part: String {
    publishType == "region" && !isFullRelease
      ? regions.joined(separator: ", ") : "\(percentage ?? expectedPercentage ?? 0) %"
  }

  var summary: Text {
    let status: Text = publishStatus.isEmpty ? "not published" : "\(publishStatus)"
    return percentage.map { "\(status), \($0) %" } ?? status
  }
}
