import Effects
import HTTP
import Model

/// The calls as values. `tcbr` is the service of updates and tasks, `tcb` the older one, which has uploads, remarks
/// and build logs.
extension CloudBaseRun {
  private func call(_ action: String, _ body: [String: JSON], _ kind: CallKind = .read) -> TencentAPI.Call {
    TencentAPI.Call(
      service: "tcbr", version: "2022-02-17", action: action,
      body: .object(["EnvId": .string(envID), "ServerName": .string(serverName)].merging(body) { $1 }),
      kind: kind)
  }

  private func ofEnvironment(_ action: String, _ body: [String: JSON]) -> TencentAPI.Call {
    TencentAPI.Call(
      service: "tcbr", version: "2022-02-17", action: action,
      body: .object(["EnvId": .string(envID)].merging(body) { $1 }), kind: .read)
  }

  private func olderCall(_ action: String, _ body: [String: JSON]) -> TencentAPI.Call {
    TencentAPI.Call(
      service: "tcb", version: "2018-06-08", action: action,
      body: .object(["EnvId": .string(envID)].merging(body) { $1 }), kind: .read)
  }

  var describeServer: TencentAPI.Call { call("DescribeCloudRunServerDetail", [:]) }

  /// Task 0 means the newest one.
  func describeTask(_ id: Int) -> TencentAPI.Call {
    call("DescribeServerManageTask", ["TaskId": .integer(id)])
  }

  var describeDeployRecords: TencentAPI.Call { call("DescribeCloudRunDeployRecord", [:]) }

  /// The gray release that is open, and which of its versions receives what.
  var describeReleaseOrder: TencentAPI.Call { call("DescribeReleaseOrder", [:]) }

  var describeEnvironment: TencentAPI.Call {
    ofEnvironment("DescribeEnvBaseInfo", [:])
  }

  func describeVersion(_ name: String) -> TencentAPI.Call {
    call("DescribeVersionDetail", ["VersionName": .string(name)])
  }

  /// The only call that returns a version's remark.
  func describeRemark(of version: String) -> TencentAPI.Call {
    olderCall(
      "DescribeCloudBaseRunServerVersion",
      ["ServerName": .string(serverName), "VersionName": .string(version)])
  }

  func describeBuildLog(build: Int, version: String, from start: Int) -> TencentAPI.Call {
    olderCall(
      "DescribeCloudBaseRunBuildLog",
      [
        "ServiceName": .string(serverName), "ServiceVersion": .string(version), "BuildId": .integer(build),
        "Start": .integer(start),
      ])
  }

  func describeProcessLog(run: String) -> TencentAPI.Call {
    ofEnvironment("DescribeCloudRunProcessLog", ["RunId": .string(run)])
  }

  /// What a version's containers wrote, oldest first, 100 lines at a time, which is the most that the API gives. The
  /// query is that of the vendor's command line tool.
  func searchLog(of version: String, from start: Timestamp, to end: Timestamp, context: String)
    -> TencentAPI.Call
  {
    ofEnvironment(
      "SearchClsLog",
      [
        "StartTime": .string(start.inChina), "EndTime": .string(end.inChina), "Limit": 100, "Sort": "asc",
        "QueryString": .string(
          "container_name:\"\(version)\" OR __TAG__.container_name:\"\(version)\""),
      ].merging(context.isEmpty ? [:] : ["Context": .string(context)]) { $1 })
  }

  func operate(task: Int, _ operation: String) -> TencentAPI.Call {
    call(
      "OperateServerManage", ["TaskId": .integer(task), "OperateType": .string(operation)], .write)
  }

  /// All traffic (100), which closes the gray phase, or a share, after which it stays open. `CloseGrayRelease` is not
  /// documented; the vendor's command line tool sends it. A share is sent as a public release tool does (2026-09-29):
  /// the version before as the default one.
  func releaseGray(_ version: String, percent: Int, beside current: String?) -> TencentAPI.Call {
    let isWhole = percent == 100
    var flow: [JSON] = [
      [
        "VersionName": .string(version), "FlowRatio": .integer(percent), "Priority": isWhole ? 0 : 2,
        "IsDefaultPriority": .boolean(isWhole),
      ]
    ]
    if !isWhole, let current {
      flow.insert(
        [
          "VersionName": .string(current), "FlowRatio": .integer(100 - percent), "Priority": 1,
          "IsDefaultPriority": true,
        ], at: 0)
    }
    var body: [String: JSON] = [
      "GrayType": "gray", "TrafficType": "FLOW", "GrayFlowRatio": .integer(percent),
      "VersionFlowItems": .array(flow),
    ]
    if isWhole { body["CloseGrayRelease"] = true }
    return call("ReleaseGray", body, .write)
  }

  /// What a person has routed to a release ends with it; it is not turned into a share of the traffic.
  func replace(_ route: Text, of release: String, by percent: Int) throws(Failure) {
    guard percent == 100 else {
      throw Failure(
        .guarded,
        "gray release \(release) receives the requests with \(route): a share of the traffic would replace that",
        remedies: [
          "give it all of the traffic: sampan promote \(target.name)",
          "set its traffic to a percentage in the console first",
        ])
    }
    world.tell(
      .notice("\(release) receives all requests from now on, not only those with \(route)"))
  }

  func submitRollback(from current: String, to version: String) -> TencentAPI.Call {
    call(
      "SubmitServerRollback",
      ["CurrentVersionName": .string(current), "RollbackVersionName": .string(version)], .write)
  }

  /// The update itself (interface UpdateCloudRunServer). `ServerConfig` is deprecated and never sent.
  func updateServer(_ source: [String: JSON], _ remark: String, items: [JSON]) -> TencentAPI.Call {
    let deployInfo = source.merging([
      "DeployRemark": .string(remark), "ReleaseType": .string(releaseType),
    ]) { $1 }
    var body: [String: JSON] = ["DeployInfo": .object(deployInfo)]
    if !items.isEmpty { body["Items"] = .array(items) }
    if let business { body["Business"] = .string(business) }
    return call("UpdateCloudRunServer", body, .update)
  }

  /// The fields of `DeployInfo` that name what is deployed.
  func source(of deployment: Deployment, _ package: PackageUpload.Slot?) -> [String: JSON] {
    var fields: [String: JSON]
    switch deployment.artifact {
    case .image(let image, _):
      return ["DeployType": "image", "ImageUrl": .string(image.name)]
    case .repository(let source, let name, let branch):
      var repository: [String: JSON] = ["Source": .string(source), "Repo": .string(name)]
      if let branch { repository["Branch"] = .string(branch) }
      fields = ["DeployType": "repository", "RepoInfo": .object(repository)]
    case .zip, .file, .held:
      let type = deployment.artifact.file.flatMap { $0.isZip ? nil : Self.deployType(ofFile: $0.name) }
      fields = ["DeployType": .string(type ?? "package")]
      fields["PackageName"] = package.map { .string($0.name) }
      fields["PackageVersion"] = package.map { .string($0.version) }
    }
    if let buildPacks {
      let name: [String: JSON] = ["UploadFilename": fields["PackageName"] ?? ""]
      fields["BuildPacks"] = .object(name.merging(buildPacks) { $1 })
    }
    return fields
  }

  /// The first deploy of a service, which makes it. Its only version has nothing to be gray beside.
  func createServer(_ source: [String: JSON], _ remark: String, items: [JSON]) -> TencentAPI.Call {
    let deployInfo = source.merging(["DeployRemark": .string(remark)]) { $1 }
    return call(
      "CreateCloudRunServer", ["DeployInfo": .object(deployInfo), "Items": .array(items)], .update)
  }
}

extension CloudBaseRun {
  /// What a refusal of the first reads means: the environment is asked. The empty state where a deploy makes the service;
  /// all else fails.
  func stateWithoutService(_ error: Failure) async throws(Failure) -> ServiceState {
    guard [describeTask(0).action, describeServer.action].contains(error.action), let code = error.code,
      code.hasPrefix("ResourceNotFound") || code.hasPrefix("InvalidParameter")
    else { throw error }
    var failure = error
    failure.kind = .configuration
    failure.place = target.options["serverName"]?.place
    let option = target.options["region"]
    let region = try TencentAPI.region(option?.value.string, in: world)
    // Without a region the API finds an environment wherever it is.
    let anywhere = region == nil ? api : TencentAPI(world, region: nil)
    let answer = try? await anywhere.send(describeEnvironment, expecting: EnvironmentInfo.self)
    if let own = answer?.open?.region?.nonEmpty, let region, own != region {
      let source = option == nil ? "TENCENTCLOUD_REGION" : "\"region\""
      failure.what =
        "service \"\(serverName)\" was looked for in \(region) (\(source)), but environment \"\(envID)\" is in \(own): \(error.what)"
      failure.place = option?.place ?? failure.place
      failure.remedies = ["set \"region\": \"\(own)\" in the target"]
      throw failure
    }
    if let answer, answer.open == nil {
      failure.what =
        "cloud hosting is not opened in environment \"\(envID)\", or this account has no such environment: \(error.what)"
      failure.place = target.options["envId"]?.place
      failure.remedies = [
        "open CloudBase Run for the environment in the console once",
        "check envId and the account of the key",
      ]
      throw failure
    }
    if creates, answer != nil, code == "ResourceNotFound.ServerNotFound" {
      return ServiceState(baseline: Self.absent)
    }
    failure.what = "service \"\(serverName)\" does not exist in environment \"\(envID)\": \(error.what)"
    failure.remedies = [
      "let the first deploy make it: \"create\": true; or create it in the console once",
      "check envId, serverName and the account of the key; an environment in another region needs \"region\"",
    ]
    throw failure
  }
}

/// The parts of the answers that are used. Arrays and strings may be null; times have no zone and are kept as text.
extension CloudBaseRun {
  struct ServerDetail: Decodable, Sendable {
    struct BaseInfo: Decodable, Sendable {
      var defaultDomainName: String?
      var status: String?
    }
    struct OnlineVersion: Decodable, Sendable {
      var versionName: String
      var imageURL: String?
      /// A string here, a number in other calls.
      var flowRatio: LenientInteger?
    }

    var baseInfo: BaseInfo?
    var onlineVersionInfos: [OnlineVersion]?
    /// A `ServerBaseConfig`.
    var serverConfig: JSON?
  }

  struct TaskAnswer: Decodable, Sendable {
    var isExist: Bool?
    var task: Task?
    var requestID: String?

    /// Nil: there is none.
    var found: Task? { isExist == false ? nil : task.flatMap { $0.id > 0 ? $0 : nil } }
  }

  struct Task: Decodable, Sendable {
    private var number: LenientInteger
    private var status: String
    var createTime: String?
    private var releaseType: String?
    var versionName: String?
    var steps: [TaskStep]?
    var failReason: String?

    private enum CodingKeys: String, CodingKey {
      case number = "id"
      case status, createTime, releaseType, versionName, steps, failReason
    }

    var id: Int { number.value }
    /// `todo`, `running`, `finished`, `failed` or `stopped`, whatever its spelling.
    var word: String { status.lowercased() }
    var isMoving: Bool { ["todo", "running"].contains(word) }
    var isGray: Bool { releaseType?.uppercased() == "GRAY" }
  }

  struct DeployRecords: Decodable, Sendable {
    struct Record: Decodable, Sendable {
      private var deployID: LenientText
      var deployTime: String?
      var status: String?
      var runID: String?
      /// Beyond 32 bits; 0 for image deploys. Text in some answers.
      var buildID: LenientInteger?
      var flowRatio: LenientInteger?
      var imageURL: String?
      var hasTraffic: Bool?
      /// `FLOW`, or `URL_PARAMS` or `HEADERS`: how the requests that go to the version are chosen.
      var trafficType: String?

      /// The number at the end of the version's name, e.g. `007`.
      var digits: String {
        String(repeating: "0", count: max(0, 3 - deployID.value.utf8.count)) + deployID.value
      }
      /// 0 where it cannot be read.
      var number: Int { Int(deployID.value) ?? 0 }
      var word: String { status?.lowercased() ?? "" }
      /// The platform is done with it, one way or the other.
      var isOver: Bool { word == "normal" || CloudBaseRun.isDead(status) }
    }

    var deployRecords: [Record]?

    /// Newest first: the order of the list is not documented, the number is. Each version once; records without
    /// a number are left out, because their versions have no name.
    var sorted: [Record] {
      var known: Set<Int> = []
      return (deployRecords ?? []).filter { $0.number > 0 && known.insert($0.number).inserted }
        .sorted { $0.number > $1.number }
    }

    /// How requests are routed to a version where that is not by a share of the traffic.
    var routed: Text? {
      let types = (deployRecords ?? []).filter { $0.hasTraffic == true && $0.flowRatio?.value != 100 }
        .compactMap { $0.trafficType?.uppercased() }
      if types.contains("URL_PARAMS") { return "URL parameters" }
      return types.contains("HEADERS") ? "headers" : nil
    }

    /// The number at the end of `api-007`.
    static func number(of version: String) -> Int? { version.split(separator: "-").last.flatMap { Int($0) } }

    /// The record of a version.
    func record(of version: String) -> Record? {
      guard let number = Self.number(of: version) else { return nil }
      return sorted.first { $0.number == number }
    }
  }

  /// Of a record or a version: the platform has given it up. The words are those that public release tools end at
  /// (September 2026); others mean that it continues.
  static func isDead(_ status: String?) -> Bool {
    ["failed", "build_failed", "deploy_failed", "create_failed"].contains(status?.lowercased())
  }

  struct VersionStatus: Decodable, Sendable {
    var status: String?
  }

  struct ReleaseOrder: Decodable, Sendable {
    struct Version: Decodable, Sendable {
      var versionName: String?
    }
    struct Info: Decodable, Sendable {
      var currentVersion: Version?
      var releaseVersion: Version?
      /// Percent of the traffic that the candidate receives.
      var flowRatio: LenientInteger?
      var isReleasing: Bool?
      /// `FLOW`: by its share. `URL_PARAMS`, `HEADERS`: requests with one of the values go to the candidate.
      var trafficType: String?
      var trafficTypeValues: [Value]?
    }
    struct Value: Decodable, Sendable {
      var key: String?
      var value: String?
    }

    var isExist: Bool?
    var releaseOrderInfo: Info?

    /// What a person has routed to the candidate, e.g. `the URL parameter v=canary`; nil: a share of the traffic.
    var route: Text? {
      let values = (releaseOrderInfo?.trafficTypeValues ?? [])
        .compactMap { value in value.key.map { "\($0)=\(value.value ?? "")" } }.joined(separator: ", ")
      return switch releaseOrderInfo?.trafficType?.uppercased() {
      case "URL_PARAMS"?: "the URL parameter \(values.isEmpty ? "of its release order" : values)"
      case "HEADERS"?: "the header \(values.isEmpty ? "of its release order" : values)"
      default: nil
      }
    }

    /// The version that waits to be released; nil when no order is open.
    var candidate: String? {
      guard let info = releaseOrderInfo, isExist != false, info.isReleasing == true,
        let name = info.releaseVersion?.versionName, !name.isEmpty
      else { return nil }
      return name
    }
  }

  struct EnvironmentInfo: Decodable, Sendable {
    struct Info: Decodable, Sendable {
      var region: String?
      var envType: String?
      var recycle: String?
    }
    var isExist: Bool?
    var envBaseInfo: Info?

    /// The environment, where cloud hosting is open in it: the types are those that the vendor's own tools accept
    /// (2026-11). Nil: it is not, or this account has no such environment.
    var open: Info? {
      guard isExist == true, let info = envBaseInfo, info.recycle?.isEmpty ?? true,
        ["tcbr", "run", "baas", ""].contains(info.envType?.lowercased() ?? "")
      else { return nil }
      return info
    }
  }

  struct VersionRemark: Decodable, Sendable {
    var remark: String?
  }

  struct UpdateAnswer: Decodable, Sendable {
    /// 0 in the documentation's samples, the task's id in practice.
    var taskID: LenientInteger?
    var requestID: String?
  }

  struct BuildLog: Decodable, Sendable {
    struct Page: Decodable, Sendable {
      var text: String?
      var more: Bool?
      var delivered: Int?
    }
    var log: Page?
  }

  struct ProcessLog: Decodable, Sendable {
    var logs: [String]?

    /// The line of a step that failed, where no other step has begun since. Lines are `step : state, details`; in the
    /// state `process` the platform still tries.
    var death: String? {
      let last = logs?.last { $0.contains(" : ") }
      guard let last, let colon = last.firstRange(of: " : "), last[colon.upperBound...].hasPrefix("fail")
      else {
        return nil
      }
      return last
    }
  }

  /// An answer without used members: only the absence of an error matters.
  struct Accepted: Decodable, Sendable {}
}
