import HTTP
import Model

/// The calls as values. `tcbr` is the service of updates and tasks, `tcb` its older sister that keeps uploads, remarks
/// and build logs.
extension CloudBaseRun {
  private func call(_ action: String, _ body: [String: JSON], _ kind: CallKind = .read) -> TencentAPI.Call {
    TencentAPI.Call(
      service: "tcbr", version: "2022-02-17", action: action,
      body: .object(["EnvId": .string(envID), "ServerName": .string(serverName)].merging(body) { $1 }),
      kind: kind)
  }

  private func sisterCall(_ action: String, _ body: [String: JSON]) -> TencentAPI.Call {
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

  /// The only call of the family that tells a version's remark.
  func describeRemark(of version: String) -> TencentAPI.Call {
    sisterCall(
      "DescribeCloudBaseRunServerVersion",
      ["ServerName": .string(serverName), "VersionName": .string(version)])
  }

  func describeBuildLog(build: Int, version: String, from start: Int) -> TencentAPI.Call {
    sisterCall(
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
  func updateServer(_ source: [String: JSON], items: [JSON]) -> TencentAPI.Call {
    let deployInfo = source.merging([
      "DeployRemark": .string(deployment.remark), "ReleaseType": .string(releaseType),
    ]) { $1 }
    var body: [String: JSON] = ["DeployInfo": .object(deployInfo)]
    if !items.isEmpty { body["Items"] = .array(items) }
    if let business { body["Business"] = .string(business) }
    return call("UpdateCloudRunServer", body, .update)
  }
}
