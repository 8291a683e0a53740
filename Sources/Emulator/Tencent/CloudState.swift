import Model

/// Everything the cloud knows. One value, changed under one lock.
struct CloudState: Sendable {
  let scenario: Scenario
  var services: [CloudService] = []
  var packages = PackageStore()
  let roles: [EmulatedCloud.Role]
  /// Made for those who took a role.
  var temporaryKeys: [EmulatedCloud.Credentials] = []
  var applications: [CloudApplication] = []
  var oneClickTasks: [EmulatedCloud.OneClickTask]
  var objects = ObjectStore()
  /// The cloud's clock.
  var now: Timestamp
  let began: Timestamp
  /// Emulated seconds since the cloud began.
  var elapsed = 0.0
  /// How often each action was called, and how often it was executed.
  var calls: [String: Int] = [:]
  var executions: [String: Int] = [:]
  private var lastTaskID = 2_323_884
  /// Larger than 32 bits, as the real ones are.
  private var lastBuildID = 2_608_443_412

  init(
    scenario: Scenario, roles: [EmulatedCloud.Role], services: [EmulatedCloud.Service],
    applications: [EmulatedCloud.Application], tasks: [EmulatedCloud.OneClickTask], now: Timestamp
  ) {
    self.scenario = scenario
    self.roles = roles
    self.now = now
    began = now
    oneClickTasks = tasks
    for service in services {
      self.services.append(preload(service))
      if scenario.isBusy { deployForStranger(at: self.services.count - 1) }
    }
    for application in applications { preload(application) }
  }

  /// Lets happen what is due.
  mutating func settle() {
    for index in services.indices { services[index].settle(at: elapsed) }
    for index in applications.indices { applications[index].settle(at: elapsed, now: now) }
  }

  /// Where in `services` a call's service is. Unknown environments and services are refused.
  func index(_ call: Call, name: String = "ServerName") throws(APIError) -> Int {
    try checkEnvironment(call)
    let serviceName = call.string(name)
    guard
      let index = services.firstIndex(where: {
        $0.environment == call.string("EnvId") && $0.name == serviceName
      })
    else {
      throw APIError("ResourceNotFound.ServerNotFound", "service [\(serviceName)] not found")
    }
    return index
  }

  func checkEnvironment(_ call: Call) throws(APIError) {
    let id = call.string("EnvId")
    guard let service = services.first(where: { $0.environment == id }) else {
      throw APIError("ResourceNotFound", "env [\(id)] not found")
    }
    if let region = call.region, region != service.region {
      throw .invalid("[INVALID_REGION] env [\(id)] is not in region [\(region)]")
    }
  }

  /// What a visitor of a service gets: the version that most visitors get. Nil where no service is.
  func site(_ path: String) -> Answer? {
    guard let service = services.first(where: { path == $0.sitePath || path.hasPrefix($0.sitePath + "/") })
    else { return nil }
    let version = service.online.max { $0.flowRatio < $1.flowRatio }
    guard let version else { return Answer(503, type: "text/plain", "no version is online\n") }
    return Answer(200, type: "text/plain", "\(version.name)\n")
  }

  /// A new id, larger than all before.
  mutating func nextTaskID() -> Int {
    lastTaskID += 1
    return lastTaskID
  }

  mutating func nextBuildID() -> Int {
    lastBuildID += 1
    return lastBuildID
  }

  private mutating func preload(_ service: EmulatedCloud.Service) -> CloudService {
    let variables =
      service.variables.isEmpty ? "" : JSON.object(service.variables.mapValues(JSON.string)).text
    var settings: [String: JSON] = [
      "Cpu": 1, "Mem": 2, "MinNum": 0, "MaxNum": 5, "Port": 8080, "HasDockerfile": true,
      "Dockerfile": "Dockerfile", "BuildDir": "", "CustomLogs": "stdout",
      "EnvParams": .string(variables), "OpenAccessTypes": ["PUBLIC"], "InternalAccess": "close",
      "OperationMode": "condScale", "InitialDelaySeconds": 2,
      "PolicyDetails": [["PolicyType": "cpu", "PolicyThreshold": 60]], "EntryPoint": [], "Cmd": [],
    ]
    if let vpc = service.vpc {
      settings["VpcConf"] = [
        "VpcId": .string(vpc), "VpcCIDR": "10.0.0.0/16", "SubnetId": "subnet-1a2b3c4d",
        "SubnetCIDR": "10.0.0.0/24",
      ]
    }
    let created = now.after(-86_400)
    let live = CloudVersion(
      number: service.version, name: "\(service.name)-\(CloudVersion.padded(service.version))",
      remark: service.remark ?? scenario.liveRemark ?? "", deployType: "image", image: service.image,
      created: created, runID: "multi_tenant_1aaa", buildID: 0, status: "normal", flowRatio: 100,
      settings: settings)
    return CloudService(
      environment: service.environment, name: service.name, region: service.region, settings: settings,
      versions: [live], updated: created)
  }
}
