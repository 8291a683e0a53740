import Model

extension Event.Step {
  var word: Text {
    switch self {
    case .preflight: "preflight"
    case .package: "package"
    case .publish: "publish"
    case .update: "update"
    case .rollout: "rollout"
    case .verify: "verify"
    }
  }
}

extension Finding.Severity {
  var word: Text {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .notice: "notice"
    }
  }
}

extension Text {
  /// A bar of the timeline: one of our steps, or one of the provider's rollout.
  static func ofStep(_ name: String) -> Text { Event.Step(rawValue: name)?.word ?? ofRollout(name) }

  /// A step or status of a rollout: the words that providers share have a translation, the others stay.
  static func ofRollout(_ word: String) -> Text {
    switch word {
    case "todo": "todo"
    case "running": "running"
    case "finished": "finished"
    case "failed": "failed"
    case "publish": "publish"
    case "staging": "staging"
    case "beta batch": "beta batch"
    case "step": "step"
    default:
      if let name = word.dropped("update ") {
        "update \(name)"
      } else if let number = word.dropped("batch ") {
        "batch \(number)"
      } else {
        "\(word)"
      }
    }
  }
}

extension String {
  fileprivate func dropped(_ start: String) -> String? {
    hasPrefix(start) ? String(dropFirst(start.count)) : nil
  }
}
