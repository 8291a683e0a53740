extension Text {
  /// A step or status of a rollout: the words that providers share have a translation, the others stay.
  package static func ofRollout(_ word: String) -> Text {
    switch word {
    case "todo": "todo"
    case "running": "running"
    case "finished": "finished"
    case "failed": "failed"
    case "publish": "publish"
    case "staging": "staging"
    case "beta batch": "beta batch"
    case "step": "step"
    case "no status": "no status"
    case "deploying": "deploying"
    case "updating": "updating"
    case "waiting": "waiting"
    case "live": "live"
    case "kept": "kept"
    case "replaced": "replaced"
    // TEM's word for a batch that a person has to confirm.
    case "WaitForResume": "WaitForResume"
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
