import Foundation
import Model
import Synchronization

/// The API gateway and what is behind it. Answers one request after the other.
final class AlibabaCloud: Sendable {
  private let scenario: Scenario
  private let credentials: [EmulatedCloud.Credentials]
  private let time: EmulatedTime
  private let state: Mutex<EdgeState>
  /// Actions whose next answer is lost.
  private let losing: Mutex<Set<String>>

  init(
    scenario: Scenario, credentials: [EmulatedCloud.Credentials], roles: [EmulatedCloud.Role],
    apps: [EmulatedAlibaba.App],
    pace: EmulatedCloud.Pace, losing: Set<String>, now: @escaping @Sendable () -> Timestamp
  ) {
    self.scenario = scenario
    let time = EmulatedTime(pace, ahead: scenario.clockSkew, of: now)
    self.time = time
    self.losing = Mutex(losing)
    self.credentials = credentials
    state = Mutex(EdgeState(scenario: scenario, roles: roles, apps: apps, now: time.now))
  }

  private static let update = "PublishEdgeContainerAppVersion"

  func executions(of action: String) -> Int { state.withLock { $0.executions[action, default: 0] } }

  func advance(by duration: Duration) { time.advance(by: duration) }

  func reply(to request: RecordedRequest) -> Reply {
    scenario.wire.carry(malformed: "{\"RequestId\":") { serve(request) }
  }

  private func serve(_ request: RecordedRequest) -> Reply {
    let now = time.now
    return state.withLock { state in
      state.now = now
      state.elapsed = time.elapsed / .seconds(1)
      let id = UUID().uuidString
      do throws(AlibabaError) {
        let (action, call) = try admit(request, &state)
        if action.name == Self.update, state.calls[action.name] == 1 {
          if scenario.update == .dropped { return .lose }
          if scenario.update == .troubled {
            throw AlibabaError("InternalException", "Failed to call the service. Try again later.")
          }
        }
        var answer = try action.run(&state, call)
        let isLost = finish(action, &state)
        if isLost { return .lose }
        answer["RequestId"] = .string(id)
        return .answer(time.dated(Answer(200, type: "application/json", JSON.object(answer).text)))
      } catch {
        let body: JSON = [
          "Code": .string(error.code), "Message": .string(error.message), "RequestId": .string(id),
          "HostId": .string(request[header: "Host"] ?? ""),
        ]
        var answer = Answer(error.status, type: "application/json;charset=utf-8", body.text)
        if let delay = error.retryAfter { answer.headers.append(Field("x-acs-retry-after", String(delay))) }
        return .answer(time.dated(answer))
      }
    }
  }

  /// What has to be true before an action runs, in the gateway's order.
  private func admit(
    _ request: RecordedRequest, _ state: inout EdgeState
  ) throws(AlibabaError) -> (EdgeAction, EdgeCall) {
    guard request.head.path == "/" else {
      throw AlibabaError("InvalidAction.NotFound", "Requests are sent to /.", status: 404)
    }
    let target = request.target.split(separator: "?", maxSplits: 1)
    guard var query = FormText.parse(target.count > 1 ? target[1] : ""),
      let form = FormText.parse(try Self.form(request))
    else { throw .invalid("The parameters are malformed.") }
    let isSigned = request[header: "Authorization"] != nil || query["Action"] == nil
    let action: EdgeAction
    if isSigned {
      let verifier = ACS3Verifier(credentials: credentials + state.temporaryKeys)
      let nonce = try verifier.verify(request, at: state.now)
      guard state.nonces.insert(nonce).inserted else {
        throw AlibabaError("SignatureNonceUsed", "Specified signature nonce was used already.")
      }
      action = try EdgeAction.find(
        request.head, named: request[header: "x-acs-action"] ?? "", version: request[header: "x-acs-version"],
        isSigned: true)
    } else {
      try ACS3Verifier.checkDate(query.removeValue(forKey: "Timestamp"), state.now)
      guard query.removeValue(forKey: "Format") == "JSON" else { throw .invalid("Format is not JSON.") }
      action = try EdgeAction.find(
        request.head, named: query.removeValue(forKey: "Action") ?? "",
        version: query.removeValue(forKey: "Version"), isSigned: false)
    }
    state.calls[action.name, default: 0] += 1
    guard state.calls[action.name, default: 0] > scenario.throttledCalls else {
      throw AlibabaError(
        "Throttling.User", "Request was denied due to user flow control.", retryAfter: 1200)
    }
    guard !scenario.isRetired else {
      throw AlibabaError("InvalidAction.NotFound", "Specified api is not found: \(action.name).", status: 404)
    }
    if scenario.deniesWrites, action.isWrite {
      throw AlibabaError(
        "NoPermission", "You are not authorized to do this action: esa:\(action.name) on *.", status: 403)
    }
    if isSigned {
      try EdgeParameter.check(query, against: action.query, place: "query")
      try EdgeParameter.check(form, against: action.form, place: "form")
    } else {
      // The official libraries do not agree on the place: Go's takes the body, Python's the query.
      try EdgeParameter.check(query.merging(form) { own, _ in own }, against: action.form, place: "request")
    }
    return (action, EdgeCall(values: query.merging(form) { first, _ in first }))
  }

  private static func form(_ request: RecordedRequest) throws(AlibabaError) -> String {
    let bytes = request.body.bytes ?? []
    guard bytes.isEmpty || request[header: "Content-Type"] == "application/x-www-form-urlencoded" else {
      throw AlibabaError("UnsupportedContentType", "A body has to be application/x-www-form-urlencoded.")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What follows an action that ran: the count and the passing of time. Whether its answer is lost.
  private func finish(_ action: EdgeAction, _ state: inout EdgeState) -> Bool {
    let isLook = ["GetEdgeContainerAppStatus", "GetEdgeContainerAppVersion"].contains(action.name)
    if isLook { time.look() }
    let isUpdate = action.name == Self.update
    let isExecuted = !(isUpdate && [.stolen, .swapped].contains(scenario.update))
    if isExecuted { state.executions[action.name, default: 0] += 1 }
    let isDropped = losing.withLock { $0.remove(action.name) != nil }
    return isDropped || isUpdate && [.lost, .stolen].contains(scenario.update)
  }

}
