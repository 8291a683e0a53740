import Emulator
import Model
import Providers
import Support
import Testing

/// The update may have been executed, and nobody can say: what is there is looked at and never sent again.
@Suite struct LostAnswerTests {
  @Test func `an update whose answer is lost is sent once and its rollout adopted`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "lost-answer")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) { try await express.update() }
    #expect(failure?.retry == .readsOnly)
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)

    let rollout = try await express.end(of: Receipt.ours(operation: nil, baseline: "0"))
    #expect(rollout.state == .finished)
    #expect(rollout.receipt == Receipt.ours(operation: "2323885", baseline: "0", release: "express-007"))
    #expect(cloud.actions.filter { $0 == "UpdateCloudRunServer" }.count == 1)
    // Asked for once: what was adopted is ours from then on.
    #expect(
      try cloud.bodies(of: "DescribeCloudBaseRunServerVersion")
        .filter { $0["VersionName"] == "express-007" }.count == 1)
  }

  @Test func `somebody else's rollout is not adopted`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "lost-and-stolen")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    await #expect(throws: Failure.self) { try await express.update() }
    let rollout = try await express.end(of: Receipt.ours(operation: nil, baseline: "0"))
    guard case .foreign(let why) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(why.contains("another deploy's change"))
    #expect(rollout.receipt == Receipt.ours(operation: nil, baseline: "0"))
    #expect(cloud.actions.filter { $0 == "UpdateCloudRunServer" }.count == 1)
  }

  @Test func `another commit's rollout is not adopted, whoever deployed it`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "lost-answer")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, remark: "2.0.0 sampan:aaaaaaaaaaaa.777777777777.ffffff")
    await #expect(throws: Failure.self) { try await express.update() }
    let rollout = try await express.end(of: Receipt.ours(operation: nil, baseline: "0"))
    guard case .foreign = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
  }

  @Test func `a newer rollout without a remark is not adopted`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "lost-answer")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, remark: "")
    await #expect(throws: Failure.self) { try await express.update() }
    let rollout = try await express.end(of: Receipt.ours(operation: nil, baseline: "0"))
    #expect(rollout.state == .unidentified("task 2323885 is newer and has no remark yet"))
    #expect(rollout.receipt == Receipt.ours(operation: nil, baseline: "0"))
  }

  @Test func `a rollout of ours from before the update is not adopted`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    _ = try await express.end(of: try await express.update())
    let state = try await express.provider.state()
    let rollout = try await express.provider.poll(
      Receipt.ours(operation: nil, baseline: state.baseline))
    #expect(rollout.state == .unregistered)
  }

  @Test(arguments: ["unavailable", "malformed"])
  func `an update that a gateway answers is sent once and may have been executed`(
    scenario: String
  ) async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: scenario)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: cloud.endpoint).sent(
        CloudBaseRun.Upload(), since: ServiceState(baseline: "0"))
    }
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.kind == .unavailable)
    #expect(cloud.actions == ["UpdateCloudRunServer"])
  }

  @Test(arguments: ["InternalError", "FailedOperation.Something", "NeverHeardOf"])
  func `an update that fails inside the cloud is sent once and may have been executed`(
    code: String
  ) async throws {
    let server = try scripted([
      "UpdateCloudRunServer": ["Error": ["Code": .string(code), "Message": "sorry"], "RequestId": "r-1"]
    ])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: server.endpoint).sent(
        CloudBaseRun.Upload(), since: ServiceState(baseline: "0"))
    }
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.code == code)
    #expect(failure?.requestID == "r-1")
    #expect(server.requests.count == 1)
  }

  @Test func `a question before the update that stays unanswered sends nothing`() async throws {
    let server = try scripted([
      "DescribeCloudRunServerDetail": ["Error": ["Code": "InternalError", "Message": "sorry"]],
      "DescribeVersionDetail": ["Error": ["Code": "InternalError", "Message": "sorry"]],
    ])
    defer { server.stop() }
    let state = ServiceState(online: [.init(release: "express-006", trafficPercent: 100)], baseline: "0")
    for options: [String: JSON] in [["items": ["EnvParam": ["A": "1"]]], ["keepVpc": true]] {
      let failure = await #expect(throws: Failure.self) {
        try await Express(on: server.endpoint, options: options).send(
          CloudBaseRun.Upload(), since: state)
      }
      #expect(failure?.kind == .unavailable)
    }
    #expect(!server.requests.actions.contains("UpdateCloudRunServer"))
  }
}
