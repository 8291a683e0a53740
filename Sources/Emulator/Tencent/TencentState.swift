import FoundationEssentials
import Model

/// The state of Tencent's cloud, and its part of the gateway.
struct TencentState: Sendable {
  let scenario: Scenario
  var moment: Moment
  let began: Timestamp
  var keys: KeyRing
  var services: [CloudService] = []
  /// Their regions, by id.
  var environments: [String: String] = [:]
  var applications: [CloudApplication] = []
  var oneClickTasks: [EmulatedTencent.OneClickTask]
  var packages = PackageStore()
  var objects = ObjectStore()
  private var lastTaskID = 2_323_884
  /// Larger than 32 bits, as the real ones are.
  private var lastBuildID = 2_608_443_412

  init(
    scenario: Scenario, moment: Moment, keys: KeyRing, services: [EmulatedTencent.Service],
    applications: [EmulatedTencent.Application], tasks: [EmulatedTencent.OneClickTask]
  ) {
    self.scenario = scenario
    self.moment = moment
    self.keys = keys
    began = moment.now
    oneClickTasks = tasks
    for var service in services {
      if scenario.platform == .isElsewhere { service.region = "ap-singapore" }
      environments[service.environment] = service.region
      guard !scenario.isFirst else { continue }
      self.services.append(preload(service))
      if scenario.isBusy { deployForStranger(at: self.services.count - 1) }
      if scenario.platform == .keepsOrder { leaveOrder(at: self.services.count - 1) }
    }
    for application in applications { preload(application) }
  }

  /// Where in `services` a call's service is. Unknown environments and services are refused.
  func index(_ call: TencentCall, name: String = "ServerName") throws(APIError) -> Int {
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

  func checkEnvironment(_ call: TencentCall) throws(APIError) {
    let id = call.string("EnvId")
    let nowhere = APIError("ResourceNotFound", "env [\(id)] not found")
    guard let region = environments[id] else { throw nowhere }
    guard !scenario.isNotOpened else { throw APIError("ResourceNotFound", "env [\(id)] 云托管资源未开通") }
    if let other = call.region, other != region {
      throw scenario.refusesRegions
        ? .invalid("[INVALID_REGION] env [\(id)] is not in region [\(other)]") : nowhere
    }
  }

  /// Refused while a rollout is running or a release order is open.
  mutating func checkFree(_ index: Int) throws(APIError) {
    guard services[index].running == nil, !services[index].keepsOrder else { throw .taskRunning }
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

  private mutating func preload(_ service: EmulatedTencent.Service) -> CloudService {
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

extension TencentState: CloudAPI {
  static let malformed = "{\"Response\":{\"RequestId\":"
  static let throttled = APIError(
    "RequestLimitExceeded",
    "Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.")
  static let troubled = APIError(
    "InternalError", "An internal error has occurred. Retry your request later.")
  static let busy: APIError? = .taskRunning
  static let noTask: [String: JSON] = ["TaskId": 0, "Result": ""]

  mutating func settle() {
    for index in services.indices { services[index].settle(at: elapsed) }
    for index in applications.indices { applications[index].settle(at: elapsed, now: now) }
  }

  mutating func page(_ request: RecordedRequest) -> Answer? {
    if ObjectStore.claims(request.head) { return objects.put(request, scenario: scenario, now: now) }
    if PackageStore.claims(request.head) { return packages.put(request, scenario: scenario, now: now) }
    return request.method == "GET" ? site(request.head.path) : nil
  }

  /// The page of a service: of the version with the most traffic. Nil where no service is.
  private func site(_ path: String) -> Answer? {
    guard let service = services.first(where: { path == $0.sitePath || path.hasPrefix($0.sitePath + "/") })
    else { return nil }
    let version = service.online.max { $0.flowRatio < $1.flowRatio }
    guard let version else { return Answer(503, type: "text/plain", "no version is online\n") }
    return Answer(200, type: "text/plain", "\(version.name)\n")
  }

  /// In the gateway's order.
  func admit(_ request: RecordedRequest) throws(APIError) -> AdmittedCall<TencentState> {
    guard request.method == "POST", request.head.path == "/" else {
      throw APIError("InvalidRequest", "Requests are sent with POST to /.")
    }
    guard request.body.byteCount <= Self.maxBodyBytes, let bytes = request.body.bytes else {
      throw APIError("RequestSizeLimitExceeded", "The request size exceeds the upper limit of 10MB.")
    }
    let type = request[header: "Content-Type"]?.lowercased() ?? ""
    guard type == "application/json" || type.hasPrefix("application/json;") else {
      throw APIError("UnsupportedProtocol", "`Content-Type` has to be application/json.")
    }
    let isUnsigned = request[header: "Authorization"] == "SKIP"
    let service = isUnsigned ? "sts" : try TC3Verifier(credentials: keys.all).verify(request, at: now)
    let action = try TencentAction.find(request.head, service: service)
    guard isUnsigned != action.isSigned else {
      throw APIError("AuthFailure.InvalidAuthorization", "The request header `Authorization` is not valid.")
    }
    let region = request[header: "X-TC-Region"].flatMap { $0.isEmpty ? nil : $0 }
    if let region, !Self.regions.contains(region) {
      throw APIError("UnsupportedRegion", "The region `\(region)` is not supported by \(service).")
    }
    if ["tem", "sts", "cls"].contains(service), region == nil { throw .missing("Region") }
    guard let parameters = JSON.parse(bytes)?.object else {
      throw .invalid("The request body is not a JSON object.")
    }
    let call = TencentCall(parameters: parameters, region: region, host: request[header: "Host"] ?? "")
    let environment = (parameters["EnvId"] ?? parameters["EnvironmentId"])?.string ?? "*"
    return AdmittedCall(
      action: action.name, kind: action.kind,
      retired: scenario.forgetsCalls
        ? APIError(
          "InvalidAction", "The request action=`\(action.name)` is invalid or not match version.")
        : APIError("ActionOffline", "The action `\(action.name)` has been taken offline."),
      denied: APIError(
        "UnauthorizedOperation",
        """
        you are not authorized to perform operation (\(service):\(action.name))
        resource (qcs::\(service)::uin/100000000001:env/\(environment)) has no permission
        """),
      frozen: service == "tem"
        ? APIError("OperationDenied.ResourceIsolated", "账号欠费状态下不支持该操作，请冲正后重试。")
        : APIError("ResourceUnavailable.ResourceFrozen", "资源已冻结"),
      check: { () throws(APIError) in try Parameter.check(parameters, against: action.parameters) },
      run: { (state) throws(APIError) in try action.run(&state, call) })
  }

  func answer(_ members: [String: JSON]) -> Answer {
    var response = members
    response["RequestId"] = .string(UUID().uuidString.lowercased())
    return Answer(200, type: "application/json", JSON.object(["Response": .object(response)]).text)
  }

  /// With status 200, whatever it is.
  func refusal(_ error: APIError, of request: RecordedRequest) -> Answer {
    answer(["Error": ["Code": .string(error.code), "Message": .string(error.message)]])
  }

  private static let maxBodyBytes = 10 << 20
  private static let regions: Set<String> = [
    "ap-bangkok", "ap-beijing", "ap-chengdu", "ap-chongqing", "ap-guangzhou", "ap-hongkong", "ap-jakarta",
    "ap-nanjing", "ap-seoul", "ap-shanghai", "ap-singapore", "ap-tokyo", "eu-frankfurt", "na-ashburn",
    "na-siliconvalley",
  ]
}

extension APIError {
  static let taskRunning = APIError("ResourceInUse", "当前已有部署发布任务运行中,请结束后再执行")
}
