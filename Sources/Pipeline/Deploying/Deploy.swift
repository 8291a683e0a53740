import Effects
import Model
import Providers

/// One deploy, step by step. Everything that ends it early is a `Failure`, so that the steps read from top to bottom.
package struct Deploy {
  let project: Project
  let world: World
  let prepared: PreparedTarget
  let provider: any Provider
  private let schema: ProviderSchema
  private var timeline: Timeline
  /// What was live before the update; nil until it is known.
  private var before: ServiceState.Online?

  package init(_ prepared: PreparedTarget, of project: Project) throws(Failure) {
    self.project = project
    world = project.world
    self.prepared = prepared
    provider = try Catalog.provider(for: prepared.plan.deployment, project.world)
    schema = type(of: provider).schema
    timeline = Timeline(start: project.world.uptime())
  }

  var deployment: Deployment { prepared.plan.deployment }
  var target: Target { deployment.target }

  /// Never throws: how it ended, failures included, is the outcome.
  package consuming func run() async -> Outcome {
    world.tell(
      .targetStarted(name: target.name, provider: target.provider, version: deployment.version))
    var outcome = Outcome(
      target: target.name, provider: target.provider, status: .failed, version: deployment.version,
      remark: deployment.remark, commit: deployment.commit.id.hex)
    do throws(Failure) {
      try await proceed(&outcome)
    } catch {
      outcome.end(with: error.isStop ? await world.withSignal(error) : await undone(error, outcome.releaseID))
    }
    outcome.elapsed = world.uptime() - timeline.start
    outcome.timeline = timeline.spans
    world.tell(.targetFinished(outcome))
    return outcome
  }

  private mutating func proceed(_ outcome: inout Outcome) async throws(Failure) {
    let preflight = Preflight(world, provider, deployment, project)
    var state = try await step(.preflight) { () async throws(Failure) in
      try await preflight.clear()
    } detail: { state in
      state.main.map { "\($0.release) is live" } ?? "nothing is live yet"
    }
    outcome.url = state.url
    if let live = preflight.same(in: state) { return outcome.isUnchanged(from: live, deployment) }

    let folder = try world.files.makeTemporaryDirectory()
    defer { try? world.files.remove(folder) }
    let maker = ArtifactMaker(project: project, prepared: prepared, folder: folder)
    let made = try await step(.package) { () async throws(Failure) in
      try maker.make()
    } detail: { artifact in
      artifact.summary
    }
    if case .package(let file) = made { outcome.packageSHA256 = file.sha256 }

    let (provider, world) = (provider, world)
    let image = try PublishImage(prepared.plan.artifact, of: target, world)
    let (artifact, published, _) = try await step(.publish) { () async throws(Failure) in
      let (artifact, detail) = try await Self.tagged(made, by: image) { () async throws(Failure) in
        let seen = state
        state = try await preflight.confirm(seen)
        return state != seen
      }
      return (artifact, try await provider.publish(artifact), detail)
    } detail: {
      $0.2
    }
    outcome.image = artifact.image
    let send = SendUpdate(world: world, provider: provider, preflight: preflight, published: published)
    var sent = try await update(send, since: state)
    if sent.receipt != nil, !target.wait.isEnabled { return try outcome.isSubmitted(sent, target) }
    guard var rollout = try await awaitRollout(sent, mayRepeat: true, &outcome) else { return }
    if rollout.state == .unregistered {
      world.tell(
        .notice(
          "no rollout of ours appeared within \(schema.polling.registration.components.seconds) s, so the update "
            + "was not executed; sending it once more"))
      sent = try await update(send, since: sent.state)
      guard let second = try await awaitRollout(sent, mayRepeat: false, &outcome) else { return }
      rollout = second
    }
    outcome.releaseID = rollout.receipt.release ?? outcome.releaseID
    let verification = Verification(
      world: world, provider: provider, target: target, release: rollout.receipt.release,
      stamp: deployment.stamp)
    outcome.url = try await step(.verify) { () async throws(Failure) in
      try await verification.prove()
    }
    outcome.status = .deployed
  }

  /// `onFailure: rollback`: what was live before serves again, when our failed release has taken its place or is still
  /// about to. What somebody else has put there meanwhile is left alone.
  private func undone(_ error: Failure, _ release: String?) async -> Failure {
    guard target.onFailure == .rollback, error.kind == .rolloutFailed, let before else { return error }
    var failure = error
    do throws(Failure) {
      let state = try await provider.state()
      let isOurs = release != nil && [state.inFlight?.release, state.main?.release].contains(release)
      guard let release, isOurs, release != before.release else {
        let live = state.main?.release ?? "nothing"
        failure.causes.append("\(live) is live and is left as it is, though \"onFailure\" is \"rollback\"")
        return failure
      }
      world.tell(.notice("going back from \(release) to \(before.release), as \"onFailure\" says"))
      let order = SendOrder(world: world, provider: provider, target: target, name: "rollback")
      _ = try await order.rollback(to: before.release, from: state)
      failure.causes.append("\(before.release) serves again")
    } catch {
      failure.causes.append("going back to \(before.release) did not work: \(error.what)")
    }
    return failure
  }

  // MARK: Steps

  /// Runs a step, tells its beginning and end, and keeps its time for the summary.
  private mutating func step<T>(
    _ step: Event.Step, _ body: () async throws(Failure) -> T, detail: (T) -> String = { _ in "" }
  ) async throws(Failure) -> T {
    world.tell(.stepStarted(step))
    let start = world.uptime()
    do throws(Failure) {
      try await world.sleep(.zero)
      let value = try await body()
      timeline.add(step.rawValue, from: start, to: world.uptime())
      world.tell(.stepFinished(step, took: world.uptime() - start, detail: detail(value)))
      return value
    } catch {
      timeline.add(step.rawValue, from: start, to: world.uptime(), failed: true)
      throw error.isStop ? stopped(error, in: step) : error
    }
  }

  /// Stopped between two words of ours: what that leaves behind.
  private func stopped(_ error: Failure, in step: Event.Step) -> Failure {
    var failure = error
    let look = "sampan status \(target.name) --wait"
    switch step {
    case .preflight, .package, .publish:
      failure.what += "; nothing was deployed"
      failure.remedies = ["deploy again: nothing is in flight"]
    case .update:
      failure.what += "; the update may have been taken"
      failure.remedies = ["see what became of it: \(look)"]
    case .rollout, .verify:
      failure.what += "; the rollout is over, and was not verified"
      failure.remedies = ["see what is live: \(look)"]
    }
    return failure
  }

  /// An image gets its tag, and its digest with it; everything else is as it was made. `confirm` asks the guards again
  /// before the tag is written; true: the state has changed.
  private static func tagged(
    _ artifact: Artifact, by image: PublishImage?, confirm: () async throws(Failure) -> Bool
  ) async throws(Failure) -> (Artifact, detail: String) {
    guard let image, case .image(let reference, _) = artifact else { return (artifact, "") }
    let (digest, detail) = try await image.run(confirm: confirm)
    return (.image(reference: reference, digest: digest), detail)
  }

  /// The guards' last word, and the write.
  private mutating func update(
    _ send: SendUpdate, since state: ServiceState
  ) async throws(Failure) -> SendUpdate.Sent {
    let sent = try await step(.update) { () async throws(Failure) in
      try await send.run(since: state)
    } detail: { sent in
      guard let receipt = sent.receipt else { return "unchanged" }
      return sent.lost == nil ? receipt.operation.map { "operation \($0)" } ?? "accepted" : "unknown"
    }
    before = sent.state.main
    return sent
  }

  /// Nil: nothing was sent, because what is live is the same already. A rollout that is `.unregistered` was lost on the
  /// way and is sent again by the caller.
  private mutating func awaitRollout(
    _ sent: SendUpdate.Sent, mayRepeat: Bool, _ outcome: inout Outcome
  ) async throws(Failure) -> Rollout? {
    outcome.releaseID = sent.receipt?.release
    guard let receipt = sent.receipt else {
      if let live = sent.state.main { outcome.isUnchanged(from: live, deployment) }
      return nil
    }
    world.tell(.stepStarted(.rollout))
    let start = world.uptime()
    let past =
      project.isRehearsal
      ? nil
      : PastRollouts(
        of: target, in: project.cache.directory, sharing: project.cacheSharing, world)
    var wait = RolloutWait(
      world: world, provider: provider, target: target, polling: schema.polling, start: start,
      lost: sent.lost, mayRepeat: mayRepeat, past: past)
    do throws(Failure) {
      let rollout = try await wait.untilFinished(receipt)
      timeline.add(wait.steps, of: .rollout, from: start, to: world.uptime())
      world.tell(
        .stepFinished(.rollout, took: world.uptime() - start, detail: rollout.receipt.release ?? ""))
      return rollout
    } catch {
      outcome.releaseID = wait.last?.receipt.release ?? outcome.releaseID
      timeline.add(wait.steps, of: .rollout, from: start, to: world.uptime(), failed: true)
      throw error
    }
  }
}

extension Outcome {
  /// What is live is the same already.
  fileprivate mutating func isUnchanged(from live: ServiceState.Online, _ deployment: Deployment) {
    status = .unchanged
    releaseID = live.release
    image = deployment.image == nil ? nil : live.image
    reason =
      "\(live.release) has the same content and settings (commit \(live.stamp?.commit ?? "unknown"))"
  }

  /// The update was sent, and the target does not wait for its rollout.
  fileprivate mutating func isSubmitted(_ sent: SendUpdate.Sent, _ target: Target) throws(Failure) {
    releaseID = sent.receipt?.release
    if var lost = sent.lost {
      lost.remedies.append("see what became of it: sampan status \(target.name)")
      throw lost
    }
    status = .submitted
    reason = sent.receipt?.operation.map { "\"wait\" is false; the provider's operation is \($0)" }
  }
}
