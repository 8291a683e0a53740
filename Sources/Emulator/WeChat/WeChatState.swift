import FoundationEssentials
import Model

/// The state of `api.weixin.qq.com`, as far as a deploy sees it, and its part of the gateway.
struct WeChatState: Sendable {
  let scenario: Scenario
  let platform: EmulatedWeChat.Platform
  var moment: Moment
  var services: [WeChatService] = []
  var tokens: WeChatTokens
  /// Finds a package that Tencent has stored; nil if Tencent is not emulated.
  var packages: (@Sendable (PackageName) -> RecordedBody?)?
  private var lastRun = 0

  init(
    scenario: Scenario, platform: EmulatedWeChat.Platform, moment: Moment, services: [EmulatedWeChat.Service]
  ) {
    self.scenario = scenario
    self.platform = platform
    self.moment = moment
    tokens = WeChatTokens(platform.token)
    for service in services {
      self.services.append(preload(service))
      if scenario.isBusy { updateForStranger(at: self.services.count - 1, from: 0) }
    }
  }

  func index(environment: JSON?, service: JSON?) throws(APIError) -> Int {
    guard !scenario.isNotOpened else { throw APIError(85088, "this app has no qbase privilege") }
    guard services.contains(where: { $0.environment == environment?.string }) else {
      throw .invalidArguments("env [\(environment?.string ?? "")] not found")
    }
    let found = services.firstIndex {
      $0.environment == environment?.string && $0.name == service?.string
    }
    guard let found else { throw .invalidArguments("service [\(service?.string ?? "")] not found") }
    return found
  }

  /// False for a package without the Dockerfile that the update names. The platform finds that out during the build.
  /// Whether its path begins at the root or at `build_dir` is in no document: both will do. Where the packages are not
  /// at hand, everything can be built.
  func isBuildable(_ update: [String: JSON]) -> Bool {
    guard update["upload_type"] == "package",
      let package = packages?(
        PackageName(
          environment: update["env_id"]?.string ?? "", service: update["server_name"]?.string ?? "",
          name: update["package_name"]?.string ?? "", version: update["package_version"]?.string ?? "")),
      let names = package.bytes.flatMap(zipEntryNames)
    else { return true }
    let file = (update["dockerfile_path"]?.string).flatMap { $0.isEmpty ? nil : $0 } ?? "Dockerfile"
    return ["", update["build_dir"]?.string ?? ""].contains { folder in
      let parts = folder.split(separator: "/") + file.split(separator: "/")
      return names.contains(parts.filter { $0 != "." }.joined(separator: "/"))
    }
  }

  mutating func nextRun() -> String {
    lastRun += 1
    return "1mz9GjJgyY53b\(lastRun)"
  }

  /// Starts an update, as the scenario changes it.
  mutating func begin(_ asked: WeChatUpdate, of version: Int, at index: Int) {
    var update = asked
    update.began = elapsed
    update.visibleFrom = elapsed + (scenario.update == .lateTask ? 20 : 2)
    update.duration = update.builds ? 80 : 40
    update.isReplaced = scenario.addsVersions
    if scenario.losesSettings { update.settings = WeChatVersion.defaults }
    if !update.isBuildable { update.failure = "build_fail" }
    switch scenario.rollout {
    case .succeeds: break
    case .buildFails: update.failure = update.builds ? "build_fail" : "deploy_fail"
    case .crashes: update.failure = "deploy_fail"
    case .neverEnds: update.duration = nil
    case .staysGray: update.traffic = 0
    }
    services[index].versions[version].update = update
  }

  /// Another deploy replaces the newest version, and succeeds.
  mutating func updateForStranger(at index: Int, from time: Double) {
    guard let version = services[index].versions.indices.last else { return }
    let live = services[index].versions[version]
    services[index].versions[version].update = WeChatUpdate(
      remark: "another deploy's change", image: "nginx:stranger", settings: live.settings,
      traffic: live.traffic, builds: false, began: time, visibleFrom: time)
    services[index].settle(at: time, moment.date)
  }

  private func preload(_ service: EmulatedWeChat.Service) -> WeChatService {
    var settings = WeChatVersion.defaults
    settings.merge(["cpu": "0.25", "mem": "0.5", "max_num": "5", "custom_logs": "stdout"]) { $1 }
    settings["container_port"] = 8080
    settings.merge(service.settings) { $1 }
    if !service.variables.isEmpty {
      settings["env_params"] = .string(JSON.object(service.variables.mapValues(JSON.string)).text)
    }
    func version(_ number: Int, age: Double) -> WeChatVersion {
      let created = now.after(-age)
      return WeChatVersion(
        name: "\(service.name)-\(CloudVersion.padded(number))", image: service.image, settings: settings,
        created: created, updated: created)
    }
    var live = version(service.version, age: 86_400)
    live.remark = service.remark ?? scenario.liveRemark ?? ""
    live.traffic = 100
    live.snapshots = service.snapshots
    var older = version(service.version - 1, age: 172_800)
    older.remark = "an older version"
    return WeChatService(
      environment: service.environment, name: service.name, versions: scenario.isFirst ? [] : [older, live])
  }
}

extension WeChatState: CloudAPI {
  static let malformed = "{\"errcode\":0,\"result\":"
  static let throttled = APIError(45011, "api minute-quota reach limit, must slower, retry next minute")
  static let troubled = APIError(-1, "system error")
  static let noTask: [String: JSON] = ["run_id": ""]

  mutating func settle() {
    for index in services.indices { services[index].settle(at: elapsed, moment.date) }
  }

  /// The platform's own server, which returns its token to other programs.
  mutating func page(_ request: RecordedRequest) -> Answer? {
    guard request.method == "GET", request.head.path == Self.brokerPath else { return nil }
    let token = tokens.current(at: elapsed)
    return Self.answer(["code": 0, "errorMsg": "OK", "data": ["token": .string(token)]])
  }

  static let brokerPath = "/inner/component-access-token"

  func admit(_ request: RecordedRequest) throws(APIError) -> AdmittedCall<WeChatState> {
    let path = request.head.path
    let unknown = APIError(40066, "invalid url \(path)")
    guard let action = WeChatAction.all.first(where: { $0.family + $0.name == path }) else { throw unknown }
    guard request.method == "POST" else { throw APIError(43002, "require POST method") }
    if action.isSigned {
      try tokens.check(try Self.token(in: request), at: elapsed)
    } else if request.target.contains("?") {
      throw .invalidArguments("a query is not expected")
    }
    let body = try Self.body(of: request)
    return AdmittedCall(
      action: action.name, kind: action.kind, retired: unknown, denied: APIError(48001, "api unauthorized"),
      frozen: APIError(48004, "api forbidden"),
      check: { () throws(APIError) in
        do throws(APIError) {
          try Parameter.check(body, against: action.parameters)
        } catch {
          throw error.code == "MissingParameter"
            ? APIError(40101, "missing parameter: \(error.message)") : .invalidArguments(error.message)
        }
      },
      run: { (state) throws(APIError) in try action.run(&state, body) })
  }

  /// A token comes without an `errcode`, as the real one.
  func answer(_ members: [String: JSON]) -> Answer {
    guard members["component_access_token"] == nil else { return Self.answer(.object(members)) }
    return Self.answer(.object(members.merging(["errcode": 0, "errmsg": "ok"]) { $1 }))
  }

  func refusal(_ error: APIError, of request: RecordedRequest) -> Answer {
    let id = (0..<3).map { _ in UUID().uuidString.prefix(8).lowercased() }.joined(separator: "-")
    return Self.answer([
      "errcode": .integer(Int(error.code) ?? -1), "errmsg": .string("\(error.message) rid: \(id)"),
    ])
  }

  private static func answer(_ body: JSON) -> Answer {
    Answer(200, type: "application/json; encoding=utf-8", body.text)
  }

  private static func token(in request: RecordedRequest) throws(APIError) -> String {
    let pairs = request.query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
    guard let pair = pairs.first(where: { $0.first == "access_token" }), pair.count == 2,
      let token = percentDecoded(pair[1])
    else { throw APIError(41001, "access_token missing") }
    guard pairs.count == 1 else { throw .invalidArguments("the query holds more than the token") }
    // A plus sign is a space in a query: a client that does not escape it sends another token.
    return token == String(pair[1]) ? token.replacing("+", with: " ") : token
  }

  private static func body(of request: RecordedRequest) throws(APIError) -> [String: JSON] {
    guard let bytes = request.body.bytes, !bytes.isEmpty else {
      throw APIError(44002, "empty post data")
    }
    guard let body = JSON.parse(bytes)?.object else { throw APIError(47001, "data format error") }
    return body
  }
}
