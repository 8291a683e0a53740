import Model
import Synchronization

/// The front of every emulated cloud: it passes calls on, one after the other, and applies the scenario to them. The
/// error codes and messages are those of each API.
package final class Gateway: Sendable {
  /// What happens to a request on its way: `serve` answers it as the cloud does.
  package typealias Passage = @Sendable (_ request: RecordedRequest, _ serve: () -> Reply) -> Reply

  let scenario: Scenario
  let clock: CloudClock
  private let counts = Mutex<(calls: [String: Int], executions: [String: Int])>(([:], [:]))
  private let passage = Mutex<Passage?>(nil)

  init(
    _ scenario: Scenario, pace: Pace = .polls(.zero),
    now: @escaping @Sendable () -> Timestamp = { Timestamp(seconds: 0) }
  ) {
    self.scenario = scenario
    clock = CloudClock(pace, ahead: scenario.clockSkew, of: now)
  }

  /// A place for tests to hold, lose or replace answers. The last one is used.
  package func pass(by passage: @escaping Passage) { self.passage.withLock { $0 = passage } }

  /// What arrives of a cloud's reply. `malformed`: the beginning of an answer of its kind.
  func reply(to request: RecordedRequest, malformed: String, _ serve: () -> Reply) -> Reply {
    guard let passage = passage.withLock({ $0 }) else {
      return scenario.wire.carry(malformed: malformed, serve)
    }
    return passage(request) { scenario.wire.carry(malformed: malformed, serve) }
  }

  // MARK: Counts

  func executions(of action: String) -> Int { counts.withLock { $0.executions[action, default: 0] } }

  /// Which attempt this is.
  func called(_ action: String) -> Int {
    counts.withLock { counts in
      counts.calls[action, default: 0] += 1
      return counts.calls[action, default: 0]
    }
  }

  func executed(_ action: String) { counts.withLock { $0.executions[action, default: 0] += 1 } }

  // MARK: Calls

  /// Serves an API on a port of its own. `screen` sees a request before its body is read.
  func serve<API: CloudAPI>(
    _ api: Locked<API>, screen: @escaping @Sendable (RequestHead) -> Interception? = { _ in nil }
  ) throws(Failure) -> LoopbackServer {
    try LoopbackServer(
      screen: screen,
      answer: { request in
        self.reply(to: request, malformed: API.malformed) { api.with { self.serve(request, &$0) } }
      })
  }

  private func serve<API: CloudAPI>(_ request: RecordedRequest, _ api: inout API) -> Reply {
    api.moment = clock.moment
    api.settle()
    var answer: Answer
    do throws(APIError) {
      if let page = api.page(request) {
        answer = page
      } else {
        guard let response = try call(request, &api) else { return .lose }
        answer = api.answer(response)
      }
    } catch {
      answer = api.refusal(error, of: request)
    }
    answer.headers.append(Field("Date", api.now.httpDate))
    return .answer(answer)
  }

  /// The members of the answer; nil: it is lost.
  private func call<API: CloudAPI>(
    _ request: RecordedRequest, _ api: inout API
  ) throws(APIError) -> [String: JSON]? {
    let call = try api.admit(request)
    let attempt = called(call.action)
    guard attempt > scenario.throttledCalls else { throw API.throttled }
    guard !scenario.isRetired else { throw call.retired }
    guard !scenario.deniesWrites || !call.kind.isWrite else { throw call.denied }
    guard !scenario.isFrozen || !call.kind.isWrite else { throw call.frozen }
    try call.check()
    if call.kind == .update, api.elapsed < scenario.tidySeconds, let busy = API.busy { throw busy }
    let fault = call.kind == .update ? scenario.update : .ordinary
    if attempt == 1 {
      if fault == .dropped { return nil }
      if fault == .troubled { throw API.troubled }
    }
    let response = try call.run(&api)
    if call.kind == .poll { clock.polled() }
    if !fault.isStolen { executed(call.action) }
    switch fault {
    case .lost, .stolen: return nil
    case .taskZero, .swapped: return response.merging(API.noTask.filter { response[$0.key] != nil }) { $1 }
    case .ordinary, .lateTask, .dropped, .troubled: return response
    }
  }
}

/// A value that connections share.
final class Locked<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  func with<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { value.withLock { body(&$0) } }
}

extension Scenario.Wire {
  /// What arrives of a cloud's reply. `malformed`: the beginning of an answer of its kind.
  func carry(malformed: String, _ serve: () -> Reply) -> Reply {
    switch self {
    case .clean: return serve()
    case .unavailable:
      return .answer(
        Answer(502, type: "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>\n"))
    case .malformed: return .answer(Answer(200, type: "application/json", malformed))
    case .drips:
      guard case .answer(let answer) = serve() else { return .lose }
      return .drip(answer, pieceBytes: 64, pause: .milliseconds(2))
    }
  }
}
