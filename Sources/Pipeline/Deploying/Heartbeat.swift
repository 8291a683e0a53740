import Effects
import Model

/// Keeps a wait from being silent: a line when nothing was told for a while.
struct Heartbeat {
  let world: World
  /// When the wait began.
  let start: Duration
  private var lastTold: Duration

  /// Below the 30 s after which a person is owed a word, by the longest pause between two looks.
  static let interval = Duration.seconds(20)

  init(_ world: World, since start: Duration) {
    self.world = world
    self.start = start
    lastTold = start
  }

  var elapsed: Duration { world.uptime() - start }

  /// Something else was told just now.
  mutating func told() { lastTold = world.uptime() }

  mutating func beat(_ what: String) {
    guard world.uptime() - lastTold >= Self.interval else { return }
    told()
    world.tell(.stillWaiting(what, elapsed: elapsed))
  }
}
