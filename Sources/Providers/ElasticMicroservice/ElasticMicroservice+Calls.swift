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

  /// Without a revision: of the newest.
  func describeRollout(_ revision: String?) -> TencentAPI.Call {
    var body = environment
    if let revision { body["VersionId"] = .string(revision) }
    return call("DescribeDeployApplicationDetail", body)
  }

  var describePods: TencentAPI.Call {
    call("DescribeApplicationPods", environment.merging(["Limit": 50, "Offset": 0]) { $1 })
  }

  /// A key for one upload; asking again gives another one and changes nothing else.
  func createUploadToken(for file: String) -> TencentAPI.Call {
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
    for (option, field) in Self.updateFields { body[field] = deployment.target.options[option]?.value }
    return call("RollingUpdateApplicationByVersion", body, .update)
  }

  /// Options that go over the wire as they are, with the table's types.
  private static let updateFields = [
    "from": "From", "deployStrategyType": "DeployStrategyType", "totalBatchCount": "TotalBatchCount",
    "batchInterval": "BatchInterval", "betaBatchNum": "BetaBatchNum", "minAvailable": "MinAvailable",
    "force": "Force",
  ]

  /// Lets the batch go on that waits.
  var resume: TencentAPI.Call { call("ResumeDeployApplication", environment, .write) }

  /// Takes the rollout in flight back.
  var revert: TencentAPI.Call { call("RevertDeployApplication", environment, .write) }
}
