import Model

/// Everything the cloud knows. One value, changed under one lock.
struct EdgeState: Sendable {
  let scenario: Scenario
  var apps: [EdgeApp] = []
  /// The cloud's clock, to which signatures are held.
  var now: Timestamp
  /// Emulated seconds since the cloud began.
  var elapsed = 0.0
  /// When something happens that is dated: emulated time passes faster than the clock.
  var moment: Timestamp { now.after(elapsed) }
  var nonces: Set<String> = []
  let roles: [EmulatedCloud.Role]
  /// Made for those who took a role.
  var temporaryKeys: [EmulatedCloud.Credentials] = []
  /// How often each action was called, and how often it was executed.
  var calls: [String: Int] = [:]
  var executions: [String: Int] = [:]
  private var lastVersion = 900_000_000_000_000_000

  init(
    scenario: Scenario, roles: [EmulatedCloud.Role], apps: [EmulatedAlibaba.App], now: Timestamp
  ) {
    self.scenario = scenario
    self.roles = roles
    self.now = now
    for app in apps {
      self.apps.append(preload(app))
      guard scenario.isBusy else { continue }
      for environment in app.environments { publishStrangers(to: environment, in: self.apps.count - 1) }
    }
  }

  /// Where in `apps` a call's app is.
  func index(_ id: String) throws(AlibabaError) -> Int {
    guard id.hasPrefix("app-") else {
      throw AlibabaError("InvalidParameter.appid", "The format of the application ID is invalid.")
    }
    guard let index = apps.firstIndex(where: { $0.id == id }) else {
      throw AlibabaError("InvalidApp.NotFound", "The application does not exist.", status: 404)
    }
    return index
  }

  mutating func create(
    named name: String, _ remarks: String, _ containers: [JSON], in index: Int
  ) -> EdgeVersion {
    lastVersion += 1
    let version = EdgeVersion(
      id: "ver-\(lastVersion)", name: name, remarks: remarks, containers: containers, created: moment,
      ready: elapsed + EdgeVersion.creationTime, isBroken: scenario.rollout == .buildFails)
    apps[index].versions.append(version)
    return version
  }

  /// Everything of a publication but what the scenario says about it.
  mutating func publish(_ asked: EdgePublication, to environment: String, in index: Int) {
    var publication = asked
    let before = apps[index].current(environment, at: elapsed)
    publication.baseline = before?.deployed(at: elapsed)
    switch scenario.rollout {
    case .succeeds, .buildFails: break
    case .neverEnds: publication.duration = nil
    // Publishing again what is out in part is the promotion.
    case .staysGray where before?.version == asked.version && (before?.expected ?? 100) < 100: break
    case .staysGray:
      publication.type = "percentage"
      publication.expected = 30
    case .crashes where environment == "prod":
      // There is no word for a failure: the cloud goes back by itself.
      if let baseline = publication.baseline {
        publication.rollback = EdgePublication.Rollback(version: baseline, time: moment, began: elapsed + 45)
      }
    case .crashes: break
    }
    if scenario.update == .lateTask { publication.visibleFrom = elapsed + 20 }
    apps[index].publications[environment, default: []].append(publication)
  }

  /// Somebody else publishes something of theirs.
  mutating func publishStrangers(to environment: String, in index: Int) {
    let containers = apps[index].versions.last?.containers ?? []
    var version = create(named: "stranger", "somebody else's change", containers, in: index)
    version.ready = elapsed
    version.isBroken = false
    apps[index].versions[apps[index].versions.count - 1] = version
    let baseline = apps[index].current(environment, at: elapsed)?.deployed(at: elapsed)
    apps[index].publications[environment, default: []].append(
      EdgePublication(
        version: version.id, baseline: baseline, time: moment, began: elapsed, visibleFrom: elapsed))
  }

  private func preload(_ app: EmulatedAlibaba.App) -> EdgeApp {
    var preloaded = EdgeApp(id: app.id)
    let created = now.after(-86_400)
    func add(_ id: String, named name: String, _ remarks: String) {
      preloaded.versions.append(
        EdgeVersion(
          id: id, name: name, remarks: remarks, containers: app.containers ?? [Self.web], created: created,
          ready: 0, isBroken: false))
    }
    for id in app.created { add(id, named: "not published yet", "") }
    guard let id = app.version else { return preloaded }
    add(id, named: "first version", app.remark ?? scenario.liveRemark ?? "")
    let publication = EdgePublication(version: id, time: created, began: 0, duration: 0, visibleFrom: 0)
    for environment in app.environments { preloaded.publications[environment] = [publication] }
    return preloaded
  }

  /// Fields that are not set come back empty.
  private static let web: JSON = [
    "Name": "web", "Image": "registry.cn-hangzhou.aliyuncs.com/acme/web:1.0.0", "IsACRImage": false,
    "ACRImageInfo": ["Domain": "", "Tag": "", "IsEnterpriseRegistry": .null], "Spec": "1C2G",
    "Storage": "0.5G", "ProbeType": "httpGet", "Args": "", "Command": "", "PostStart": "", "PreStop": "",
    "EnvVariables": "MODE=live",
    "ProbeContent": [
      "Path": "/healthz", "Port": 8080, "Scheme": "HTTP", "InitialDelaySeconds": 5, "PeriodSeconds": 5,
      "TimeoutSeconds": 3, "SuccessThreshold": 1, "FailureThreshold": 3, "Command": "",
    ],
  ]
}
