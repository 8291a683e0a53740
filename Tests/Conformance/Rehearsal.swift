import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Support
import Synchronization
import Testing

/// One deploy of a subject, from a repository with one commit to the emulated clouds. The time of all of them is one and
/// passes by sleeping only, or, with `uploads`, which are judged by their pace, fifty times as fast as it does.
struct Rehearsal {
  private static let account = EmulatedCloud.Credentials(
    id: "AKIDconformance", key: "key-of-the-account", token: "token-of-the-account")
  private static let now = Timestamp(seconds: 1_766_483_290)

  let subject: Subject
  let clouds: EmulatedClouds
  let repository: GitFixture
  var world: World
  private let told = Told()

  private final class Told: Sendable {
    let events = Mutex<[Event]>([])
    let slept = Mutex(Duration.zero)
    let isPublishing = Mutex(false)
  }

  /// `target` in place of the subject's; `endpoint` in place of every cloud's; `files` beside the config, a Dockerfile and
  /// `app.jar`; `package`: what the application of TEM runs, in place of an image; `holding` changes what the clouds hold
  /// at the start; `uploads`: see above.
  init(
    _ subject: Subject, scenario name: String = "calm", target: String? = nil,
    wait: String = #"{ "timeout": "20m" }"#,
    endpoint: String? = nil, files: [String: String] = [:], package: String? = nil, uploads: Bool = false,
    holding: (inout EmulatedClouds.Holdings) -> Void = { _ in }
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
    var holdings = EmulatedClouds.Holdings()
    holdings.services = [.init(environment: "env-a", name: "api")]
    holdings.applications = [.init(id: "app-1", environment: "en-1", package: package)]
    holdings.tasks = [.init(id: "task-1", server: "api")]
    holdings.apps = [.init(id: "app-1")]
    holdings.hosted = [.init(environment: "env-a", name: "api")]
    holding(&holdings)
    let told = told
    let packages = (target ?? subject.target).contains("\"package\"")
    let start = ContinuousClock.now
    let elapsed = { @Sendable () -> Duration in
      let slept = told.slept.withLock { $0 }
      return uploads ? slept + (ContinuousClock.now - start) * 50 : slept
    }
    clouds = try EmulatedClouds(
      holdings, scenario: scenario, account: Self.account,
      pace: .clock(speed: 1, elapsed: elapsed), now: { Self.now })
    var variables = clouds.variables
    if let endpoint {
      for name in variables.keys where name.hasPrefix("SAMPAN_ENDPOINT_") { variables[name] = endpoint }
    }
    world = World(
      environment: variables, now: { Self.now }, uptime: elapsed,
      sleep: { (duration) async throws(Failure) in
        // An upload is judged by the clock while it is on a real wire: that time passes by itself.
        let isReal = packages && told.isPublishing.withLock { $0 }
        guard uploads || isReal else { return told.slept.withLock { $0 += duration } }
        do {
          try await Task.sleep(for: uploads ? duration / 50 : .milliseconds(1))
        } catch {
          throw Failure(.interrupted, "stopped")
        }
      },
      random: { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      },
      transport: .live(version: "test"),
      files: .live(temporaryDirectory: repository.path + "/.git") { (_, _) throws(Failure) in },
      tell: { event in
        if case .stepStarted(let step) = event { told.isPublishing.withLock { $0 = step == .publish } }
        told.events.withLock { $0.append(event) }
      }, secrets: SecretRegister())
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
    let (reports, failure) = try await project().status(named: ["it"], waits: false)
    if let failure { throw failure }
    return try #require(reports.first).state
  }

  /// Lets time pass for everybody.
  func pass(_ duration: Duration) { told.slept.withLock { $0 += duration } }

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
    clouds.requests.count { request in
      [request[header: "X-TC-Action"], request[header: "x-acs-action"]].contains(action)
        || request.head.path.hasSuffix("/\(action)")
    }
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
