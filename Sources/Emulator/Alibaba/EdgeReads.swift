import Model

extension AlibabaAction {
  static let reads: [AlibabaAction] = [
    AlibabaAction(
      name: "GetEdgeContainerAppStatus", methods: ["GET", "POST"], kind: .poll,
      query: [.app, AlibabaParameter(name: "PublishEnv", kind: .choice(["prod", "staging"]))]
    ) { state, call throws(APIError) in
      let app = state.apps[try state.index(call["AppId"])]
      let environment = call["PublishEnv"].isEmpty ? "prod" : call["PublishEnv"]
      guard let publication = app.current(environment, at: state.elapsed) else {
        return [
          "AppStatus": [
            "PublishEnv": .string(environment), "DeployStatus": "undeploy", "PublishStatus": "",
            "PublishingVersion": "", "DeployedVersion": "", "BaseLineVersion": "", "PublishPercentage": 0,
            "ExpectPercentage": 0,
          ]
        ]
      }
      return ["AppStatus": publication.described(environment, at: state.elapsed, state.scenario)]
    },

    AlibabaAction(name: "GetEdgeContainer", query: [AlibabaParameter(name: "SecurityToken", kind: .text)]) {
      state, _ throws(APIError) in
      let isOpen = !state.scenario.isNotOpened
      return [
        "InstanceId": isOpen ? "esa-ec-1a2b3c4d" : "", "Status": isOpen ? "online" : "",
        "BillingMode": isOpen ? "POSTPAY" : "",
      ]
    },

    AlibabaAction(name: "GetEdgeContainerApp", query: [.app]) { state, call throws(APIError) in
      let app = state.apps[try state.index(call["AppId"])]
      return [
        "App": [
          "AppId": .string(app.id), "Name": "web", "Status": "created", "GatewayType": "l7", "DomainName": "",
          "ServicePort": 80, "TargetPort": .integer(app.port), "VersionCount": .integer(app.versions.count),
          "QuicCid": "off", "Remarks": "",
        ]
      ]
    },

    AlibabaAction(
      name: "GetEdgeContainerAppVersion", methods: ["GET"], kind: .poll, query: [.app, .version]
    ) { state, call throws(APIError) in
      let app = state.apps[try state.index(call["AppId"])]
      let version = try state.require(call["VersionId"], of: app)
      return ["Version": version.described(at: state.elapsed, state.scenario, app: app.id)]
    },

    AlibabaAction(
      name: "ListEdgeContainerAppVersions", methods: ["GET"],
      query: [
        .app, AlibabaParameter(name: "PageNumber", kind: .integer(1...100_000)),
        AlibabaParameter(name: "PageSize", kind: .integer(1...100)),
        AlibabaParameter(name: "OrderKey", kind: .choice(["Name", "CreateTime", "ModifyTime"])),
        AlibabaParameter(name: "OrderType", kind: .choice(["Asc", "Desc"])),
        AlibabaParameter(name: "SearchKey", kind: .text),
        AlibabaParameter(name: "SearchType", kind: .choice(["VersionId", "Name"])),
      ]
    ) { state, call throws(APIError) in
      let app = state.apps[try state.index(call["AppId"])]
      let key = call["SearchKey"]
      var found = app.versions.filter { version in
        key.isEmpty || (call["SearchType"] == "Name" ? version.name : version.id).contains(key)
      }
      // Whatever was asked for: the API does not promise its order.
      if call["OrderType"] != "Asc", state.scenario.platform != .spellsOtherwise { found.reverse() }
      let (size, number) = (call.integer("PageSize") ?? 20, call.integer("PageNumber") ?? 1)
      let page = found.dropFirst(size * (number - 1)).prefix(size)
      return [
        "PageNumber": .integer(number), "PageSize": .integer(size), "TotalCount": .integer(found.count),
        "Versions": .array(
          page.map { $0.described(at: state.elapsed, state.scenario, app: app.id, inList: true) }),
      ]
    },

    AlibabaAction(
      name: "GetEdgeContainerStagingDeployStatus", methods: ["GET"], query: [.app]
    ) { state, call throws(APIError) in
      let app = state.apps[try state.index(call["AppId"])]
      let publication = app.current("staging", at: state.elapsed)
      let status = publication?.status(at: state.elapsed)
      let isUp = status == "published"
      let isCrashing = isUp && state.scenario.rollout == .crashes
      let isReady: JSON = isUp && !isCrashing ? "ok" : "unready"
      return [
        "Phase": status == nil
          ? "NoContainer" : isCrashing ? "CrashLoopBackOff" : isUp ? "Running" : "ContainerCreating",
        "Initialized": isUp ? "ok" : "unready", "Scheduled": isUp ? "ok" : "unready",
        "ContainersReady": isReady, "Ready": isReady,
        "PodRestartState": [
          "RestartCount": isCrashing ? 5 : 0, "LastTerminatedReason": isCrashing ? "OOMKilled" : "",
        ],
        "VIPs": ["203.0.113.7"], "CreationTimestamp": .string(state.moment.date.utc.iso8601),
      ]
    },

    AlibabaAction(
      name: "GetEdgeContainerLogs", methods: ["GET"],
      query: [.app, AlibabaParameter(name: "Lines", kind: .integer(1...5000), isRequired: true)]
    ) { state, call throws(APIError) in
      _ = try state.index(call["AppId"])
      var lines: [JSON] = ["listening on 0.0.0.0:8080"]
      if state.scenario.rollout == .crashes {
        lines.append("fatal: out of memory: allocated 2.1 GiB of 2 GiB")
      } else {
        // A request every 20 s.
        lines += (0..<Int(state.elapsed / 20)).map { .string("GET /orders/\($0 + 1) 200") }
      }
      return ["Items": .array(lines.suffix(call.integer("Lines") ?? 0))]
    },

    AlibabaAction(name: "GetCallerIdentity", version: "2015-04-01") { _, _ throws(APIError) in
      [
        "Arn": "acs:ram::1000000000000001:user/deploy", "AccountId": "1000000000000001",
        "IdentityType": "RAMUser", "UserId": "200000000000000001", "PrincipalId": "200000000000000001",
      ]
    },
  ]
}

extension AlibabaState {
  /// Two codes for a version that does not exist: no document has an example of either.
  func require(_ id: String, of app: EdgeApp) throws(APIError) -> EdgeVersion {
    guard let version = app.version(id) else {
      throw scenario.platform == .spellsOtherwise
        ? APIError("InvalidVersion", "The specified version \(id) does not exist.")
        : APIError("InvalidParameter.VersionId", "The specified VersionId is invalid: there is no \(id).")
    }
    return version
  }
}
