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

  /// Returns a key for one upload; a second call returns another one and changes nothing else.
  func createUploadToken(for file: String, _ version: String) -> TencentAPI.Call {
    call(
      "CreateCosToken",
      [
        "PkgName": .string(file), "OptType": 1, "SourceChannel": 0, "TimeVersion": .string(version),
      ])
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
}

/// The parts of the answers that are used; nearly everything may be null. `EnvConf`, which holds the application's
/// secrets, and `Webshell`, which opens a shell, are left out on purpose.
extension ElasticMicroservice {
  struct Answered<Value: Decodable & Sendable>: Decodable, Sendable {
    var result: Value?
    var requestID: String?
    private enum CodingKeys: String, CodingKey { case result = "Result", requestID = "RequestId" }
  }

  struct Application: Decodable, Sendable {
    struct Workload: Decodable, Sendable {
      var replicas: Int?
      var updatedReady: Int?
      private enum CodingKeys: String, CodingKey {
        case replicas = "Replicas", updatedReady = "UpdatedReadyReplicas"
      }
    }

    var revision: String?
    var version: String?
    var status: String?
    var underDeploying: Bool?
    /// `batch_updating`, `batch_updating_waiting_confirm` or empty.
    var batchStatus: String?
    var currentInstances: Int?
    var expectedInstances: Int?
    var workload: Workload?
    var lastDeployed: String?
    var stoppedManually: Bool?
    var publicDomain: String?
    private enum CodingKeys: String, CodingKey {
      case revision = "VersionId", version = "DeployVersion", status = "Status"
      case underDeploying = "UnderDeploying", batchStatus = "BatchDeployStatus"
      case currentInstances = "CurrentInstances", expectedInstances = "ExpectedInstances"
      case workload = "WorkloadInfo", lastDeployed = "LastDeployDate", stoppedManually = "StoppedManually"
      case publicDomain = "PublicDomain"
    }

    var isDeploying: Bool { underDeploying ?? false }

    /// Changes with every deploy, whichever of the fields the cloud updates.
    var mark: String { [revision, version, lastDeployed].map { $0 ?? "" }.joined(separator: " ") }

    /// How many instances of the newest version there should be, and how many are ready.
    var wanted: Int { max(1, expectedInstances ?? workload?.replicas ?? 0) }
    var ready: Int { workload?.updatedReady ?? currentInstances ?? 0 }

    /// 0–100: the share of the newest version, whatever numbers the cloud sends.
    var percent: Int {
      guard ready < wanted else { return 100 }
      return wanted.dividingFullWidth(max(0, ready).multipliedFullWidth(by: 100)).quotient
    }
  }

  struct RolloutDetail: Decodable, Sendable {
    struct Pod: Decodable, Sendable {
      var id: String?
      /// The conditions of the containers, as the provider writes them.
      var conditions: [String]?
      var status: String?
      private enum CodingKeys: String, CodingKey {
        case id = "PodId", conditions = "PodStatus", status = "Status"
      }
    }

    struct Batch: Decodable, Sendable {
      /// `NotStart`, `Deploying`, `WaitForTimeExceed`, `WaitForResume` or `Finish`.
      var status: String?
      var index: Int?
      var newPods: [Pod]?
      private enum CodingKeys: String, CodingKey {
        case status = "BatchStatus", index = "BatchIndex", newPods = "NewPods"
      }
    }

    var startTime: String?
    /// `Running` and `Error` are known; there are more.
    var status: String?
    var beta: Batch?
    var others: [Batch]?
    var currentBatch: Int?
    var batchStatus: String?
    /// May be empty although the rollout failed.
    var errorMessage: String?
    var newVersion: String?
    var oldVersion: String?
    private enum CodingKeys: String, CodingKey {
      case startTime = "StartTime", status = "Status", beta = "BetaBatchDetail", others = "OtherBatchDetail"
      case currentBatch = "CurrentBatchIndex", batchStatus = "CurrentBatchStatus"
      case errorMessage = "ErrorMessage", newVersion = "NewDeployVersion", oldVersion = "OldDeployVersion"
    }

    var batches: [Batch] { (beta.map { [$0] } ?? []) + (others ?? []) }
    var newPods: [Pod] { batches.flatMap { $0.newPods ?? [] } }
    var isReverted: Bool { batchStatus?.lowercased() == "revert" }
  }

  struct PodPage: Decodable, Sendable {
    struct Pod: Decodable, Sendable {
      var id: String?
      var status: String?
      var isReady: Bool?
      var restarts: Int?
      var container: String?
      var warning: String?
      var version: String?
      private enum CodingKeys: String, CodingKey {
        case id = "PodId", status = "Status", isReady = "Ready", restarts = "RestartCount"
        case container = "ContainerState", warning = "UnhealthyWarningMsg", version = "DeployVersion"
      }
    }
    var pods: [Pod]?
    private enum CodingKeys: String, CodingKey { case pods = "PodList" }
  }

  /// A temporary key, and the place where it may store one object.
  struct UploadToken: Decodable, Sendable {
    var bucket: String
    var region: String
    var id: String
    var key: String
    var session: String
    var path: String
    private enum CodingKeys: String, CodingKey {
      case bucket = "Bucket", region = "Region", id = "TmpSecretId", key = "TmpSecretKey"
      case session = "SessionToken", path = "FullPath"
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
    [application.batchStatus, detail?.status, application.status].compactMap { $0 }.first { !$0.isEmpty }
      ?? "no status"
  }

  /// The batch that waits for a person, counted from 0, the beta batch included; nil when none does. While a batch is
  /// being replaced, an application that reports otherwise is out of date.
  static func waitingBatch(_ application: Application?, _ detail: RolloutDetail?) -> Int? {
    let batches = detail?.batches ?? []
    if let waiting = batches.firstIndex(where: { $0.status == "WaitForResume" }) { return waiting }
    guard let application, application.isDeploying,
      application.batchStatus == "batch_updating_waiting_confirm",
      !batches.contains(where: { $0.status == "Deploying" })
    else { return nil }
    return batches.firstIndex { $0.status != "Finish" } ?? min(max(detail?.currentBatch ?? 0, 0), 9999)
  }

  static func steps(_ detail: RolloutDetail) -> [Rollout.Step] {
    detail.batches.enumerated().map { position, batch in
      let isBeta = position == 0 && detail.beta != nil
      return Rollout.Step(
        name: isBeta ? "beta batch" : "batch \(position + 1)", status: Self.word(batch.status))
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
      let words = (pod.conditions ?? []) + [pod.status].compactMap { $0 }
      let stuck = words.first { word in stuckConditions.contains { word.contains($0) } }
      return stuck.map { (pod.id ?? "a pod", $0) }
    }
  }
}
