import Foundation
import Model
import Synchronization

/// The API gateway and what is behind it. Answers one request after the other.
final class TencentCloud: Sendable {
  private let scenario: Scenario
  private let credentials: [EmulatedCloud.Credentials]
  private let time: EmulatedTime
  private let state: Mutex<CloudState>
  private let cutUploads = Mutex(0)
  let interception = Mutex<(@Sendable (RecordedRequest) -> Reply?)?>(nil)

  private static let maxBodyBytes = 10 << 20

  init(
    scenario: Scenario, credentials: [EmulatedCloud.Credentials], roles: [EmulatedCloud.Role],
    services: [EmulatedCloud.Service], applications: [EmulatedCloud.Application],
    tasks: [EmulatedCloud.OneClickTask],
    pace: EmulatedCloud.Pace, now: @escaping @Sendable () -> Timestamp
  ) {
    self.scenario = scenario
    let time = EmulatedTime(pace, ahead: scenario.clockSkew, of: now)
    self.time = time
    self.credentials = credentials
    state = Mutex(
      CloudState(
        scenario: scenario, roles: roles, services: services, applications: applications, tasks: tasks,
        now: time.now))
  }

  func executions(of action: String) -> Int { state.withLock { $0.executions[action, default: 0] } }

  var uploads: [RecordedBody] { state.withLock { $0.packages.stored + $0.objects.stored } }

  func advance(by duration: Duration) { time.advance(by: duration) }

  func screen(_ head: RequestHead) -> Interception? {
    guard PackageStore.claims(head), let byteCount = head.declaredByteCount else { return nil }
    let isCut = cutUploads.withLock { count in
      count += 1
      return count <= scenario.cutUploads
    }
    return isCut ? .cutUpload(afterBytes: byteCount / 2) : nil
  }

  func reply(to request: RecordedRequest) -> Reply {
    if PackageStore.claims(request.head), let reply = interception.withLock({ $0 })?(request) { return reply }
    return scenario.wire.carry(malformed: "{\"Response\":{\"RequestId\":") { serve(request) }
  }

  private func serve(_ request: RecordedRequest) -> Reply {
    let now = time.now
    return state.withLock { state in
      state.now = now
      state.elapsed = time.elapsed / .seconds(1)
      state.settle()
      if ObjectStore.claims(request.head) {
        return .answer(time.dated(state.objects.put(request, scenario: scenario, now: now)))
      }
      if PackageStore.claims(request.head) {
        return .answer(time.dated(state.packages.put(request, scenario: scenario, now: now)))
      }
      if request.method == "GET", let site = state.site(request.head.path) {
        return .answer(time.dated(site))
      }
      var response: [String: JSON]
      var isLost = false
      do throws(APIError) {
        let (action, call) = try admit(request, &state)
        if action.isUpdate, state.calls[action.name] == 1 {
          if scenario.update == .dropped { return .lose }
          if scenario.update == .troubled {
            throw APIError("InternalError", "An internal error has occurred. Retry your request later.")
          }
        }
        response = try action.run(&state, call)
        (response, isLost) = afterwards(action, response, &state)
      } catch {
        response = ["Error": ["Code": .string(error.code), "Message": .string(error.message)]]
      }
      if isLost { return .lose }
      response["RequestId"] = .string(UUID().uuidString.lowercased())
      let text = JSON.object(["Response": .object(response)]).text
      return .answer(time.dated(Answer(200, type: "application/json", text)))
    }
  }

  /// What has to be true before an action runs, in the gateway's order.
  private func admit(
    _ request: RecordedRequest, _ state: inout CloudState
  ) throws(APIError) -> (Action, Call) {
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
    let verifier = TC3Verifier(credentials: credentials + state.temporaryKeys)
    let isUnsigned = request[header: "Authorization"] == "SKIP"
    let service = isUnsigned ? "sts" : try verifier.verify(request, at: state.now)
    let action = try Action.find(request.head, service: service)
    guard isUnsigned != action.isSigned else {
      throw APIError("AuthFailure.InvalidAuthorization", "The request header `Authorization` is not valid.")
    }
    let region = request[header: "X-TC-Region"].flatMap { $0.isEmpty ? nil : $0 }
    if let region, !Self.regions.contains(region) {
      throw APIError("UnsupportedRegion", "The region `\(region)` is not supported by \(service).")
    }
    if ["tem", "sts"].contains(service), region == nil { throw .missing("Region") }
    guard let parameters = JSON.parse(bytes)?.object else {
      throw .invalid("The request body is not a JSON object.")
    }
    state.calls[action.name, default: 0] += 1
    guard state.calls[action.name, default: 0] > scenario.throttledCalls else {
      throw APIError(
        "RequestLimitExceeded",
        "Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.")
    }
    guard !scenario.isRetired else {
      throw APIError("ActionOffline", "The action `\(action.name)` has been taken offline.")
    }
    if scenario.deniesWrites, action.isWrite {
      let environment = (parameters["EnvId"] ?? parameters["EnvironmentId"])?.string ?? "*"
      throw APIError(
        "UnauthorizedOperation",
        """
        you are not authorized to perform operation (\(action.service):\(action.name))
        resource (qcs::\(action.service)::uin/100000000001:env/\(environment)) has no permission
        """)
    }
    try Parameter.check(parameters, against: action.parameters)
    let call = Call(parameters: parameters, region: region, host: request[header: "Host"] ?? "")
    return (action, call)
  }

  /// What follows an action that was executed: the count, the passing of time, and what the scenario does to
  /// the answer.
  private func afterwards(
    _ action: Action, _ response: [String: JSON], _ state: inout CloudState
  ) -> ([String: JSON], isLost: Bool) {
    var response = response
    var isLost = false
    var isExecuted = true
    if action.letsTimePass { time.look() }
    if action.isUpdate {
      if [.taskZero, .swapped].contains(scenario.update) {
        for (name, nothing): (String, JSON) in [("TaskId", 0), ("Result", "")] where response[name] != nil {
          response[name] = nothing
        }
      }
      isLost = scenario.update == .lost || scenario.update == .stolen
      isExecuted = ![.stolen, .swapped].contains(scenario.update)
    }
    if isExecuted { state.executions[action.name, default: 0] += 1 }
    return (response, isLost)
  }

  private static let regions: Set<String> = [
    "ap-bangkok", "ap-beijing", "ap-chengdu", "ap-chongqing", "ap-guangzhou", "ap-hongkong", "ap-jakarta",
    "ap-nanjing", "ap-seoul", "ap-shanghai", "ap-singapore", "ap-tokyo", "eu-frankfurt", "na-ashburn",
    "na-siliconvalley",
  ]
}
