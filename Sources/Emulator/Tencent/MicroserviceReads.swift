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
      return ["Result": application.shown(at: state.elapsed, state.scenario)]
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
      return ["Result": application.detail(of: rollout, state.scenario)]
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

    TencentAction(
      name: "SearchLog", service: "cls",
      parameters: [
        .required("From", .integer), .required("To", .integer), .optional("TopicId", .string),
        .optional("QueryString", .string), .optional("QuerySyntax", .integer), .optional("Sort", .string),
        .optional("Limit", .integer), .optional("Offset", .integer), .optional("Context", .string),
        .optional("SamplingRate", .number), .optional("UseNewAnalysis", .boolean),
        .optional("HighLight", .boolean), .optional("Query", .string), .optional("SyntaxRule", .integer),
      ]
    ) { state, call throws(APIError) in
      let topic = call.string("TopicId")
      guard
        let application = state.applications.first(where: {
          $0.logTopic == topic && $0.region == call.region
        })
      else { throw APIError("ResourceNotFound.TopicNotExist", "topic [\(topic)] does not exist") }
      return try application.search(call, began: state.began, elapsed: state.elapsed)
    },
  ]
}

extension CloudApplication {
  /// Pages of at most five lines: small, so that a reader of the first page only is noticed.
  private static let page = 5

  /// A line when the cloud began, and one each 20 s.
  fileprivate func search(
    _ call: TencentCall, began: Timestamp, elapsed: Double
  ) throws(APIError) -> [String: JSON] {
    guard let from = call.integer("From"), let to = call.integer("To"), from < to else {
      throw .invalid("From is not before To")
    }
    guard (1...1000).contains(call.integer("Limit") ?? 100) else { throw .invalid("Limit") }
    guard ["asc", "desc", ""].contains(call.string("Sort")) else { throw .invalid("Sort") }
    let lines =
      [(0, "Started in 4.2 seconds")]
      + (0..<Int(elapsed / 20)).map { (($0 + 1) * 20, "GET /orders/\($0 + 1) 200") }
    var found = lines.map { (time: (Int(began.seconds) + $0.0) * 1000, text: $0.1) }
      .filter { from <= $0.time && $0.time < to }
    if call.string("Sort") != "asc" { found.reverse() }
    let start = Int(call.string("Context").dropFirst("context-".count)) ?? 0
    let page = found.dropFirst(max(0, start)).prefix(min(Self.page, call.integer("Limit") ?? 100))
    let end = max(0, start) + page.count
    return [
      "Context": .string("context-\(end)"), "ListOver": .boolean(end >= found.count), "Analysis": false,
      "ColNames": .null, "AnalysisResults": .null, "AnalysisRecords": .null, "Columns": .null,
      "SamplingRate": 1, "Topics": .null,
      "Results": .array(
        page.map { line in
          [
            "Time": .integer(line.time), "TopicId": call.parameters["TopicId"] ?? .null,
            "TopicName": .string(id), "Source": "10.0.0.7", "FileName": "stdout",
            "PkgId": "528C1318606EFEB8-1A0", "PkgLogId": .string(String(65536 + line.time / 1000)),
            "HostName": "", "RawLog": "", "IndexStatus": "", "HighLights": .null,
            "LogJson": .string(JSON.object(["__CONTENT__": .string(line.text)]).text),
          ]
        }),
    ]
  }
}

extension CloudApplication {
  /// Some of the hundred fields of `DescribeApplicationInfo`, with its secrets.
  fileprivate func shown(at time: Double, _ scenario: Scenario) -> JSON {
    let rollout = open(at: time)
    // A rollout that fails reports nothing here, as in the vendor's sample.
    let batchStatus =
      switch rollout?.phase {
      case nil, .failed?: ""
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
      "Status": .string(isStopped ? "stopped" : rollout?.phase == .failed ? "abnormal" : "normal"),
      "UnderDeploying": .boolean(rollout != nil), "BatchDeployStatus": scenario.shouted(batchStatus),
      "CurrentInstances": .integer(instances), "ExpectedInstances": .integer(instances),
      "StoppedManually": .boolean(isStopped), "LastDeployDate": .string(deployed.chinaTime),
      "LastDeploySuccessDate": .string(deployed.chinaTime), "EnvConf": .array(variables),
      "PublicDomain": "", "PodList": .null, "DeployStrategyConf": .null,
      "LogOutputConf": logTopic.map {
        [
          "OutputType": "CLS", "ClsLogsetName": "tem", "ClsLogsetId": "logset-1a2b3c4d",
          "ClsLogTopicName": .string(id), "ClsLogTopicId": .string($0),
        ]
      } ?? .null,
      "WorkloadInfo": [
        "ClusterId": "cls-1a2b3c4d", "ApplicationName": .string(id), "VersionName": .string(version),
        "ReadyReplicas": .integer(instances), "Replicas": .integer(instances),
        "UpdatedReplicas": .integer(replaced), "UpdatedReadyReplicas": .integer(replaced),
        "UpdateRevision": .string("\(id)-868b68987"), "CurrentRevision": .string("\(id)-868b68987"),
      ],
    ]
  }

  /// A failed rollout stays open and gives no message, as in the vendor's sample: the instances show why.
  fileprivate func detail(of rollout: BatchRollout, _ scenario: Scenario) -> JSON {
    let batches = rollout.sizes.indices.map { batch(rollout, $0, scenario) }
    let status =
      switch rollout.phase {
      case .failed: "Error"
      case .done: "Success"
      case .reverted: "Reverted"
      default: "Running"
      }
    return [
      "DeployStrategyConf": .null, "StartTime": .string(rollout.created.chinaTime),
      "EndTime": .string(rollout.ended?.chinaTime ?? ""), "Status": scenario.shouted(status),
      "ErrorMessage": "",
      "BetaBatchDetail": rollout.isBeta ? batches[0] : .null,
      "OtherBatchDetail": .array(rollout.isBeta ? Array(batches.dropFirst()) : batches),
      "OldVersionPodList": .null, "CurrentBatchIndex": .integer(max(0, rollout.current)),
      "CurrentBatchStatus": scenario.shouted(
        rollout.phase == .reverted ? "revert" : rollout.status(of: max(0, rollout.current))),
      "NewDeployVersion": .string(rollout.newVersion), "OldDeployVersion": .string(rollout.oldVersion),
      "NewVersionPackageInfo": .string(rollout.package), "NextBatchStartTime": .null,
    ]
  }

  private func batch(_ rollout: BatchRollout, _ index: Int, _ scenario: Scenario) -> JSON {
    let status = rollout.status(of: index)
    let isBegun = status == "Finish" || status == "Deploying"
    return [
      "BatchStatus": scenario.shouted(status), "PodNum": .integer(rollout.sizes[index]),
      "BatchIndex": .integer(index), "OldPods": [], "OldPodList": .null, "NewPodList": .null,
      "NextBatchStartTime": .integer(0),
      "NewPods": .array(
        (isBegun ? 0..<rollout.sizes[index] : 0..<0).map { number in
          let isFailing = rollout.phase == .failed && index == rollout.current
          let condition = status == "Finish" && !isFailing ? "Running" : rollout.podStatus
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
