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

  func listVersions(named name: String) -> AlibabaAPI.Call {
    AlibabaAPI.Call(
      "ListEdgeContainerAppVersions", "GET",
      query: [
        "AppId": appID, "SearchKey": name, "SearchType": "Name", "OrderKey": "CreateTime",
        "OrderType": "Desc", "PageNumber": "1", "PageSize": "100",
      ])
  }

  func describeLogs(lines: Int) -> AlibabaAPI.Call {
    AlibabaAPI.Call("GetEdgeContainerLogs", "GET", query: ["AppId": appID, "Lines": String(lines)])
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
  func goBack(to id: String) -> AlibabaAPI.Call {
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
  }

  struct VersionList: Decodable, Sendable {
    var versions: [Version]?
  }

  struct Version: Decodable, Sendable {
    var versionID: String?
    var remarks: String?
    /// `creating`, `created` or `failed`.
    var status: String?
    /// As they are sent to create one; the list of versions leaves fields out.
    var containers: [JSON]?
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
      phase == "Running" && [initialized, scheduled, containersReady, ready].allSatisfy { $0 == "ok" }
    }
  }

  struct Logs: Decodable, Sendable {
    var items: [String]?
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
      return words.isEmpty ? nil : words
    }
    func percent(_ key: CodingKeys) throws -> Int? {
      if let number = try? keys.decodeIfPresent(Int.self, forKey: key) { return number }
      return try text(key).flatMap { Int($0.prefix { $0 != "%" }) }
    }
    publishStatus = try text(.publishStatus) ?? ""
    deployStatus = try text(.deployStatus) ?? ""
    publishing = try text(.publishingVersion)
    deployed = try text(.deployedVersion)
    baseline = try text(.baseLineVersion)
    percentage = try percent(.publishPercentage)
    expectedPercentage = try percent(.expectPercentage)
    publishType = try text(.publishType)
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
  var reach: String {
    publishType == "region" && !isFullRelease
      ? "in \(regions.joined(separator: ", "))"
      : "to \(percentage ?? expectedPercentage ?? 0) % of the traffic"
  }

  var summary: String {
    let status = publishStatus.isEmpty ? "not published" : publishStatus
    return percentage.map { "\(status), \($0) %" } ?? status
  }
}
