import Emulator
import Model
import Providers
import Testing

/// The connection dropped after the request was read: whatever is decided, there is one deploy.
@Suite struct TemLostAnswerTests {
  @Test func `an update whose answer is lost is sent once and its rollout adopted`() async throws {
    let cloud = try EmulatedTencent.orders("lost-answer")
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    let before = try await orders.provider.state()
    let failure = await #expect(throws: Failure.self) { try await orders.update() }
    #expect(failure?.retry == .readsOnly)
    let rollout = try await orders.end(of: orders.provider.receipt(for: orders.deployment, since: before))
    #expect(rollout.state == .finished)
    #expect(rollout.receipt.release == "1.2.3")
    #expect(cloud.count("RollingUpdateApplicationByVersion") == 1)
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 1)
  }

  @Test func `an empty result is no failure: the rollout is known by its version`() async throws {
    let cloud = try EmulatedTencent.orders("task-zero")
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    let receipt = try await orders.update()
    #expect(receipt.operation == nil)
    #expect(receipt.release == "1.2.3")
    #expect(try await orders.end(of: receipt).state == .finished)
    #expect(
      try cloud.bodies(of: "DescribeDeployApplicationDetail").allSatisfy { $0["VersionId"] == nil })
  }

  @Test(arguments: [("revision-xxx", "revision-xxx"), ("", nil)])
  func `the vendor's sample answers are read`(result: String, operation: String?) async throws {
    let server = try scripted([
      "RollingUpdateApplicationByVersion": [
        "RequestId": "81f74023-563c-437d-abf7-8139449ef178", "Result": .string(result),
      ]
    ])
    defer { server.stop() }
    let receipt = try await Orders(on: server.endpoint)
      .send(nil, since: ServiceState(baseline: "b"))
    #expect(receipt == Receipt.ours(operation: operation, baseline: "b", release: "1.2.3"))
  }

  @Test(arguments: ["lost-and-stolen", "task-zero-stolen"])
  func `somebody else's rollout is not adopted`(scenario: String) async throws {
    let cloud = try EmulatedTencent.orders(scenario)
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    let before = try await orders.provider.state()
    _ = try? await orders.update()
    let rollout = try await orders.end(of: orders.provider.receipt(for: orders.deployment, since: before))
    #expect(rollout.state == .foreign("version \"stranger-1\" is deployed instead of \"1.2.3\""))
    #expect(cloud.count("RollingUpdateApplicationByVersion") == 1)
  }

  @Test func `the same version from before the update is not taken for the rollout of the update`()
    async throws
  {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let first = try Orders(on: cloud.endpoint)
    _ = try await first.end(of: try await first.update())
    let second = try Orders(on: cloud.endpoint)
    let state = try await second.provider.state()
    let rollout = try await second.provider.poll(
      second.provider.receipt(for: second.deployment, since: state))
    #expect(rollout.state == .unregistered)
  }

  @Test(arguments: [
    "ResumeDeployApplication", "RevertDeployApplication", "RollingUpdateApplicationByVersion",
  ])
  func `every write is sent once when its answer is lost`(action: String) async throws {
    let server = try LoopbackServer { request in
      guard request.action != action else { return .lose }
      return .answer(
        response(
          request.action == "DescribeApplicationInfo"
            ? TemRolloutTests.deploying
            : TemRolloutTests.detail(status: "Running", second: "WaitForResume")))
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint)
    let provider = orders.provider
    let state = try await provider.state()
    let failure = await #expect(throws: Failure.self) {
      switch action {
      case "ResumeDeployApplication": _ = try await provider.promote(state, percent: 100)
      case "RevertDeployApplication": _ = try await provider.rollback(to: nil, from: state)
      default: _ = try await provider.update(orders.deployment, nil, since: state)
      }
    }
    #expect(failure?.retry == .readsOnly)
    #expect(server.requests.actions.count { $0 == action } == 1)
  }

  @Test(arguments: ["unavailable", "malformed"])
  func `an update that a gateway answers is sent once and may have been executed`(
    scenario: String
  ) async throws {
    let cloud = try EmulatedTencent.orders(scenario)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Orders(on: cloud.endpoint).send(nil, since: ServiceState())
    }
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.kind == .unavailable)
    #expect(cloud.actions == ["RollingUpdateApplicationByVersion"])
  }

  @Test func `an order that is answered with a no is a failure`() async throws {
    let server = try scripted(["RevertDeployApplication": ["Result": false, "RequestId": "r-1"]])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Orders(on: server.endpoint).provider.cancel(InFlight(id: "v2", status: "batch_updating"))
    }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.requestID == "r-1")
  }
}
