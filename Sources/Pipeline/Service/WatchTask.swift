import Effects
import Model
import Providers

/// Polls a one-click task that was started elsewhere, without a target in a config: once, or with `waits` until it
/// ends. Its end is the outcome; a task that is still running is `submitted`.
package func watchTask(externalID: String, waits: Bool, in world: World) async throws(Failure) -> Outcome {
  let task = try OneClickTask(externalID: externalID, in: world)
  let schema = OneClickTask.schema
  let start = world.uptime()
  // Named as on the command line: the hints of the wait quote it.
  let target = Target(
    name: "--external-id \(externalID)", place: Place(file: "command line", line: 1, column: 1),
    provider: schema.name, version: [], remark: [],
    wait: Target.Wait(timeout: waits ? .seconds(30 * 60) : .zero))
  var outcome = Outcome(target: externalID, provider: schema.name, status: .deployed)
  var wait = RolloutWait(
    Service(world: world, target: target, provider: task), start: start, mayConfirm: false)
  do throws(Failure) {
    // An id that does not exist is reported before the wait: during the wait it would look like a task that has
    // disappeared.
    _ = try await task.state()
    let rollout = try await wait.untilFinished(Receipt(operation: externalID, baseline: ""))
    outcome.releaseID = rollout.receipt.release
  } catch {
    if error.kind == .stillRolling, !waits {
      outcome.status = .submitted
      outcome.reason = "the task is still running (\((wait.last?.status).or("unknown"))); --wait follows it"
    } else {
      outcome.end(with: error.isStop ? await world.withSignal(error) : error)
    }
  }
  outcome.elapsed = world.uptime() - start
  world.tell(.targetFinished(outcome))
  return outcome
}
