import Synchronization

/// What this run's looks at one rollout have seen. A single `normal` proves nothing: a rolling update keeps the
/// version's name, and for a moment the platform still tells how it was before.
final class LookMemory: Sendable {
  enum Phase: Equatable, Sendable {
    /// As before the update.
    case nothing
    case begun
    /// At rest, for so many looks in a row.
    case over(looks: Int)
  }

  private struct State {
    var baseline = ""
    var hasMoved = false
    var looksAtRest = 0
  }

  private let state = Mutex(State())

  /// `isChanged`: the version's own time differs from that before the update.
  func note(_ condition: VersionCondition, isChanged: Bool, after baseline: String) -> Phase {
    state.withLock { state in
      if state.baseline != baseline { state = State(baseline: baseline) }
      guard condition == .normal || condition == .failed else {
        state.hasMoved = true
        state.looksAtRest = 0
        return .begun
      }
      guard state.hasMoved || isChanged else { return .nothing }
      state.looksAtRest += 1
      return state.hasMoved || state.looksAtRest > 1 ? .over(looks: state.looksAtRest) : .begun
    }
  }
}
