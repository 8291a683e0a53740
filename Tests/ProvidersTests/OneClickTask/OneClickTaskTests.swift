import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// A task that somebody else started, waited for stage by stage.
@Suite struct OneClickTaskTests {
  private func provider(
    on endpoint: String, _ id: String = "build-7", variables: [String: String] = [:]
  ) throws -> OneClickTask {
    let world = try world(on: endpoint, variables: variables)
    let target = try Deployment.test("tcbTask", options: ["externalId": .string(id)]).target
    return try OneClickTask(
      target.filled(by: OneClickTask.schema.options, from: "/", within: .anywhere, world) {
        (name) throws(Failure) in
        if case .environment(let variable) = name { world.variable(variable) } else { nil }
      }, world)
  }

  private func world(on endpoint: String, variables: [String: String] = [:]) throws -> World {
    try Express(on: endpoint, variables: variables).world
  }

  private func cloud(_ scenario: String = "calm") throws -> EmulatedTencent {
    guard let scenario = Scenario.named(scenario) else { throw Failure(.defect, "no scenario") }
    return try EmulatedTencent(
      scenario: scenario, credentials: [Express.keys],
      tasks: [.init(id: "build-7", server: "shop")], now: { Express.now })
  }

  private func end(_ provider: OneClickTask) async throws -> (rollout: Rollout, stages: [String]) {
    var stages: [String] = []
    while true {
      let rollout = try await provider.poll(Self.receipt)
      if let stage = rollout.steps.first(where: { $0.status == "running" }) { stages.append(stage.name) }
      if rollout.state != .running || stages.count > 20 { return (rollout, stages) }
    }
  }

  @Test func `a task is followed stage by stage until it has finished`() async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    let (rollout, stages) = try await end(provider(on: cloud.endpoint))
    #expect(stages == ["envStage", "storageStage", "serverStage"])
    #expect(rollout.state == .finished)
    #expect(rollout.receipt.release == "shop-001")
    #expect(rollout.steps.prefix(3).map(\.status) == ["finished", "finished", "finished"])
    #expect(rollout.requestID?.isEmpty == false)
  }

  @Test func `a task that fails gives its reason`() async throws {
    let cloud = try cloud("crash")
    defer { cloud.stop() }
    let (rollout, _) = try await end(provider(on: cloud.endpoint))
    #expect(rollout.state == .failed("CreateVersion: Readiness probe failed: connect: connection refused"))
  }

  @Test func `a task without a reason gives that of its first failed step`() async throws {
    let server = try scripted([
      Self.action: [
        "Status": "failed", "FailReason": "",
        "Steps": [
          ["Name": "CreateEnv", "Status": "finished", "CostTime": 12, "FailReason": ""],
          ["Name": "CreateServer", "Status": "failed", "CostTime": 3, "FailReason": "no quota"],
        ],
      ]
    ])
    defer { server.stop() }
    let rollout = try await provider(on: server.endpoint).poll(Self.receipt)
    #expect(rollout.state == .failed("CreateServer: no quota"))
    #expect(
      rollout.steps == [
        Rollout.Step(name: "CreateEnv", status: "finished", duration: .seconds(12)),
        Rollout.Step(name: "CreateServer", status: "failed", duration: .seconds(3), reason: "no quota"),
      ])
  }

  @Test(arguments: ["crash", "other-spellings"])
  func `statuses count in any spelling`(scenario: String) async throws {
    let cloud = try cloud(scenario)
    defer { cloud.stop() }
    let provider = try provider(on: cloud.endpoint)
    let (rollout, _) = try await end(provider)
    #expect(rollout.steps.first?.status == "finished")
    let isLive = try await provider.state().main != nil
    #expect(isLive == (scenario == "other-spellings"))
    let server = try scripted([Self.action: ["Status": "FAILED", "FailReason": "no quota"]])
    defer { server.stop() }
    #expect(
      try await self.provider(on: server.endpoint).poll(Self.receipt).state == .failed("no quota"))
  }

  @Test func `a task that was stopped has ended`() async throws {
    let server = try scripted([Self.action: ["Status": "stopped", "Steps": .null]])
    defer { server.stop() }
    #expect(
      try await provider(on: server.endpoint).poll(Self.receipt).state
        == .stopped("the provider gives no reason"))
  }

  /// Its words are placeholders: an unknown status is one that goes on.
  @Test func `the vendor's sample answer is read`() async throws {
    let server = try LoopbackServer { _ in
      .answer(
        Answer(
          type: "application/json",
          """
          {
          "Response": {
          "Status": "xx",
          "UserEnvId": "xx",
          "EnvId": "xxxx",
          "ServerName": "xx",
          "FailReason": "xx",
          "ExternalId": "xx",
          "RequestId": "xx",
          "VersionName": "xx",
          "UserUin": "xx",
          "CreateTime": "xx",
          "StartTime": "xx",
          "Stage": "xx",
          "Steps": []
          }
          }
          """))
    }
    defer { server.stop() }
    #expect(
      try await provider(on: server.endpoint).poll(Self.receipt)
        == Rollout(
          receipt: Receipt(operation: "build-7", baseline: "", release: "xx"), state: .running, status: "xx",
          requestID: "xx"))
  }

  @Test func `the id can come from the environment`() async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    let provider = try provider(
      on: cloud.endpoint, "{env:PREFIX}-7", variables: ["PREFIX": "build"])
    _ = try await provider.poll(Self.receipt)
    #expect(try cloud.bodies(of: Self.action) == [["ExternalId": "build-7"]])
    let failure = #expect(throws: Failure.self) { try self.provider(on: cloud.endpoint, "{env:PREFIX}") }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what == "{env:PREFIX} in externalId has no value")
  }

  @Test(arguments: ["", String(repeating: "a", count: 65), String(repeating: "任", count: 22)])
  func `an id that no task can have is refused`(id: String) throws {
    let failure = #expect(throws: Failure.self) { try provider(on: "http://127.0.0.1:9", id) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.place?.line == 7)
    let typed = #expect(throws: Failure.self) {
      try OneClickTask(externalID: id, in: world(on: "http://127.0.0.1:9"))
    }
    #expect(typed?.kind == .usage)
  }

  @Test func `a task is looked at without a target, for status`() async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    let task = try OneClickTask(externalID: "build-7", in: try world(on: cloud.endpoint))
    let rollout = try await task.poll(Self.receipt)
    #expect(rollout.state == .running)
    #expect(rollout.receipt.operation == "build-7")
    #expect(rollout.steps.map(\.name) == ["envStage", "storageStage", "serverStage", "CreateVersion"])
  }

  @Test(arguments: ["ActionOffline", "InvalidAction", "NoSuchVersion", "NoSuchProduct"])
  func `the retired API is a fault of the configuration, and its replacement is named`(
    code: String
  ) async throws {
    let server = try scripted([Self.action: Self.refusal(code)])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await provider(on: server.endpoint).poll(Self.receipt)
    }
    #expect(failure?.kind == .configuration)
    #expect(failure.map { ExitCode($0.kind).rawValue } == 78)
    #expect(failure?.what.contains("has retired \(Self.action)") == true)
    #expect(failure?.what.contains("DescribeServerManageTask") == true)
    #expect(failure?.what.contains("\"tcbr\"") == true)
    #expect(failure?.requestID == "r-1")
  }

  @Test(arguments: ["retired", "withdrawn"])
  func `a cloud that retired the API, or does not know it any more, names what to use instead`(
    scenario: String
  ) async throws {
    let cloud = try cloud(scenario)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await provider(on: cloud.endpoint).state()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.place?.line == 7)
    #expect(failure?.remedies == ["deploy the service with \"tcbr\" instead of \"tcbTask\""])
    #expect(cloud.requests.count == 1)
  }

  @Test(
    arguments: [
      ("InternalError", .unavailable, 5), ("InvalidParameter", .configuration, 1),
      ("LimitExceeded", .configuration, 1), ("ResourceInUse", .tryLater, 1),
      ("ResourceNotFound", .configuration, 1), ("ResourceNotFound.Sub", .configuration, 1),
      ("AuthFailure.SignatureFailure", .credentials, 1),
    ] as [(String, Failure.Kind, Int)])
  func `each documented code has its meaning`(code: String, kind: Failure.Kind, asked: Int) async throws {
    let server = try scripted([Self.action: Self.refusal(code)])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await provider(on: server.endpoint).poll(Self.receipt)
    }
    #expect(failure?.kind == kind)
    #expect(failure?.code == code)
    #expect(failure?.remedies.isEmpty == false)
    #expect(server.requests.count == asked)
  }

  @Test(
    arguments: [
      ("throttled", nil), ("drip", nil), ("malformed", .unavailable), ("unavailable", .unavailable),
    ]
      as [(String, Failure.Kind?)])
  func `a bad connection is put up with as far as it goes`(scenario: String, kind: Failure.Kind?) async throws
  {
    let cloud = try cloud(scenario)
    defer { cloud.stop() }
    let provider = try provider(on: cloud.endpoint)
    do throws(Failure) {
      _ = try await provider.poll(Self.receipt)
      #expect(kind == nil)
    } catch {
      #expect(error.kind == kind)
      #expect(cloud.requests.count == 5)
    }
  }

  @Test func `nothing is ever changed: the deploy sends no write, and nothing can be stopped`() async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    let provider = try provider(on: cloud.endpoint)
    let state = try await provider.state()
    #expect(state.inFlight == nil)
    #expect(state.notes.map(\.rule) == ["tcbTask/status"])
    let deployment = try Deployment.test("tcbTask", options: [:])
    try await provider.publish(deployment)
    _ = try await provider.update(deployment, (), since: state)
    #expect(cloud.actions == [Self.action])
    let failure = await #expect(throws: Failure.self) {
      try await provider.cancel(InFlight(id: "build-7", status: "running"))
    }
    #expect(failure?.kind == .defect)
    #expect(OneClickTask.schema.verbs == [.status])
  }

  private static let receipt = Receipt(operation: "build-7", baseline: "")
  private static let action = "DescribeCloudBaseRunOneClickTaskExternal"

  private static func refusal(_ code: String) -> JSON {
    ["Error": ["Code": .string(code), "Message": "sorry"], "RequestId": "r-1"]
  }
}
