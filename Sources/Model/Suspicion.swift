/// What is kept from earlier polls of a rollout: a state that may be temporary counts only after it has lasted for
/// some time. Nothing else is kept of polls; the wait owns this value.
package struct Suspicion: Sendable {
  private var patience: Rollout.Patience?
  private var polls = 0
  private var start = Duration.zero

  package init() {}

  /// The state that counts: `running` while the reported one may be temporary. `time`: of this poll, by a monotonic
  /// clock.
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
