import Effects
import Git
import Model
import Providers

/// One deploy, step by step. Everything that ends it early is a `Failure`, so that the steps read from top to bottom.
struct Deploy<Cloud: Provider> {
  private let project: Project
  private let service: Service
  private let provider: Cloud
  private let deployment: Deployment
  private let image: PublishImage?
  private let preflight: Preflight
  private let packages: MadePackages
  private let timeline: Timeline

  /// `provider`: the one of the service, with its own type.
  init(
    _ prepared: PreparedTarget, with provider: Cloud, _ packages: MadePackages, _ timeline: Timeline,
    of project: Project
  ) {
    self.project = project
    self.packages = packages
    self.provider = provider
    service = prepared.service
    deployment = prepared.plan.deployment
    image = prepared.image
    preflight = Preflight(service: service, deployment: deployment, project: project)
    self.timeline = timeline
  }

  private var world: World { service.world }
  private var target: Target { service.target }

  /// Never throws: how it ended, failures included, is the outcome.
  func run() async -> Outcome {
    var outcome = Outcome(
      target: target.name, provider: target.provider, status: .failed, version: deployment.version,
      remark: deployment.remark, commit: deployment.commit.id.hex)
    outcome.subject = String(
      deployment.commit.subject.unicodeScalars.prefix(Outcome.longestSubject))
    var before = Before()
    do throws(Failure) {
      try await proceed(&outcome, &before)
    } catch {
      if error.isStop {
        outcome.end(with: await world.withSignal(error))
      } else {
        outcome.end(with: await undone(error, outcome.releaseID, before))
        outcome.stillLive = await live(after: error, before)
      }
    }
    return outcome
  }

  /// What was live before the update.
  private struct Before {
    /// Nil until it is known.
    var live: ServiceState.Online?
    /// Whether the update has been sent since: it may have replaced that.
    var isUpdated = false
  }

  private func proceed(_ outcome: inout Outcome, _ before: inout Before) async throws(Failure) {
    let state = try await step(.preflight) { () async throws(Failure) in
      let state = try await preflight.clear { before.live = $0.main }
      if preflight.same(in: state) == nil { try await provider.findUploadKey() }
      return state
    } detail: { state in
      state.main.map(shown) ?? "nothing is live yet"
    }
    outcome.url = state.url
    outcome.replaced = state.main
    if let live = preflight.same(in: state) {
      if let warning = live.partialTraffic { world.tell(.finding(warning)) }
      return outcome.isUnchanged(from: live, deployment)
    }

    let made = try await step(.package) { () async throws(Failure) in
      try packages.made(deployment)
    } detail: { made in
      made.artifact.summary
    }
    outcome.packageSHA256 = made.artifact.file?.sha256
    let published = try await publish(made, since: state)
    outcome.image = made.artifact.image.map { image in
      image.name + (published.digest.map { "@\($0)" } ?? "")
    }
    let send = SendUpdate(provider: provider, preflight: preflight, upload: published.upload)
    try await finish(send, since: published.state, &outcome, &before)
  }

  /// The update, its rollout, and the verification.
  private func finish(
    _ send: SendUpdate<Cloud>, since state: ServiceState, _ outcome: inout Outcome,
    _ before: inout Before
  ) async throws(Failure) {
    var sent = try await update(send, since: state)
    before = Before(live: sent.state.main, isUpdated: true)
    if sent.receipt != nil, !target.wait.isEnabled { return try outcome.isSubmitted(sent, target) }
    guard var rollout = try await awaitRollout(sent, mayRepeat: true, &outcome) else { return }
    if rollout.state == .unregistered {
      world.tell(
        .notice(
          """
          no rollout of this deploy appeared within \(Amounts.time(service.polling.registration)), so \
          the update was not executed; sending it once more
          """))
      sent = try await update(send, since: sent.state)
      before.live = sent.state.main
      guard let second = try await awaitRollout(sent, mayRepeat: false, &outcome) else { return }
      rollout = second
    }
    outcome.releaseID = rollout.receipt.release ?? outcome.releaseID
    let release = rollout.receipt.release
    outcome.url = try await step(.verify) { () async throws(Failure) in
      try await service.prove(release, deployment.stamp)
    } detail: { proof in
      proof.detail
    }.url
    outcome.status = .deployed
  }

  /// `onFailure: rollback`: makes the release before live again, when our failed release has replaced it or still
  /// may. A release that another deploy made live meanwhile is left alone.
  private func undone(_ error: Failure, _ release: String?, _ known: Before) async -> Failure {
    guard target.onFailure == .rollback, error.kind == .rolloutFailed, known.isUpdated,
      let before = known.live
    else { return error }
    var failure = error
    do throws(Failure) {
      let state = try await provider.state()
      let isServing = state.main?.release == release && !isOfOthers(state.main)
      let isOurs = release != nil && (isServing || state.inFlight?.release == release)
      guard let release, isOurs, release != before.release else {
        let live = (state.main?.release).or("nothing")
        let why: Text =
          isOurs
          ? "this deploy updated \(live) itself, so no release has what was live before"
          : "\(live) is live, not this deploy's release"
        failure.causes.append("not rolled back (\"onFailure\"): \(why)")
        return failure
      }
      _ = try await SendOrder(service: service, name: "rollback").rollback(
        to: before.release, from: state,
        begun: "rolling back from \(release) to \(before.release) (\"onFailure\": \"rollback\")")
      failure.causes.append("rolled back from \(release) to \(before.release)")
      // What is advised for a probe is about a release that no longer serves.
      if target.verify != nil, error.place == target.place(of: "verify") {
        failure.remedies = ["fix what failed in \(release), then deploy again"]
      }
    } catch  where error.kind == .usage {
      // There is nothing to roll back, e.g. because the release before is still live.
      failure.causes.append("not rolled back (\"onFailure\"): \(error.what)")
    } catch {
      failure.causes.append("could not roll back to \(before.release): \(error.what)")
    }
    return failure
  }

  /// A release of our name may be made by the platform, or by a user of its console.
  private func isOfOthers(_ live: ServiceState.Online?) -> Bool {
    guard let remark = live?.remark, !remark.isEmpty else { return false }
    return Stamp(in: remark) != deployment.stamp
  }

  /// What is live after a failure; nil where that is not known, or nothing was live before.
  private func live(after error: Failure, _ before: Before) async -> ServiceState.Online? {
    guard before.isUpdated, let live = before.live, error.kind != .unavailable else { return before.live }
    guard let now = (try? await provider.state())?.main else { return nil }
    // A version that is updated itself has no remark while it is, and when that has failed.
    return now.release == live.release && now.remark == nil ? live : now
  }

  /// `api-006 is live, from 4c21aa90, 3 commits behind`: behind the commit of this deploy.
  private func shown(_ live: ServiceState.Online) -> Text {
    guard let commit = live.stamp?.commit else { return "\(live.release) is live" }
    let short = commit.prefix(8)
    return switch try? project.repository.relation(ofLive: commit, toHead: deployment.commit.id) {
    case .headIsAhead(let count)?:
      "\(live.release) is live, from \(short), \(counted(count, "commit")) behind"
    case .liveIsAhead(let count)?: "\(live.release) is live, from \(short), \(counted(count, "commit")) ahead"
    default: "\(live.release) is live, from \(short)"
    }
  }

  // MARK: Steps

  /// Runs a step, reports its beginning and end, and keeps its time for the summary.
  private func step<T>(
    _ step: Event.Step, _ body: () async throws(Failure) -> T, detail: (T) -> Text = { _ in "" }
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

  /// The failure of an interrupted step, with what it leaves behind.
  private func stopped(_ error: Failure, in step: Event.Step) -> Failure {
    var failure = error
    let command = "sampan status \(target.name) --wait"
    switch step {
    case .before, .preflight, .package, .publish:
      failure.what = "\(error.what); nothing was deployed"
      failure.remedies = ["deploy again: nothing is in progress"]
    case .update:
      failure.what = "\(error.what); the update may have been accepted"
      failure.remedies = ["check the outcome: \(command)"]
    case .rollout, .verify, .after:
      failure.what = "\(error.what); the rollout has ended and was not verified"
      failure.remedies = ["see what is live: \(command)"]
    }
    return failure
  }

  /// What the update needs, and the state that the guards have passed last.
  private struct Published {
    var upload: Cloud.Upload
    var state: ServiceState
    /// Of the image, when it was tagged now.
    var digest: ImageDigest?
    var detail: Text = ""
  }

  /// Tags an image, and uploads what the cloud cannot read from where it is. The guards are asked again directly
  /// before the tag is written.
  private func publish(
    _ made: Deployment, since seen: ServiceState
  ) async throws(Failure) -> Published {
    try await step(.publish) { () async throws(Failure) in
      var state = seen
      let tagged = try await image?.run { () async throws(Failure) in
        let last = state
        state = try await preflight.confirm(last)
        return state != last
      }
      return Published(
        upload: try await provider.publish(made), state: state, digest: tagged?.digest,
        detail: tagged?.detail ?? "")
    } detail: { published in
      published.detail
    }
  }

  /// The last check of the guards, and the write.
  private func update(
    _ send: SendUpdate<Cloud>, since state: ServiceState
  ) async throws(Failure) -> SentUpdate {
    try await step(.update) { () async throws(Failure) in
      try await send.run(since: state)
    } detail: { sent in
      guard let receipt = sent.receipt else { return "unchanged" }
      return sent.lost == nil ? receipt.operation.map { "operation \($0)" } ?? "accepted" : "unknown"
    }
  }

  /// Nil: nothing was sent, because what is live is the same already. A rollout that is `.unregistered` was lost on the
  /// way and is sent again by the caller.
  private func awaitRollout(
    _ sent: SentUpdate, mayRepeat: Bool, _ outcome: inout Outcome
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
    var wait = RolloutWait(service, start: start, lost: sent.lost, mayRepeat: mayRepeat, past: past)
    wait.blamed = BlamedPlace(of: deployment, in: project.repository)
    do throws(Failure) {
      let rollout = try await wait.untilFinished(receipt)
      timeline.add(wait.steps, of: .rollout, from: start, to: world.uptime())
      let detail: Text = rollout.state == .unregistered ? "not seen" : "\(rollout.receipt.release ?? "")"
      world.tell(.stepFinished(.rollout, took: world.uptime() - start, detail: detail))
      if rollout.state == .finished { await warn(of: rollout.receipt.release, after: sent.upload) }
      return rollout
    } catch {
      outcome.releaseID = wait.last?.receipt.release ?? outcome.releaseID
      timeline.add(wait.steps, of: .rollout, from: start, to: world.uptime(), failed: true)
      if error.kind == .awaitingPerson { await warn(of: outcome.releaseID, after: sent.upload) }
      throw error
    }
  }

  /// Reports each setting that the new release lost: before a person promotes it, too.
  private func warn(of release: String?, after upload: (any Sendable)?) async {
    guard let upload = upload as? Cloud.Upload else { return }
    for finding in await provider.lostSettings(of: release, after: upload) { world.tell(.finding(finding)) }
  }
}

extension Artifact {
  /// What the report shows of it.
  fileprivate var summary: Text {
    switch self {
    case .file(let file):
      file.isZip
        ? "\(counted(file.entryCount, "file")), \(Amounts.bytes(file.byteCount)), sha256 \(file.sha256)"
        : "\(file.name), \(Amounts.bytes(file.byteCount)), sha256 \(file.sha256)"
    case .image(let image, _): "\(image.name)"
    case .repository(let source, let name, let branch):
      "\(source) \(name)\(branch.map { " at \($0)" } ?? "")"
    case .zip, .held: ""
    }
  }
}

extension Outcome {
  /// What is live is the same already.
  fileprivate mutating func isUnchanged(from live: ServiceState.Online, _ deployment: Deployment) {
    status = .unchanged
    releaseID = live.release
    image = deployment.artifact.image == nil ? nil : live.image
    reason =
      "\(live.release) has the same content and settings (commit \((live.stamp?.commit).or("unknown")))"
  }

  /// The update was sent, and the target does not wait for its rollout.
  fileprivate mutating func isSubmitted(_ sent: SentUpdate, _ target: Target) throws(Failure) {
    releaseID = sent.receipt?.release
    if var lost = sent.lost {
      lost.remedies.append("check the outcome: sampan status \(target.name)")
      throw lost
    }
    status = .submitted
    reason = sent.receipt?.operation.map { "\"wait\" is false; the provider's operation is \($0)" }
  }
}
