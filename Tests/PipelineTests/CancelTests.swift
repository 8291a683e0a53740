import Effects
import Model
import Providers
import Synchronization
import Testing

@testable import Pipeline

/// Cancellations that come too late.
@Suite struct CancelTests {
  private static let refused = Failure(.configuration, "task [7] is not running")

  private static func state(_ live: String, runs: Bool) -> ServiceState {
    ServiceState(
      online: [.init(release: live, trafficPercent: 100)],
      inFlight: runs ? InFlight(id: "7", status: "running", release: "api-007") : nil, baseline: "7")
  }

  private func cancel(_ states: [ServiceState], _ refusal: Failure? = refused) async -> Outcome {
    let script = FakeProvider.Script(states: states)
    script.cancellations.withLock { $0 = [refusal] }
    let target = Target(
      name: "prod", place: Place(file: "sampan.json"), provider: "fake", version: [], remark: [])
    var world = FakeTime().world
    world.writes = script.writes
    return await Service(world: world, target: target, provider: FakeProvider(script)).run(.cancel)
  }

  @Test func `of a rollout that has ended meanwhile there is nothing to cancel`() async {
    let outcome = await cancel([Self.state("api-006", runs: true), Self.state("api-006", runs: false)])
    #expect(outcome.status == .skipped && outcome.exitCode.rawValue == 0)
    #expect(outcome.reason == "rollout 7 had ended already: nothing to cancel")
    #expect(outcome.releaseID == "api-006")
  }

  @Test func `a rollout that went live meanwhile is reported as live`() async {
    let outcome = await cancel([Self.state("api-006", runs: true), Self.state("api-007", runs: false)])
    #expect(outcome.exitCode.rawValue == 5)
    #expect(
      outcome.failure?.what == "rollout 7 finished before it could be cancelled: api-007 is live")
  }

  @Test func `a refusal of a rollout that is still running is a refusal`() async {
    let outcome = await cancel([Self.state("api-006", runs: true)])
    #expect(outcome.failure == Self.refused)
  }

  @Test func `a key without permission is told, whatever became of the rollout`() async {
    let denied = Failure(.credentials, "no permission")
    let outcome = await cancel(
      [Self.state("api-006", runs: true), Self.state("api-006", runs: false)], denied)
    #expect(outcome.exitCode.rawValue == 77)
  }
}
