import Model

extension TencentAction {
  /// Releases that go live step by step, when a person promotes them.
  static let tcbrGray: [TencentAction] = [
    TencentAction(
      name: "DescribeReleaseOrder", service: "tcbr",
      parameters: serviceParameters + [.optional("Status", .string)]
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call)]
      guard let task = service.openOrder(at: state.elapsed),
        let current = service.version(task.previousVersion), let candidate = service.version(task.version)
      else {
        return ["IsExist": false, "ReleaseOrderInfo": .null, "LastReleasedSuccessTime": ""]
      }
      return [
        "IsExist": true, "LastReleasedSuccessTime": .string(current.created.chinaTime),
        "ReleaseOrderInfo": [
          "Id": .integer(task.id), "ServerName": .string(service.name),
          "CurrentVersion": current.versionInfo, "ReleaseVersion": candidate.versionInfo,
          "GrayStatus": "success", "ReleaseStatus": "gray",
          "TrafficTypeValues": .array(
            task.route.map { [["Key": .string($0.key), "Value": .string($0.value)]] } ?? []),
          "TrafficType": .string(task.route?.type ?? "FLOW"), "FlowRatio": .integer(candidate.flowRatio),
          "CreateTime": .string(task.created.chinaTime), "IsReleasing": true,
        ],
      ]
    },

    TencentAction(
      name: "ReleaseGray", service: "tcbr", kind: .write,
      parameters: serviceParameters + [
        .required("GrayType", .string), .required("TrafficType", .string),
        .optional("OperatorRemark", .string), .optional("GrayFlowRatio", .integer),
        // Not documented; the official command line tool sends it.
        .optional("CloseGrayRelease", .boolean),
        .optional(
          "VersionFlowItems",
          .list(
            .object([
              .required("VersionName", .string), .required("IsDefaultPriority", .boolean),
              .optional("FlowRatio", .integer), .optional("Priority", .integer),
              .optional(
                "UrlParam", .object([.required("Key", .string), .required("Value", .string)])),
            ]))),
      ]
    ) { state, call throws(APIError) in
      let index = try state.index(call)
      let service = state.services[index]
      // The documentation's own example has `FLOW` and is refused.
      guard call.string("GrayType") == "gray" else {
        throw .invalid("GrayType `\(call.string("GrayType"))` is not valid")
      }
      guard ["FLOW", "URL_PARAMS", "HEADERS"].contains(call.string("TrafficType")) else {
        throw .invalid("TrafficType `\(call.string("TrafficType"))` is not valid")
      }
      guard let task = service.openOrder(at: state.elapsed),
        service.running?.isRoutable(at: state.elapsed) ?? true
      else {
        throw APIError("ResourceUnavailable", "there is no gray release of service [\(service.name)]")
      }
      let flow = call.parameters["VersionFlowItems"]?.array ?? []
      guard flow.count(where: { $0["IsDefaultPriority"] == true }) <= 1 else {
        throw .invalid("more than one version has `IsDefaultPriority`")
      }
      if call.string("TrafficType") != "FLOW" {
        let routed = flow.first { $0["VersionName"]?.string == task.version }?["UrlParam"]
        guard let key = routed?["Key"]?.string, let value = routed?["Value"]?.string else {
          throw .missing("VersionFlowItems.UrlParam")
        }
        state.services[index].route(
          to: CloudTask.Route(type: call.string("TrafficType"), key: key, value: value))
        return [:]
      }
      let sum = flow.reduce(0) { $0 + ($1["FlowRatio"]?.integer ?? 0) }
      guard sum == 100 else { throw .invalid("the flow ratios add up to \(sum), not 100") }
      var ratio = call.integer("GrayFlowRatio")
      for item in flow {
        let version = try service.require(item["VersionName"]?.string ?? "")
        if version.name == task.version { ratio = item["FlowRatio"]?.integer ?? ratio }
      }
      guard let ratio, (0...100).contains(ratio) else {
        throw .invalid("the flow ratio of version [\(task.version)] has to be 0 to 100")
      }
      if call.parameters["CloseGrayRelease"]?.boolean == true {
        guard ratio == 100 else { throw .invalid("a release is closed at a flow ratio of 100") }
        state.services[index].route(to: nil)
        if service.keepsOrder {
          state.services[index].keepsOrder = false
          state.services[index].route([task.version: 100, task.previousVersion: 0])
        } else {
          state.services[index].finish(CloudTask.End(at: state.elapsed, status: "finished"))
        }
      } else {
        state.services[index].route(to: nil)
        state.services[index].route([task.version: ratio, task.previousVersion: 100 - ratio])
      }
      return [:]
    },
  ]
}

extension CloudService {
  /// Requests that match go to the candidate of the rollout in progress.
  fileprivate mutating func route(to route: CloudTask.Route?) { tasks[tasks.count - 1].route = route }

  /// The rollout whose release order is open: one that is running, or the last one, whose order was left open.
  func openOrder(at time: Double) -> CloudTask? {
    if let running { return running.hasOrder(at: time) ? running : nil }
    return keepsOrder ? tasks.last : nil
  }
}

extension CloudVersion {
  fileprivate var versionInfo: JSON {
    [
      "VersionName": .string(name), "FlowRatio": .integer(flowRatio), "Status": .string(status),
      "CreatedTime": .string(created.chinaTime), "UpdatedTime": .string(created.chinaTime),
      "BuildId": .integer(buildID), "UploadType": .string(deployType), "Remark": .string(remark),
      "UrlParam": .null, "Priority": 0, "IsDefaultPriority": true, "FlowParams": [], "MinReplicas": 0,
      "MaxReplicas": 5, "RunId": .string(runID), "Percent": .integer(flowRatio), "CurrentReplicas": 1,
      "Architecture": "amd64",
    ]
  }
}
