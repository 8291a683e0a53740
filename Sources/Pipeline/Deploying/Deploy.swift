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
    let state = try await step(.preflight) { () async throws(Failure) in
      try await preflight.clear()
    } detail: { state in
      state.main.map { "\($0.release) is live" } ?? "nothing is live yet"
    }
    outcome.url = state.url
    before = state.main
    if let live = state.main, let stamp = live.stamp, stamp.deploysTheSame(as: deployment.stamp) {
      outcome.status = .unchanged
      outcome.releaseID = live.release
      outcome.image = deployment.image == nil ? nil : live.image
      outcome.reason = "\(live.release) has the same content and settings (commit \(stamp.commit))"
      return
    }

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
      let (artifact, detail) = try await Self.tagged(made, by: image)
      return (artifact, try await provider.publish(artifact), detail)
    } detail: {
      $0.2
    }
    outcome.image = artifact.image
    let (receipt, lost) = try await step(.update) { () async throws(Failure) in
      try await Self.update(provider, published, since: state, world)
    } detail: { receipt, lost in
      lost == nil ? receipt.operation.map { "operation \($0)" } ?? "accepted" : "unknown"
    }
    outcome.releaseID = receipt.release
    guard target.wait.isEnabled else {
      if var lost {
        lost.remedies.append("see what became of it: sampan status \(target.name)")
        throw lost
      }
      outcome.status = .submitted
      outcome.reason = receipt.operation.map { "\"wait\" is false; the provider's operation is \($0)" }
      return
    }
    let rollout = try await awaitRollout(receipt, lost, &outcome)
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
      let receipt = try await provider.rollback(to: before.release, from: state)
      var wait = RolloutWait(
        world: world, provider: provider, target: target, polling: schema.polling, start: world.uptime())
      _ = try await wait.untilFinished(receipt)
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

  /// An image gets its tag, and its digest with it; everything else is as it was made.
  private static func tagged(
    _ artifact: Artifact, by image: PublishImage?
  ) async throws(Failure) -> (Artifact, detail: String) {
    guard let image, case .image(let reference, _) = artifact else { return (artifact, "") }
    let (digest, detail) = try await image.run()
    return (.image(reference: reference, digest: digest), detail)
  }

  /// Sends the update once. When nobody knows whether it was executed, the rollout is looked for instead: what is
  /// found is adopted only if it carries our stamp.
  private static func update(
    _ provider: any Provider, _ published: Published, since state: ServiceState, _ world: World
  ) async throws(Failure) -> (receipt: Receipt, lost: Failure?) {
    do throws(Failure) {
      return (try await provider.update(published, since: state), nil)
    } catch {
      guard error.retry == .readsOnly else { throw error }
      world.tell(
        .finding(
          Finding(
            .warning, "nobody knows whether the update was taken (\(error.what)); looking for its rollout",
            rule: "deploy/answer-lost")))
      return (Receipt(operation: nil, baseline: state.baseline), error)
    }
  }

  private mutating func awaitRollout(
    _ receipt: Receipt, _ lost: Failure?, _ outcome: inout Outcome
  ) async throws(Failure) -> Rollout {
    world.tell(.stepStarted(.rollout))
    let start = world.uptime()
    let past =
      project.isRehearsal
      ? nil
      : PastRollouts(
        of: target, in: project.cache.directory, sharing: project.cacheSharing, world)
    var wait = RolloutWait(
      world: world, provider: provider, target: target, polling: schema.polling, start: start, lost: lost,
      past: past)
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
