/// The answers, as far as they are used. Arrays and texts may be null at any time; times come without a zone and are
/// kept as text.
extension CloudBaseRun {
  struct ServerDetail: Decodable, Sendable {
    struct BaseInfo: Decodable, Sendable {
      var defaultDomainName: String?
      var status: String?
      private enum CodingKeys: String, CodingKey {
        case defaultDomainName = "DefaultDomainName", status = "Status"
      }
    }
    struct OnlineVersion: Decodable, Sendable {
      var name: String
      var imageURL: String?
      /// Text here, a number in other calls.
      var traffic: LenientInteger?
      private enum CodingKeys: String, CodingKey {
        case name = "VersionName", imageURL = "ImageUrl", traffic = "FlowRatio"
      }
    }
    struct ServerConfig: Decodable, Sendable {
      /// A JSON object as text, or empty.
      var environment: String?
      private enum CodingKeys: String, CodingKey { case environment = "EnvParams" }
    }

    var baseInfo: BaseInfo?
    var online: [OnlineVersion]?
    var serverConfig: ServerConfig?
    private enum CodingKeys: String, CodingKey {
      case baseInfo = "BaseInfo", online = "OnlineVersionInfos", serverConfig = "ServerConfig"
    }
  }

  struct TaskAnswer: Decodable, Sendable {
    var exists: Bool
    var task: Task?
    var requestID: String?
    private enum CodingKeys: String, CodingKey {
      case exists = "IsExist", task = "Task", requestID = "RequestId"
    }
  }

  struct Task: Decodable, Sendable {
    struct Step: Decodable, Sendable {
      var name: String
      var status: String
      /// Seconds.
      var costTime: Int?
      var failReason: String?
      private enum CodingKeys: String, CodingKey {
        case name = "Name", status = "Status", costTime = "CostTime", failReason = "FailReason"
      }
    }

    var id: Int
    var status: String
    var createTime: String?
    var releaseType: String?
    var versionName: String?
    var steps: [Step]?
    var failReason: String?
    private enum CodingKeys: String, CodingKey {
      case id = "Id", status = "Status", createTime = "CreateTime", releaseType = "ReleaseType"
      case versionName = "VersionName", steps = "Steps", failReason = "FailReason"
    }
  }

  struct DeployRecords: Decodable, Sendable {
    struct Record: Decodable, Sendable {
      /// The number at the end of the version's name, e.g. `007`.
      var deployID: String
      var status: String?
      var runID: String?
      /// Beyond 32 bits; 0 for image deploys.
      var buildID: Int?
      private enum CodingKeys: String, CodingKey {
        case deployID = "DeployId", status = "Status", runID = "RunId", buildID = "BuildId"
      }
    }

    var records: [Record]?
    private enum CodingKeys: String, CodingKey { case records = "DeployRecords" }

    /// The number at the end of `api-007`.
    static func number(of version: String) -> Int? { version.split(separator: "-").last.flatMap { Int($0) } }

    /// The record of a version: the order of the list is not documented, the number is.
    func record(of version: String) -> Record? {
      guard let number = Self.number(of: version) else { return nil }
      return records?.first { Int($0.deployID) == number }
    }
  }

  struct VersionDetail: Decodable, Sendable {
    struct VPC: Decodable, Sendable {
      var vpcID: String?
      var vpcRange: String?
      var subnetID: String?
      var subnetRange: String?
      private enum CodingKeys: String, CodingKey {
        case vpcID = "VpcId", vpcRange = "VpcCIDR", subnetID = "SubnetId", subnetRange = "SubnetCIDR"
      }
    }
    var vpc: VPC?
    private enum CodingKeys: String, CodingKey { case vpc = "VpcConf" }
  }

  struct VersionRemark: Decodable, Sendable {
    var remark: String?
    private enum CodingKeys: String, CodingKey { case remark = "Remark" }
  }

  struct UpdateAnswer: Decodable, Sendable {
    /// 0 in the documentation's samples, the task's id in practice.
    var taskID: Int?
    var requestID: String?
    private enum CodingKeys: String, CodingKey { case taskID = "TaskId", requestID = "RequestId" }
  }

  struct BuildLog: Decodable, Sendable {
    struct Page: Decodable, Sendable {
      var text: String?
      var more: Bool?
      var delivered: Int?
      private enum CodingKeys: String, CodingKey {
        case text = "Text", more = "More", delivered = "Delivered"
      }
    }
    var page: Page?
    private enum CodingKeys: String, CodingKey { case page = "Log" }
  }

  struct ProcessLog: Decodable, Sendable {
    var lines: [String]?
    private enum CodingKeys: String, CodingKey { case lines = "Logs" }
  }

  /// An answer of which nothing but the absence of an error matters.
  struct Accepted: Decodable, Sendable {}
}
