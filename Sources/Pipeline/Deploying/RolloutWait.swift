import Effects
import Model
import Providers

/// The one loop that waits for a rollout. Bounded by the target's timeout; reports every change and, at least every
/// 30 s, that it still waits.
struct RolloutWait {
  let service: Service
  /// Why it is not known whether the update was executed; nil when it was.
  let lost: Failure?
  /// A lost update of which nothing was seen during the registration time is handed back, to be sent once more.
  let mayRepeat: Bool
  /// This run started the rollout, or promoted it: steps are confirmed where the config allows it.
  let mayConfirm: Bool
  /// Of the target, to poll at the right time; nil where the beginning of the rollout is not known.
  let past: PastRollouts?
  /// Finds what in the commit is to blame for a failure; nil where the rollout's commit is not known.
  var blamed: BlamedPlace?
  private let start: Duration
  /// The newest poll.
  private(set) var last: Rollout?

  init(
    _ service: Service, start: Duration, lost: Failure? = nil, mayRepeat: Bool = false,
    mayConfirm: Bool = true, past: PastRollouts? = nil
  ) {
    self.service = service
    self.lost = lost
    self.mayRepeat = mayRepeat && lost != nil
    self.mayConfirm = mayConfirm
    self.past = past
    self.start = start
    rhythm = Rhythm(service.polling, interval: service.target.wait.interval, past: past?.durations ?? [])
  }

  private var world: World { service.world }
  private var target: Target { service.target }
  private var polling: Polling { service.polling }
  private let rhythm: Rhythm
  private var suspicion = Suspicion()
  private var confirmations: [Int: Confirmation] = [:]
  private var tolerance = Tolerance()
  private var movement: Movement?
  /// The logs whose ends were reported with it.
  private var shown: [LogExcerpt] = []
  /// Of the newest poll that read everything.
  private var look = Look()

  private struct Look {
    var time = Duration.zero
    /// Polls since then.
    var polls = 0
    /// What it found counts when the next one finds it, too.
    var isSuspicious = false
  }

  /// A rollout of which nothing moves is read with all that the provider has after so many polls, or so long: what
  /// becomes of nothing is reported within a minute.
  private static let quiet = (polls: 10, time: Duration.seconds(40))

  /// When a poll last showed something new.
  private struct Movement {
    /// The statuses of the whole and of the steps.
    var statuses: [String]
    var time: Duration
    /// It was reported that nothing moves.
    var isReported = false
  }

  /// A rollout of which nothing moves for so long is reported. Ordinary builds take up to half an hour, stuck ones block
  /// the service for longer (accounts of CloudBase Run, 2026).
  private static let stillness = Duration.seconds(600)

  /// A step that was resumed.
  private struct Confirmation {
    var time: Duration
    /// The answer was lost: if the step still waits, it is resumed once more.
    var isLost: Bool
    var count = 1
  }

  var steps: [Rollout.Step] { last?.steps ?? [] }

  /// The finished rollout, or with `mayRepeat` one that is `.unregistered`: the update was not executed. Every other
  /// end of a rollout is a failure of the fitting kind.
  mutating func untilFinished(_ receipt: Receipt) async throws(Failure) -> Rollout {
    var receipt = receipt
    let rhythm = rhythm
    do throws(Failure) {
      let end = try await world.until(
        within: target.wait.timeout, since: start, every: { rhythm.pause(after: $0) }
      ) { heartbeat async throws(Failure) -> Polled<Rollout> in
        guard let rollout = try await poll(at: receipt, &heartbeat) else { return .waiting(progress) }
        receipt = rollout.receipt
        await tellStillness(of: rollout, &heartbeat)
        let isOver = try await hasEnded(rollout, after: heartbeat.elapsed)
        return isOver ? .done(rollout) : .waiting(progress)
      }
      guard let end else {
        throw await expired(after: elapsed)
      }
      if end.state == .finished { past?.add(elapsed) }
      return end
    } catch {
      throw error.isStop ? stopped(error, receipt) : error
    }
  }

  private var elapsed: Duration { world.uptime() - start }

  /// One poll, with its state as judged here; nil after a temporary failure.
  private mutating func poll(
    at receipt: Receipt, _ heartbeat: inout Heartbeat
  ) async throws(Failure) -> Rollout? {
    do throws(Failure) {
      var rollout = try await read(receipt)
      tellChanges(to: rollout, &heartbeat)
      rollout.state = suspicion.judge(rollout.state, at: world.uptime())
      if case .confirmable(let what, let step) = rollout.state {
        rollout.state = try await confirmed(step, what)
      }
      tolerance.succeeded()
      last = rollout
      return rollout
    } catch {
      guard tolerance.allows(error) else {
        guard !error.isStop else { throw error }
        var failure = error
        failure.what = "the rollout can no longer be watched: \(error.what)"
        failure.remedies.append("the rollout may still be running: \(resume)")
        throw failure
      }
      world.tell(.notice("the rollout could not be read; retrying: \(error.what)"))
      return nil
    }
  }

  private mutating func read(_ receipt: Receipt) async throws(Failure) -> Rollout {
    let time = world.uptime()
    look.polls += 1
    let quiet = time - max(look.time, movement?.time ?? start)
    if last.map({ $0.state == .running }) ?? true, !look.isSuspicious, look.polls < Self.quiet.polls,
      quiet < Self.quiet.time
    {
      let rollout = try await service.provider.glance(at: receipt, since: last)
      if case .suspect = rollout.state { look.isSuspicious = true }
      return rollout
    }
    let rollout = try await service.provider.poll(receipt)
    look = Look(time: time)
    if case .suspect = rollout.state { look.isSuspicious = true }
    return rollout
  }

  /// Resumes a step: once, and once more when the answer was lost and the step still waits after the time in which it
  /// would have begun.
  private mutating func confirmed(_ step: Int, _ what: Text) async throws(Failure) -> Rollout.State {
    guard mayConfirm else { return .awaitingPerson(what) }
    if let earlier = confirmations[step] {
      guard world.uptime() - earlier.time >= polling.registration else { return .running }
      guard earlier.isLost, earlier.count == 1 else {
        return .awaitingPerson("\(what); it was resumed but did not start")
      }
    }
    var confirmation = Confirmation(
      time: world.uptime(), isLost: false, count: (confirmations[step]?.count ?? 0) + 1)
    do throws(Failure) {
      try await service.provider.confirm(step)
      world.tell(.notice("\(what); resumed (\"onConfirm\": \"resume\")"))
    } catch {
      guard error.retry == .readsOnly else { throw error }
      confirmation.isLost = true
      world.tell(
        .notice(
          "could not confirm that batch \(step + 1) was resumed (\(error.what)); checking whether it was"))
    }
    confirmations[step] = confirmation
    return .running
  }

  private func tellChanges(to rollout: Rollout, _ heartbeat: inout Heartbeat) {
    let before = last?.steps ?? []
    for step in rollout.steps where step.status != "todo" {
      if !before.contains(where: { $0.name == step.name && $0.status == step.status }) {
        world.tell(.rolloutStep(step))
        heartbeat.told()
      }
    }
  }

  /// Once, with the ends of the logs, which show what it waits for.
  private mutating func tellStillness(of rollout: Rollout, _ heartbeat: inout Heartbeat) async {
    let statuses = rollout.statuses
    guard rollout.state == .running, let seen = movement, seen.statuses == statuses else {
      movement = Movement(statuses: statuses, time: world.uptime())
      look.polls = 0
      return
    }
    guard !seen.isReported, world.uptime() - seen.time >= Self.stillness else { return }
    movement?.isReported = true
    heartbeat.told()
    let logs = await service.provider.explain(rollout)
    service.tell(logs)
    shown = logs
    world.tell(
      .finding(
        Finding(
          .warning,
          "nothing has changed for \(Amounts.time(world.uptime() - seen.time)) (\(progress)): the rollout may be stuck, and it blocks others",
          rule: "deploy/stuck", remedies: stop)))
  }

  /// How a rollout is stopped, or that it cannot be.
  private var stop: [Text] {
    [service.schema.cannot[.cancel] ?? "stop it: sampan cancel \(target.name)"]
  }

  /// Whether the rollout has finished; false while it is still running.
  private func hasEnded(_ rollout: Rollout, after elapsed: Duration) async throws(Failure) -> Bool {
    switch rollout.state {
    case .finished: return true
    case .running, .suspect: return false
    case .unregistered:
      guard elapsed >= polling.registration else { return false }
      if mayRepeat { return true }
      throw unseen(after: polling.registration)
    case .unidentified(let what):
      guard elapsed >= polling.registration else { return false }
      throw unidentified(what, rollout)
    case .awaitingPerson(let what), .confirmable(let what, step: _):
      throw service.awaitingPerson(what, requestID: rollout.requestID)
    case .failed(let reason):
      var failure = service.failure(
        of: rollout, reason, await service.provider.explain(rollout), blamed, shown: shown)
      // A version that is dead may leave its task running, which blocks the next deploy.
      if steps.contains(where: { $0.status == "running" }) {
        failure.remedies = stop + failure.remedies
        failure.causes +=
          rollout.receipt.operation.map { ["rollout \($0) has not ended, and blocks other deploys"] } ?? []
      }
      throw failure
    case .stopped(let reason):
      throw Failure(
        .rolloutFailed, "the rollout was stopped: \(reason)",
        remedies: ["check what is live: sampan status \(target.name)"], requestID: rollout.requestID)
    case .foreign(let whose):
      throw foreign(whose, rollout)
    }
  }

  private func foreign(_ whose: Text, _ rollout: Rollout) -> Failure {
    Failure(
      .tryLater, "another update is rolling out: \(whose)",
      remedies: ["deploy again when it has ended: \(resume)"], requestID: rollout.requestID)
  }

  /// The failure when no rollout of ours appeared in that time.
  private func unseen(after time: Duration) -> Failure {
    let missing: Text = "no rollout of this deploy appeared within \(Amounts.time(time))"
    let remedies: [Text] = [
      "check what is live: sampan status \(target.name)",
      "deploy again: it is safe, a rollout in progress is detected",
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

  private func unidentified(_ what: Text, _ rollout: Rollout) -> Failure {
    Failure(
      .stillRolling, "could not confirm that the rollout in progress is from this deploy: \(what)",
      remedies: ["check what it is before deploying again: \(resume)"], requestID: rollout.requestID,
      causes: lost.map { [$0.what] } ?? [])
  }

  private func expired(after elapsed: Duration) async -> Failure {
    switch last?.state {
    case nil, .unregistered?: return unseen(after: elapsed)
    case .unidentified(let what)?: return last.map { unidentified(what, $0) } ?? unseen(after: elapsed)
    default:
      let failure = Failure(
        .stillRolling,
        "still rolling out after \(Amounts.time(elapsed)) (\(progress)); it was not stopped",
        remedies: [resume, "increase the limit: \"wait\": { \"timeout\": \"1h\" }"]
          + (movement?.isReported == true ? stop : []),
        requestID: last?.requestID)
      guard let last, last.state == .running else { return failure }
      return service.explained(
        failure, of: last, by: await service.provider.explain(last), blamed, shown: shown)
    }
  }

  private var progress: Text {
    if let step = steps.first(where: { $0.status == "running" }) {
      return "\(Text.ofRollout(step.name)): \(Text.ofRollout(step.status))"
    }
    return last.map { .ofRollout($0.status) } ?? "no status from the provider yet"
  }

  private var resume: Text { "sampan status \(target.name) --wait" }

  /// Interrupted: names the rollout in progress and how to continue.
  private func stopped(_ error: Failure, _ receipt: Receipt) -> Failure {
    var failure = error
    let name: Text = receipt.operation.map { "rollout \($0)" } ?? "the rollout"
    failure.what = "\(error.what) while waiting; \(name) is still running at the provider (\(progress))"
    failure.remedies = ["continue watching: \(resume)"]
    return failure
  }
}
