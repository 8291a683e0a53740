import Model

/// When to poll a rollout again: soon in its first minute, when most mistakes show, and about the time when it
/// usually ends; otherwise later.
struct Rhythm {
  private let polling: Polling
  /// Set by the config: used at any time.
  private let interval: Duration?
  private let usualEnd: ClosedRange<Duration>?

  /// `past`: how long earlier rollouts of the target took.
  init(_ polling: Polling, interval: Duration?, past: [Duration]) {
    self.polling = polling
    self.interval = interval
    // The times that were kept are those of polls: each may be off by a pause.
    let usual = past.sorted().dropFirst(past.count / 4).dropLast(past.count / 4)
    usualEnd = usual.first.flatMap { shortest in
      usual.last.map { max(shortest - polling.usual, .zero)...($0 + polling.usual) }
    }
  }

  func pause(after elapsed: Duration) -> Duration {
    if let interval { return interval }
    if elapsed < .seconds(60) { return polling.shortest }
    guard let usualEnd, elapsed <= usualEnd.upperBound else { return polling.usual }
    return min(max(usualEnd.lowerBound - elapsed, polling.shortest), polling.usual)
  }
}
