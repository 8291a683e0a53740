import Model

extension TencentAction {
  /// The reads of services, versions and rollouts.
  static let tcbrReads: [TencentAction] = [
    TencentAction(
      name: "DescribeEnvBaseInfo", service: "tcbr", parameters: [.required("EnvId", .string)]
    ) { state, call throws(APIError) in
      let id = call.string("EnvId")
      let region = state.scenario.isNotOpened ? nil : state.environments[id]
      let isFound = region != nil && (call.region ?? region) == region
      return [
        "IsExist": .boolean(isFound),
        "EnvBaseInfo": [
          "EnvId": .string(isFound ? id : ""), "PackageType": "Trial", "VpcId": "",
          "CreateTime": "2026-01-01 00:00:00", "Alias": .string(isFound ? id : ""),
          "Status": .string(isFound ? "normal" : ""), "Region": .string(isFound ? region ?? "" : ""),
          "EnvType": .string(isFound ? "tcbr" : ""), "SubnetIds": "", "Recycle": "",
        ],
      ]
    },

    TencentAction(
      name: "DescribeCloudRunServers", service: "tcbr",
      parameters: [
        .required("EnvId", .string), .optional("PageSize", .integer), .optional("PageNum", .integer),
        .optional("ServerName", .string), .optional("ServerType", .string), .optional("VpcId", .string),
      ]
    ) { state, call throws(APIError) in
      try state.checkEnvironment(call)
      let services = state.services.filter {
        $0.environment == call.string("EnvId")
          && (call.string("ServerName").isEmpty || $0.name == call.string("ServerName"))
      }
      let page = try call.page(of: services, size: 9, atMost: 30)
      return ["ServerList": .array(page.map { $0.baseInfo(call) }), "Total": .integer(services.count)]
    },

    TencentAction(
      name: "DescribeCloudRunServerDetail", service: "tcbr", parameters: serviceParameters
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call)]
      let isOther = state.scenario.platform == .spellsOtherwise
      var info = service.baseInfo(call).object ?? [:]
      info["Status"] = state.scenario.shouted(info["Status"]?.string ?? "")
      return [
        "BaseInfo": .object(info), "ServerConfig": service.serverConfig,
        "OnlineVersionInfos": .array(
          service.online.map { version in
            [
              "VersionName": .string(version.name), "ImageUrl": .string(version.image),
              "FlowRatio": isOther
                ? .integer(version.flowRatio) : .string(String(version.flowRatio)),
            ]
          }),
      ]
    },

    TencentAction(
      name: "DescribeServerManageTask", service: "tcbr", kind: .poll,
      parameters: serviceParameters + [
        .required("TaskId", .integer), .optional("OperatorRemark", .string),
      ]
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call)]
      let id = call.integer("TaskId") ?? 0
      let elapsed = state.elapsed
      let task = service.tasks.last { (id == 0 || $0.id == id) && $0.visibleFrom <= elapsed }
      guard let task else { return ["IsExist": false, "Task": noTask] }
      var shown = service.shown(task, at: elapsed).object ?? [:]
      shown["Status"] = state.scenario.spelled(shown["Status"]?.string ?? "")
      if state.scenario.platform == .spellsOtherwise { shown["Id"] = .string(String(task.id)) }
      return ["IsExist": true, "Task": .object(shown)]
    },

    TencentAction(
      name: "DescribeCloudRunDeployRecord", service: "tcbr", parameters: serviceParameters
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call)]
      let elapsed = state.elapsed
      let isOther = state.scenario.platform == .spellsOtherwise
      func number(_ value: Int) -> JSON { isOther ? .string(String(value)) : .integer(value) }
      let records = service.versions.reversed().map { version -> JSON in
        let isGray = service.running?.version == version.name && service.isGray(at: elapsed)
        let isRouted = isGray && service.running?.route != nil
        return [
          "DeployId": .string(version.deployID), "DeployTime": .string(version.created.chinaTime),
          "Status": state.scenario.shouted(version.status),
          "RunId": .string(version.runID), "BuildId": number(version.buildID),
          "FlowRatio": number(version.flowRatio),
          "ImageUrl": version.image.isEmpty ? .null : .string(version.image), "ScaleStatus": "",
          "HasTraffic": .boolean(version.flowRatio > 0 || isRouted),
          "TrafficType": .string(isRouted ? service.running?.route?.type ?? "" : "FLOW"),
          "IsReleasing": .boolean(isGray),
        ]
      }
      return ["DeployRecords": .array(records)]
    },

    TencentAction(
      name: "DescribeVersionDetail", service: "tcbr",
      parameters: serviceParameters + [.required("VersionName", .string), .optional("Channel", .string)]
    ) { state, call throws(APIError) in
      let version = try state.services[try state.index(call)].require(call.string("VersionName"))
      var detail = version.settings.filter {
        [
          "Port", "Cpu", "Mem", "MinNum", "MaxNum", "PolicyDetails", "Dockerfile", "BuildDir", "EnvParams",
          "VpcConf", "VolumesConf",
        ].contains($0.key)
      }
      detail["Name"] = .string(version.name)
      detail["Status"] = state.scenario.shouted(version.status)
      detail["CreatedTime"] = .string(version.created.chinaTime)
      detail["UpdatedTime"] = .string(version.created.chinaTime)
      detail["LogPath"] = version.settings["CustomLogs"] ?? ""
      // Lists as text: only in this answer of the API.
      for name in ["EntryPoint", "Cmd"] where state.scenario.platform == .spellsOtherwise {
        detail[name] = version.settings[name] ?? []
      }
      for name in ["EntryPoint", "Cmd"] where detail[name] == nil {
        detail[name] = .string((version.settings[name] ?? JSON.array([])).text)
      }
      for name in ["VpcConf", "VolumesConf", "BuildPacks"] where detail[name] == nil { detail[name] = .null }
      return detail
    },
  ]

  static let serviceParameters: [Parameter] = [
    .required("EnvId", .string), .required("ServerName", .string),
  ]

  private static let noTask: JSON = [
    "ChangeType": "", "CreateTime": "", "DeployType": "", "EnvId": "", "FailReason": "", "Id": 0,
    "OperatorRemark": "", "PipelineId": 0, "PipelineTaskId": 0, "PreVersionName": "", "ReleaseId": 0,
    "ReleaseType": "", "ServerName": "", "Status": "", "Steps": [], "VersionName": "",
  ]
}

extension TencentCall {
  /// One page; pages count from 1.
  func page<Element>(of all: [Element], size: Int, atMost: Int) throws(APIError) -> ArraySlice<Element> {
    let size = integer("PageSize") ?? size
    let number = integer("PageNum") ?? 1
    guard (1...atMost).contains(size), (1...1_000_000).contains(number) else {
      throw .invalid("`PageSize` goes from 1 to \(atMost), `PageNum` from 1.")
    }
    return all.dropFirst((number - 1) * size).prefix(size)
  }
}

extension CloudService {
  func require(_ version: String) throws(APIError) -> CloudVersion {
    guard let found = self.version(version) else {
      throw APIError("ResourceNotFound.VersionNotFound", "version [\(version)] not found")
    }
    return found
  }

  /// A gray release is open.
  func isGray(at time: Double) -> Bool { running?.isAwaitingPromotion(at: time) ?? false }

  /// Where the service's own pages are: on this server, so that nothing leaves the machine.
  var sitePath: String { "/sites/\(environment)/\(name)" }

  fileprivate func baseInfo(_ call: TencentCall) -> JSON {
    [
      "ServerName": .string(name), "DefaultDomainName": .string("http://\(call.host)\(sitePath)"),
      "CustomDomainName": "",
      "CustomDomainNames": [],
      "Status": .string(running == nil ? "normal" : versions.count < 2 ? "creating" : "deploying"),
      "UpdateTime": .string(updated.chinaTime), "CreateTime": "2026-01-01 00:00:00",
      "AccessTypes": settings["OpenAccessTypes"] ?? [], "ServerType": "container", "TrafficType": "FLOW",
    ]
  }

  fileprivate var serverConfig: JSON {
    var config = settings
    config["EnvId"] = .string(environment)
    config["ServerName"] = .string(name)
    for name in ["VpcConf", "VolumesConf", "TimerScale", "PublicNetConf", "LinkImageRegistry"]
    where config[name] == nil {
      config[name] = .null
    }
    return .object(config)
  }

  fileprivate func shown(_ task: CloudTask, at time: Double) -> JSON {
    [
      "Id": .integer(task.id), "EnvId": .string(environment), "ServerName": .string(name),
      "CreateTime": .string(task.created.chinaTime), "ChangeType": .string(task.changeType),
      "ReleaseType": .string(task.releaseType), "DeployType": .string(task.deployType),
      "PreVersionName": .string(task.previousVersion), "VersionName": .string(task.version),
      "PipelineId": 0, "PipelineTaskId": 0, "ReleaseId": 0, "Status": .string(task.status(at: time)),
      "Steps": .array(task.stepsShown(at: time)), "FailReason": .string(task.end?.reason ?? ""),
      "OperatorRemark": "",
    ]
  }
}
