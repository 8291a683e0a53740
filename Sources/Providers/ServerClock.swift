import Effects
import HTTP
import Model
import Synchronization

/// The time of a cloud's clock, corrected by its answers: signatures and the ends of keys are checked against it.
final class ServerClock: Sendable {
  private let world: World
  /// Of the finding that reports a wrong clock, e.g. `tencent/clock`.
  private let rule: String
  /// Seconds to add to our clock; a `Date` header ends in the year 9999, so no sum of these overflows.
  private let skew = Mutex<Int64>(0)

  init(_ world: World, rule: String) {
    self.world = world
    self.rule = rule
  }

  var now: Timestamp { Timestamp(seconds: world.now().seconds + skew.withLock { $0 }) }

  /// True when the server's clock differs from ours by enough to explain a refusal; later calls use it.
  func learn(from response: Response) -> Bool {
    guard let theirs = response[header: "Date"].flatMap(HTTPDate.parse) else { return false }
    let skew = theirs.seconds - world.now().seconds
    let isNews = self.skew.withLock { known in
      defer { known = skew }
      return abs(known - skew) > 60
    }
    if isNews {
      world.tell(
        .finding(
          Finding(
            .warning, "this machine's clock is \(abs(skew)) s \(skew > 0 ? "behind" : "ahead")", rule: rule,
            remedies: ["set the clock; the request was signed with the server's time"])))
    }
    return isNews
  }
}

extension JSONCoding {
  /// Of an answer with status 200. `setting` is the variable that sets where requests go.
  static func decode<Value: Decodable>(
    _ type: Value.Type, of response: Response, answering action: String, names: Names = .asWritten,
    setting: String
  ) throws(Failure) -> Value {
    do throws(Failure) {
      return try decode(type, from: response.body, answering: action, names: names)
    } catch {
      throw error.with {
        $0.remedies = [
          "a proxy may have answered: check HTTPS_PROXY, NO_PROXY and \(setting)",
          "otherwise the API has changed: update sampan",
        ]
      }
    }
  }
}

extension Failure {
  /// The answer is from a gateway or a proxy, not from the API. `setting` is the variable that sets where requests
  /// go.
  static func gateway(_ response: Response, answering action: String, setting: String) -> Failure {
    let mayPass = response.status >= 500 || response.status == 429
    return Failure(
      .unavailable, "\(action): HTTP \(response.status) from a gateway, not from the API",
      remedies: ["a proxy may have answered: check HTTPS_PROXY, NO_PROXY and \(setting)"]
        + (mayPass ? ["otherwise the provider is disturbed: run again in a few minutes"] : []),
      retry: mayPass ? .readsOnly : .never, action: action)
  }
}
