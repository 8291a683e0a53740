/// The answers, as far as they are used; nearly everything may be null. `EnvConf`, which holds the application's
/// secrets, and `Webshell`, which opens a shell, are not among the fields on purpose.
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

    /// Tells one deploy from the next, whichever of the fields the cloud moves.
    var mark: String { [revision, version, lastDeployed].map { $0 ?? "" }.joined(separator: " ") }

    /// How many instances of the newest version are wanted and ready.
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
      /// The provider's words for the containers' conditions.
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

  /// A temporary key and where it may put one object.
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
