import Effects
import HTTP
import Model
import Providers

/// Verifies a deploy: our release receives traffic, and the probe, when one is configured, succeeds.
struct Verification {
  let service: Service
  /// The provider's id of our release; nil when it was never reported: then the stamp is looked for.
  let release: String?
  /// Of our deploy; nil when another deploy's rollout is watched.
  let stamp: Stamp?

  private var world: World { service.world }
  private var target: Target { service.target }

  /// Old instances drain for up to 90 s after a rollout is reported as finished (observed on CloudBase Run).
  private static let patience = Duration.seconds(90)
  private static let interval = Duration.seconds(3)
  private static let probeDeadline = Duration.seconds(10)

  /// What was verified, and no more than that.
  struct Proof {
    /// The service's address.
    var url: String?
    var detail: Text
    /// The release, as it is online.
    var online: ServiceState.Online
  }

  func prove() async throws(Failure) -> Proof {
    let (state, ours) = try await serving()
    let percent = ours.trafficPercent
    guard let verify = target.verify else {
      return Proof(
        url: state.url,
        detail: percent == 100 ? "receives all traffic" : "receives \(percent) % of the traffic", online: ours
      )
    }
    try await probe(verify, at: state.url)
    return Proof(
      url: state.url, detail: "GET \(redacted(verify.url ?? "/")) \(verify.expectStatus)", online: ours)
  }

  private func serving() async throws(Failure) -> (ServiceState, ServiceState.Online) {
    let state = try await world.until(
      within: Self.patience, every: { _ in Self.interval }
    ) { heartbeat async throws(Failure) -> Polled<ServiceState> in
      let isLast = heartbeat.elapsed >= Self.patience
      let state = try await poll(canFail: !isLast)
      let ours = state?.online.first(where: isOurs)
      if let state, isLast || ours?.trafficPercent == 100 { return .done(state) }
      return .waiting("for \(release.or("the new release")) to receive traffic")
    }
    guard let state, let ours = state.online.first(where: isOurs), ours.trafficPercent > 0 else {
      throw notServing(state)
    }
    if let warning = ours.partialTraffic { world.tell(.finding(warning)) }
    return (state, ours)
  }

  /// Nil after a temporary failure.
  private func poll(canFail: Bool) async throws(Failure) -> ServiceState? {
    do throws(Failure) {
      return try await service.provider.state()
    } catch {
      guard canFail, error.retry != .never, !error.isStop else { throw error }
      world.tell(.notice("the service could not be read; retrying: \(error.what)"))
      return nil
    }
  }

  /// A stamp identifies a release better than a name: names are reused, and a task may be another one than it seems. A
  /// remark without a stamp is not ours: platforms make versions of their own for changed settings (account of
  /// 2026-09-29). The name counts where there is no remark.
  private func isOurs(_ online: ServiceState.Online) -> Bool {
    if let stamp, let remark = online.remark, !remark.isEmpty { return Stamp(in: remark) == stamp }
    return online.release == release
  }

  private func notServing(_ state: ServiceState?) -> Failure {
    if let taken = state?.online.first(where: { $0.release == release && $0.trafficPercent > 0 }) {
      return Failure(
        .rolloutFailed,
        "\(taken.release) serves, but it is not this deploy's version: its remark is \"\(taken.remark ?? "")\"",
        remedies: ["another deploy or the provider itself made it: deploy again"])
    }
    let online = (state?.online ?? []).map { "\($0.release) (\($0.trafficPercent) %)" }.joined(
      separator: ", ")
    return Failure(
      .rolloutFailed,
      """
      the provider reports the rollout as finished, but \(release.map { "\($0)" } ?? "the new release") does \
      not serve; online: \(online.isEmpty ? "nothing" : "\(online)")
      """,
      remedies: ["check the service's traffic in the provider's console"])
  }

  /// Asks until the answer is right or `within` is over, because a route takes a moment to change. The last request is
  /// sent at that moment, and may then take as long as the pause between two.
  ///
  /// A wrong answer, or none from an address that could be reached, means that the release is not as it should be. A
  /// probe that was never sent proves nothing about it: that is `.configuration` where the URL cannot be requested at
  /// all, and `.unavailable` where no connection was ever made, and nothing is rolled back for it. Only on this
  /// machine a refused connection is the service's own answer.
  private func probe(_ verify: Target.Verify, at base: String?) async throws(Failure) {
    let url = try address(verify, base)
    var complaint: Text?
    var last = Answer.right
    let isRight: Bool? = try await world.until(
      within: verify.within, every: { _ in Self.interval }
    ) { heartbeat async throws(Failure) -> Polled<Bool> in
      let left = max(verify.within - heartbeat.elapsed, Self.interval)
      last = try await ask(url, verify, within: min(Self.probeDeadline, left))
      if case .right = last { return .done(true) }
      if case .wrong(let what) = last { complaint = what }
      return .waiting(last.text(of: redacted(url)))
    }
    guard isRight == nil else { return }
    if let complaint { throw notVerified(complaint) }
    throw notAsked(url, last)
  }

  /// What became of one request.
  private enum Answer {
    case right
    case wrong(Text)
    /// No byte of the request left this machine.
    case unsent(Failure)

    func text(of url: String) -> Text {
      switch self {
      case .right: "\(url) matches \"verify\""
      case .wrong(let what): what
      case .unsent(let failure): "\(url) could not be requested: \(failure.what)"
      }
    }
  }

  private func notVerified(_ what: Text) -> Failure {
    Failure(
      .rolloutFailed, "verify: \(what)", place: target.place(of: "verify"),
      remedies: ["the release receives traffic, but the response does not match \"verify\": check its log"]
    )
  }

  private func notAsked(_ url: String, _ answer: Answer) -> Failure {
    var failure = Failure(
      .unavailable, "verify: \(answer.text(of: redacted(url))); \(Self.leftAlone)",
      place: target.place(of: "verify")
    )
    if case .unsent(let cause) = answer {
      (failure.remedies, failure.causes) = (cause.remedies, cause.causes)
    }
    return failure
  }

  private static let leftAlone: Text = "the release receives traffic and is left as it is"

  private func address(_ verify: Target.Verify, _ base: String?) throws(Failure) -> String {
    let wanted = verify.url ?? ""
    if verify.isAbsolute { return wanted }
    guard var base else {
      throw Failure(
        .configuration, "\"verify\" has no address: the service has no URL",
        place: target.place(of: "verify"),
        remedies: ["set an absolute \"url\" in \"verify\""])
    }
    while base.hasSuffix("/") { base.removeLast() }
    return base + (wanted.isEmpty ? "/" : wanted)
  }

  private func ask(
    _ url: String, _ verify: Target.Verify, within deadline: Duration
  ) async throws(Failure) -> Answer {
    let request = Request(
      "GET", url, deadline: deadline, maxAnswerBytes: 1 << 20, allowsPlainHTTP: true)
    do throws(Failure) {
      let response = try await world.transport(request)
      guard response.status == verify.expectStatus else {
        let isRedirect = (300...399).contains(response.status)
        return .wrong(
          """
          \(redacted(url)) answered \
          \(response.status)\(isRedirect ? ", a redirect, which is not followed" : ""), not \
          \(verify.expectStatus)
          """)
      }
      guard let text = verify.expectBody else { return .right }
      return String(decoding: response.body, as: UTF8.self).contains(text)
        ? .right : .wrong("\(redacted(url)) does not contain \"\(text)\"")
    } catch {
      if error.isStop { throw error }
      if error.kind == .configuration || error.kind == .defect { throw unaskable(error) }
      guard case .safe = error.retry, Origin(of: url)?.isLoopback != true else {
        return .wrong("no response from \(redacted(url)): \(error.what)")
      }
      return .unsent(error)
    }
  }

  private func unaskable(_ error: Failure) -> Failure {
    Failure(
      .configuration, "verify: \(error.what); \(Self.leftAlone)", place: target.place(of: "verify"),
      remedies: error.remedies)
  }
}

extension ServiceState.Online {
  /// A warning where others receive traffic, too.
  var partialTraffic: Finding? {
    guard trafficPercent < 100 else { return nil }
    return Finding(
      .warning, "\(release) receives \(trafficPercent) % of the traffic, not all of it",
      rule: "deploy/partial-traffic")
  }
}
