import Digest
import HTTP
import Model

@testable import Emulator

/// Pond in this process: signatures recomputed, one service or several, one rollout at a time for each.
final class EmulatedPond: EmulatedCloud {
  /// A service that exists from the start, with one live image.
  struct Service: Holding { var name: String }

  let gateway: Gateway
  let server: LoopbackServer

  init(
    holding: [any Holding], account: EmulatedCredentials, scenario: Scenario, pace: Pace,
    now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    gateway = Gateway(scenario, pace: pace, now: now)
    let state = PondState(
      scenario: scenario, account: account, moment: gateway.clock.moment, services: holding.only())
    server = try gateway.serve(Locked(state))
  }

  static func holdings(for target: Target, variable: (String) -> String?) -> [any Holding] {
    guard target.provider == "pond", let name = target.options["service"]?.value.string else { return [] }
    return [Service(name: name)]
  }

  func variables(for account: EmulatedCredentials) -> [String: String] {
    ["SAMPAN_ENDPOINT_POND": endpoint, "POND_KEY_ID": account.id, "POND_KEY_SECRET": account.key]
  }
}

private struct PondService: Sendable {
  var live: PondRollout
  /// The newest, when there was any.
  var rollout: PondRollout?
  /// Oldest first.
  var earlier: [PondRollout] = []

  /// Newest first.
  var releases: [PondRollout] { ([rollout].compactMap { $0 } + [live] + earlier.reversed()).unique }
}

extension [PondRollout] {
  /// The first of each number.
  fileprivate var unique: [PondRollout] {
    var seen: Set<Int> = []
    return filter { seen.insert($0.id).inserted }
  }
}

private struct PondRollout: Sendable {
  var id: Int
  var version: String
  var image: String
  var remark: String
  /// In emulated seconds.
  var began = 0.0
  var visibleFrom = 0.0
  /// Nil: it does not end by itself.
  var duration: Double? = 40
  /// The status that it ends with: `done`, `waiting` or `failed`.
  var end = "done"

  func status(at elapsed: Double) -> String {
    duration.map { elapsed >= began + $0 } == true ? end : "running"
  }

  /// What the platform wrote by then: a line every ten seconds. The last one is written at the end.
  func processLog(at elapsed: Double) -> (lines: [String], hasEnded: Bool) {
    let passed = min(elapsed - began, duration ?? .infinity)
    let steps = (0...max(0, Int(passed / 10))).map { "\($0 * 10) s: pulling \(image), part \($0 + 1)" }
    let hasEnded = status(at: elapsed) != "running"
    return (steps + (hasEnded ? ["\u{1B}[31m\(end)\u{1B}[0m"] : []), hasEnded)
  }

  /// What the release itself wrote by then: a line a minute, for as long as it serves.
  func runLog(at elapsed: Double, isLive: Bool) -> (lines: [String], hasEnded: Bool) {
    guard isLive else { return ([], true) }
    let minutes = max(0, Int((elapsed - began - (duration ?? 0)) / 60))
    return ((0...minutes).map { "::error::minute \($0) of \(version)" }, false)
  }
}

private struct PondState: Sendable {
  let scenario: Scenario
  let account: EmulatedCredentials
  var moment: Moment
  private var services: [String: PondService] = [:]
  private var lastID = 0

  init(
    scenario: Scenario, account: EmulatedCredentials, moment: Moment, services: [EmulatedPond.Service]
  ) {
    self.scenario = scenario
    self.account = account
    self.moment = moment
    for service in services {
      let live = PondRollout(
        id: 0, version: "v0", image: "example/old:v0", remark: scenario.liveRemark ?? "", duration: 0)
      self.services[service.name] = PondService(live: live)
      if scenario.isBusy { start(ofAnother(), of: service.name) }
    }
  }

  private func ofAnother() -> PondRollout {
    PondRollout(id: 0, version: "v9", image: "example/other:v9", remark: "another deploy's change")
  }

  private mutating func start(_ rollout: PondRollout, of service: String) {
    lastID += 1
    var started = rollout
    (started.id, started.began) = (lastID, elapsed)
    services[service]?.rollout = started
  }

  private func service(_ body: [String: JSON]) throws(APIError) -> (name: String, state: PondService) {
    let name = body["service"]?.string ?? ""
    guard let state = services[name] else {
      throw APIError("NoSuchService", "service \(name) does not exist")
    }
    return (name, state)
  }

  private func getService(_ body: [String: JSON]) throws(APIError) -> [String: JSON] {
    let service = try service(body).state
    var members: [String: JSON] = [
      "live": [
        "version": .string(service.live.version), "image": .string(service.live.image),
        "remark": .string(service.live.remark),
      ]
    ]
    if let rollout = service.rollout, elapsed >= rollout.visibleFrom {
      let status = rollout.status(at: elapsed)
      members["rollout"] = [
        "id": .integer(rollout.id), "version": .string(rollout.version), "remark": .string(rollout.remark),
        "status": .string(status), "reason": status == "failed" ? "the image does not start" : .null,
      ]
    }
    return members
  }

  private func listReleases(_ body: [String: JSON]) throws(APIError) -> [String: JSON] {
    let service = try service(body).state
    return [
      "releases": .array(
        service.releases.map { release in
          let status = release.status(at: elapsed)
          return [
            "version": .string(release.version), "image": .string(release.image),
            "remark": .string(release.remark), "created": .string(time(of: release).utc.iso8601),
            "status": .string(release.id == service.live.id ? "live" : status == "done" ? "kept" : status),
          ]
        })
    ]
  }

  private func time(of release: PondRollout) -> Timestamp {
    Timestamp(seconds: now.seconds - Int64(elapsed - release.began))
  }

  private func getLog(_ body: [String: JSON]) throws(APIError) -> [String: JSON] {
    let service = try service(body).state
    let named = body["version"]?.string
    guard let release = service.releases.first(where: { named == nil || $0.version == named }) else {
      throw APIError("NoSuchRelease", "release \(named ?? "") does not exist")
    }
    let log =
      body["log"]?.string == "run"
      ? release.runLog(at: elapsed, isLive: release.id == service.live.id)
      : release.processLog(at: elapsed)
    let first = body["after"]?.integer ?? 0
    // Pages are short, so that a reader has to continue.
    let lines = log.lines.dropFirst(first).prefix(3)
    let isLast = first + lines.count == log.lines.count
    return [
      "lines": .array(lines.map(JSON.string)),
      "next": isLast && log.hasEnded ? .null : .integer(first + lines.count),
    ]
  }

  private mutating func startRollout(_ body: [String: JSON]) throws(APIError) -> [String: JSON] {
    let (name, service) = try service(body)
    guard service.rollout?.status(at: elapsed) != "running" else {
      throw APIError("RolloutInProgress", "another rollout of service \(name) is running")
    }
    guard !scenario.update.isStolen else {
      start(ofAnother(), of: name)
      return ["rollout": .integer(lastID)]
    }
    var rollout = PondRollout(
      id: 0, version: body["version"]?.string ?? "", image: body["image"]?.string ?? "",
      remark: body["remark"]?.string ?? "")
    rollout.visibleFrom = elapsed + (scenario.update == .lateTask ? 20 : 0)
    switch scenario.rollout {
    case .succeeds: break
    case .buildFails, .crashes: rollout.end = "failed"
    case .neverEnds: rollout.duration = nil
    case .staysGray: rollout.end = "waiting"
    }
    start(rollout, of: name)
    return ["rollout": .integer(lastID)]
  }
}

extension PondState: CloudAPI {
  static let malformed = "{\"requestId\": \"1\", \"live\": "
  static let throttled = APIError("Throttled", "too many calls")
  static let troubled = APIError("Internal", "internal error")
  static let noTask: [String: JSON] = ["rollout": 0]

  mutating func settle() {
    for (name, service) in services {
      if let rollout = service.rollout, rollout.status(at: elapsed) == "done" {
        if service.live.id != rollout.id { services[name]?.earlier.append(service.live) }
        services[name]?.live = rollout
      }
    }
  }

  mutating func page(_ request: RecordedRequest) -> Answer? { nil }

  func admit(_ request: RecordedRequest) throws(APIError) -> AdmittedCall<PondState> {
    let action = request.head.path.split(separator: "/").last.map(String.init) ?? ""
    let unknown = APIError("NoSuchAction", "\(action) does not exist")
    let parameters: [Parameter]
    switch (request.method, request.head.path) {
    case ("POST", "/v1/GetService"): parameters = [.required("service", .string)]
    case ("POST", "/v1/ListReleases"): parameters = [.required("service", .string)]
    case ("POST", "/v1/GetLog"):
      parameters = [
        .required("service", .string), .required("log", .string), .optional("version", .string),
        .optional("since", .string), .optional("after", .integer),
      ]
    case ("POST", "/v1/StartRollout"):
      parameters = ["service", "image", "version", "remark"].map { .required($0, .string) }
    default: throw unknown
    }
    try check(request, action)
    guard let body = JSON.parse(request.body.bytes ?? [])?.object else { throw .invalid("not JSON") }
    return AdmittedCall(
      action: action, kind: action == "StartRollout" ? .update : .poll, retired: unknown,
      denied: APIError("Forbidden", "the key may not update services"),
      frozen: APIError("Forbidden", "the account owes money"),
      check: { () throws(APIError) in try Parameter.check(body, against: parameters) },
      run: { (state) throws(APIError) in
        switch action {
        case "GetService": try state.getService(body)
        case "ListReleases": try state.listReleases(body)
        case "GetLog": try state.getLog(body)
        default: try state.startRollout(body)
        }
      })
  }

  private func check(_ request: RecordedRequest, _ action: String) throws(APIError) {
    let date = request[header: "X-Pond-Date"] ?? ""
    guard let sent = ISODate.parse(date), abs(sent.seconds - now.seconds) <= 300 else {
      throw APIError("WrongClock", "the date is more than five minutes off")
    }
    let text = "\(date)\n\(action)\n\(String(decoding: request.body.bytes ?? [], as: UTF8.self))"
    let signature = hex(HashFunction.sha256.authenticate(text.utf8, key: account.key.utf8))
    guard request[header: "X-Pond-Key"] == account.id, request[header: "X-Pond-Signature"] == signature else {
      throw APIError("WrongKey", "the key or the signature is not valid")
    }
  }

  func answer(_ members: [String: JSON]) -> Answer {
    let body = members.merging(["requestId": "pond-request"]) { $1 }
    return Answer(200, type: "application/json", JSON.object(body).text)
  }

  func refusal(_ error: APIError, of request: RecordedRequest) -> Answer {
    answer(["error": ["code": .string(error.code), "message": .string(error.message)]])
  }
}
