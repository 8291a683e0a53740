import Model

/// Everything the cloud knows. One value, changed under one lock.
struct WeChatState: Sendable {
  let scenario: Scenario
  var services: [WeChatService] = []
  var tokens: WeChatTokens
  var now: Timestamp
  /// Emulated seconds since the cloud began.
  var elapsed = 0.0
  /// When something happens that is dated: emulated time passes faster than the clock.
  var moment: Timestamp { now.after(elapsed) }
  /// How often each action was called, and how often it was executed.
  var calls: [String: Int] = [:]
  var executions: [String: Int] = [:]
  private var lastRun = 0

  init(scenario: Scenario, token: String, services: [EmulatedWeChat.Service], now: Timestamp) {
    self.scenario = scenario
    self.now = now
    tokens = WeChatTokens(token)
    for service in services {
      self.services.append(preload(service))
      if scenario.isBusy { updateForStranger(at: self.services.count - 1, from: 0) }
    }
  }

  /// Lets happen what is due.
  mutating func settle() {
    for index in services.indices { services[index].settle(at: elapsed, now.after(elapsed)) }
  }

  func index(environment: JSON?, service: JSON?) throws(WeChatError) -> Int {
    guard services.contains(where: { $0.environment == environment?.string }) else {
      throw .invalid("env [\(environment?.string ?? "")] not found")
    }
    let found = services.firstIndex {
      $0.environment == environment?.string && $0.name == service?.string
    }
    guard let found else { throw .invalid("service [\(service?.string ?? "")] not found") }
    return found
  }

  mutating func nextRun() -> String {
    lastRun += 1
    return "1mz9GjJgyY53b\(lastRun)"
  }

  /// Starts what was asked for, with what the scenario makes of it.
  mutating func begin(_ asked: WeChatUpdate, of version: Int, at index: Int) {
    var update = asked
    update.began = elapsed
    update.visibleFrom = elapsed + (scenario.update == .lateTask ? 20 : 2)
    update.duration = update.builds ? 80 : 40
    switch scenario.rollout {
    case .succeeds: break
    case .buildFails: update.failure = update.builds ? "build_fail" : "deploy_fail"
    case .crashes: update.failure = "deploy_fail"
    case .neverEnds: update.duration = nil
    case .staysGray: update.traffic = 0
    }
    services[index].versions[version].update = update
  }

  /// Somebody else replaces the newest version, and succeeds.
  mutating func updateForStranger(at index: Int, from time: Double) {
    let version = services[index].versions.count - 1
    let live = services[index].versions[version]
    services[index].versions[version].update = WeChatUpdate(
      remark: "somebody else's change", image: "nginx:stranger", settings: live.settings,
      traffic: live.traffic, builds: false, began: time, visibleFrom: time)
    services[index].settle(at: time, moment)
  }

  private func preload(_ service: EmulatedWeChat.Service) -> WeChatService {
    var settings = WeChatVersion.defaults
    settings.merge(["cpu": "0.25", "mem": "0.5", "max_num": "5", "custom_logs": "stdout"]) { $1 }
    settings["container_port"] = 8080
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
      environment: service.environment, name: service.name, versions: [older, live])
  }
}
