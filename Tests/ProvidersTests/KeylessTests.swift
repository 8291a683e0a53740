import Digest
import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Synchronization
import Testing

/// A key for as long as the job runs, instead of a stored one.
@Suite struct KeylessTests {
  @Test func `a job takes a role with its id token, and its calls are signed with the temporary key`()
    async throws
  {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    job.set("SAMPAN_ID_TOKEN", IDTokens.good + "\n")
    try await job.call()
    #expect(job.cloud.actions == ["AssumeRoleWithWebIdentity", "GetCallerIdentity"])
    #expect(
      try job.cloud.bodies(of: "AssumeRoleWithWebIdentity") == [
        [
          "ProviderId": "github", "WebIdentityToken": .string(IDTokens.good), "RoleArn": .string(Job.role),
          "RoleSessionName": "sampan-acme-api",
        ]
      ])
    #expect(job.cloud.requests.first?[header: "Authorization"] == "SKIP")
    #expect(job.cloud.requests.last?[header: "X-TC-Token"] == "temporary-token-1")
    #expect(
      job.told.events == [
        .notice("SAMPAN_ID_TOKEN begins or ends with white space, which is not sent"),
        .notice("Tencent Cloud key AKIDte…ary1 from role \(Job.role) by SAMPAN_ID_TOKEN"),
      ])
    #expect(job.world.secrets.all == [IDTokens.good, "temporary-key-1", "temporary-token-1"])
  }

  @Test func `on GitHub the token is asked for, with the audience that the cloud expects`() async throws {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    let github = try LoopbackServer { request in
      guard request[header: "Authorization"] == "Bearer the-request-token" else {
        return .answer(Answer(401, type: "text/plain", ""))
      }
      return .answer(Answer(200, type: "application/json", #"{"count":1,"value":"\#(IDTokens.good)"}"#))
    }
    defer { github.stop() }
    job.set("ACTIONS_ID_TOKEN_REQUEST_URL", "\(github.endpoint)/token?api-version=2.0")
    job.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the-request-token")
    try await job.call()
    #expect(github.requests.map(\.target) == ["/token?api-version=2.0&audience=sts.tencentcloudapi.com"])
    #expect(job.cloud.writes(of: "GetCallerIdentity") == 1)
    #expect(job.world.secrets.all.contains("the-request-token"))
  }

  @Test func `the audience is the one that the identity provider was set up with`() async throws {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    let github = try LoopbackServer { _ in
      .answer(Answer(200, type: "application/json", #"{"value":"\#(IDTokens.good)"}"#))
    }
    defer { github.stop() }
    job.set("ACTIONS_ID_TOKEN_REQUEST_URL", "\(github.endpoint)/token?api-version=2.0")
    job.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the-request-token")
    job.set("SAMPAN_OIDC_AUDIENCE_TENCENT", "my client")
    try await job.call()
    #expect(github.requests.map(\.target) == ["/token?api-version=2.0&audience=my%20client"])
  }

  @Test func `a job of two clouds has a token for each`() async throws {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    job.set("SAMPAN_ID_TOKEN", IDTokens.alibaba)
    job.set("SAMPAN_ID_TOKEN_TENCENT", IDTokens.good)
    try await job.call()
    #expect(job.cloud.writes(of: "AssumeRoleWithWebIdentity") == 1)
    #expect(
      !job.cloud.requests.contains {
        String(decoding: $0.body.bytes ?? [], as: UTF8.self).contains(IDTokens.alibaba)
      })
  }

  @Test(arguments: [
    ("GITLAB_CI", "id_tokens: { SAMPAN_ID_TOKEN_TENCENT"), ("NO_CI", "set SAMPAN_ID_TOKEN_TENCENT"),
  ])
  func `a token for another cloud is not sent to this one`(system: String, remedy: String) async throws {
    let job = try Job(trusting: [IDTokens.alibaba])
    defer { job.stop() }
    job.set(system, "true")
    job.set("SAMPAN_ID_TOKEN", IDTokens.alibaba)
    let failure = await #expect(throws: Failure.self) { try await job.call() }
    #expect(failure?.kind == .credentials)
    #expect(
      failure?.what == #"the id token of SAMPAN_ID_TOKEN is for "sts.aliyuncs.com", not for Tencent Cloud"#)
    #expect(failure?.remedies.first?.contains(remedy) == true)
    #expect(job.cloud.requests.isEmpty)
  }

  /// The documents have the code for a role that cannot be read, and the name of a failure of the server.
  @Test func `a role that the cloud cannot read is asked for again, and then a question of credentials`()
    async throws
  {
    let (failure, asked) = try await exchanged(refusal: "InternalError.GetRoleError")
    #expect(failure?.kind == .credentials)
    #expect(failure?.remedies.first?.contains("the role must trust exactly these values") == true)
    #expect(asked == 5)
  }

  @Test func `a throttled exchange is worth another run`() async throws {
    let (failure, asked) = try await exchanged(refusal: "InvalidParameter.OverLimit")
    #expect(failure?.kind == .tryLater)
    #expect(failure?.remedies.contains { $0.contains("role") } == false)
    #expect(asked == 5)
  }

  @Test func `a closed account is not told as a question of trust`() async throws {
    let (failure, asked) = try await exchanged(refusal: "InvalidParameter.AccountNotAvaliable")
    #expect(failure?.kind == .credentials)
    #expect(failure?.remedies.first?.contains("does not exist or is closed") == true)
    #expect(failure?.remedies.contains { $0.contains("must trust") } == false)
    #expect(asked == 1)
  }

  private func exchanged(refusal code: String) async throws -> (Failure?, asked: Int) {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    let server = try scripted([
      "AssumeRoleWithWebIdentity": ["Error": ["Code": .string(code), "Message": "no"], "RequestId": "r-1"]
    ])
    defer { server.stop() }
    job.set("SAMPAN_ID_TOKEN", IDTokens.good)
    job.set("SAMPAN_ENDPOINT_TENCENT", server.endpoint)
    let failure = await #expect(throws: Failure.self) { try await job.call() }
    return (failure, server.requests.count)
  }

  @Test func `GitHub without the permission is told what to add`() async throws {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    job.set("GITHUB_ACTIONS", "true")
    let failure = await #expect(throws: Failure.self) { try await job.call() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.remedies == [#"give the job "permissions: { id-token: write }""#])
  }

  @Test(arguments: ["http://example.com/token?a=b", "https://user:pw@example.com/?a", "file:///etc/passwd"])
  func `the request token goes to no address that is not https`(address: String) async throws {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    job.set("ACTIONS_ID_TOKEN_REQUEST_URL", address)
    job.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the-request-token")
    let failure = await #expect(throws: Failure.self) { try await job.call() }
    #expect(failure?.what.hasPrefix("ACTIONS_ID_TOKEN_REQUEST_URL is not an https address") == true)
    #expect(failure?.what.contains("pw") == false)
  }

  @Test func `a wait that outlives the key renews it before it ends`() async throws {
    let job = try Job(trusting: [IDTokens.good], keySeconds: 900)
    defer { job.stop() }
    job.set("SAMPAN_ID_TOKEN", IDTokens.good)
    for _ in 0..<5 {
      try await job.call()
      job.advance(by: 200)
    }
    #expect(job.cloud.writes(of: "AssumeRoleWithWebIdentity") == 2)
    #expect(job.cloud.writes(of: "GetCallerIdentity") == 5)
    #expect(job.told.events.count == 1)
  }

  @Test func `a key that cannot be renewed is used until it ends`() async throws {
    let job = try Job(trusting: [IDTokens.good], keySeconds: 900)
    defer { job.stop() }
    job.set("SAMPAN_ID_TOKEN", IDTokens.good)
    try await job.call()
    job.advance(by: IDTokens.seconds)
    // The id token has ended, and with it every renewal; the key has 100 s left.
    try await job.call()
    #expect(job.cloud.writes(of: "AssumeRoleWithWebIdentity") == 1)
    job.advance(by: 200)
    let failure = await #expect(throws: Failure.self) { try await job.call() }
    #expect(failure?.what == "the id token of SAMPAN_ID_TOKEN expired at 2025-12-23 10:01:30 UTC")
  }

  @Test func `a token that the role does not trust is described, not shown`() async throws {
    let job = try Job(trusting: ["another"])
    defer { job.stop() }
    job.set("SAMPAN_ID_TOKEN", IDTokens.good)
    let failure = await #expect(throws: Failure.self) { try await job.call() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == "InvalidParameter.WebIdentityTokenError")
    #expect(
      failure?.remedies.first
        == #"the id token of SAMPAN_ID_TOKEN has issuer "https://ci.example", audience "sts.tencentcloudapi.com" and subject "repo:acme/api:ref:refs/heads/main": the role must trust exactly these values"#
    )
    #expect("\(String(describing: failure))".contains(IDTokens.good) == false)
    #expect(job.cloud.actions == ["AssumeRoleWithWebIdentity"])
  }

  @Test(arguments: ["a.b", "not a token", "e30.W10.e30", "e30.e30.", String(repeating: "x", count: 30_000)])
  func `what is no token is not sent`(text: String) async throws {
    let job = try Job(trusting: [text])
    defer { job.stop() }
    job.set("SAMPAN_ID_TOKEN", text)
    let failure = await #expect(throws: Failure.self) { try await job.call() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.what.hasPrefix("SAMPAN_ID_TOKEN is not a valid id token") == true)
    #expect(job.cloud.requests.isEmpty)
  }

  @Test(arguments: ["SAMPAN_TENCENT_ROLE_ARN", "SAMPAN_TENCENT_OIDC_PROVIDER"])
  func `half of a role is told`(missing: String) async throws {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    job.set("SAMPAN_ID_TOKEN", IDTokens.good)
    job.set(missing, "")
    let failure = await #expect(throws: Failure.self) { try await job.call() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.what.hasSuffix("is set but \(missing) is not") == true)
  }

  @Test func `a stored key is taken before a role`() async throws {
    let job = try Job(trusting: [IDTokens.good])
    defer { job.stop() }
    job.set("TENCENTCLOUD_SECRET_ID", Express.keys.id)
    job.set("TENCENTCLOUD_SECRET_KEY", Express.keys.key)
    try await job.call()
    #expect(job.cloud.actions == ["GetCallerIdentity"])
  }
}

enum IDTokens {
  /// From `Express.now`.
  static let seconds: Int64 = 800
  static let good = make(audience: "sts.tencentcloudapi.com")
  static let alibaba = make(audience: "sts.aliyuncs.com")

  private static func make(audience: String) -> String {
    make([
      "iss": "https://ci.example", "aud": .string(audience), "sub": "repo:acme/api:ref:refs/heads/main",
      "exp": .integer(Int(Express.now.seconds + seconds)),
    ])
  }

  static func make(_ claims: JSON) -> String {
    let parts = [
      #"{"alg":"RS256"}"#.utf8.map { $0 }, (try? JSONCoding.encode(claims)) ?? [], [0xFF, 0xFE, 0xFD],
    ]
    return parts.map {
      base64($0).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
    .joined(separator: ".")
  }
}

/// A CI job that may take a role, its clock in the test's hand.
private final class Job: Sendable {
  static let role = "qcs::cam::uin/100000000001:roleName/deploy"

  let told = Told()
  let cloud: EmulatedTencent
  private let clock: Clock
  private let variables: Mutex<[String: String]>
  private let secrets = SecretRegister()
  private let api = Mutex<TencentAPI?>(nil)

  private final class Clock: Sendable {
    let offset = Mutex<Int64>(0)
    var now: Timestamp { Timestamp(seconds: Express.now.seconds + offset.withLock { $0 }) }
  }

  init(trusting tokens: [String], keySeconds: Int = 7200) throws {
    let clock = Clock()
    self.clock = clock
    cloud = try EmulatedTencent(
      credentials: [Express.keys],
      roles: [.init(arn: Self.role, identityProvider: "github", idTokens: tokens, seconds: keySeconds)],
      services: [], now: { clock.now })
    variables = Mutex([
      "SAMPAN_ENDPOINT_TENCENT": cloud.endpoint, "SAMPAN_TENCENT_ROLE_ARN": Self.role,
      "SAMPAN_TENCENT_OIDC_PROVIDER": "github", "GITHUB_REPOSITORY": "acme/api",
    ])
  }

  func stop() { cloud.stop() }
  func set(_ name: String, _ value: String) { variables.withLock { $0[name] = value } }
  func advance(by seconds: Int64) { clock.offset.withLock { $0 += seconds } }

  var world: World {
    let clock = clock
    return .job(variables.withLock { $0 }, now: { clock.now }, told: told, secrets: secrets)
  }

  /// A signed call that changes nothing, through one client for the whole job.
  func call() async throws {
    let api = api.withLock { known in
      let api = known ?? TencentAPI(world, region: "ap-shanghai")
      known = api
      return api
    }
    _ = try await api.identity()
  }
}

extension World {
  /// A job's world: its environment, real HTTP to this machine, and nothing else.
  static func job(
    _ environment: [String: String], now: @escaping @Sendable () -> Timestamp, told: Told,
    secrets: SecretRegister
  ) -> World {
    var world = World.refusing
    world.environment = environment
    world.now = now
    world.transport = .live(version: "test")
    world.tell = { told.add($0) }
    world.secrets = secrets
    world.sleep = { (_) async throws(Failure) in }
    world.random = { count in
      var generator = SystemRandomNumberGenerator()
      return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
    return world
  }
}
