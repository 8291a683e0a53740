import Foundation
import Model
import Synchronization

/// `api.weixin.qq.com` as far as a deploy sees it. Answers one request after the other.
final class WeChatCloud: Sendable {
  private let scenario: Scenario
  private let platform: EmulatedWeChat.Platform
  private let time: EmulatedTime
  private let state: Mutex<WeChatState>
  /// Actions whose next answer is lost.
  private let losing: Mutex<Set<String>>

  static let brokerPath = "/inner/component-access-token"
  private static let mintPath = "/cgi-bin/component/api_component_token"
  private static let family = "/componenttcb/"

  init(
    scenario: Scenario, platform: EmulatedWeChat.Platform, services: [EmulatedWeChat.Service],
    pace: EmulatedCloud.Pace, losing: Set<String>, now: @escaping @Sendable () -> Timestamp
  ) {
    self.scenario = scenario
    self.platform = platform
    let time = EmulatedTime(pace, ahead: scenario.clockSkew, of: now)
    self.time = time
    self.losing = Mutex(losing)
    state = Mutex(
      WeChatState(scenario: scenario, token: platform.token, services: services, now: time.now))
  }

  func executions(of action: String) -> Int { state.withLock { $0.executions[action, default: 0] } }

  var tokens: [String] { state.withLock { $0.tokens.all } }

  func expireTokens() {
    let time = time.elapsed / .seconds(1)
    state.withLock { $0.tokens.expireAll(at: time) }
  }

  func advance(by duration: Duration) { time.advance(by: duration) }

  func reply(to request: RecordedRequest) -> Reply {
    scenario.wire.carry(malformed: "{\"errcode\":0,\"result\":") { serve(request) }
  }

  private func serve(_ request: RecordedRequest) -> Reply {
    let now = time.now
    return state.withLock { state in
      state.now = now
      state.elapsed = time.elapsed / .seconds(1)
      state.settle()
      do throws(WeChatError) {
        switch request.head.path {
        case Self.brokerPath where request.method == "GET":
          let token = state.tokens.current(at: state.elapsed)
          return Self.answer(["code": 0, "errorMsg": "OK", "data": ["token": .string(token)]])
        case Self.mintPath: return try mint(request, &state)
        default: return try call(request, &state)
        }
      } catch {
        let rid = (0..<3).map { _ in UUID().uuidString.prefix(8).lowercased() }.joined(separator: "-")
        return Self.answer([
          "errcode": .integer(error.code), "errmsg": .string("\(error.message) rid: \(rid)"),
        ])
      }
    }
  }

  private static func answer(_ body: JSON) -> Reply {
    .answer(Answer(200, type: "application/json; encoding=utf-8", body.text))
  }

  // MARK: Calls

  private func call(_ request: RecordedRequest, _ state: inout WeChatState) throws(WeChatError) -> Reply {
    let path = request.head.path
    let action = WeChatAction.all.first { Self.family + $0.name == path }
    guard let action, !scenario.isRetired else {
      throw WeChatError(40066, "invalid url \(path)")
    }
    guard request.method == "POST" else { throw WeChatError(43002, "require POST method") }
    try state.tokens.check(try Self.token(in: request), at: state.elapsed)
    state.calls[action.name, default: 0] += 1
    guard state.calls[action.name, default: 0] > scenario.throttledCalls else {
      throw WeChatError(45011, "api minute-quota reach limit, must slower, retry next minute")
    }
    if scenario.deniesWrites, action.isWrite { throw WeChatError(48001, "api unauthorized") }
    let body = try Self.body(of: request)
    do throws(APIError) {
      try Parameter.check(body, against: action.parameters)
    } catch {
      throw error.code == "MissingParameter"
        ? WeChatError(40101, "missing parameter: \(error.message)") : .invalid(error.message)
    }
    if action.name == WeChatAction.update, state.calls[action.name] == 1 {
      if scenario.update == .dropped { return .lose }
      if scenario.update == .troubled { throw WeChatError(-1, "system error") }
    }
    var answer = try action.run(&state, body)
    let isLost = finish(action, &answer, &state)
    if isLost { return .lose }
    answer["errcode"] = 0
    answer["errmsg"] = "ok"
    return Self.answer(.object(answer))
  }

  /// What follows an action that ran: the count, the passing of time, and whether its answer is lost.
  private func finish(
    _ action: WeChatAction, _ answer: inout [String: JSON], _ state: inout WeChatState
  ) -> Bool {
    if action.name == "getcsversiondetail" { time.look() }
    let isUpdate = action.name == WeChatAction.update
    if isUpdate, [.taskZero, .swapped].contains(scenario.update) { answer["run_id"] = "" }
    let isExecuted = !(isUpdate && [.stolen, .swapped].contains(scenario.update))
    if isExecuted { state.executions[action.name, default: 0] += 1 }
    let isDropped = losing.withLock { $0.remove(action.name) != nil }
    return isDropped || isUpdate && [.lost, .stolen].contains(scenario.update)
  }

  // MARK: Tokens

  private func mint(_ request: RecordedRequest, _ state: inout WeChatState) throws(WeChatError) -> Reply {
    let action = "api_component_token"
    guard request.method == "POST" else { throw WeChatError(43002, "require POST method") }
    guard !request.target.contains("?") else { throw .invalid("a query is not expected") }
    let body = try Self.body(of: request)
    guard body["component_appid"]?.string == platform.id else { throw WeChatError(40013, "invalid appid") }
    guard body["component_appsecret"]?.string == platform.secret else {
      throw WeChatError(40125, "invalid appsecret")
    }
    guard body["component_verify_ticket"]?.string == platform.ticket else {
      throw WeChatError(61006, "component ticket is invalid")
    }
    guard body.count == 3 else { throw .invalid("unknown field") }
    state.executions[action, default: 0] += 1
    let token = state.tokens.mint(at: state.elapsed)
    if losing.withLock({ $0.remove(action) != nil }) { return .lose }
    // Without an errcode, as the real one.
    return Self.answer([
      "component_access_token": .string(token), "expires_in": .integer(Int(WeChatTokens.lifetime)),
    ])
  }

  private static func token(in request: RecordedRequest) throws(WeChatError) -> String {
    let target = request.target.split(separator: "?", maxSplits: 1)
    let query = target.count > 1 ? target[1] : ""
    let pairs = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
    guard let pair = pairs.first(where: { $0.first == "access_token" }), pair.count == 2,
      let token = String(pair[1]).removingPercentEncoding
    else { throw WeChatError(41001, "access_token missing") }
    guard pairs.count == 1 else { throw .invalid("the query holds more than the token") }
    // A plus sign is a space in a query: whoever does not escape it sends another token.
    return token == String(pair[1]) ? token.replacing("+", with: " ") : token
  }

  private static func body(of request: RecordedRequest) throws(WeChatError) -> [String: JSON] {
    guard let bytes = request.body.bytes, !bytes.isEmpty else {
      throw WeChatError(44002, "empty post data")
    }
    guard let body = JSON.parse(bytes)?.object else { throw WeChatError(47001, "data format error") }
    return body
  }

}
