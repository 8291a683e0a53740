import Model

/// The answers, as far as they are used. Everything may be missing; the documents' own samples have line ends in ids and
/// `"50%"` where they say integer.
extension EdgeContainers {
  /// An answer of which nothing but the absence of an error matters: that of every write but one is a `RequestId`.
  struct Accepted: Decodable, Sendable {
    var requestID: String
    private enum CodingKeys: String, CodingKey { case requestID = "RequestId" }
  }

  struct CreatedVersion: Decodable, Sendable {
    var id: String
    private enum CodingKeys: String, CodingKey { case id = "VersionId" }
  }

  struct StatusAnswer: Decodable, Sendable {
    var status: AppStatus?
    var requestID: String?
    private enum CodingKeys: String, CodingKey { case status = "AppStatus", requestID = "RequestId" }
  }

  struct VersionAnswer: Decodable, Sendable {
    var version: Version?
    private enum CodingKeys: String, CodingKey { case version = "Version" }
  }

  struct VersionList: Decodable, Sendable {
    var versions: [Version]?
    private enum CodingKeys: String, CodingKey { case versions = "Versions" }
  }

  struct Version: Decodable, Sendable {
    var id: String?
    var remarks: String?
    /// `creating`, `created` or `failed`.
    var status: String?
    /// As they are sent to create one; the list of versions leaves fields out.
    var containers: [JSON]?
    private enum CodingKeys: String, CodingKey {
      case id = "VersionId", remarks = "Remarks", status = "Status", containers = "Containers"
    }
  }

  struct StagingStatus: Decodable, Sendable {
    struct Restarts: Decodable, Sendable {
      var count: Int?
      var reason: String?
      private enum CodingKeys: String, CodingKey {
        case count = "RestartCount", reason = "LastTerminatedReason"
      }
    }
    var phase: String?
    var initialized: String?
    var scheduled: String?
    var containersReady: String?
    var ready: String?
    var restarts: Restarts?
    private enum CodingKeys: String, CodingKey {
      case phase = "Phase", initialized = "Initialized", scheduled = "Scheduled"
      case containersReady = "ContainersReady", ready = "Ready", restarts = "PodRestartState"
    }

    var isHealthy: Bool {
      phase == "Running" && [initialized, scheduled, containersReady, ready].allSatisfy { $0 == "ok" }
    }
  }

  struct Logs: Decodable, Sendable {
    var lines: [String]?
    private enum CodingKeys: String, CodingKey { case lines = "Items" }
  }
}
