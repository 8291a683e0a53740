import Effects
import Model
import Providers
import Synchronization
import Testing

@testable import Pipeline

/// A promotion to a share of the traffic, with states from a script.
@Suite struct ShareTests {
  private static let lost = Failure(.tryLater, "the connection broke", retry: .readsOnly)

  private static func state(_ share: Int, waits: Bool = true) -> ServiceState {
    ServiceState(
      online: [
        .init(release: "api-006", trafficPercent: 100 - share),
        .init(release: "api-007", trafficPercent: share),
      ], inFlight: waits ? InFlight(id: "7", status: "waiting", release: "api-007") : nil, baseline: "7")
  }

  private static func poll(_ state: Rollout.State) -> Result<Rollout, Failure> {
    .success(Rollout(receipt: Receipt(operation: "1", baseline: "7"), state: state, status: "x"))
  }

  private func share(
    _ percent: Int, _ states: [ServiceState], polls: [Result<Rollout, Failure>] = [], lost: [Failure?] = []
  ) async -> (Outcome, sent: [Int], events: [Event], took: Duration) {
    let time = FakeTime()
    let script = FakeProvider.Script(polls: polls, states: states)
    script.promotions.withLock { $0 = lost }
    let target = Target(
      name: "prod", place: Place(file: "sampan.json"), provider: "fake", version: [], remark: [])
    var world = time.world
    world.writes = script.writes
    let service = Service(world: world, target: target, provider: FakeProvider(script))
    let outcome = await service.run(.share(percent))
    return (outcome, script.promoted.withLock { $0 }, time.told, time.now)
  }

  @Test func `it ends in waiting, with the share and what can be done next`() async {
    let (outcome, sent, _, _) = await share(
      25, [Self.state(10), Self.state(10), Self.state(25)],
      polls: [Self.poll(.running), Self.poll(.awaitingPerson("promote or cancel"))])
    #expect(outcome.status == .awaiting && outcome.exitCode.rawValue == 4)
    #expect(outcome.releaseID == "api-007")
    #expect(outcome.failure?.what == "api-007 gets 25 % of the traffic")
    #expect(outcome.failure?.remedies == ["sampan promote prod", "sampan cancel prod"])
    #expect(sent == [25])
  }

  @Test func `a share that the release has is not sent`() async {
    let (outcome, sent, _, _) = await share(25, [Self.state(25)])
    #expect(outcome.status == .awaiting)
    #expect(sent == [])
  }

  @Test func `another share than was asked for is reported as it is`() async {
    let (outcome, sent, events, took) = await share(
      25, [Self.state(10), Self.state(20)], polls: [Self.poll(.finished)])
    #expect(outcome.failure?.what == "api-007 gets 20 % of the traffic")
    #expect(sent == [25])
    #expect(took == .seconds(90))
    #expect(
      events.contains(
        .finding(
          Finding(
            .warning, "api-007 gets 20 % of the traffic, not 25 %", rule: "promote/other-share"))))
  }

  @Test func `after a lost answer the share is looked for, and sent once more only without a trace`() async {
    let (seen, once, _, _) = await share(
      25, [Self.state(10), Self.state(25)], lost: [Self.lost])
    #expect(seen.status == .awaiting && once == [25])
    let (again, twice, _, took) = await share(
      25, [Self.state(10)], polls: [Self.poll(.awaitingPerson("promote"))], lost: [Self.lost, nil])
    #expect(again.status == .awaiting && twice == [25, 25])
    #expect(took == .seconds(60 + 90))
    let (never, most, _, _) = await share(25, [Self.state(10)], lost: [Self.lost, Self.lost])
    #expect(never.exitCode.rawValue == 69 && most == [25, 25])
  }

  @Test func `a release that went live or away meanwhile is an error, not a wait`() async {
    let (outcome, _, _, _) = await share(
      25, [Self.state(10), Self.state(100, waits: false)], polls: [Self.poll(.finished)])
    #expect(outcome.status == .failed && outcome.exitCode.rawValue == 2, "\(outcome)")
    #expect(outcome.failure?.what == "api-007 no longer waits for a person")
  }

  @Test func `a rollout that fails on the way is a failure`() async {
    let (outcome, _, _, _) = await share(25, [Self.state(10)], polls: [Self.poll(.failed("no health"))])
    #expect(outcome.exitCode.rawValue == 2)
  }
}
