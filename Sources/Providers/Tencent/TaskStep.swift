import Model

/// A step of a deploy task, as `tcbr` (DescribeServerManageTask) and `tcb` (DescribeCloudBaseRunOneClickTaskExternal)
/// both return it.
struct TaskStep: Decodable, Sendable {
  var name: String?
  /// `todo`, `running`, `failed` or `finished`.
  var status: String?
  /// Seconds.
  var costTime: LenientInteger?
  var failReason: String?

  /// The status, whatever its spelling.
  var word: String { status?.lowercased() ?? "todo" }

  var ofRollout: Rollout.Step {
    Rollout.Step(
      name: name ?? "step", status: word,
      duration: costTime.flatMap { $0.value > 0 ? .seconds($0.value) : nil },
      reason: failReason.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// Why a task failed: its own reason, and those of its failed steps, which usually repeat it word for word.
  static func reason(_ whole: String?, _ steps: [TaskStep]?) -> Text {
    let failed = (steps ?? []).filter { $0.word == "failed" }
    var reasons = failed.map { step -> Text in
      "\([step.name ?? "", step.failReason ?? ""].filter { !$0.isEmpty }.joined(separator: ": "))"
    }
    if let whole, !whole.isEmpty, !failed.contains(where: { $0.failReason == whole }) {
      reasons.insert("\(whole)", at: 0)
    }
    return reasons.isEmpty ? "the provider gives no reason" : reasons.joined(separator: "; ")
  }
}
