import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Providers
import Support
import Synchronization

/// One deploy of a subject, from a repository with one commit to the emulated clouds, in one simulated time.
package struct Rehearsal {
  private static let account = EmulatedCredentials(
    id: "AKIDconformance", key: "key-of-the-account", token: "token-of-the-account")
  private static let now = Timestamp(seconds: 1_766_483_290)

  package let subject: Subject
  package let clouds: EmulatedClouds
  package let repository: GitFixture
  package var world: World
  private let time = SimulatedTime(start: now)
  private let told = Told()

  private final class Told: Sendable {
    let events = Mutex<[Event]>([])
  }

  /// What cannot be set up or read.
  package struct Missing: Error { var what: String }

  /// `target` in place of the subject's; `endpoint` in place of every cloud's; `files` beside the config, a Dockerfile and
  /// `app.jar`; `package`: what the application of TEM runs, in place of an image.
  package init(
    _ subject: Subject, scenario name: String = "calm", target: String? = nil,
    wait: String = #"{ "timeout": "20m" }"#,
    endpoint: String? = nil, files: [String: String] = [:], package: String? = nil
  ) async throws {
    self.subject = subject
    guard let scenario = Scenario.named(name) else { throw Missing(what: "scenario \(name)") }
    repository = try await GitFixture()
    try await repository.commit(
      files: [
        "sampan.json":
          #"{ "targets": { "it": { "wait": \#(wait), \#(target ?? subject.target) } } }"#,
        "Dockerfile": "FROM scratch\n", "app.jar": "PK not really a jar",
      ].merging(files) { $1 })
    let (time, told) = (time, told)
    clouds = try EmulatedClouds(
      subject.clouds,
      holding: subject.holdings ?? [
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

  package func deploy() async throws -> Outcome {
    guard let outcome = try await project().deploy(named: ["it"]).first else {
      throw Missing(what: "an outcome")
    }
    return outcome
  }

  /// The repository at its present HEAD.
  package func project(in world: World? = nil) throws -> Project {
    try Project.open(
      repository.path, configFile: nil, trust: false, in: world ?? self.world, with: subject.catalog)
  }

  /// What is live, as `status` reports it.
  package func state() async throws -> ServiceState {
    let (reports, failures) = try await project().status(named: ["it"], waits: false)
    if let failure = failures.first?.failure { throw failure }
    guard let report = reports.first else { throw Missing(what: "a report") }
    return report.state
  }

  /// Lets time pass for everybody.
  package func pass(_ duration: Duration) { time.pass(duration) }

  package func operate(_ verb: ProviderSchema.Verb) async throws -> Outcome {
    let operation: Pipeline.Operation =
      switch verb {
      case .promote: .promote
      case .cancel: .cancel
      case .rollback, .status, .logs, .history: .rollback(to: nil)
      }
    return try await project().operate(operation, on: "it")
  }

  /// What `logs` printed of each log.
  package func logs(_ request: LogRequest = LogRequest()) async throws -> [LogKind: [String]] {
    let before = events.count
    try await project().logs(request, of: "it")
    var lines: [LogKind: [String]] = [:]
    for case .logLines(let log) in events.dropFirst(before) { lines[log.kind, default: []] += log.lines }
    return lines
  }

  package func history() async throws -> [HistoryReport.Entry] {
    let (reports, failures) = try await project().history(named: ["it"])
    if let failure = failures.first?.failure { throw failure }
    return reports.flatMap(\.entries)
  }

  package func difference() async throws -> DifferenceReport {
    try await project().difference(of: "it", canLack: false)
  }

  package func share(_ percent: Int) async throws -> Outcome {
    try await project().operate(.share(percent), on: "it")
  }

  package var schema: ProviderSchema? { subject.catalog.schema(subject.provider) }

  package var events: [Event] { told.events.withLock { $0 } }

  /// How often the write was executed.
  package var writes: Int { subject.write.map { clouds.writes(of: $0) } ?? 0 }

  /// How often it was sent to the cloud, executed or not.
  package var sent: Int { subject.write.map(sent) ?? 0 }

  package func sent(_ action: String) -> Int {
    clouds.requests.count { $0.action == action }
  }

  /// What was told, and how it ended, that nobody may read.
  package func leaks(_ outcome: Outcome?) -> [String] {
    let text = "\(events) \(String(describing: outcome))"
    return (world.secrets.all + [Self.account.key, Self.account.token ?? "", "Signature=", "q-signature"])
      .filter { text.contains($0) }
  }

  package func end() {
    clouds.stop()
    repository.remove()
  }
}
