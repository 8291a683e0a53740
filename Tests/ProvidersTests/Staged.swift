import Effects
import HTTP
import Model
import Providers

/// A provider with what it deploys, and the pipeline's part in a test: each call once, in order.
protocol Staged {
  associatedtype Played: Provider
  var deployment: Deployment { get }
  var provider: Played { get }
  var world: World { get }
}

extension Staged {
  /// The provider's part of a deploy, up to the update.
  func update() async throws -> Receipt {
    let state = try await provider.state()
    let upload = try await provider.completed(try await publish(), since: state)
    return try await sent(upload, since: try await provider.state())
  }

  func publish() async throws(Failure) -> Played.Upload { try await provider.publish(deployment) }

  func requests() -> [PlannedRequest] { provider.requests(for: deployment) }

  /// The update with what it needs, since a state that a test made up.
  func send(_ upload: Played.Upload, since state: ServiceState) async throws(Failure) -> Receipt {
    try await sent(try await provider.completed(upload, since: state), since: state)
  }

  /// The update alone; again where nothing was executed.
  func sent(
    _ upload: Played.Upload, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    try await world.retrying(.write, nil) { () async throws(Failure) in
      try await provider.update(deployment, upload, since: state)
    }
  }

  /// Polls until the rollout has stopped moving; at most 30 times.
  func end(of receipt: Receipt) async throws -> Rollout {
    var poll = Poll(of: self, receipt)
    var rollout = Rollout(receipt: receipt, state: .running, status: "")
    for _ in 0..<30 where rollout.isMoving { rollout = try await poll.next() }
    return rollout
  }
}

/// Polls of one rollout, judged as the pipeline's wait judges them.
struct Poll<Cloud: Provider> {
  private let provider: Cloud
  private let world: World
  private var receipt: Receipt
  private var suspicion = Suspicion()

  init<Case: Staged>(of staged: Case, _ receipt: Receipt) where Case.Played == Cloud {
    provider = staged.provider
    world = staged.world
    self.receipt = receipt
  }

  mutating func next() async throws(Failure) -> Rollout {
    var rollout = try await provider.poll(receipt)
    receipt = rollout.receipt
    rollout.state = suspicion.judge(rollout.state, at: world.uptime())
    return rollout
  }
}

extension Rollout {
  /// Worth polling again.
  fileprivate var isMoving: Bool {
    switch state {
    case .running, .unregistered, .unidentified: true
    default: false
    }
  }
}

extension World {
  /// Real HTTP, this machine's files and no programs; every wait takes a millisecond, and random bytes are zeros.
  static func staged(_ environment: [String: String], now: Timestamp, told: Told) -> World {
    var world = World.refusing
    let start = ContinuousClock.now
    world.environment = environment
    world.now = { now }
    world.uptime = { ContinuousClock.now - start }
    world.sleep = { (_) async throws(Failure) in
      do {
        try await Task.sleep(for: .milliseconds(1))
      } catch {
        throw Failure(.interrupted, "stopped")
      }
    }
    world.random = { [UInt8](repeating: 0, count: $0) }
    world.files = .live(temporaryDirectory: "/nonexistent")
    world.transport = .live(version: "test")
    world.tell = { told.add($0) }
    world.secrets = SecretRegister()
    return world
  }
}
