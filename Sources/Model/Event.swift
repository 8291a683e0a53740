/// Something that happens during a command, reported when it happens. Reporters render it; texts may be foreign.
package enum Event: Equatable, Sendable {
  /// Work on a target starts: all events until `targetFinished` belong to it.
  /// `service`: as in `Target.service`.
  case targetStarted(name: String, provider: String, service: String, version: String)
  case stepStarted(Step)
  case stepFinished(Step, took: Duration, detail: Text)
  /// How much of a large package is made: its entries, and their bytes before compression.
  case packaged(fileCount: Int, fileTotal: Int, byteCount: Int, byteTotal: Int, elapsed: Duration)
  /// Bytes sent so far.
  case uploaded(byteCount: Int, of: Int, elapsed: Duration)
  /// A step of the provider's rollout changed its status.
  case rolloutStep(Rollout.Step)
  /// Nothing changed; still waiting. At least every 30 s.
  case stillWaiting(Text, elapsed: Duration)
  case notice(Text)
  case finding(Finding)
  /// Shown with `-v` only.
  case detail(Text)
  case log(LogExcerpt)
  /// What `logs` was asked for: results.
  case logLines(LogLines)
  case targetFinished(Outcome)
  /// A line that a command of the repository wrote.
  case output(String)

  /// The steps of a deploy, in order.
  package enum Step: String, CaseIterable, Sendable {
    case before, preflight, package, publish, update, rollout, verify, after
  }
}
