import Model

extension TencentAction {
  /// The logs of a failed rollout.
  static let tcbrLogs: [TencentAction] = [
    TencentAction(
      name: "DescribeCloudRunProcessLog", service: "tcbr",
      parameters: [.required("EnvId", .string), .required("RunId", .string)]
    ) { state, call throws(APIError) in
      try state.checkEnvironment(call)
      let found = state.services.filter { $0.environment == call.string("EnvId") }
        .flatMap { service in service.versions.map { (service, $0) } }
        .first { $0.1.runID == call.string("RunId") }
      guard let (service, version) = found else {
        throw APIError("ResourceNotFound", "run id [\(call.string("RunId"))] not found")
      }
      let lines = RolloutLog.process(service.task(of: version), at: state.elapsed)
      return ["Logs": .array(lines.map(JSON.string))]
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
      guard let start = Timestamp(chinaTime: call.string("StartTime")),
        let end = Timestamp(chinaTime: call.string("EndTime")), start <= end
      else { throw .invalid("`StartTime` and `EndTime` are times, the first one not later.") }
      guard ["", "asc", "desc"].contains(call.string("Sort")) else {
        throw .invalid("`Sort` is asc or desc.")
      }
      let query = call.string("QueryString")
      var lines = state.services.filter { $0.environment == call.string("EnvId") }
        .flatMap(\.versions).filter { query.contains("\"\($0.name)\"") }
        .flatMap { $0.output(until: state.now) }
        .filter { start <= $0.time && $0.time <= end }
        .sorted { $0.time < $1.time }
      if call.string("Sort") != "asc" { lines.reverse() }
      let skipped = Int(call.string("Context")) ?? 0
      let page = lines.dropFirst(skipped).prefix(limit)
      let isOver = skipped + page.count >= lines.count
      return [
        "LogResults": [
          "Context": isOver ? "" : .string(String(skipped + page.count)), "ListOver": .boolean(isOver),
          "Results": .array(
            page.map { line in
              [
                "TopicId": "topic", "TopicName": "topic", "Timestamp": .string(line.time.chinaTime),
                "Content": .string(JSON.object(["log": .string(line.text)]).text), "FileName": "",
                "Source": "10.0.0.7", "PkgLogId": .string(line.id),
              ]
            }),
        ]
      ]
    },
  ]
}

extension CloudVersion {
  /// What its containers have written: a line when they start, and one every ten seconds; or why they do not start.
  fileprivate func output(until now: Timestamp) -> [(time: Timestamp, text: String, id: String)] {
    if status == "deploy_failed" {
      return [(created.after(45), "Error: connect ECONNREFUSED 127.0.0.1:5432", "\(name)-0")]
    }
    guard status == "normal" else { return [] }
    let newest = max(0, Int(now.seconds - created.after(60).seconds)) / 10
    // What is older than 500 lines has been thrown away.
    return (max(0, newest - 499)...newest).map { index in
      let text = index == 0 ? "listening on 8080" : "GET / 200 \(index)"
      return (created.after(Double(60 + 10 * index)), text, "\(name)-\(index)")
    }
  }
}
