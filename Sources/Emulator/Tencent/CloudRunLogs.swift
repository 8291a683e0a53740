import Model

extension TencentAction {
  /// The logs of a failed rollout.
  static let tcbrLogs: [TencentAction] = [
    TencentAction(
      name: "DescribeCloudRunProcessLog", service: "tcbr",
      parameters: [.required("EnvId", .string), .required("RunId", .string)]
    ) { state, call throws(APIError) in
      try state.checkEnvironment(call)
      let version = state.services.filter { $0.environment == call.string("EnvId") }
        .flatMap(\.versions).first { $0.runID == call.string("RunId") }
      guard let version else {
        throw APIError("ResourceNotFound", "run id [\(call.string("RunId"))] not found")
      }
      return ["Logs": .array(version.processLog.map(JSON.string))]
    },

    TencentAction(
      name: "DescribeCloudRunPodList", service: "tcbr",
      parameters: serviceParameters + [
        .optional("VersionName", .string), .optional("PageSize", .integer), .optional("PageNum", .integer),
      ]
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call)]
      let pods = service.versions.filter {
        $0.status != "creating"
          && (call.string("VersionName").isEmpty || $0.name == call.string("VersionName"))
      }
      let page = try call.page(of: pods, size: 10, atMost: 50)
      let shown = page.map { version -> JSON in
        [
          "PodId": .string("\(version.name)-5d4f6c7b89-x2x4z"),
          "CreateTime": .string(version.created.chinaTime),
          "Status": .string(version.status == "normal" ? "Running" : "CrashLoopBackOff"),
          "Webshell": "https://webshell.example.invalid/?token=must-not-be-printed",
        ]
      }
      return ["PodList": .array(shown), "TotalCount": .integer(pods.count)]
    },

    TencentAction(
      name: "SearchClsLog", service: "tcbr",
      parameters: [
        .required("EnvId", .string), .required("StartTime", .string), .required("EndTime", .string),
        .required("QueryString", .string), .required("Limit", .integer), .optional("Context", .string),
        .optional("Sort", .string), .optional("UseLucene", .boolean), .optional("LogType", .integer),
      ]
    ) { state, call throws(APIError) in
      try state.checkEnvironment(call)
      guard let limit = call.integer("Limit"), (1...100).contains(limit) else {
        throw .invalid("`Limit` goes from 1 to 100.")
      }
      let query = call.string("QueryString")
      let crashed = state.services.filter { $0.environment == call.string("EnvId") }
        .flatMap(\.versions).filter { $0.status == "deploy_failed" && query.contains($0.name) }
      let results = crashed.prefix(limit).map { version -> JSON in
        [
          "TopicId": "topic", "TopicName": "topic", "Timestamp": .string(version.created.chinaTime),
          "Content": "{\"log\":\"Error: connect ECONNREFUSED 127.0.0.1:5432\"}",
          "FileName": .string(version.name), "Source": "10.0.0.7", "PkgLogId": "1",
        ]
      }
      return ["LogResults": ["Context": "", "ListOver": true, "Results": .array(results)]]
    },
  ]
}
