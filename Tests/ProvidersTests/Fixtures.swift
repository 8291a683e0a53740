import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Synchronization

extension Deployment {
  /// A deploy with commit `cccccccccccc`; the artifact decides what the target says it is.
  static func test(
    _ provider: String, options: [String: JSON], artifact: Artifact = .held, version: String = "1.2.3",
    remark: String? = nil, tree: String = "777777777777"
  ) throws -> Deployment {
    let place = Place(file: "sampan.json", line: 7, column: 3)
    let template = try Template("{version}")
    var deployment = Deployment(
      target: Target(
        name: "production", place: place, provider: provider,
        options: options.mapValues { Target.Option($0, at: place) }, version: [template], remark: [template]),
      commit: Commit(
        id: try Self.id("c"), tree: try Self.id("7"), subject: "fix", authorName: "A",
        authorEmail: "a@example.com", committed: Timestamp(seconds: 1_700_000_000), parentCount: 1),
      version: version, remark: "", stamp: Stamp(commit: "cccccccccccc", tree: tree, config: "ffffff"),
      artifact: artifact)
    deployment.remark = remark ?? "\(version) fix \(deployment.stamp)"
    switch artifact {
    case .zip, .file: deployment.target.artifact = .package(PackageSpec(place: place))
    case .image(let image, _):
      deployment.target.artifact = .image(
        ImageSpec(place: place, repository: image.repository.name, from: nil, tag: template))
    case .repository(let source, let name, let branch):
      deployment.target.artifact = .repository(
        RepositorySpec(place: place, source: source, name: name, branch: try branch.map { try Template($0) }))
    case .held: break
    }
    return deployment
  }

  private static func id(_ digit: Character) throws -> ObjectID {
    guard let id = ObjectID(String(repeating: digit, count: 40)) else { throw Failure(.defect, "no id") }
    return id
  }
}

extension Artifact {
  /// An image that has its tag.
  static func tagged(_ text: String) -> Artifact {
    ImageReference(text).map { .image($0, from: nil) } ?? .held
  }
}

extension Receipt {
  /// Of the deploy that `Deployment.test` makes.
  static func ours(operation: String?, baseline: String, release: String? = nil) -> Receipt {
    Receipt(
      operation: operation, baseline: baseline, release: release,
      stamp: Stamp(commit: "cccccccccccc", tree: "777777777777", config: "ffffff"))
  }
}

/// What a world was told, in order.
final class Told: Sendable {
  private let list = Mutex<[Event]>([])

  var events: [Event] { list.withLock { $0 } }
  var rules: [String] {
    events.compactMap { if case .finding(let finding) = $0 { finding.rule } else { nil } }
  }

  func add(_ event: Event) { list.withLock { $0.append(event) } }
}

/// A provider for the service of the interface's samples, over real HTTP to a server on this machine. Waits take a
/// millisecond.
struct Express: Staged {
  static let environment = "lowcode-9g2o448afxxxxxx"
  static let keys = EmulatedCredentials(id: "AKIDtest", key: "key-of-the-test")
  /// The time that the samples' `PackageVersion` names.
  static let now = Timestamp(seconds: 1_766_483_290)
  static let image = Artifact.tagged("nginx:1.2.3")

  let told = Told()
  let deployment: Deployment
  let world: World
  let provider: CloudBaseRun

  /// `variables` are added to an environment that holds the endpoint and the key.
  init(
    on endpoint: String, _ artifact: Artifact = image, service: String = "express",
    options: [String: JSON] = [:], remark: String? = nil, variables: [String: String] = [:]
  ) throws {
    world = .staged(
      [
        "SAMPAN_ENDPOINT_TENCENT": endpoint, "TENCENTCLOUD_SECRET_ID": Self.keys.id,
        "TENCENTCLOUD_SECRET_KEY": Self.keys.key,
      ].merging(variables) { $1 }, now: Self.now, told: told)
    let required: [String: JSON] = ["envId": .string(Self.environment), "serverName": .string(service)]
    deployment = try .test(
      "tcbr", options: required.merging(options) { $1 }, artifact: artifact, remark: remark)
    provider = try CloudBaseRun(deployment.target, world)
  }

  /// The zip of a folder with a Dockerfile, written by Python.
  static func package(in folder: TemporaryDirectory) async throws -> Artifact {
    try folder.write("Dockerfile", "FROM scratch\n")
    try await Command.succeed(
      ["python3", "-m", "zipfile", "-c", "package.zip", "Dockerfile"], in: folder.path)
    return .file(
      PackageFile(
        path: folder.path + "/package.zip", name: "production.zip",
        byteCount: try folder.read("package.zip").count, sha256: "", isZip: true, entryCount: 1))
  }
}

extension EmulatedTencent {
  /// A cloud that holds the samples' services and behaves as the scenario says.
  static func holding(
    _ service: String, variables: [String: String] = [:], vpc: String? = nil, remark: String? = nil,
    scenario: String = "calm", now: Timestamp = Express.now
  ) throws -> EmulatedTencent {
    guard let scenario = Scenario.named(scenario) else { throw Failure(.defect, "no scenario \(scenario)") }
    return try EmulatedTencent(
      scenario: scenario, credentials: [Express.keys],
      services: [
        Service(
          environment: Express.environment, name: service, remark: remark, variables: variables, vpc: vpc)
      ], now: { now })
  }

  /// The bodies of an action's requests, executed or not.
  func bodies(of action: String) throws -> [JSON] { try requests.bodies(of: action) }
  var actions: [String] { requests.actions }
}

/// A server that gives every call of an action the same `Response`, for what the emulated cloud never says.
/// `PUT` is an action too.
func scripted(
  _ answers: [String: JSON], date: String? = nil
) throws -> LoopbackServer {
  try LoopbackServer { request in
    let answer = answers[request.action] ?? ["Error": ["Code": "InvalidAction", "Message": "not scripted"]]
    guard let body = try? JSONCoding.encode(JSON.object(["Response": answer])) else { return .lose }
    let headers = [Field("Content-Type", "application/json")] + (date.map { [Field("Date", $0)] } ?? [])
    return .answer(Answer(200, headers: headers, body: body))
  }
}

extension Answer {
  /// What the object storage says of an object that it has, without a checksum.
  static let stored = Answer(
    200, headers: [Field("ETag", "\"0\""), Field("x-cos-request-id", "request-of-the-storage")])
  /// A refusal in the storage's words.
  static let expired = Answer(
    403, type: "application/xml",
    "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>")
}

extension RecordedRequest {
  var action: String { self[header: "X-TC-Action"] ?? method }
}

extension [RecordedRequest] {
  var actions: [String] { map(\.action) }

  func bodies(of action: String) throws -> [JSON] {
    try filter { $0.action == action }
      .map { try JSONCoding.decode(JSON.self, from: $0.body.bytes ?? [], answering: action) }
  }
}

/// Counts from 1.
final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
