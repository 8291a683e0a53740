import Effects
import HTTP
import Model

/// The call, and the parts of its answer that are used.
extension OneClickTask {
  var describe: TencentAPI.Call {
    TencentAPI.Call(
      service: "tcb", version: "2018-06-08", action: "DescribeCloudBaseRunOneClickTaskExternal",
      body: ["ExternalId": .string(externalID)], kind: .read)
  }

  struct Answer: Decodable, Sendable {
    var serverName: String?
    var versionName: String?
    var stage: String?
    private var status: String?
    var failReason: String?
    var steps: [TaskStep]?
    var requestID: String?

    /// `running`, `stopped`, `failed` or `finished`, whatever its spelling; any other value means that it is running.
    var word: String? { status?.nonEmpty?.lowercased() }

    var shownStatus: String { word ?? "no status" }

    var release: String? { [versionName, serverName].compactMap { $0 }.first { !$0.isEmpty } }

    /// Environment, storage, service: in this order.
    private static let stages = ["envStage", "storageStage", "serverStage"]

    /// The stages, as far as they follow from the current one, then the steps that the cloud lists.
    var allSteps: [Rollout.Step] {
      let present = Self.stages.firstIndex(of: stage ?? "")
      let known = present.map { present in
        Self.stages.enumerated().map { index, name in
          Rollout.Step(
            name: name, status: index < present ? "finished" : index == present ? shownStatus : "todo")
        }
      }
      return (known ?? []) + (steps ?? []).map(\.ofRollout)
    }

    var reason: Text { TaskStep.reason(failReason, steps) }
  }
}
