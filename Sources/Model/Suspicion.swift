/// What earlier polls of a rollout leave for the next: a state that may pass counts once it has lasted. The only memory
/// there is of polls, and the wait's.
package struct Suspicion: Sendable {
  private var patience: Rollout.Patience?
  private var polls = 0
  private var start = Duration.zero

  package init() {}

  /// The state as it counts: `running` while it may still pass. `time`: of this poll, by a clock that never jumps.
  package mutating func judge(_ state: Rollout.State, at time: Duration) -> Rollout.State {
    guard case .suspect(let suspected, until: let patience) = state else {
      self = Suspicion()
      return state
    }
    if self.patience != patience { (self.patience, polls, start) = (patience, 0, time) }
    polls += 1
    let hasLasted =
      switch patience {
      case .polls(let count): polls >= count
      case .time(let duration): time - start >= duration
      }
    return hasLasted ? suspected : .running
  }
}
