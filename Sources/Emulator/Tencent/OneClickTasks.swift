import Model

extension TencentAction {
  /// One-click tasks: started elsewhere, read by their id.
  static let tcbTasks: [TencentAction] = [
    TencentAction(
      name: "DescribeCloudBaseRunOneClickTaskExternal", service: "tcb", kind: .poll,
      parameters: [.required("ExternalId", .string)]
    ) { state, call throws(APIError) in
      let id = call.string("ExternalId")
      guard id.utf8.count <= 64 else { throw .invalid("ExternalId is longer than 64 bytes") }
      guard let task = state.oneClickTasks.first(where: { $0.isNamed(id) }) else {
        throw APIError("ResourceNotFound", "task [\(id)] not found")
      }
      return task.shown(as: id, at: state.elapsed, state.scenario, began: state.began)
    }
  ]
}

extension EmulatedTencent.OneClickTask {
  private static let stages = ["envStage", "storageStage", "serverStage"]
  private static let secondsPerStage = 30.0
  private static let reason = "Readiness probe failed: connect: connection refused"

  fileprivate func shown(
    as id: String, at time: Double, _ scenario: Scenario, began: Timestamp
  ) -> [String: JSON] {
    let course = scenario.rollout
    let over = Int(time / Self.secondsPerStage)
    let isLast = over >= Self.stages.count
    let fails = course == .crashes || course == .buildFails
    let isHeld = course == .neverEnds || course == .staysGray
    let status = !isLast || isHeld ? "running" : fails ? "failed" : "finished"
    let stage = Self.stages[min(over, Self.stages.count - 1)]
    return [
      "ExternalId": .string(id), "EnvId": "", "UserUin": "100000000001", "ServerName": .string(server),
      "VersionName": .string(isLast ? "\(server)-001" : ""), "CreateTime": .string(began.chinaTime),
      "Stage": .string(stage), "Status": scenario.spelled(status),
      "FailReason": .string(status == "failed" ? Self.reason : ""), "UserEnvId": "env-a",
      "StartTime": .string(began.chinaTime),
      "Steps": [
        [
          "Name": "CreateVersion", "StartTime": .string(began.chinaTime), "EndTime": "",
          "Status": scenario.shouted(stage == "serverStage" ? status : "todo"), "CostTime": 0,
          "FailReason": .string(status == "failed" ? Self.reason : ""),
        ]
      ],
    ]
  }
}
