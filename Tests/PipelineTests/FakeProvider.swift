import Effects
import Model
import Providers
import Synchronization

/// A provider that answers from a script and remembers what it was asked.
struct FakeProvider: Provider {
  static let schema = ProviderSchema(
    name: "fake", title: "a script", accepts: [.package], options: [],
    remarkLimit: RemarkLimit(characters: 100, utf8Bytes: 200), versionRule: .imageTag,
    polling: Polling(shortest: .seconds(5), usual: .seconds(10), registration: .seconds(60)))

  final class Script: Sendable {
    let polls: Mutex<[Result<Rollout, Failure>]>
    let states: Mutex<[ServiceState]>
    /// What each update comes to; none left: it is accepted.
    let updates: Mutex<[Failure?]>
    /// The states that the updates started from.
    let sent = Mutex<[ServiceState]>([])
    let explained = Mutex(0)
    let logs = Mutex([LogExcerpt(title: "build log", lines: ["failed to read it"])])
    /// From the second read on; nil: the same.
    let laterLogs = Mutex<[LogExcerpt]?>(nil)
    /// Of each poll, whether it read everything.
    let looks = Mutex<[Bool]>([])
    /// What each cancellation comes to; none left: it is accepted.
    let cancellations = Mutex<[Failure?]>([])
    let cancelled = Mutex<[String]>([])
    /// What each confirmation comes to; none left: it is accepted.
    let confirmations = Mutex<[Failure?]>([])
    let confirmed = Mutex<[Int]>([])
    let pages = Mutex<[LogKind: [Result<LogPage, Failure>]]>([:])
    /// What each promotion comes to; none left: it is accepted.
    let promotions = Mutex<[Failure?]>([])
    let promoted = Mutex<[Int]>([])
    /// What each rollback comes to; none left: it is accepted.
    let rollbacks = Mutex<[Failure?]>([])
    /// For the world of an order: a write of the script counts as one that was begun.
    let writes = WriteCount()

    init(
      polls: [Result<Rollout, Failure>] = [], states: [ServiceState] = [], updates: [Failure?] = []
    ) {
      self.polls = Mutex(polls)
      self.states = Mutex(states)
      self.updates = Mutex(updates)
    }
  }

  let script: Script

  init(_ script: Script) { self.script = script }

  init(_ target: Target, _ world: World) throws(Failure) { script = Script() }

  func requests(for deployment: Deployment) -> [PlannedRequest] { [] }

  /// The last answer is given again and again.
  func identity() async throws(Failure) -> CallerIdentity? { nil }

  func state() async throws(Failure) -> ServiceState {
    script.states.withLock { $0.count > 1 ? $0.removeFirst() : $0.first } ?? ServiceState()
  }

  func publish(_ deployment: Deployment) async throws(Failure) {}

  func update(
    _ deployment: Deployment, _ upload: Void, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    script.sent.withLock { $0.append(state) }
    if let failure = script.updates.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
    return Receipt(operation: "1", baseline: state.baseline)
  }

  func poll(_ receipt: Receipt) async throws(Failure) -> Rollout { try next(isWhole: true) }

  func glance(at receipt: Receipt, since last: Rollout?) async throws(Failure) -> Rollout {
    try next(isWhole: false)
  }

  private func next(isWhole: Bool) throws(Failure) -> Rollout {
    script.looks.withLock { $0.append(isWhole) }
    let next = script.polls.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
    guard let next else { throw Failure(.defect, "the script has no poll left") }
    return try next.get()
  }

  func confirm(_ step: Int) async throws(Failure) {
    script.confirmed.withLock { $0.append(step) }
    if let failure = script.confirmations.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
  }

  func cancel(_ rollout: InFlight) async throws(Failure) {
    script.writes.begin()
    script.cancelled.withLock { $0.append(rollout.id) }
    if let failure = script.cancellations.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
  }

  func promote(_ state: ServiceState, percent: Int) async throws(Failure) -> Receipt {
    script.writes.begin()
    script.promoted.withLock { $0.append(percent) }
    if let failure = script.promotions.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
    return Receipt(.traffic, operation: "1", baseline: state.baseline, release: state.inFlight?.release)
  }

  func earlier(than state: ServiceState) async throws(Failure) -> String? { "api-005" }

  func rollback(to release: String?, from state: ServiceState) async throws(Failure) -> Receipt {
    script.writes.begin()
    if let failure = script.rollbacks.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
    return Receipt(operation: "2", baseline: state.baseline, release: release ?? "api-005")
  }

  func log(
    _ kind: LogKind, of release: String?, since: Timestamp?, after position: String?
  ) async throws(Failure) -> LogPage {
    let next = script.pages.withLock { pages in
      pages[kind, default: []].count > 1 ? pages[kind]?.removeFirst() : pages[kind]?.first
    }
    return try next?.get() ?? LogPage(lines: [])
  }

  func explain(_ rollout: Rollout) async -> [LogExcerpt] {
    let count = script.explained.withLock {
      $0 += 1
      return $0
    }
    return count > 1
      ? script.laterLogs.withLock { $0 } ?? script.logs.withLock { $0 } : script.logs.withLock { $0 }
  }
}

/// A world whose time passes by sleeping only, and which remembers what it was told.
final class FakeTime: Sendable {
  private let elapsed = Mutex(Duration.zero)
  private let events = Mutex<[Event]>([])
  /// Sleeping beyond this moment fails as a signal does.
  private let stop: (at: Duration, kind: Failure.Kind)?

  init(stopAt stop: (at: Duration, kind: Failure.Kind)? = nil) { self.stop = stop }

  var now: Duration { elapsed.withLock { $0 } }
  var told: [Event] { events.withLock { $0 } }

  var world: World {
    var world = World.refusing
    world.uptime = { self.now }
    world.sleep = { (duration) async throws(Failure) in
      self.elapsed.withLock { $0 += duration }
      if let stop = self.stop, self.now >= stop.at { throw Failure(stop.kind, "stopped") }
    }
    world.tell = { event in self.events.withLock { $0.append(event) } }
    return world
  }
}
