import Effects
import HTTP
import Model
import Providers

/// The proof behind green: our release receives traffic, and the probe, when one is configured, is content.
struct Verification {
  let world: World
  let provider: any Provider
  let target: Target
  /// The provider's id of our release; nil when it never told: then the stamp is what is looked for.
  let release: String?
  /// Of our deploy; nil when a rollout of somebody else's is watched.
  let stamp: Stamp?

  /// Old instances drain for up to 90 s after a rollout is called finished (observed on CloudBase Run).
  private static let patience = Duration.seconds(90)
  private static let interval = Duration.seconds(3)
  private static let probeDeadline = Duration.seconds(10)

  /// The service's address.
  func prove() async throws(Failure) -> String? {
    let state = try await serving()
    if let verify = target.verify { try await probe(verify, at: state.url) }
    return state.url
  }

  private func serving() async throws(Failure) -> ServiceState {
    var heartbeat = Heartbeat(world, since: world.uptime())
    while true {
      let state = try await look(canFail: heartbeat.elapsed < Self.patience)
      let ours = state?.online.first(where: isOurs)
      if let state, ours?.trafficPercent == 100 { return state }
      if let state, heartbeat.elapsed >= Self.patience {
        guard let ours, ours.trafficPercent > 0 else { throw notServing(state) }
        world.tell(
          .finding(
            Finding(
              .warning, "\(ours.release) receives \(ours.trafficPercent) % of the traffic, not all of it",
              rule: "deploy/partial-traffic")))
        return state
      }
      heartbeat.beat("for \(release ?? "our release") to receive traffic", before: Self.interval)
      try await world.sleep(Self.interval)
    }
  }

  /// Nil when this look failed in a way that may pass.
  private func look(canFail: Bool) async throws(Failure) -> ServiceState? {
    do throws(Failure) {
      return try await provider.state()
    } catch {
      guard canFail, error.retry != .never, !error.isStop else { throw error }
      world.tell(.notice("the service cannot be seen just now: \(error.what)"))
      return nil
    }
  }

  /// A stamp says more than a name: names are used again, and a task may not be the one we take it for.
  private func isOurs(_ online: ServiceState.Online) -> Bool {
    if let stamp, let theirs = online.stamp { return theirs == stamp }
    return online.release == release
  }

  private func notServing(_ state: ServiceState) -> Failure {
    let online = state.online.map { "\($0.release) (\($0.trafficPercent) %)" }.joined(separator: ", ")
    return Failure(
      .rolloutFailed,
      "the provider calls the rollout finished, but \(release ?? "our release") does not serve; online: "
        + (online.isEmpty ? "nothing" : online),
      remedies: ["look at the service's traffic in the provider's console"])
  }

  /// Asks again until the answer is right or the patience is over: a route takes a moment to change.
  private func probe(_ verify: Target.Verify, at base: String?) async throws(Failure) {
    let url = try address(verify, base)
    var heartbeat = Heartbeat(world, since: world.uptime())
    while true {
      let complaint = try await complaint(verify, url)
      guard let complaint else { return }
      guard heartbeat.elapsed < Self.patience else {
        throw Failure(
          .rolloutFailed, "verify: \(redacted(url)) \(complaint)", place: target.place,
          remedies: ["the release serves, but not as \"verify\" wants: look at its log"])
      }
      heartbeat.beat("\(redacted(url)) \(complaint)", before: Self.interval)
      try await world.sleep(Self.interval)
    }
  }

  private func address(_ verify: Target.Verify, _ base: String?) throws(Failure) -> String {
    let wanted = verify.url ?? ""
    if verify.isAbsolute { return wanted }
    guard var base else {
      throw Failure(
        .configuration, "verify has no address: the provider tells none", place: target.place,
        remedies: ["set an absolute \"url\" in \"verify\""])
    }
    while base.hasSuffix("/") { base.removeLast() }
    return base + (wanted.isEmpty ? "/" : wanted)
  }

  /// What is wrong with the answer; nil when nothing is.
  private func complaint(_ verify: Target.Verify, _ url: String) async throws(Failure) -> String? {
    let request = Request("GET", url, deadline: Self.probeDeadline, maxAnswerBytes: 1 << 20)
    do throws(Failure) {
      let response = try await world.transport(request)
      guard response.status == verify.expectStatus else {
        return "answered \(response.status), not \(verify.expectStatus)"
      }
      guard let text = verify.expectBody else { return nil }
      return String(decoding: response.body, as: UTF8.self).contains(text)
        ? nil : "does not contain \"\(text)\""
    } catch {
      if error.isStop { throw error }
      return "did not answer: \(error.what)"
    }
  }
}
