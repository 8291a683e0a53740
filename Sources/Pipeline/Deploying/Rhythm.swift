import Model

/// When to look at a rollout again: soon in its first minute, when most mistakes show, and about the time when it
/// usually ends; otherwise later.
struct Rhythm {
  private let polling: Polling
  /// What the config says, whatever the time.
  private let interval: Duration?
  private let usualEnd: ClosedRange<Duration>?

  /// `past`: how long earlier rollouts of the target took.
  init(_ polling: Polling, interval: Duration?, past: [Duration]) {
    self.polling = polling
    self.interval = interval
    // The clock of the cloud and our looks are both a pause apart from the truth.
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
