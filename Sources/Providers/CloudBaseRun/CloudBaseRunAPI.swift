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
    TencentAPI.Call(
      service: "tcbr", version: "2022-02-17", action: "DescribeCloudRunProcessLog",
      body: ["EnvId": .string(envID), "RunId": .string(run)], kind: .read)
  }

  func operate(task: Int, _ operation: String) -> TencentAPI.Call {
    call(
      "OperateServerManage", ["TaskId": .integer(task), "OperateType": .string(operation)], .write)
  }

  /// `CloseGrayRelease` is not documented; the vendor's command line tool sends it.
  func releaseGray(_ version: String) -> TencentAPI.Call {
    call(
      "ReleaseGray",
      [
        "GrayType": "gray", "TrafficType": "FLOW", "GrayFlowRatio": 100, "CloseGrayRelease": true,
        "VersionFlowItems": [
          [
            "VersionName": .string(version), "FlowRatio": 100, "Priority": 0, "IsDefaultPriority": true,
          ]
        ],
      ], .write)
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
    struct ServerConfig: Decodable, Sendable {
      /// A JSON object as text, or empty.
      var envParams: String?
    }

    var baseInfo: BaseInfo?
    var onlineVersionInfos: [OnlineVersion]?
    var serverConfig: ServerConfig?
  }

  struct TaskAnswer: Decodable, Sendable {
    var isExist: Bool
    var task: Task?
    var requestID: String?
  }

  struct Task: Decodable, Sendable {
    var id: Int
    var status: String
    var createTime: String?
    var releaseType: String?
    var versionName: String?
    var steps: [TaskStep]?
    var failReason: String?
  }

  struct DeployRecords: Decodable, Sendable {
    struct Record: Decodable, Sendable {
      /// The number at the end of the version's name, e.g. `007`.
      var deployID: String
      var status: String?
      var runID: String?
      /// Beyond 32 bits; 0 for image deploys.
      var buildID: Int?
    }

    var deployRecords: [Record]?

    /// The number at the end of `api-007`.
    static func number(of version: String) -> Int? { version.split(separator: "-").last.flatMap { Int($0) } }

    /// The record of a version: the order of the list is not documented, the number is.
    func record(of version: String) -> Record? {
      guard let number = Self.number(of: version) else { return nil }
      return deployRecords?.first { Int($0.deployID) == number }
    }
  }

  struct VersionDetail: Decodable, Sendable {
    struct VPC: Decodable, Sendable {
      var vpcID: String?
      var vpcCIDR: String?
      var subnetID: String?
      var subnetCIDR: String?
    }
    var vpcConf: VPC?
  }

  struct VersionRemark: Decodable, Sendable {
    var remark: String?
  }

  struct UpdateAnswer: Decodable, Sendable {
    /// 0 in the documentation's samples, the task's id in practice.
    var taskID: Int?
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
  }

  /// An answer without used members: only the absence of an error matters.
  struct Accepted: Decodable, Sendable {}
}
