import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Synchronization

/// A provider for an app of the emulated cloud, over real HTTP to a server on this machine. Time passes by waiting only,
/// which takes none.
struct Edge: Staged {
  static let app = "app-880688675783794688"
  static let live = "ver-879626371616512000"
  static let keys = EmulatedCredentials(id: "LTAItest", key: "key-of-the-test")
  static let image = Artifact.tagged("registry.example.com/acme/web:1.2.3")
  static let publish = "PublishEdgeContainerAppVersion"
  static let create = "CreateEdgeContainerAppVersion"
  static let rollback = "RollbackEdgeContainerAppVersion"
  static let now = Timestamp(seconds: 1_768_465_800)

  let told = Told()
  private let clock = Clock()
  let deployment: Deployment
  let world: World
  let provider: EdgeContainers

  /// `variables` are added to an environment that holds the endpoint and the key.
  init(
    on endpoint: String, _ artifact: Artifact = image, options: [String: JSON] = [:], app: String = app,
    remark: String? = nil, waits: Bool = true, timeout: Duration = .seconds(1800),
    variables: [String: String] = [:]
  ) throws {
    var world = World.staged(
      [
        "SAMPAN_ENDPOINT_ALIBABA": endpoint, "ALIBABA_CLOUD_ACCESS_KEY_ID": Self.keys.id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": Self.keys.key,
      ].merging(variables) { $1 }, now: Self.now, told: told)
    // The cloud takes no nonce twice.
    world.random = { (0..<$0).map { _ in UInt8.random(in: 0...255) } }
    world.uptime = { [clock] in clock.elapsed.withLock { $0 } }
    world.sleep = { [clock] (duration) async throws(Failure) in clock.elapsed.withLock { $0 += duration } }
    self.world = world
    var deployment = try Deployment.test(
      "esa", options: ["appId": .string(app), "publishEnv": "prod"].merging(options) { $1 },
      artifact: artifact, remark: remark)
    deployment.target.wait = Target.Wait(isEnabled: waits, timeout: timeout)
    self.deployment = deployment
    provider = try EdgeContainers(deployment.target, world)
  }

  private final class Clock: Sendable {
    let elapsed = Mutex(Duration.zero)
  }

  var elapsed: Duration { clock.elapsed.withLock { $0 } }
}

extension EmulatedAlibaba {
  /// A cloud that holds one app and behaves as the scenario says.
  static func holding(
    _ app: App = App(id: Edge.app), scenario: String = "calm", pace: Duration = .seconds(30),
    losing: Set<String> = []
  ) throws -> EmulatedAlibaba {
    guard let scenario = Scenario.named(scenario) else { throw Failure(.defect, "no scenario \(scenario)") }
    let cloud = try EmulatedAlibaba(
      scenario: scenario, credentials: [Edge.keys], apps: [app], pace: .polls(pace), now: { Edge.now })
    cloud.lose(losing)
    return cloud
  }

  var actions: [String] { requests.map(\.edgeAction) }

  /// The requests of an action, executed or not.
  func requests(of action: String) -> [RecordedRequest] { requests.filter { $0.edgeAction == action } }
}

/// A server that gives every call of an action the same answer, for what the emulated cloud never says.
func scriptedEdge(
  _ answers: [String: JSON], status: Int = 200, headers: [Field] = []
) throws -> LoopbackServer {
  try LoopbackServer { request in
    guard let answer = answers[request.edgeAction], let body = try? JSONCoding.encode(answer) else {
      return .lose
    }
    let type = Field("Content-Type", "application/json")
    return .answer(Answer(answer["Code"] == nil ? 200 : status, headers: [type] + headers, body: body))
  }
}

extension RecordedRequest {
  var edgeAction: String { self[header: "x-acs-action"] ?? "" }

  /// Decoded, as the cloud decodes them.
  var query: [String: String] { Self.pairs(String(target.drop { $0 != "?" }.dropFirst())) }
  var form: [String: String] { Self.pairs(String(decoding: body.bytes ?? [], as: UTF8.self)) }

  private static func pairs(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[String(parts[0])] = parts.count > 1 ? decoded(parts[1]) : ""
    }
    return values
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"),
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        rest = rest.dropFirst(2)
        bytes.append(value)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
