import Model

extension Event.Step {
  var word: Text {
    switch self {
    case .before: "before"
    case .preflight: "preflight"
    case .package: "package"
    case .publish: "publish"
    case .update: "update"
    case .rollout: "rollout"
    case .verify: "verify"
    case .after: "after"
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

extension Text {
  /// What a planned request does, if it is not the name of an API's call.
  static func ofAction(_ action: String) -> Text {
    switch action {
    case "upload the package": "upload the package"
    case "unpack the package": "unpack the package"
    case "point the link at it": "point the link at it"
    default:
      action.dropped("remove all but the newest ").map { "remove all but the newest \($0)" } ?? "\(action)"
    }
  }
}

extension String {
  fileprivate func dropped(_ start: String) -> String? {
    hasPrefix(start) ? String(dropFirst(start.count)) : nil
  }
}
