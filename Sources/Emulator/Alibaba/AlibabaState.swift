import FoundationEssentials
import Model

/// The state of Alibaba's cloud, and its part of the gateway.
struct AlibabaState: Sendable {
  let scenario: Scenario
  var moment: Moment
  var keys: KeyRing
  var apps: [EdgeApp] = []
  private var nonces: Set<String> = []
  private var lastVersion = 900_000_000_000_000_000

  init(scenario: Scenario, moment: Moment, keys: KeyRing, apps: [EmulatedAlibaba.App]) {
    self.scenario = scenario
    self.moment = moment
    self.keys = keys
    for app in apps {
      self.apps.append(preload(app))
      guard scenario.isBusy else { continue }
      for environment in app.environments { publishStrangers(to: environment, in: self.apps.count - 1) }
    }
  }

  /// Where in `apps` a call's app is.
  func index(_ id: String) throws(APIError) -> Int {
    guard id.hasPrefix("app-") else {
      throw APIError("InvalidParameter.appid", "The format of the application ID is invalid.")
    }
    guard !scenario.isNotOpened, let index = apps.firstIndex(where: { $0.id == id }) else {
      throw APIError("InvalidApp.NotFound", "The application does not exist.", status: 404)
    }
    return index
  }

  mutating func create(
    named name: String, _ remarks: String, _ containers: [JSON], in index: Int
  ) -> EdgeVersion {
    lastVersion += 1
    let version = EdgeVersion(
      id: "ver-\(lastVersion)", name: name, remarks: remarks, containers: containers, created: moment.date,
      ready: elapsed + EdgeVersion.creationTime, isBroken: scenario.rollout == .buildFails)
    apps[index].versions.append(version)
    return version
  }

  /// A publication, without what the scenario changes about it.
  mutating func publish(_ asked: EdgePublication, to environment: String, in index: Int) {
    var publication = asked
    let before = apps[index].current(environment, at: elapsed)
    publication.baseline = before?.deployed(at: elapsed)
    switch scenario.rollout {
    case .succeeds, .buildFails: break
    case .neverEnds: publication.duration = nil
    // Publishing a partly published version again is the promotion.
    case .staysGray where before?.version == asked.version && (before?.expected ?? 100) < 100: break
    case .staysGray:
      publication.type = "percentage"
      publication.expected = 30
    case .crashes where environment == "prod":
      // The API has no status for a failure: the cloud rolls back by itself.
      if let baseline = publication.baseline {
        publication.rollback = EdgePublication.Rollback(
          version: baseline, time: moment.date, began: elapsed + 45)
      }
    case .crashes: break
    }
    if scenario.update == .lateTask { publication.visibleFrom = elapsed + 20 }
    apps[index].publications[environment, default: []].append(publication)
  }

  /// Another deploy publishes a version of its own.
  mutating func publishStrangers(to environment: String, in index: Int) {
    let containers = apps[index].versions.last?.containers ?? []
    var version = create(named: "stranger", "another deploy's change", containers, in: index)
    version.ready = elapsed
    version.isBroken = false
    apps[index].versions[apps[index].versions.count - 1] = version
    let baseline = apps[index].current(environment, at: elapsed)?.deployed(at: elapsed)
    apps[index].publications[environment, default: []].append(
      EdgePublication(
        version: version.id, baseline: baseline, time: moment.date, began: elapsed, visibleFrom: elapsed))
  }

  private func preload(_ app: EmulatedAlibaba.App) -> EdgeApp {
    var preloaded = EdgeApp(id: app.id, port: app.port)
    let created = now.after(-86_400)
    func add(_ id: String, named name: String, _ remarks: String) {
      preloaded.versions.append(
        EdgeVersion(
          id: id, name: name, remarks: remarks, containers: app.containers ?? [Self.web], created: created,
          ready: 0, isBroken: false))
    }
    for id in app.created { add(id, named: "not published yet", "") }
    guard let id = app.version, !scenario.isFirst else { return preloaded }
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

extension AlibabaState: CloudAPI {
  static let malformed = "{\"RequestId\":"
  static let throttled = APIError(
    "Throttling.User", "Request was denied due to user flow control.", retryAfter: 1200)
  static let troubled = APIError("InternalException", "Failed to call the service. Try again later.")
  static let noTask: [String: JSON] = [:]

  mutating func settle() {}

  func page(_ request: RecordedRequest) -> Answer? { nil }

  /// In the gateway's order.
  mutating func admit(_ request: RecordedRequest) throws(APIError) -> AdmittedCall<AlibabaState> {
    guard request.head.path == "/" else {
      throw APIError("InvalidAction.NotFound", "Requests are sent to /.", status: 404)
    }
    guard var query = FormText.parse(request.query),
      let form = FormText.parse(try Self.form(request))
    else { throw .invalid("The parameters are malformed.") }
    let isSigned = request[header: "Authorization"] != nil || query["Action"] == nil
    let action = try isSigned ? signedAction(request) : unsignedAction(request, &query)
    let parameters = query
    let call = AlibabaCall(values: query.merging(form) { first, _ in first })
    return AdmittedCall(
      action: action.name, kind: action.kind,
      retired: scenario.forgetsCalls
        ? APIError("InvalidVersion", "Specified parameter Version is not valid.")
        : APIError("InvalidAction.NotFound", "Specified api is not found: \(action.name).", status: 404),
      denied: APIError(
        "NoPermission", "You are not authorized to do this action: esa:\(action.name) on *.", status: 403),
      frozen: APIError("AccountStatusIllegal", "The account status is illegal."),
      check: { () throws(APIError) in
        // The official libraries do not agree on an unsigned call's place: Go's takes the body, Python's the query.
        guard isSigned else {
          return try AlibabaParameter.check(call.values, against: action.form, place: "request")
        }
        try AlibabaParameter.check(parameters, against: action.query, place: "query")
        try AlibabaParameter.check(form, against: action.form, place: "form")
      },
      run: { (state) throws(APIError) in try action.run(&state, call) })
  }

  private mutating func signedAction(_ request: RecordedRequest) throws(APIError) -> AlibabaAction {
    let nonce = try ACS3Verifier(credentials: keys.all).verify(request, at: now)
    guard nonces.insert(nonce).inserted else {
      throw APIError("SignatureNonceUsed", "Specified signature nonce was used already.")
    }
    return try AlibabaAction.find(
      request.head, named: request[header: "x-acs-action"] ?? "", version: request[header: "x-acs-version"],
      isSigned: true)
  }

  private func unsignedAction(
    _ request: RecordedRequest, _ query: inout [String: String]
  ) throws(APIError) -> AlibabaAction {
    try ACS3Verifier.checkDate(query.removeValue(forKey: "Timestamp"), now)
    guard query.removeValue(forKey: "Format") == "JSON" else { throw .invalid("Format is not JSON.") }
    return try AlibabaAction.find(
      request.head, named: query.removeValue(forKey: "Action") ?? "",
      version: query.removeValue(forKey: "Version"), isSigned: false)
  }

  private static func form(_ request: RecordedRequest) throws(APIError) -> String {
    let bytes = request.body.bytes ?? []
    guard bytes.isEmpty || request[header: "Content-Type"] == "application/x-www-form-urlencoded" else {
      throw APIError("UnsupportedContentType", "A body has to be application/x-www-form-urlencoded.")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func answer(_ members: [String: JSON]) -> Answer {
    var answer = members
    answer["RequestId"] = .string(UUID().uuidString)
    return Answer(200, type: "application/json", JSON.object(answer).text)
  }

  func refusal(_ error: APIError, of request: RecordedRequest) -> Answer {
    let body: JSON = [
      "Code": .string(error.code), "Message": .string(error.message), "RequestId": .string(UUID().uuidString),
      "HostId": .string(request[header: "Host"] ?? ""),
    ]
    var answer = Answer(error.status, type: "application/json;charset=utf-8", body.text)
    if let delay = error.retryAfter { answer.headers.append(Field("x-acs-retry-after", String(delay))) }
    return answer
  }
}
