import HTTP
import Model

/// The calls as values, of API version 2021-07-01.
extension ElasticMicroservice {
  private func call(_ action: String, _ body: [String: JSON], _ kind: CallKind = .read) -> TencentAPI.Call {
    TencentAPI.Call(
      service: "tem", version: "2021-07-01", action: action,
      body: .object(["ApplicationId": .string(applicationID)].merging(body) { $1 }),
      kind: kind)
  }

  private var environment: [String: JSON] { ["EnvironmentId": .string(environmentID)] }

  var describeApplication: TencentAPI.Call { call("DescribeApplicationInfo", environment) }

  /// Without a revision: of the newest rollout.
  func describeRollout(_ revision: String?) -> TencentAPI.Call {
    var body = environment
    if let revision { body["VersionId"] = .string(revision) }
    return call("DescribeDeployApplicationDetail", body)
  }

  var describePods: TencentAPI.Call {
    call("DescribeApplicationPods", environment.merging(["Limit": 50, "Offset": 0]) { $1 })
  }

  /// The update itself (interface RollingUpdateApplicationByVersion). What the config leaves out is not sent.
  func rollingUpdate(to version: String, package: String?) -> TencentAPI.Call {
    var body = environment
    body["DeployVersion"] = .string(version)
    if let package { body["PackageName"] = .string(package) }
    for (option, field) in Self.updateFields { body[field] = target.options[option]?.value }
    return call("RollingUpdateApplicationByVersion", body, .update)
  }

  /// Options that are sent unchanged, with the types of the option table.
  private static let updateFields = [
    "from": "From", "deployStrategyType": "DeployStrategyType", "totalBatchCount": "TotalBatchCount",
    "batchInterval": "BatchInterval", "betaBatchNum": "BetaBatchNum", "minAvailable": "MinAvailable",
    "force": "Force",
  ]

  /// Resumes the batch that waits.
  var resume: TencentAPI.Call { call("ResumeDeployApplication", environment, .write) }

  /// Reverts the rollout in progress.
  var revert: TencentAPI.Call { call("RevertDeployApplication", environment, .write) }

  /// Of Cloud Log Service, API `cls` 2020-10-16, oldest line first.
  /// https://cloud.tencent.com/document/product/614/56447 (SearchLog)
  func searchLog(_ topic: String, _ place: LogPosition) -> TencentAPI.Call {
    var body: [String: JSON] = [
      "TopicId": .string(topic), "From": .integer(Int(place.start.seconds) * 1000),
      "To": .integer(Int(place.end.seconds) * 1000 + 1),
      "QueryString": "", "QuerySyntax": 1, "Sort": "asc", "Limit": 1000,
    ]
    body["Context"] = place.context.nonEmpty.map(JSON.string)
    return TencentAPI.Call(
      service: "cls", version: "2020-10-16", action: "SearchLog", body: .object(body), kind: .read)
  }
}

/// The parts of the answers that are used; nearly everything may be null. `EnvConf`, which holds the application's
/// secrets, and `Webshell`, which opens a shell, are left out on purpose.
extension ElasticMicroservice {
  struct Answered<Value: Decodable & Sendable>: Decodable, Sendable {
    var result: Value?
    var requestID: String?
  }

  struct Application: Decodable, Sendable {
    struct Workload: Decodable, Sendable {
      var replicas: Int?
      var updatedReadyReplicas: Int?
    }

    var versionID: String?
    var deployVersion: String?
    var status: String?
    var underDeploying: Bool?
    /// `batch_updating`, `batch_updating_waiting_confirm` or empty.
    var batchDeployStatus: String?
    var currentInstances: Int?
    var expectedInstances: Int?
    var workloadInfo: Workload?
    var lastDeployDate: String?
    var stoppedManually: Bool?
    var publicDomain: String?
    var logOutputConf: LogOutput?

    struct LogOutput: Decodable, Sendable {
      var clsLogTopicID: String?
    }

    var isDeploying: Bool { underDeploying ?? false }

    /// Changes with every deploy, whichever of the fields the cloud updates.
    var mark: String { [versionID, deployVersion, lastDeployDate].map { $0 ?? "" }.joined(separator: " ") }

    /// How many instances of the newest version there should be, and how many are ready. None are wanted where the
    /// application is scaled to zero; the vendor's sample has an autoscaler with `MinReplicas` 0.
    var wanted: Int { max(0, expectedInstances ?? workloadInfo?.replicas ?? 1) }
    var ready: Int { workloadInfo?.updatedReadyReplicas ?? currentInstances ?? 0 }

    /// 0–100: the share of the newest version, whatever numbers the cloud sends.
    var percent: Int {
      guard ready < wanted else { return 100 }
      return wanted.dividingFullWidth(max(0, ready).multipliedFullWidth(by: 100)).quotient
    }
  }

  struct RolloutDetail: Decodable, Sendable {
    struct Pod: Decodable, Sendable {
      var podID: String?
      /// The conditions of the containers, as the provider writes them.
      var podStatus: [String]?
      var status: String?
    }

    struct Batch: Decodable, Sendable {
      /// `NotStart`, `Deploying`, `WaitForTimeExceed`, `WaitForResume` or `Finish`.
      var batchStatus: String?
      /// The same, whatever its spelling.
      var word: String? { batchStatus?.lowercased() }
      var batchIndex: Int?
      var newPods: [Pod]?
    }

    var startTime: String?
    /// `Running` and `Error` are known; there are more.
    var status: String?
    var isError: Bool { status?.lowercased() == "error" }
    var betaBatchDetail: Batch?
    var otherBatchDetail: [Batch]?
    var currentBatchIndex: Int?
    var currentBatchStatus: String?
    /// May be empty although the rollout failed.
    var errorMessage: String?
    var newDeployVersion: String?
    var oldDeployVersion: String?

    var batches: [Batch] { (betaBatchDetail.map { [$0] } ?? []) + (otherBatchDetail ?? []) }
    var newPods: [Pod] { batches.flatMap { $0.newPods ?? [] } }
    var isReverted: Bool { currentBatchStatus?.lowercased() == "revert" }
  }

  struct PodPage: Decodable, Sendable {
    struct Pod: Decodable, Sendable {
      var podID: String?
      var status: String?
      var ready: Bool?
      var restartCount: Int?
      var containerState: String?
      var unhealthyWarningMsg: String?
      var deployVersion: String?
    }
    var podList: [Pod]?
  }

  struct LogSearch: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
      /// Milliseconds since 1970.
      private var time: LenientText?
      /// An object; `__CONTENT__` holds a line that is not taken apart.
      private var logJson: String?
      private var rawLog: String?
      /// Together they name a line.
      private var pkgID: String?
      private var pkgLogID: LenientText?

      var written: Timestamp? { Timestamp(ofLogLine: time?.value) }

      private var text: String {
        let fields = logJson.flatMap {
          try? JSONCoding.decode([String: JSON].self, from: Array($0.utf8), answering: "SearchLog")
        }
        let text = fields?["__CONTENT__"]?.string ?? logJson?.nonEmpty ?? rawLog ?? ""
        return String(text.split(whereSeparator: \.isNewline).joined(separator: " "))
      }

      /// The line, with its time in front.
      var shown: String { written.map { "\($0.utc.iso8601) \(text)" } ?? text }

      /// Distinguishes it from other lines of the same second.
      var mark: String {
        "\(pkgID ?? "") \(pkgLogID?.value ?? "") \(time?.value ?? "") \(text.prefix(80))"
      }
    }
    var context: String?
    /// False: `context` leads to more of the same search.
    var listOver: Bool?
    var results: [Entry]?
  }
}

/// What the answers mean.
extension ElasticMicroservice {
  static func address(_ domain: String?) -> String? {
    guard let domain, !domain.isEmpty else { return nil }
    return domain.contains("://") ? domain : "http://\(domain)"
  }

  /// Requests go to all instances alike, so the share of instances is the share of traffic.
  static func shares(old: String?, new: String?, percent: Int) -> [ServiceState.Online] {
    var online: [ServiceState.Online] = []
    if let old, !old.isEmpty, old != new {
      online.append(ServiceState.Online(release: old, trafficPercent: 100 - percent))
    }
    if let new, !new.isEmpty { online.append(ServiceState.Online(release: new, trafficPercent: percent)) }
    return online
  }

  static func status(_ application: Application, _ detail: RolloutDetail?) -> String {
    [application.batchDeployStatus, detail?.status, application.status].compactMap { $0 }.first {
      !$0.isEmpty
    }
      ?? "no status"
  }

  /// The batch that waits for a person, counted from 0, the beta batch included; nil when none does. While a batch is
  /// being replaced, an application that reports otherwise is out of date.
  static func waitingBatch(_ application: Application?, _ detail: RolloutDetail?) -> Int? {
    let batches = detail?.batches ?? []
    if let waiting = batches.firstIndex(where: { $0.word == "waitforresume" }) { return waiting }
    guard let application, application.isDeploying,
      application.batchDeployStatus?.lowercased() == "batch_updating_waiting_confirm",
      !batches.contains(where: { $0.word == "deploying" })
    else { return nil }
    return batches.firstIndex { $0.word != "finish" }
      ?? min(max(detail?.currentBatchIndex ?? 0, 0), 9999)
  }

  /// A failing rollout may report the batch that fails as finished (the vendor's own sample of an answer).
  static func steps(_ detail: RolloutDetail) -> [Rollout.Step] {
    let failing = detail.isError ? max(0, detail.currentBatchIndex ?? 0) : nil
    return detail.batches.enumerated().map { position, batch in
      let isBeta = position == 0 && detail.betaBatchDetail != nil
      return Rollout.Step(
        name: isBeta ? "beta batch" : "batch \(position + 1)",
        status: position == failing ? "failed" : Self.word(of: batch))
    }
  }

  /// The pipeline's words where it has them; the provider's for the rest.
  private static func word(of batch: RolloutDetail.Batch) -> String {
    switch batch.word {
    case "notstart", nil: "todo"
    case "deploying": "running"
    case "finish": "finished"
    case "waitforresume", "waitfortimeexceed": "waiting"
    default: batch.batchStatus ?? ""
    }
  }

  /// Conditions that waiting does not resolve.
  private static let stuckConditions = [
    "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "CreateContainerConfigError",
  ]

  /// New instances that cannot start, and why.
  static func stuckPods(_ detail: RolloutDetail) -> [(id: String, condition: String)] {
    detail.newPods.compactMap { pod in
      let words = (pod.podStatus ?? []) + [pod.status].compactMap { $0 }
      let stuck = words.first { word in stuckConditions.contains { word.contains($0) } }
      return stuck.map { (pod.podID ?? "a pod", $0) }
    }
  }
}
