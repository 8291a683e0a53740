import Effects
import HTTP
import Model

@testable import Providers

/// Pond, a cloud that does not exist. A service runs one image, and an update replaces it in one rollout. Rollouts are
/// numbered, and carry the remark of their deploy.
struct Pond: Provider {
  static let schema = ProviderSchema(
    name: "pond",
    title: "Pond, a cloud that does not exist",
    accepts: [.image],
    options: [OptionSpec("service", .string, "the service; it must exist", required: true)],
    serviceOptions: ["service"],
    cannot: [
      .promote: "Pond promotes in its console only", .cancel: "Pond has no call that stops a rollout",
      .rollback: "Pond keeps no earlier image",
    ],
    logs: [.process, .run],
    hasAddress: false,
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 255),
    versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(10), registration: .seconds(60)))

  private let target: Target
  private let api: PondAPI
  private let service: String

  init(_ target: Target, _ world: World) throws(Failure) {
    self.target = target
    api = PondAPI(world)
    service = target.options["service"]?.value.string ?? ""
  }

  private var getService: PondAPI.Call { PondAPI.Call("GetService", ["service": .string(service)]) }

  private func startRollout(of image: String, _ deployment: Deployment) -> PondAPI.Call {
    PondAPI.Call(
      "StartRollout",
      [
        "service": .string(service), "image": .string(image), "version": .string(deployment.version),
        "remark": .string(deployment.remark),
      ], .update)
  }

  // MARK: Plan

  func requests(for deployment: Deployment) -> [PlannedRequest] {
    let image = deployment.artifact.image?.name ?? ""
    let update = api.planned(startRollout(of: image, deployment))
    let watching = api.planned(getService, when: "repeated until the rollout ends")
    return stateRequests() + stateRequests().againBeforeUpdate() + [update]
      + (target.wait.isEnabled ? [watching] : [])
  }

  func stateRequests() -> [PlannedRequest] { [api.planned(getService)] }

  // MARK: State

  func identity() async throws(Failure) -> CallerIdentity? {
    _ = try await answer()
    return CallerIdentity(key: try await api.keyName(), name: "an account with service \"\(service)\"")
  }

  func state() async throws(Failure) -> ServiceState {
    let answer = try await answer()
    let live = ServiceState.Online(
      release: answer.live.version, trafficPercent: 100, remark: answer.live.remark, image: answer.live.image)
    var state = ServiceState(online: [live], baseline: String(answer.rollout?.id ?? 0))
    guard let rollout = answer.rollout else { return state }
    state.newest = Receipt(operation: String(rollout.id), baseline: "0", release: rollout.version)
    if ["running", "waiting"].contains(rollout.status) {
      state.inFlight = InFlight(
        id: String(rollout.id), status: rollout.status, release: rollout.version,
        stamp: Stamp(in: rollout.remark))
    }
    return state
  }

  private func answer() async throws(Failure) -> PondAPI.Service {
    do throws(Failure) {
      return try await api.send(getService, expecting: PondAPI.Service.self)
    } catch {
      guard error.code == "NoSuchService" else { throw error }
      var failure = error
      failure.place = target.options["service"]?.place
      throw failure
    }
  }

  // MARK: Publish and update

  /// Pond pulls the image itself.
  func publish(_ deployment: Deployment) async throws(Failure) -> String {
    deployment.artifact.image?.name ?? ""
  }

  func update(
    _ deployment: Deployment, _ image: String, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    let started = try await api.send(startRollout(of: image, deployment), expecting: PondAPI.Started.self)
    var receipt = self.receipt(for: deployment, since: state)
    if started.rollout > 0 { receipt.operation = String(started.rollout) }
    return receipt
  }

  // MARK: Rollout and operations

  func poll(_ receipt: Receipt) async throws(Failure) -> Rollout {
    let answer = try await answer()
    guard let newest = answer.rollout, newest.id > Int(receipt.baseline) ?? 0 else {
      return Rollout(
        receipt: receipt, state: .unregistered, status: "not registered yet", requestID: answer.requestID)
    }
    var rollout = Rollout(
      receipt: receipt, state: .running, status: newest.status, requestID: answer.requestID)
    if let operation = receipt.operation, operation != String(newest.id) {
      rollout.state = .stopped("rollout \(newest.id) replaced it")
      return rollout
    }
    guard receipt.operation != nil || receipt.isOurs(newest.remark) else {
      rollout.state = .foreign("rollout \(newest.id), with the remark \"\(newest.remark)\"")
      return rollout
    }
    rollout.receipt.operation = String(newest.id)
    rollout.receipt.release = newest.version
    rollout.state = Self.state(of: newest)
    return rollout
  }

  private static func state(of rollout: PondAPI.Rollout) -> Rollout.State {
    switch rollout.status {
    case "done": .finished
    case "failed": .failed(rollout.reason.map { "\($0)" } ?? "the provider gives no reason")
    case "waiting": .awaitingPerson("rollout \(rollout.id) waits to be promoted in Pond's console")
    default: .running
    }
  }

  func explain(_ rollout: Rollout) async -> [LogExcerpt] { [] }

  func releases() async throws(Failure) -> [Release] {
    let call = PondAPI.Call("ListReleases", ["service": .string(service)])
    return try await api.send(call, expecting: PondAPI.Releases.self).releases.map { release in
      Release(
        id: release.version, created: ISODate.parse(release.created), status: release.status,
        trafficPercent: release.status == "live" ? 100 : 0, remark: release.remark, image: release.image)
    }
  }

  func log(
    _ kind: LogKind, of release: String?, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    var body: [String: JSON] = ["service": .string(service), "log": .string(kind.rawValue)]
    body["version"] = release.map(JSON.string)
    body["since"] = since.map { .string($0.utc.iso8601) }
    body["after"] = position.flatMap { Int($0) }.map(JSON.integer)
    do throws(Failure) {
      let log = try await api.send(PondAPI.Call("GetLog", body), expecting: PondAPI.Log.self)
      return LogPage(lines: log.lines, next: log.next.map(String.init))
    } catch {
      guard error.code == "NoSuchRelease" else { throw error }
      throw error.with { $0.kind = .usage }
    }
  }
}
