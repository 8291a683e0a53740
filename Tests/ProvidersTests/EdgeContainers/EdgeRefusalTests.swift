import Effects
import Emulator
import HTTP
import Model
import Providers
import Testing

/// What the cloud says no to, and what a person is told.
@Suite struct EdgeRefusalTests {
  private func refused(
    _ cloud: EmulatedAlibaba, app: String = Edge.app, variables: [String: String] = [:]
  ) async throws -> Failure {
    let edge = try Edge(on: cloud.endpoint, app: app, variables: variables)
    return try #require(await #expect(throws: Failure.self) { try await edge.update() })
  }

  @Test func `an app that does not exist is a mistake in the config`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let failure = try await refused(cloud, app: "app-1")
    #expect(failure.kind == .configuration)
    #expect(failure.code == "InvalidApp.NotFound")
    #expect(failure.requestID != nil)
    #expect(failure.place?.line == 7)
    #expect(failure.remedies.contains { $0.contains("\"site\"") })
  }

  @Test(arguments: [
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "another", "SignatureDoesNotMatch"),
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAInobody", "InvalidAccessKeyId.NotFound"),
    ("ALIBABA_CLOUD_SECURITY_TOKEN", "stray", "InvalidSecurityToken.Mismatch"),
  ])
  func `refused credentials are named by their variable`(
    variable: String, value: String, code: String
  ) async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let failure = try await refused(cloud, variables: [variable: value])
    #expect(failure.kind == .credentials)
    #expect(failure.code == code)
    #expect(failure.remedies.contains { $0.contains(variable) })
    #expect(cloud.requests.count == 1)
  }

  @Test func `half a pair of credentials, or none, is told before anything is sent`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let half = try await refused(cloud, variables: ["ALIBABA_CLOUD_ACCESS_KEY_SECRET": ""])
    #expect(half.kind == .credentials)
    #expect(half.what == "ALIBABA_CLOUD_ACCESS_KEY_ID is set but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not")
    let none = try await refused(
      cloud, variables: ["ALIBABA_CLOUD_ACCESS_KEY_SECRET": "", "ALIBABA_CLOUD_ACCESS_KEY_ID": ""])
    #expect(none.kind == .credentials)
    #expect(none.remedies.first?.contains("ALIBABA_CLOUD_ACCESS_KEY_ID") == true)
    #expect(cloud.requests.isEmpty)
  }

  @Test func `a key that may only read is told what to grant`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "denied")
    defer { cloud.stop() }
    let failure = try await refused(cloud)
    #expect(failure.kind == .credentials)
    #expect(failure.what.contains("esa:CreateEdgeContainerAppVersion"))
    #expect(cloud.writes(of: Edge.create) == 0)
  }

  @Test func `a throttled call is sent again, after the time that the cloud names`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "throttled")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    #expect(try await edge.end(of: try await edge.update()).state == .finished)
    #expect(cloud.requests(of: Edge.publish).count == 3)
    #expect(cloud.writes(of: Edge.publish) == 1)
    #expect(cloud.writes(of: Edge.create) == 1)

    let failure = AlibabaErrors.failure(
      code: "Throttling.User", message: "m", action: "a", requestID: nil, delay: .milliseconds(1200))
    #expect(failure.retry == .safe(after: .milliseconds(1200)))
  }

  @Test func `an API that was withdrawn says so`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "retired")
    defer { cloud.stop() }
    let failure = try await refused(cloud)
    #expect(failure.kind == .configuration)
    #expect(failure.remedies.contains { $0.contains("withdrawn") })
  }

  @Test func `an unavailable cloud is asked again and then given up`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "unavailable")
    defer { cloud.stop() }
    let failure = try await refused(cloud)
    #expect(failure.kind == .unavailable)
    #expect(cloud.requests.count == 5)
  }

  @Test func `answers in pieces are read`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "drip")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    #expect(try await edge.end(of: try await edge.update()).state == .finished)
  }

  /// A quarter of an hour is tolerated; twenty minutes are learned from the answer.
  @Test func `a wrong clock is told and corrected`() async throws {
    let scenario = Scenario("clock", "twenty minutes ahead") { $0.clockSkew = 1200 }
    let cloud = try EmulatedAlibaba(
      scenario: scenario, credentials: [Edge.keys], apps: [.init(id: Edge.app)], now: { Edge.now })
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    #expect(try await edge.provider.state().main?.release == Edge.live)
    #expect(edge.told.rules == ["alibaba/clock"])
    #expect(cloud.requests[1][header: "x-acs-date"] == "2026-01-15T08:50:00Z")
  }

  /// The vendor's table for `PublishEdgeContainerAppVersion`, and the common codes.
  @Test(
    arguments: [
      ("InvalidParameter.PublishEnv", .configuration, .never),
      ("InvalidParameter.Percentage", .configuration, .never), ("InvalidParameter", .configuration, .never),
      ("InvalidParameter.appid", .configuration, .never),
      ("InternalException", .unavailable, .readsOnly),
      ("InvalidParameter.VersionId", .configuration, .never),
      ("InvalidApp.NotFound", .configuration, .never), ("InternalError", .unavailable, .readsOnly),
      ("Throttling", .tryLater, .safe(after: nil)), ("Throttling.Api", .tryLater, .safe(after: nil)),
      ("Rejected.Throttling", .tryLater, .safe(after: nil)), ("LockFailed", .tryLater, .safe(after: nil)),
      ("Site.ServiceBusy", .tryLater, .safe(after: nil)), ("MissingAppId", .configuration, .never),
      ("MissingSecurityToken", .credentials, .never), ("Forbidden.RAM", .credentials, .never),
      ("InvalidAccessKeyId.Inactive", .credentials, .never), ("NeverHeardOf", .unavailable, .readsOnly),
      ("InvalidParameterX", .unavailable, .readsOnly), ("InvalidApi.NotFound", .configuration, .never),
    ] as [(String, Failure.Kind, Failure.Retry)])
  func `an error code means what its table says`(code: String, kind: Failure.Kind, retry: Failure.Retry) {
    let meaning = AlibabaErrors.meaning(of: code)
    #expect(meaning.kind == kind)
    #expect(meaning.retry == retry)
  }

  @Test func `an error in lower-case keys is read, too`() async throws {
    let server = try LoopbackServer { _ in
      .answer(
        Answer(403, type: "application/json", #"{"code":"Forbidden.RAM","message":"no","requestId":"r-9"}"#))
    }
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Edge(on: server.endpoint).provider.state()
    }
    #expect(failure?.kind == .credentials)
    #expect(failure?.requestID == "r-9")
  }

  /// A remark is only ever lost with a warning: whoever must not read it may deploy all the same.
  @Test func `a version that may not be read is told and left out`() async throws {
    let server = try scriptedEdge(
      [
        "GetEdgeContainerAppStatus": [
          "AppStatus": ["PublishStatus": "published", "PublishingVersion": "ver-1"]
        ],
        "GetEdgeContainerAppVersion": ["Code": "NoPermission", "Message": "no"],
      ], status: 403)
    defer { server.stop() }
    let edge = try Edge(on: server.endpoint)
    #expect(try await edge.provider.state().online.map(\.release) == ["ver-1"])
    #expect(edge.told.rules == ["esa/unreadable-version"])
  }
}
