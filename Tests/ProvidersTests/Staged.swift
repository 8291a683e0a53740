import Effects
import HTTP
import Model
import Providers

/// A provider with what it deploys, and the pipeline's part in a test: each call once, in order.
protocol Staged {
  associatedtype Played: Provider
  var artifact: Artifact { get }
  var provider: Played { get }
  var world: World { get }
}

extension Staged {
  /// The provider's part of a deploy, up to the update.
  func update() async throws -> Receipt {
    let state = try await provider.state()
    let published = try await provider.completed(try await provider.publish(artifact), since: state)
    return try await sent(published, since: try await provider.state())
  }

  /// The update with what it needs, since a state that a test made up.
  func send(_ published: Published, since state: ServiceState) async throws(Failure) -> Receipt {
    try await sent(try await provider.completed(published, since: state), since: state)
  }

  /// Again where nothing was executed.
  private func sent(
    _ published: Published, since state: ServiceState
  ) async throws(Failure) -> Receipt {
    try await world.retrying(.write, nil) { _ async throws(Failure) in
      try await provider.update(published, since: state)
    }
  }

  /// Looks until the rollout has stopped moving; at most 30 times.
  func end(of receipt: Receipt) async throws -> Rollout {
    var rollout = Rollout(receipt: receipt, state: .running, status: "")
    for _ in 0..<30 where rollout.isMoving { rollout = try await provider.look(at: rollout.receipt) }
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
    world.files = .live(temporaryDirectory: "/nonexistent") { (_, _) throws(Failure) in }
    world.transport = .live(version: "test")
    world.tell = { told.add($0) }
    world.secrets = SecretRegister()
    return world
  }
}
