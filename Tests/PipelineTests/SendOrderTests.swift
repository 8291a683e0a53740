import Effects
import Model
import Providers
import Support
import Synchronization
import Testing

@testable import Pipeline

/// A promotion, cancellation or rollback whose answer is lost, with states from a script.
@Suite struct SendOrderTests {
  private static let lost = Failure(.tryLater, "the connection broke", retry: .readsOnly)
  private static let waiting = state(traffic: 0, inFlight: "running")
  private static let promoted = state(traffic: 100, inFlight: nil)

  private static func state(traffic: Int, inFlight: String?) -> ServiceState {
    ServiceState(
      online: [
        .init(release: "api-006", trafficPercent: 100 - traffic),
        .init(release: "api-007", trafficPercent: traffic),
      ], inFlight: inFlight.map { InFlight(id: "7", status: $0, release: "api-007") }, baseline: "7")
  }

  /// How it ended, how often it was sent, and how long that took.
  private func order(
    _ states: [ServiceState], answers: [Failure?], isWritten: Bool = true
  ) async -> (Result<SendOrder.Sent<Int>, Failure>, sent: Int, Duration) {
    let time = FakeTime()
    let script = FakeProvider.Script(states: states)
    let target = Target(
      name: "prod", place: Place(file: "sampan.json"), provider: "fake", version: [], remark: [])
    let world = time.world
    let order = SendOrder(
      service: Service(world: world, target: target, provider: FakeProvider(script)), name: "promotion")
    var sent = 0
    do throws(Failure) {
      let result = try await order.run(from: Self.waiting) {
        $0.hasMoved(since: Self.waiting)
      } _: {
        _ async throws(Failure) in
        sent += 1
        if isWritten { world.writes.begin() }
        if let failure = answers.indices.contains(sent - 1) ? answers[sent - 1] : nil { throw failure }
        return sent
      }
      return (.success(result), sent, time.now)
    } catch {
      return (.failure(error), sent, time.now)
    }
  }

  @Test func `an answer is believed, and a refusal too`() async throws {
    let (answered, once, _) = await order([], answers: [])
    guard case .answered(1) = try answered.get() else { return #expect(Bool(false)) }
    #expect(once == 1)
    let refusal = Failure(.credentials, "no permission")
    let (refused, again, _) = await order([], answers: [refusal])
    #expect(throws: refusal) { try refused.get() }
    #expect(again == 1)
  }

  @Test func `a read that fails before the write is no lost answer`() async throws {
    let (result, sent, took) = await order([Self.waiting], answers: [Self.lost], isWritten: false)
    guard case .failure(let failure) = result else { return #expect(Bool(false)) }
    #expect(failure.what == Self.lost.what)
    #expect(failure.retry == .never)
    #expect(sent == 1)
    #expect(took == .zero)
  }

  @Test func `the state that was asked for is success, whatever became of the answer`() async throws {
    let (result, sent, _) = await order([Self.waiting, Self.promoted], answers: [Self.lost])
    guard case .seen(Self.promoted) = try result.get() else { return #expect(Bool(false)) }
    #expect(sent == 1)
  }

  @Test func `without a trace for the provider's time it is sent once more`() async throws {
    let (result, sent, took) = await order([Self.waiting], answers: [Self.lost, nil])
    guard case .answered(2) = try result.get() else { return #expect(Bool(false)) }
    #expect(sent == 2)
    #expect(took == .seconds(60))
  }

  @Test func `it is never sent a third time, and what is known is said`() async throws {
    let (result, sent, took) = await order([Self.waiting], answers: [Self.lost, Self.lost])
    #expect(sent == 2)
    #expect(took == .seconds(120))
    guard case .failure(let failure) = result else { return #expect(Bool(false)) }
    #expect(failure.kind == .unavailable)
    #expect(failure.what == "could not confirm that the promotion was accepted: the connection broke")
    #expect(failure.remedies == ["check before repeating it: sampan status prod"])
  }

  @Test func `a second attempt that does not fit the state any more is refused`() async throws {
    let usage = Failure(.usage, "no release is waiting for promotion")
    let (result, sent, _) = await order([Self.waiting], answers: [Self.lost, usage])
    #expect(throws: usage) { try result.get() }
    #expect(sent == 2)
  }

  private static func live(_ release: String) -> ServiceState {
    ServiceState(online: [.init(release: release, trafficPercent: 100)], baseline: release)
  }

  /// The release that a rollback whose answer is lost ends with, when this one is seen live.
  private func rollback(to release: String?, seeing live: String) async -> Result<String?, Failure> {
    let script = FakeProvider.Script(states: [Self.live(live)])
    script.rollbacks.withLock { $0 = [Self.lost] }
    var world = FakeTime().world
    world.writes = script.writes
    let target = Target(
      name: "prod", place: Place(file: "sampan.json"), provider: "fake", version: [], remark: [])
    let order = SendOrder(
      service: Service(world: world, target: target, provider: FakeProvider(script)), name: "rollback")
    do throws(Failure) {
      return .success(try await order.rollback(to: release, from: Self.live("api-006")))
    } catch {
      return .failure(error)
    }
  }

  @Test(arguments: [nil, "api-005"])
  func `a lost rollback is done when the release that it leads to is live, and no other`(release: String?)
    async throws
  {
    #expect(try await rollback(to: release, seeing: "api-005").get() == "api-005")
    let other = await rollback(to: release, seeing: "api-007")
    guard case .failure(let failure) = other else { return #expect(Bool(false)) }
    #expect(failure.kind == .stillRolling)
    #expect(failure.what.contains("api-007 is live"))
  }
}
