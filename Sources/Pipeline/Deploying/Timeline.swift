import Model
import Synchronization

/// When the steps of a deploy began and ended, for the summary.
final class Timeline: Sendable {
  let start: Duration
  private let kept = Mutex<[Outcome.Span]>([])

  init(start: Duration) { self.start = start }

  var spans: [Outcome.Span] { kept.withLock { $0 } }

  func add(_ name: String, from begin: Duration, to end: Duration, failed: Bool = false) {
    kept.withLock {
      $0.append(Outcome.Span(name: name, start: begin - start, end: end - start, failed: failed))
    }
  }

  /// The provider's own steps, laid end to end from the start of the rollout: their clock is not ours.
  func add(
    _ steps: [Rollout.Step], of step: Event.Step, from begin: Duration, to end: Duration, failed: Bool = false
  ) {
    var cursor = begin
    for step in steps {
      guard let duration = step.duration else { continue }
      add(step.name, from: cursor, to: min(cursor + duration, end), failed: step.status == "failed")
      cursor = min(cursor + duration, end)
    }
    if cursor == begin || failed { add(step.rawValue, from: begin, to: end, failed: failed) }
  }
}
