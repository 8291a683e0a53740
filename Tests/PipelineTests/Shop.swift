import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Support
import Synchronization
import Testing

/// A repository with a config file, and a cloud on this machine that holds the application it deploys to. The cloud's
/// time passes by looks, ours by sleeping, which takes a millisecond; uploads are judged by their pace, so where there
/// is one, time runs twenty times as fast instead.
struct Shop {
  static let keys = EmulatedCredentials(
    id: "AKIDshop", key: "key-of-the-shop", token: "token-of-the-shop")
  /// The application's own secret: the API tells it, and nobody else may.
  static let password = "p4ssw0rd-of-the-database"
  private static let speed = 20

  let repository: GitFixture
  let cloud: EmulatedTencent
  let world: World
  private let told = Told()

  final class Told: Sendable {
    let events = Mutex<[Event]>([])
    let slept = Mutex(Duration.zero)
  }

  /// `target` is the JSON of the one target, `shop`.
  init(
    _ target: String, scenario: String = "calm", application: EmulatedTencent.Application? = nil,
    tasks: [EmulatedTencent.OneClickTask] = [], files: [String: String] = [:]
  ) async throws {
    let scenario = try #require(Scenario.named(scenario))
    repository = try await GitFixture()
    try await repository.commit(
      files: ["sampan.json": "{ \"targets\": { \"shop\": \(target) } }"].merging(files) { $1 })
    let start = ContinuousClock.now
    let told = told
    let uploads = target.contains("\"file\"")
    cloud = try EmulatedTencent(
      scenario: scenario, credentials: [Self.keys], applications: [application].compactMap { $0 },
      tasks: tasks, now: { Timestamp(seconds: 1_766_483_290) })
    var world = World()
    world.environment = [
      "SAMPAN_ENDPOINT_TENCENT": cloud.endpoint, "TENCENTCLOUD_SECRET_ID": Self.keys.id,
      "TENCENTCLOUD_SECRET_KEY": Self.keys.key, "TENCENTCLOUD_TOKEN": Self.keys.token ?? "",
    ]
    world.now = { Timestamp(seconds: 1_766_483_290) }
    world.uptime = { uploads ? (ContinuousClock.now - start) * Self.speed : told.slept.withLock { $0 } }
    world.sleep = { (duration) async throws(Failure) in
      do {
        told.slept.withLock { $0 += duration }
        try await Task.sleep(for: uploads ? duration / Self.speed : .milliseconds(1))
      } catch {
        throw Failure(.interrupted, "stopped")
      }
    }
    world.transport = .live(version: "test")
    world.files = .live(temporaryDirectory: repository.path + "/.git")
    world.tell = { event in told.events.withLock { $0.append(event) } }
    self.world = world
  }

  /// An application of two instances.
  static func application(
    _ id: String = "app-1a2b3c4d", _ environment: String = "en-1a2b3c4d", package: String? = nil,
    instances: Int = 2
  ) -> EmulatedTencent.Application {
    EmulatedTencent.Application(
      id: id, environment: environment, package: package, instances: instances,
      variables: ["DATABASE_PASSWORD": password])
  }

  /// A target that deploys an image with the version as its tag; `more` are further options.
  static func image(_ more: String = "", target: String = "") -> String {
    """
    { "version": "v2", \(target)
      "tem": { "region": "ap-guangzhou", "applicationId": "app-1a2b3c4d", "environmentId": "en-1a2b3c4d"\(more) },
      "image": { "repository": "127.0.0.1:1/acme/shop" } }
    """
  }

  var project: Project {
    get throws { try Project.open(repository.path, configFile: nil, trust: false, in: world) }
  }

  func deploy() async throws -> Outcome {
    let outcomes = try await project.deploy(named: ["shop"])
    return try #require(outcomes.first)
  }

  func operate(_ operation: Pipeline.Operation) async throws -> Outcome {
    try await project.operate(operation, on: "shop")
  }

  var events: [Event] { told.events.withLock { $0 } }

  /// How often an action was asked for, executed or not.
  func count(_ action: String) -> Int { cloud.requests.count { $0[header: "X-TC-Action"] == action } }

  /// The bodies of an action's requests.
  func bodies(_ action: String) throws -> [JSON] {
    try cloud.requests.filter { $0[header: "X-TC-Action"] == action }
      .map { try JSONCoding.decode(JSON.self, from: $0.body.bytes ?? [], answering: action) }
  }

  /// Stops everything; before that, nothing secret was told.
  func close(_ outcomes: Outcome...) {
    let text = "\(events) \(outcomes)"
    for secret in world.secrets.all + [
      Self.password, Self.keys.key, Self.keys.token ?? "", "never-print-this", "q-signature",
    ] {
      #expect(!text.contains(secret))
    }
    cloud.stop()
    repository.remove()
  }
}
