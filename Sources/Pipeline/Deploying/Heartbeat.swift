import Effects
import Model

/// Keeps a wait from being silent: a line when nothing was told for a while.
struct Heartbeat {
  let world: World
  /// When the wait began.
  let start: Duration
  private var lastTold: Duration

  /// After 30 s a person is owed a word; a second is for the look itself.
  private static let longestSilence = Duration.seconds(29)
  /// The longest that one may sleep between two beats.
  static let longestPause = Duration.seconds(25)

  init(_ world: World, since start: Duration) {
    self.world = world
    self.start = start
    lastTold = start
  }

  var elapsed: Duration { world.uptime() - start }

  /// Something else was told just now.
  mutating func told() { lastTold = world.uptime() }

  /// To be called before every pause: tells what is waited for when the silence would become too long by its end.
  mutating func beat(_ what: String, before pause: Duration) {
    guard world.uptime() - lastTold + pause >= Self.longestSilence else { return }
    told()
    world.tell(.stillWaiting(what, elapsed: elapsed))
  }
}
