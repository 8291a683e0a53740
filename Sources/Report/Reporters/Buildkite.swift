import Model

/// Buildkite: a group per target, and the group of a failed one opened.
/// https://buildkite.com/docs/pipelines/configure/managing-log-output
struct BuildkiteReporter: Reporter {
  static func matches(_ job: CIJob?) -> Bool { job?.system == "buildkite" }

  init(_ surroundings: Surroundings) {}

  mutating func render(_ event: Event, text: [Output], sanitizer: Sanitizer) -> [Output] {
    switch event {
    case .targetStarted where !text.isEmpty:
      var lines = text
      lines[0].text = "--- " + lines[0].text
      return lines
    case .targetFinished(let outcome) where outcome.failure != nil:
      return [Output(.error, "^^^ +++")] + text
    default: return text
    }
  }
}
