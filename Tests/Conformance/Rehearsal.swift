import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Support
import Synchronization
import Testing

/// One deploy of a subject, from a repository with one commit to the emulated clouds, in one simulated time.
struct Rehearsal {
  private static let account = EmulatedCredentials(
    id: "AKIDconformance", key: "key-of-the-account", token: "token-of-the-account")
  private static let now = Timestamp(seconds: 1_766_483_290)

  let subject: Subject
  let clouds: EmulatedClouds
  let repository: GitFixture
  var world: World
  private let time = SimulatedTime(start: now)
  private let told = Told()

  private final class Told: Sendable {
    let events = Mutex<[Event]>([])
  }

  /// `target` in place of the subject's; `endpoint` in place of every cloud's; `files` beside the config, a Dockerfile and
  /// `app.jar`; `package`: what the application of TEM runs, in place of an image.
  init(
    _ subject: Subject, scenario name: String = "calm", target: String? = nil,
    wait: String = #"{ "timeout": "20m" }"#,
    endpoint: String? = nil, files: [String: String] = [:], package: String? = nil
  ) async throws {
    self.subject = subject
    let scenario = try #require(Scenario.named(name))
    repository = try await GitFixture()
    try await repository.commit(
      files: [
        "sampan.json":
          #"{ "targets": { "it": { "wait": \#(wait), \#(target ?? subject.target) } } }"#,
        "Dockerfile": "FROM scratch\n", "app.jar": "PK not really a jar",
      ].merging(files) { $1 })
    let (time, told) = (time, told)
    clouds = try EmulatedClouds(
      holding: [
        EmulatedTencent.Service(environment: "env-a", name: "api"),
        EmulatedTencent.Application(id: "app-1", environment: "en-1", package: package),
        EmulatedTencent.OneClickTask(id: "task-1", server: "api"), EmulatedAlibaba.App(id: "app-1"),
        EmulatedWeChat.Service(environment: "env-a", name: "api"),
      ], scenario: scenario, account: Self.account, pace: .clock { time.elapsed }, now: { time.now })
    var variables = clouds.variables
    if let endpoint {
      for name in variables.keys where name.hasPrefix("SAMPAN_ENDPOINT_") { variables[name] = endpoint }
    }
    var world = World()
    world.environment = variables
    world.now = { time.now }
    world.uptime = { time.elapsed }
    world.sleep = { (duration) async throws(Failure) in
      do {
        try await Task.sleep(for: duration)
      } catch {
        throw Failure(.interrupted, "stopped")
      }
    }
    world.random = { count in
      var generator = SystemRandomNumberGenerator()
      return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    world.transport = .live(version: "test")
    world.files = .live(temporaryDirectory: repository.path + "/.git")
    world.tell = { event in told.events.withLock { $0.append(event) } }
    self.world = world.simulated(by: time)
  }

  func deploy() async throws -> Outcome {
    try #require(try await project().deploy(named: ["it"]).first)
  }

  /// The repository at its present HEAD.
  func project(in world: World? = nil) throws -> Project {
    try Project.open(repository.path, configFile: nil, trust: false, in: world ?? self.world)
  }

  /// What is live, as `status` reports it.
  func state() async throws -> ServiceState {
    let (reports, failures) = try await project().status(named: ["it"], waits: false)
    if let failure = failures.first?.failure { throw failure }
    return try #require(reports.first).state
  }

  /// Lets time pass for everybody.
  func pass(_ duration: Duration) { time.pass(duration) }

  func operate(_ verb: ProviderSchema.Verb) async throws -> Outcome {
    let operation: Pipeline.Operation =
      switch verb {
      case .promote: .promote
      case .cancel: .cancel
      case .rollback, .status: .rollback(to: nil)
      }
    return try await project().operate(operation, on: "it")
  }

  var events: [Event] { told.events.withLock { $0 } }

  /// How often the write was executed.
  var writes: Int { subject.write.map { clouds.writes(of: $0) } ?? 0 }

  /// How often it was sent to the cloud, executed or not.
  var sent: Int { subject.write.map(sent) ?? 0 }

  func sent(_ action: String) -> Int {
    clouds.requests.count { $0.action == action }
  }

  /// What was told, and how it ended, that nobody may read.
  func leaks(_ outcome: Outcome?) -> [String] {
    let text = "\(events) \(String(describing: outcome))"
    return (world.secrets.all + [Self.account.key, Self.account.token ?? "", "Signature=", "q-signature"])
      .filter { text.contains($0) }
  }

  func end() {
    clouds.stop()
    repository.remove()
  }
}
