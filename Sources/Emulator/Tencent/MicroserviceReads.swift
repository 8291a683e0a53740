import Model

private let applicationParameters: [Parameter] = [
  .required("ApplicationId", .string), .required("EnvironmentId", .string),
]

extension TencentAction {
  /// The reads of applications, their rollouts and their instances.
  static let temReads: [TencentAction] = [
    TencentAction(
      name: "DescribeApplicationInfo", service: "tem", kind: .poll,
      parameters: [
        .required("ApplicationId", .string), .optional("EnvironmentId", .string),
        .optional("SourceChannel", .integer),
      ]
    ) { state, call throws(APIError) in
      let application = state.applications[try state.application(call)]
      return ["Result": application.shown(at: state.elapsed)]
    },

    TencentAction(
      name: "DescribeDeployApplicationDetail", service: "tem",
      parameters: applicationParameters + [.optional("VersionId", .string)]
    ) { state, call throws(APIError) in
      let application = state.applications[try state.application(call)]
      let wanted = call.string("VersionId")
      guard let rollout = application.rollout, state.elapsed >= rollout.visibleFrom,
        wanted.isEmpty || wanted == rollout.revision
      else {
        throw APIError("ResourceNotFound.ServiceRunningVersionNotFound", "no rollout [\(wanted)]")
      }
      return ["Result": application.detail(of: rollout)]
    },

    TencentAction(
      name: "DescribeApplicationPods", service: "tem",
      parameters: applicationParameters + [
        .optional("Limit", .integer), .optional("Offset", .integer), .optional("Status", .string),
        .optional("PodName", .string), .optional("SourceChannel", .integer),
      ]
    ) { state, call throws(APIError) in
      let application = state.applications[try state.application(call)]
      let limit = call.integer("Limit") ?? 20
      guard (1...100).contains(limit) else { throw .invalid("Limit [\(limit)] is not valid") }
      let pods = application.pods(at: state.elapsed)
      let page = pods.dropFirst(max(0, call.integer("Offset") ?? 0)).prefix(limit)
      return [
        "Result": [
          "Offset": .integer(call.integer("Offset") ?? 0), "Limit": .integer(limit),
          "TotalCount": .integer(pods.count), "RequestId": "", "PodList": .array(Array(page)),
        ]
      ]
    },
  ]
}

extension CloudApplication {
  /// Some of the hundred fields of `DescribeApplicationInfo`, with its secrets.
  fileprivate func shown(at time: Double) -> JSON {
    let rollout = open(at: time)
    let batchStatus =
      switch rollout?.phase {
      case nil: ""
      case .held?: "batch_updating_waiting_confirm"
      default: "batch_updating"
      }
    let replaced = rollout?.replaced ?? instances
    let variables = variables.sorted { $0.key < $1.key }.map { pair -> JSON in
      ["Key": .string(pair.key), "Value": .string(pair.value), "Type": "default"]
    }
    return [
      "ApplicationId": .string(id), "EnvironmentId": .string(environment), "DeployMode": .string(mode),
      "DeployVersion": .string(version), "VersionId": .string(revision), "PkgName": .string(package),
      "ImageTag": .string(mode == "IMAGE" ? version : ""),
      "Status": .string(isStopped ? "stopped" : "normal"),
      "UnderDeploying": .boolean(rollout != nil), "BatchDeployStatus": .string(batchStatus),
      "CurrentInstances": .integer(instances), "ExpectedInstances": .integer(instances),
      "StoppedManually": .boolean(isStopped), "LastDeployDate": .string(deployed.chinaTime),
      "LastDeploySuccessDate": .string(deployed.chinaTime), "EnvConf": .array(variables),
      "PublicDomain": "", "PodList": .null, "DeployStrategyConf": .null,
      "WorkloadInfo": [
        "ClusterId": "cls-1a2b3c4d", "ApplicationName": .string(id), "VersionName": .string(version),
        "ReadyReplicas": .integer(instances), "Replicas": .integer(instances),
        "UpdatedReplicas": .integer(replaced), "UpdatedReadyReplicas": .integer(replaced),
        "UpdateRevision": .string("\(id)-868b68987"), "CurrentRevision": .string("\(id)-868b68987"),
      ],
    ]
  }

  /// A failed rollout stays open and gives no message, as in the vendor's sample: the instances show why.
  fileprivate func detail(of rollout: BatchRollout) -> JSON {
    let batches = rollout.sizes.indices.map { batch(rollout, $0) }
    let status =
      switch rollout.phase {
      case .failed: "Error"
      case .done: "Success"
      case .reverted: "Reverted"
      default: "Running"
      }
    return [
      "DeployStrategyConf": .null, "StartTime": .string(rollout.created.chinaTime),
      "EndTime": .string(rollout.ended?.chinaTime ?? ""), "Status": .string(status), "ErrorMessage": "",
      "BetaBatchDetail": rollout.isBeta ? batches[0] : .null,
      "OtherBatchDetail": .array(rollout.isBeta ? Array(batches.dropFirst()) : batches),
      "OldVersionPodList": .null, "CurrentBatchIndex": .integer(max(0, rollout.current)),
      "CurrentBatchStatus": .string(
        rollout.phase == .reverted ? "revert" : rollout.status(of: max(0, rollout.current))),
      "NewDeployVersion": .string(rollout.newVersion), "OldDeployVersion": .string(rollout.oldVersion),
      "NewVersionPackageInfo": .string(rollout.package), "NextBatchStartTime": .null,
    ]
  }

  private func batch(_ rollout: BatchRollout, _ index: Int) -> JSON {
    let status = rollout.status(of: index)
    let isBegun = status == "Finish" || status == "Deploying"
    return [
      "BatchStatus": .string(status), "PodNum": .integer(rollout.sizes[index]),
      "BatchIndex": .integer(index), "OldPods": [], "OldPodList": .null, "NewPodList": .null,
      "NextBatchStartTime": .integer(0),
      "NewPods": .array(
        (isBegun ? 0..<rollout.sizes[index] : 0..<0).map { number in
          let condition = status == "Finish" ? "Running" : rollout.podStatus
          return [
            "PodId": .string("\(id)-\(rollout.revision)-\(index)-\(number)"),
            "PodStatus": [.string(condition)], "PodVersion": .string(rollout.newVersion),
            "CreateTime": .string(rollout.created.chinaTime), "Zone": "", "Status": .string(condition),
            "Webshell": "https://webshell.example/?token=never-print-this",
          ]
        }),
    ]
  }

  fileprivate func pods(at time: Double) -> [JSON] {
    let rollout = open(at: time)
    let replaced = rollout?.replaced ?? instances
    return (0..<instances).map { number in
      let isFailing = rollout?.phase == .failed && number == replaced
      let isNew = number < replaced || isFailing
      return [
        "PodId": .string("\(id)-\(number)"), "Status": .string(isFailing ? "Pending" : "Running"),
        "Ready": .boolean(!isFailing), "RestartCount": .integer(isFailing ? 7 : 0),
        "ContainerState": .string(isFailing ? rollout?.podStatus ?? "" : "Running"),
        "Unhealthy": .boolean(isFailing), "UnhealthyWarningMsg": isFailing ? "back-off restarting" : "",
        "DeployVersion": .string(isNew ? rollout?.newVersion ?? version : version),
        "VersionId": .string(isNew ? rollout?.revision ?? revision : revision),
        "Webshell": "https://webshell.example/?token=never-print-this",
      ]
    }
  }
}
