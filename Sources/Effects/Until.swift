import Model

/// What one poll has come to.
package enum Polled<Answer> {
  case done(Answer)
  /// Not yet; the text is what follows "waiting ".
  case waiting(Text)
}

extension World {
  /// Polls until there is an answer: the one loop that waits. Bounded, and never silent for more than 30 s.
  ///
  /// `limit`: counted from `start` (nil: from now); the last poll is made when it is over, and nil is the answer when
  /// that one has none either. `pause`: until the next poll, after the time given. `poll`: is given the heartbeat,
  /// which has the time passed, and informs it of events of its own.
  package func until<Answer>(
    within limit: Duration, since start: Duration? = nil, every pause: (Duration) -> Duration,
    _ poll: (_ heartbeat: inout Heartbeat) async throws(Failure) -> Polled<Answer>
  ) async throws(Failure) -> Answer? {
    var heartbeat = Heartbeat(self, since: start ?? uptime())
    while true {
      let awaited: Text
      switch try await poll(&heartbeat) {
      case .done(let answer): return answer
      case .waiting(let text): awaited = text
      }
      let left = limit - heartbeat.elapsed
      guard left > .zero else { return nil }
      let next = min(pause(heartbeat.elapsed), left, Heartbeat.longestPause)
      heartbeat.beat(awaited, before: next)
      try await sleep(next)
    }
  }
}

/// Keeps a wait from being silent: a line when nothing was reported for a while.
package struct Heartbeat: Sendable {
  private let world: World
  /// When the wait began.
  private let start: Duration
  private var lastTold: Duration

  /// After 30 s a person should see a line; a second is for the poll itself.
  private static let longestSilence = Duration.seconds(29)
  /// The longest that one may sleep between two beats.
  static let longestPause = Duration.seconds(25)

  package init(_ world: World, since start: Duration) {
    self.world = world
    self.start = start
    lastTold = start
  }

  package var elapsed: Duration { world.uptime() - start }

  /// Another event was reported at this moment.
  package mutating func told() { lastTold = world.uptime() }

  /// Before every pause: reports what is waited for when the silence would become too long by its end.
  package mutating func beat(_ what: Text, before pause: Duration) {
    guard world.uptime() - lastTold + pause >= Self.longestSilence else { return }
    told()
    world.tell(.stillWaiting(what, elapsed: elapsed))
  }
}

/// Temporary failures of polls: some in a row do not end a wait.
package struct Tolerance: Sendable {
  private var failures = 0
  private let most: Int

  /// The API client has retried each of them already.
  package init(_ most: Int = 5) { self.most = most }

  package mutating func succeeded() { failures = 0 }

  /// Whether the wait continues after this one.
  package mutating func allows(_ failure: Failure) -> Bool {
    failures += 1
    return failure.retry != .never && failure.kind != .interrupted && failure.kind != .terminated
      && failures <= most
  }
}
