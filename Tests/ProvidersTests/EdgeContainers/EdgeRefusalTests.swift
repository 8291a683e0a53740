import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
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

  /// No document has an example of either code.
  @Test(arguments: [("calm", "InvalidParameter.VersionId"), ("other-spellings", "InvalidVersion")])
  func `a version that does not exist is a mistake in the config, whatever its code`(
    scenario: String, code: String
  ) async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: scenario)
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, .held, options: ["versionId": "ver-9"])
    let failure = try #require(await #expect(throws: Failure.self) { try await edge.update() })
    #expect(failure.kind == .configuration)
    #expect(failure.code == code)
    #expect(failure.remedies.first?.description.contains("version") == true)
    #expect(cloud.writes(of: Edge.publish) == 0)
  }

  @Test func `an account without a plan is told apart from an app that does not exist`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "not-opened")
    defer { cloud.stop() }
    let failure = try await refused(cloud)
    #expect(failure.kind == .configuration)
    #expect(failure.what.contains("Edge Containers are not opened for this account"))
    #expect(failure.remedies.first?.contains("plan") == true)
    #expect(failure.place?.line == 7)
  }

  /// No document says what is answered without a plan.
  @Test(
    arguments: [
      (["Code": "InstanceNotFound", "Message": "no instance"], false), (["InstanceId": .null], false),
      (["InstanceId": "esa-1"], true), (["Code": "NoPermission", "Message": "no"], true),
      (["Code": "InvalidAction.NotFound", "Message": "no such api"], true),
    ] as [(JSON, Bool)])
  func `whatever is answered about the plan, the app's refusal is told`(plan: JSON, hasPlan: Bool)
    async throws
  {
    let server = try scriptedEdge(
      [
        "GetEdgeContainerAppStatus": ["Code": "InvalidApp.NotFound", "Message": "no app"],
        "GetEdgeContainer": plan,
      ], status: 404)
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Edge(on: server.endpoint).provider.state()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("no app") == true)
    #expect(failure?.what.contains("not opened") == !hasPlan)
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

  @Test(arguments: ["retired", "withdrawn"])
  func `an API that was withdrawn says so`(scenario: String) async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: scenario)
    defer { cloud.stop() }
    let failure = try await refused(cloud)
    #expect(failure.kind == .configuration)
    #expect(failure.remedies.contains { $0.contains("removed") })
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

  /// The vendor's table for `PublishEdgeContainerAppVersion`, the common codes, and families of codes.
  @Test(
    arguments: [
      ("InvalidParameter.PublishEnv", .configuration, .never, "\"prod\" or \"staging\""),
      ("InvalidParameter.Percentage", .configuration, .never, "from 1 to 100"),
      ("InvalidParameter", .configuration, .never, "sampan help config"),
      ("InvalidParameter.appid", .configuration, .never, "app-"),
      ("InternalException", .unavailable, .readsOnly, "request id"),
      ("InvalidParameter.VersionId", .configuration, .never, "ver-"),
      ("InvalidApp.NotFound", .configuration, .never, "\"site\""),
      ("InternalError", .unavailable, .readsOnly, "request id"),
      ("ServiceUnavailable", .unavailable, .readsOnly, "request id"),
      ("Throttling", .tryLater, .safe(after: nil), "again"),
      ("Throttling.Api", .tryLater, .safe(after: nil), "again"),
      ("Rejected.Throttling", .tryLater, .safe(after: nil), "again"),
      ("TooManyRequests", .tryLater, .safe(after: nil), "again"),
      ("LockFailed", .tryLater, .safe(after: nil), "again"),
      ("Site.ServiceBusy", .tryLater, .safe(after: nil), "again"),
      ("InvalidTimeStamp.Format", .credentials, .never, "clock"),
      ("InvalidAccessKeyId.Inactive", .credentials, .never, "ALIBABA_CLOUD_ACCESS_KEY_ID"),
      ("SignatureDoesNotMatch", .credentials, .never, "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
      ("IncompleteSignature", .credentials, .never, "HTTPS_PROXY"),
      ("InvalidSecurityToken.Expired", .credentials, .never, "ALIBABA_CLOUD_SECURITY_TOKEN"),
      ("MissingSecurityToken", .credentials, .never, "ALIBABA_CLOUD_SECURITY_TOKEN"),
      ("Forbidden.RAM", .credentials, .never, "esa:<action>"),
      ("NoPermission", .credentials, .never, "esa:<action>"),
      ("SignatureNonceUsed", .unavailable, .readsOnly, "request id"),
      ("InvalidApi.NotFound", .configuration, .never, "removed"),
      ("MissingAppId", .configuration, .never, "sampan help config"),
      ("InvalidParameter.Regions", .configuration, .never, "sampan help config"),
      ("InvalidSomethingNew", .configuration, .never, "sampan help config"),
      ("NeverHeardOf", .unavailable, .readsOnly, "\"NeverHeardOf\""),
    ] as [(String, Failure.Kind, Failure.Retry, String)])
  func `an error code means what its table says, and what to do`(
    code: String, kind: Failure.Kind, retry: Failure.Retry, remedy: String
  ) {
    let meaning = AlibabaErrors.meaning(of: code)
    #expect(meaning.kind == kind)
    #expect(meaning.retry == retry)
    #expect(meaning.remedies.contains { $0.contains(remedy) }, "\(meaning.remedies)")
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
