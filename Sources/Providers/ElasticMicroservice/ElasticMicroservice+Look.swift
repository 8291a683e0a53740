import Effects
import HTTP
import Model

extension ElasticMicroservice {
  /// A rollout that says "Error" may recover: instances are started again. Two looks in a row believe it.
  private static let errorLooks = 2
  /// How long instances may be stuck before the rollout counts as failed, whatever it says itself.
  private static let stuckPatience = Duration.seconds(120)
  /// How long a batch that was told to go on may still wait.
  private static let resumePatience = Duration.seconds(60)

  package func look(at receipt: Receipt) async throws(Failure) -> Rollout {
    let answer = try await api.send(describeApplication, expecting: Answered<Application>.self)
    guard let application = answer.result,
      application.isDeploying || application.mark != receipt.baseline || memory.hasSeenOurs
    else {
      return Rollout(
        receipt: receipt, state: .unregistered, status: "not registered yet", requestID: answer.requestID)
    }
    let isReverting = receipt.operation == Self.reverting
    let detail = try await rolloutDetail(isReverting ? nil : receipt.operation)
    var rollout = Rollout(
      receipt: receipt, state: .running, status: Self.status(application, detail),
      requestID: answer.requestID)
    let release = receipt.release ?? version
    let current = application.isDeploying ? detail?.newVersion : application.version
    // The order to go back may not show at the next look.
    if let detail, detail.isReverted || isReverting, application.isDeploying, detail.oldVersion == release {
      return rollout
    }
    guard let current, !current.isEmpty else {
      if receipt.operation == nil {
        rollout.state = .unidentified("a rollout is in progress and has no version yet")
      }
      return rollout
    }
    guard current == release, detail?.isReverted != true || detail?.newVersion != release else {
      rollout.state = await instead(current, of: release, detail, receipt)
      return rollout
    }
    memory.sawOurs()
    rollout.receipt.release = release
    rollout.steps = detail.map(Self.steps) ?? []
    rollout.state = try await progress(
      application, detail, isOurs: release == version || memory.didStart(release))
    return rollout
  }

  /// Nil while the cloud knows no such rollout.
  func rolloutDetail(_ revision: String?) async throws(Failure) -> RolloutDetail? {
    let call = describeRollout(revision)
    do throws(Failure) {
      return try await api.send(call, expecting: Answered<RolloutDetail>.self).result
    } catch {
      guard error.action == call.action, let code = error.code, code.hasPrefix("ResourceNotFound")
      else { throw error }
      return nil
    }
  }

  static func status(_ application: Application, _ detail: RolloutDetail?) -> String {
    [application.batchStatus, detail?.status, application.status].compactMap { $0 }.first { !$0.isEmpty }
      ?? "no status"
  }

  /// Something else than our version is where ours should be.
  private func instead(
    _ current: String, of release: String, _ detail: RolloutDetail?, _ receipt: Receipt
  ) async -> Rollout.State {
    if let detail, detail.newVersion == release {
      if detail.isReverted { return .stopped("the rollout of \(release) was taken back") }
      if detail.status == "Error" { return .failed(await reason(detail)) }
    }
    if receipt.operation != nil || memory.hasSeenOurs {
      return .stopped("version \"\(current)\" took the place of \(release)")
    }
    return .foreign("version \"\(current)\" is deployed instead of \"\(release)\"")
  }

  private func progress(
    _ application: Application, _ detail: RolloutDetail?, isOurs: Bool
  ) async throws(Failure) -> Rollout.State {
    if !application.isDeploying, application.ready >= application.wanted { return .finished }
    let errors = memory.errorLooks(now: detail?.status == "Error")
    let stuck = memory.stuck(
      now: detail.map { !Self.stuckPods($0).isEmpty } ?? false, at: world.uptime())
    if let detail, errors >= Self.errorLooks || stuck >= Self.stuckPatience {
      return .failed(await reason(detail))
    }
    guard let batch = Self.waitingBatch(application, detail) else { return .running }
    return try await confirm(batch, isOurs: isOurs)
  }

  /// The batch that waits for a person, counted from 0, the beta batch included; nil when none does. While a batch is
  /// being replaced, an application that says otherwise is behind the times.
  static func waitingBatch(_ application: Application?, _ detail: RolloutDetail?) -> Int? {
    let batches = detail?.batches ?? []
    if let waiting = batches.firstIndex(where: { $0.status == "WaitForResume" }) { return waiting }
    guard let application, application.isDeploying,
      application.batchStatus == "batch_updating_waiting_confirm",
      !batches.contains(where: { $0.status == "Deploying" })
    else { return nil }
    return batches.firstIndex { $0.status != "Finish" } ?? min(max(detail?.currentBatch ?? 0, 0), 9999)
  }

  /// A batch of our own rollout is resumed when the config says so: once, and once more when the answer was lost and the
  /// batch still waits after the time in which it would have begun.
  private func confirm(_ batch: Int, isOurs: Bool) async throws(Failure) -> Rollout.State {
    let what = "batch \(batch + 1) waits for a person to confirm it"
    if let elapsed = memory.elapsed(sinceResumeOf: batch, at: world.uptime()) {
      guard elapsed >= Self.resumePatience else { return .running }
      guard memory.mayResumeAgain(batch) else {
        return .awaitingPerson("\(what); it was told to go on and did not")
      }
    }
    guard isOurs, deployment.target.options["onConfirm"]?.value.string == "resume" else {
      return .awaitingPerson(what)
    }
    memory.noteResume(of: batch, at: world.uptime())
    do throws(Failure) {
      try await order(resume)
      world.tell(.notice("\(what); told to go on, as \"onConfirm\" says"))
    } catch {
      guard error.retry == .readsOnly else {
        memory.forgetResume(of: batch)
        throw error
      }
      memory.lostResume(of: batch)
      world.tell(
        .notice(
          "could not confirm that batch \(batch + 1) was resumed (\(error.what)); checking whether it was"))
    }
    return .running
  }

  static func steps(_ detail: RolloutDetail) -> [Rollout.Step] {
    detail.batches.enumerated().map { position, batch in
      let isBeta = position == 0 && detail.beta != nil
      return Rollout.Step(
        name: isBeta ? "beta batch" : "batch \(position + 1)", status: Self.word(batch.status))
    }
  }

  /// The pipeline's words for what has not begun, goes on and is over; the provider's for the rest.
  private static func word(_ status: String?) -> String {
    switch status {
    case "NotStart", nil: "todo"
    case "Deploying"?: "running"
    case "Finish"?: "finished"
    case let other?: other
    }
  }
}
