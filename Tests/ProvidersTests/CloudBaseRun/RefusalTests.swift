import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// What the cloud refuses, and what becomes of it.
@Suite struct RefusalTests {
  @Test func `throttled calls are repeated, the update too`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "throttled")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    _ = try await express.update()
    #expect(cloud.actions.filter { $0 == "UpdateCloudRunServer" }.count == 3)
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
    let retries = express.told.events.filter {
      if case .notice(let text) = $0 { text.contains("retrying") } else { false }
    }
    #expect(retries.count == 2 * Set(cloud.actions).count)
  }

  @Test func `a call that stays throttled is worth another run`() async throws {
    let server = try scripted([
      "UpdateCloudRunServer": [
        "Error": ["Code": "RequestLimitExceeded.UinLimitExceeded", "Message": "slow down"],
        "RequestId": "r-1",
      ]
    ])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: server.endpoint).sent(
        CloudBaseRun.Upload(), since: ServiceState(baseline: "0"))
    }
    #expect(failure?.kind == .tryLater)
    #expect(failure?.causes == ["gave up after 5 attempts"])
    #expect(server.requests.count == 5)
  }

  @Test(arguments: [-600, 600])
  func `a clock that is wrong is told once and the server's is used from then on`(
    skew: Int64
  ) async throws {
    let cloud = try EmulatedTencent.holding("express", now: Timestamp(seconds: Express.now.seconds + skew))
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let rollout = try await express.end(of: try await express.update())
    #expect(rollout.state == .finished)
    #expect(express.told.rules == ["tencent/clock"])
    // One refused call: the very first.
    #expect(
      cloud.actions.prefix(3) == [
        "DescribeServerManageTask", "DescribeServerManageTask", "DescribeCloudRunServerDetail",
      ])
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
  }

  @Test func `a signature that stays expired is refused after one correction`() async throws {
    let server = try scripted(
      [
        "DescribeServerManageTask": [
          "Error": ["Code": "AuthFailure.SignatureExpire", "Message": "expired"], "RequestId": "r-1",
        ]
      ], date: "Tue, 23 Dec 2025 10:48:10 GMT")
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: server.endpoint).provider.state()
    }
    #expect(failure?.kind == .credentials)
    #expect(server.requests.compactMap { $0[header: "X-TC-Timestamp"] } == ["1766483290", "1766486890"])
  }

  @Test func `credentials that are refused are named by code and request id`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    for (variables, code) in [
      (["TENCENTCLOUD_SECRET_KEY": "wrong"], "AuthFailure.SignatureFailure"),
      (["TENCENTCLOUD_SECRET_ID": "AKIDnobody"], "AuthFailure.SecretIdNotFound"),
      (["TENCENTCLOUD_TOKEN": "stale"], "AuthFailure.TokenFailure"),
    ] {
      let failure = await #expect(throws: Failure.self) {
        try await Express(on: cloud.endpoint, variables: variables).provider.state()
      }
      #expect(failure?.kind == .credentials)
      #expect(failure?.code == code)
      #expect(failure?.requestID?.isEmpty == false)
      #expect(failure?.remedies.isEmpty == false)
    }
    #expect(cloud.requests.count == 3)
  }

  @Test func `a key that may not write changes nothing`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "denied")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) { try await Express(on: cloud.endpoint).update() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == "UnauthorizedOperation")
    #expect(failure?.what.contains("tcbr:UpdateCloudRunServer") == true)
    #expect(failure?.requestID?.isEmpty == false)
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 0)
  }

  @Test func `a service that does not exist is a fault of the configuration`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    for (service, options, code) in [
      ("expres", [:], "ResourceNotFound.ServerNotFound"), ("express", ["envId": "other"], "ResourceNotFound"),
      ("express", ["region": "ap-tokyo"], "InvalidParameter"),
    ] as [(String, [String: JSON], String)] {
      let failure = await #expect(throws: Failure.self) {
        try await Express(on: cloud.endpoint, service: service, options: options).provider.state()
      }
      #expect(failure?.kind == .configuration)
      #expect(failure?.code == code)
      #expect(failure?.place == Place(file: "sampan.json", line: 7, column: 3))
      #expect(failure?.requestID?.isEmpty == false)
      let name = options["envId"]?.string ?? service
      #expect(failure?.what.contains("\"\(name)\"") == true)
    }
    // Each is explained by what the environment says.
    #expect(cloud.actions.filter { $0 == "DescribeEnvBaseInfo" }.count == 3)
  }

  @Test func `an interface out of service is a fault of the configuration`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "retired")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: cloud.endpoint).provider.state()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.code == "ActionOffline")
  }

  @Test func `a rollout in flight refuses the update`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "busy")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: cloud.endpoint).send(CloudBaseRun.Upload(), since: ServiceState())
    }
    #expect(failure?.kind == .tryLater)
    #expect(failure?.retry == .whenIdle)
    #expect(failure?.code == "ResourceInUse")
  }

  @Test(arguments: ["unavailable", "malformed"])
  func `a question that a gateway answers is asked five times`(scenario: String) async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: scenario)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: cloud.endpoint).provider.state()
    }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.causes == ["gave up after 5 attempts"])
    #expect(cloud.requests.count == 5)
  }

  @Test func `a page of a proxy is told as one and not asked for again`() async throws {
    let server = try LoopbackServer { _ in .answer(Answer(403, type: "text/html", "<p>token=abc</p>")) }
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: server.endpoint).provider.state()
    }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.what.contains("403") == true)
    #expect(failure?.what.contains("token") == false)
    #expect(server.requests.count == 1)
  }

  @Test func `answers that arrive in pieces are whole`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "drip")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    #expect(try await express.end(of: try await express.update()).state == .finished)
  }

  @Test func `an action that is to be withdrawn is warned about`() async throws {
    let server = try scripted([
      "DescribeServerManageTask": ["IsExist": false, "DeprecatedWarning": "gone on 2027-01-01"]
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    _ = try await express.provider.poll(Receipt.ours(operation: "1", baseline: "0"))
    #expect(express.told.rules == ["tencent/deprecated"])
  }
}
