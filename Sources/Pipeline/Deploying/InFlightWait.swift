import Effects
import Model
import Providers

/// Waits until a rollout that is not ours has ended, one way or the other.
struct InFlightWait {
  let world: World
  let provider: any Provider
  let rollout: InFlight

  private static let interval = Duration.seconds(5)

  /// The state after it; nil when the time is over first.
  func over(within limit: Duration) async throws(Failure) -> ServiceState? {
    var heartbeat = Heartbeat(world, since: world.uptime())
    var failedLooks = 0
    while heartbeat.elapsed < limit {
      heartbeat.beat("for \(rollout.described) to end", before: Self.interval)
      try await world.sleep(Self.interval)
      do throws(Failure) {
        let state = try await provider.state()
        if state.inFlight == nil { return state }
        failedLooks = 0
      } catch {
        failedLooks += 1
        guard error.retry != .never, !error.isStop, failedLooks <= RolloutWait.toleratedFailures else {
          throw error
        }
        world.tell(.notice("the service cannot be seen just now: \(error.what)"))
      }
    }
    return nil
  }
}

extension InFlight {
  /// `rollout 7 (running, in BuildImage, since …)`
  var described: String {
    var parts = ["rollout \(id) (\(status)"]
    if let step { parts.append("in \(step)") }
    if let since, !since.isEmpty { parts.append("since \(since)") }
    return parts.joined(separator: ", ") + ")"
  }
}
