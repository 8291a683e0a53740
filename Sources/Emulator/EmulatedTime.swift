import Model
import Synchronization

/// The time of rollouts in an emulated cloud, and what it says of the date.
final class EmulatedTime: Sendable {
  private let pace: EmulatedCloud.Pace
  private let clock: @Sendable () -> Timestamp
  private let began: Duration
  /// What passed by looks and by `advance`.
  private let advanced = Mutex(Duration.zero)

  init(_ pace: EmulatedCloud.Pace, ahead seconds: Int, of now: @escaping @Sendable () -> Timestamp) {
    self.pace = pace
    clock = { now().after(Double(seconds)) }
    began = if case .clock(_, let elapsed) = pace { elapsed() } else { .zero }
  }

  /// The cloud's clock, to which signatures are held.
  var now: Timestamp { clock() }

  /// Emulated time since the cloud began.
  var elapsed: Duration {
    let advanced = advanced.withLock { $0 }
    guard case .clock(let speed, let elapsed) = pace else { return advanced }
    return advanced + (elapsed() - began) * speed
  }

  func advance(by duration: Duration) { advanced.withLock { $0 += duration } }

  /// A rollout was looked at: where time passes by looks, a step of it has.
  func look() {
    if case .looks(let step) = pace { advance(by: step) }
  }

  func dated(_ answer: Answer) -> Answer {
    var answer = answer
    answer.headers.append(Field("Date", now.httpDate))
    return answer
  }
}

extension Scenario.Wire {
  /// What arrives of a cloud's reply. `malformed`: the beginning of an answer of its kind.
  func carry(malformed: String, _ serve: () -> Reply) -> Reply {
    switch self {
    case .clean: return serve()
    case .unavailable:
      return .answer(
        Answer(502, type: "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>\n"))
    case .malformed: return .answer(Answer(200, type: "application/json", malformed))
    case .drips:
      guard case .answer(let answer) = serve() else { return .lose }
      return .drip(answer, pieceBytes: 64, pause: .milliseconds(2))
    }
  }
}
