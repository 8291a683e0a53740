import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Synchronization

/// A provider for one application of TEM, over real HTTP to a server on this machine. Time passes only when a test
/// says so; waits take a millisecond.
struct Orders: Staged {
  static let id = "app-1a2b3c4d"
  static let environment = "en-1a2b3c4d"
  static let image = Artifact.tagged("ccr.ccs.tencentyun.com/acme/orders:1.2.3")

  let told = Told()
  let deployment: Deployment
  let world: World
  let provider: ElasticMicroservice
  private let clock = Clock()

  final class Clock: Sendable {
    let elapsed = Mutex(Duration.zero)
  }

  init(
    on endpoint: String, _ artifact: Artifact = image, options: [String: JSON] = [:],
    version: String = "1.2.3",
    variables: [String: String] = [:], at now: Timestamp = Express.now
  ) throws {
    var world = World.staged(
      [
        "SAMPAN_ENDPOINT_TENCENT": endpoint, "TENCENTCLOUD_SECRET_ID": Express.keys.id,
        "TENCENTCLOUD_SECRET_KEY": Express.keys.key,
      ].merging(variables) { $1 }, now: now, told: told)
    world.uptime = { [clock] in clock.elapsed.withLock { $0 } }
    self.world = world
    let required: [String: JSON] = [
      "applicationId": .string(Self.id), "environmentId": .string(Self.environment),
      "region": "ap-guangzhou",
    ]
    var deployment = try Deployment.test(
      "tem", options: required.merging(options) { $1 }, artifact: artifact, version: version)
    if case .file(let file) = artifact {
      deployment.target.artifact = .file(
        path: file.name, maxBytes: nil, place: Place(file: "sampan.json", line: 9, column: 5))
    }
    self.deployment = deployment
    provider = try ElasticMicroservice(deployment.target, world)
    try provider.check(deployment)
  }

  /// Lets time pass for the provider; the cloud has its own.
  func pass(_ duration: Duration) { clock.elapsed.withLock { $0 += duration } }

  /// A built file.
  static func jar(_ name: String = "orders.jar", in folder: TemporaryDirectory) throws -> Artifact {
    let bytes = Array("PK not really a jar".utf8)
    return .file(
      PackageFile(
        path: try folder.write(name, bytes), name: name, byteCount: bytes.count, sha256: "", isZip: false,
        entryCount: 1))
  }
}

extension EmulatedTencent {
  /// A cloud that holds `Orders` and behaves as the scenario says.
  static func orders(
    _ scenario: String = "calm", package: String? = nil, instances: Int = 2,
    credentials: EmulatedCredentials = Express.keys, now: Timestamp = Express.now
  ) throws -> EmulatedTencent {
    guard let scenario = Scenario.named(scenario) else { throw Failure(.defect, "no scenario \(scenario)") }
    return try EmulatedTencent(
      scenario: scenario, credentials: [credentials],
      applications: [
        Application(
          id: Orders.id, environment: Orders.environment, package: package, instances: instances,
          variables: ["DATABASE_PASSWORD": "p4ssw0rd"])
      ], now: { now })
  }

  func count(_ action: String) -> Int { actions.count { $0 == action } }
}
