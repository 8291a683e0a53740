import Effects
import Model
import Providers

/// The one loop that waits for a rollout. Bounded by the target's timeout; tells every change and, at least every
/// 30 s, that it still waits.
struct RolloutWait {
  let world: World
  let provider: any Provider
  let target: Target
  let polling: Polling
  /// Why it is not known whether the update was executed; nil when it was.
  let lost: Failure?
  /// A lost update of which nothing was seen during the registration time is handed back, to be sent once more.
  let mayRepeat: Bool
  /// Of the target, to look at the right time; nil where the beginning of the rollout is not known.
  let past: PastRollouts?
  /// The newest look.
  private(set) var last: Rollout?

  init(
    world: World, provider: any Provider, target: Target, polling: Polling, start: Duration,
    lost: Failure? = nil, mayRepeat: Bool = false, past: PastRollouts? = nil
  ) {
    self.world = world
    self.provider = provider
    self.target = target
    self.polling = polling
    self.lost = lost
    self.mayRepeat = mayRepeat && lost != nil
    self.past = past
    rhythm = Rhythm(polling, interval: target.wait.interval, past: past?.durations ?? [])
    heartbeat = Heartbeat(world, since: start)
  }

  private let rhythm: Rhythm
  private var heartbeat: Heartbeat
  private var failedLooks = 0

  /// Looks that may fail in a row; each has been repeated by the API client already.
  static let toleratedFailures = 5

  var steps: [Rollout.Step] { last?.steps ?? [] }

  /// The finished rollout, or with `mayRepeat` one that is `.unregistered`: the update was not executed. Everything else
  /// that a rollout can come to is a failure of the fitting kind.
  mutating func untilFinished(_ receipt: Receipt) async throws(Failure) -> Rollout {
    var receipt = receipt
    while true {
      do throws(Failure) {
        if let rollout = try await look(at: receipt) {
          receipt = rollout.receipt
          if let end = try await ended(rollout) {
            if end.state == .finished { past?.add(heartbeat.elapsed) }
            return end
          }
        }
        try await pause(receipt)
      } catch {
        throw error.isStop ? stopped(error, receipt) : error
      }
    }
  }

  /// One look; nil when it failed in a way that may pass.
  private mutating func look(at receipt: Receipt) async throws(Failure) -> Rollout? {
    do throws(Failure) {
      let rollout = try await provider.look(at: receipt)
      failedLooks = 0
      tellChanges(to: rollout)
      last = rollout
      return rollout
    } catch {
      failedLooks += 1
      guard error.retry != .never, !error.isStop, failedLooks <= Self.toleratedFailures else {
        guard !error.isStop else { throw error }
        var failure = error
        failure.what = "the rollout cannot be watched any more: \(error.what)"
        failure.remedies.append("the rollout may go on: \(resume)")
        throw failure
      }
      world.tell(.notice("the rollout cannot be seen just now: \(error.what)"))
      return nil
    }
  }

  private mutating func tellChanges(to rollout: Rollout) {
    let before = last?.steps ?? []
    for step in rollout.steps where step.status != "todo" {
      if !before.contains(where: { $0.name == step.name && $0.status == step.status }) {
        world.tell(.rolloutStep(step))
        heartbeat.told()
      }
    }
  }

  /// The rollout when it is done, nil when it goes on.
  private func ended(_ rollout: Rollout) async throws(Failure) -> Rollout? {
    switch rollout.state {
    case .finished: return rollout
    case .running: return nil
    case .unregistered:
      guard heartbeat.elapsed >= polling.registration else { return nil }
      if mayRepeat { return rollout }
      throw unseen(after: polling.registration)
    case .unidentified(let what):
      guard heartbeat.elapsed >= polling.registration else { return nil }
      throw unidentified(what, rollout)
    case .awaitingPerson(let what):
      let cannot = type(of: provider).schema.cannot
      throw Failure(
        .awaitingPerson, what,
        remedies: [
          "look at it: sampan status \(target.name)",
          cannot[.promote] == nil ? "finish it: sampan promote \(target.name)" : nil,
          cannot[.cancel] == nil
            ? "or stop it: sampan cancel \(target.name)" : "or go back: sampan rollback \(target.name)",
        ].compactMap { $0 }, requestID: rollout.requestID)
    case .failed(let reason):
      for excerpt in await provider.explain(rollout) { world.tell(.log(excerpt)) }
      throw Failure(
        .rolloutFailed, "the rollout failed: \(reason)",
        remedies: ["mend the cause and deploy again; what serves meanwhile: sampan status \(target.name)"],
        requestID: rollout.requestID)
    case .stopped(let reason):
      throw Failure(
        .rolloutFailed, "the rollout was stopped: \(reason)",
        remedies: ["look at what is live: sampan status \(target.name)"], requestID: rollout.requestID)
    case .foreign(let whose):
      throw foreign(whose, rollout)
    }
  }

  private func foreign(_ whose: String, _ rollout: Rollout) -> Failure {
    Failure(
      .tryLater, "our update is not what is rolling out: \(whose)",
      remedies: ["deploy again when it has ended: \(resume)"], requestID: rollout.requestID)
  }

  /// What is known when no rollout of ours was seen for that long.
  private func unseen(after time: Duration) -> Failure {
    let missing = "no rollout of ours appeared within \(time.components.seconds) s"
    let remedies = [
      "check what is live: sampan status \(target.name)",
      "deploy again: it is safe, a rollout in progress is seen",
    ]
    guard var failure = lost else {
      return Failure(
        .unavailable, "the update was accepted, but \(missing)", remedies: remedies,
        requestID: last?.requestID)
    }
    failure.kind = .unavailable
    failure.what = "could not confirm that the update was accepted: \(failure.what)"
    failure.causes.append(missing)
    failure.remedies = remedies
    return failure
  }

  private func unidentified(_ what: String, _ rollout: Rollout) -> Failure {
    Failure(
      .stillRolling, "could not confirm that our update is rolling out: \(what)",
      remedies: ["check what it is before deploying again: \(resume)"], requestID: rollout.requestID,
      causes: lost.map { [$0.what] } ?? [])
  }

  private func expired(after elapsed: Duration) -> Failure {
    switch last?.state {
    case nil, .unregistered?: return unseen(after: elapsed)
    case .unidentified(let what)?: return last.map { unidentified(what, $0) } ?? unseen(after: elapsed)
    default:
      return Failure(
        .stillRolling, "still rolling out after \(elapsed.components.seconds) s (\(progress)); it goes on",
        remedies: [resume, "give it longer: \"wait\": { \"timeout\": \"1h\" }"], requestID: last?.requestID)
    }
  }

  private mutating func pause(_ receipt: Receipt) async throws(Failure) {
    let elapsed = heartbeat.elapsed
    guard elapsed < target.wait.timeout else { throw expired(after: elapsed) }
    let pause = min(rhythm.pause(after: elapsed), target.wait.timeout - elapsed, Heartbeat.longestPause)
    heartbeat.beat(progress, before: pause)
    try await world.sleep(pause)
  }

  private var progress: String {
    let running = steps.first { $0.status == "running" }.map { "\($0.name): \($0.status)" }
    return running ?? last?.status ?? "no word from the provider yet"
  }

  private var resume: String { "sampan status \(target.name) --wait" }

  /// Interrupted: what is in flight and how to go on.
  private func stopped(_ error: Failure, _ receipt: Receipt) -> Failure {
    var failure = error
    let name = receipt.operation.map { "rollout \($0)" } ?? "the rollout"
    failure.what = "\(error.what) while waiting; \(name) goes on at the provider (\(progress))"
    failure.remedies = ["go on watching: \(resume)"]
    return failure
  }
}

extension Failure {
  /// The run itself is being stopped.
  var isStop: Bool { kind == .interrupted || kind == .terminated }
}
