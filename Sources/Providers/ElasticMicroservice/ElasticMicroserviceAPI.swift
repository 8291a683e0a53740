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
  func searchLog(_ topic: String, _ place: LogPlace) -> TencentAPI.Call {
    var body: [String: JSON] = [
      "TopicId": .string(topic), "From": .integer(Int(place.from)), "To": .integer(Int(place.to)),
      "QueryString": "", "QuerySyntax": 1, "Sort": "asc", "Limit": 1000,
    ]
    body["Context"] = place.context.map(JSON.string)
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
      var batchIndex: Int?
      var newPods: [Pod]?
    }

    var startTime: String?
    /// `Running` and `Error` are known; there are more.
    var status: String?
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
      var time: Int64?
      /// An object; `__CONTENT__` holds a line that is not taken apart.
      var logJson: String?
      var rawLog: String?

      var line: String {
        let fields = logJson.flatMap {
          try? JSONCoding.decode([String: JSON].self, from: Array($0.utf8), answering: "SearchLog")
        }
        let text = fields?["__CONTENT__"]?.string ?? logJson?.nonEmpty ?? rawLog ?? ""
        return time.map { "\(Timestamp(seconds: $0 / 1000).utc.iso8601) \(text)" } ?? text
      }
    }
    var context: String?
    /// False: `context` leads to more of the same search.
    var listOver: Bool?
    var results: [Entry]?
  }

  /// Where a log is read: a span of time, and how far in it. Milliseconds since 1970; the end is not part of it.
  struct LogPlace: Equatable, Sendable {
    var from: Int64
    var to: Int64
    var context: String?

    /// Without a start: of the last hour.
    init(since: Timestamp?, at now: Timestamp) {
      from = Self.milliseconds(since ?? Timestamp(seconds: now.seconds - 3600))
      to = max(from, Self.milliseconds(now)) + 1
    }

    /// As `text` writes it.
    init?(_ position: String?) {
      guard let parts = position?.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false),
        parts.count == 3, let from = Int64(parts[0]), let to = Int64(parts[1])
      else { return nil }
      (self.from, self.to, context) = (from, to, String(parts[2]).nonEmpty)
    }

    var text: String { "\(from) \(to) \(context ?? "")" }

    /// The rest of the same search, else what is written after its last line.
    func next(after found: LogSearch, at now: Timestamp) -> LogPlace {
      var next = self
      if found.listOver == false, let context = found.context?.nonEmpty, found.results?.isEmpty == false {
        next.context = context
        return next
      }
      next.context = nil
      next.from = found.results?.last?.time.map { min(max($0, 0), Self.latest) + 1 } ?? from
      next.to = max(next.from, Self.milliseconds(now)) + 1
      return next
    }

    /// The end of the year 9999.
    private static let latest: Int64 = 253_402_300_799_000

    private static func milliseconds(_ time: Timestamp) -> Int64 {
      min(max(time.seconds, 0), latest / 1000) * 1000
    }
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
    if let waiting = batches.firstIndex(where: { $0.batchStatus == "WaitForResume" }) { return waiting }
    guard let application, application.isDeploying,
      application.batchDeployStatus == "batch_updating_waiting_confirm",
      !batches.contains(where: { $0.batchStatus == "Deploying" })
    else { return nil }
    return batches.firstIndex { $0.batchStatus != "Finish" }
      ?? min(max(detail?.currentBatchIndex ?? 0, 0), 9999)
  }

  /// A failing rollout may report the batch that fails as finished (the vendor's own sample of an answer).
  static func steps(_ detail: RolloutDetail) -> [Rollout.Step] {
    let failing = detail.status == "Error" ? max(0, detail.currentBatchIndex ?? 0) : nil
    return detail.batches.enumerated().map { position, batch in
      let isBeta = position == 0 && detail.betaBatchDetail != nil
      return Rollout.Step(
        name: isBeta ? "beta batch" : "batch \(position + 1)",
        status: position == failing ? "failed" : Self.word(batch.batchStatus))
    }
  }

  /// The pipeline's words for not started, running and finished; the provider's for the rest.
  private static func word(_ status: String?) -> String {
    switch status {
    case "NotStart", nil: "todo"
    case "Deploying"?: "running"
    case "Finish"?: "finished"
    case let other?: other
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
