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

extension Line {
  /// A line of a planned request. What only the provider knows is in angle brackets: `"VersionName": "<online version>"`.
  static func ofRequest(_ text: String) -> Line {
    guard let opening = text.firstIndex(of: "<"), let closing = text[opening...].firstIndex(of: ">"),
      let name = Text.ofPlaceholder(String(text[text.index(after: opening)..<closing]))
    else { return "\(text)" }
    return "\(String(text[...opening]))\(name)" + ofRequest(String(text[closing...]))
  }
}

extension Text {
  /// Nil for anything else than the names that plans use, which stays as it is: a variable, or foreign text.
  fileprivate static func ofPlaceholder(_ name: String) -> Text? {
    switch name {
    case "from the response": "from the response"
    case "online version": "online version"
    case "newest version": "newest version"
    case "new version": "new version"
    case "version before": "version before"
    case "presigned upload URL": "presigned upload URL"
    case "token server of the registry": "token server of the registry"
    case "the service's address": "the service's address"
    default:
      name.dropped("the online version's, with image ").map { "the online version's, with image \($0)" }
    }
  }
}

extension String {
  fileprivate func dropped(_ start: String) -> String? {
    hasPrefix(start) ? String(dropFirst(start.count)) : nil
  }
}
