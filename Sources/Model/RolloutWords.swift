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
    // Steps of CloudBase Run.
    case "BuildImage": "BuildImage"
    case "CreateVersion": "CreateVersion"
    case "ReleaseVersion": "ReleaseVersion"
    case "GrayRelease": "GrayRelease"
    case "FullRelease": "FullRelease"
    case "CloseGrayRelease": "CloseGrayRelease"
    // Statuses of the clouds: a translation has the word itself, too.
    case "normal": "normal"
    case "create_failed": "create_failed"
    case "build_failed": "build_failed"
    case "build_fail": "build_fail"
    case "deploy_failed": "deploy_failed"
    case "deploy_fail": "deploy_fail"
    case "publishing": "publishing"
    case "published": "published"
    case "releasing": "releasing"
    case "rollbacked": "rollbacked"
    case "Running": "Running"
    case "Success": "Success"
    case "Reverted": "Reverted"
    case "batch_updating": "batch_updating"
    case "batch_updating_waiting_confirm": "batch_updating_waiting_confirm"
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
