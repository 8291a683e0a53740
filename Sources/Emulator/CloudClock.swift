import Model
import Synchronization

/// How the emulated time of rollouts passes. A whole rollout takes about 100 emulated seconds.
package enum Pace: Sendable {
  /// Every poll of a rollout moves the time on by as much, after it was answered.
  case polls(Duration)
  /// With a monotonic clock, on which the cloud's own clock runs, too.
  case clock(@Sendable () -> Duration)
}

/// A point in a cloud's time.
struct Moment: Sendable {
  /// The cloud's clock, against which signatures are checked.
  var now: Timestamp
  /// Emulated seconds since the cloud began.
  var elapsed: Double
  /// For the dates of events. Polls move it on, but not the clock.
  var date: Timestamp
}

/// The time of rollouts in an emulated cloud, and its date.
final class CloudClock: Sendable {
  private let pace: Pace
  private let clock: @Sendable () -> Timestamp
  private let began: Duration
  /// What passed by polls and by `advance`.
  private let advanced = Mutex(Duration.zero)

  init(_ pace: Pace, ahead seconds: Int, of now: @escaping @Sendable () -> Timestamp) {
    self.pace = pace
    clock = { now().after(Double(seconds)) }
    began = if case .clock(let elapsed) = pace { elapsed() } else { .zero }
  }

  var moment: Moment {
    let (now, advanced) = (clock(), advanced.withLock { $0 })
    var elapsed = advanced
    if case .clock(let time) = pace { elapsed += time() - began }
    return Moment(now: now, elapsed: elapsed / .seconds(1), date: now.after(advanced / .seconds(1)))
  }

  func advance(by duration: Duration) { advanced.withLock { $0 += duration } }

  /// A rollout was polled: with the pace `polls`, a step of time passes.
  func polled() {
    if case .polls(let step) = pace { advance(by: step) }
  }
}

extension Timestamp {
  /// At most some 30,000 years away.
  func after(_ seconds: Double) -> Timestamp {
    Timestamp(seconds: self.seconds + Int64(min(max(seconds, -1e12), 1e12)))
  }

  /// `2026-01-02 03:04:05`, UTC+8 without naming the zone, as Tencent and WeChat write every time.
  var chinaTime: String {
    let time = Timestamp(seconds: seconds + 8 * 3600).utc
    return time.iso8601.replacing("T", with: " ").replacing("Z", with: "")
  }

  /// From `chinaTime`.
  init?(chinaTime text: String) {
    let numbers = text.split { "- :".contains($0) }.map { Int($0) ?? -1 }
    guard numbers.count == 6,
      let time = Timestamp(
        year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4],
        second: numbers[5])
    else { return nil }
    self.init(seconds: time.seconds - 8 * 3600)
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
  var httpDate: String {
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let text = Array(utc.iso8601)
    let weekday = days[Int(seconds / 86_400 % 7 + 7) % 7]
    return "\(weekday), \(String(text[8..<10])) \(months[utc.month - 1]) \(String(text[0..<4]))"
      + " \(String(text[11..<19])) GMT"
  }
}
