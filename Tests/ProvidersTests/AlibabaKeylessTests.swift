import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// A key for as long as the job runs, from Alibaba Cloud.
@Suite struct AlibabaKeylessTests {
  private static let role = "acs:ram::1000000000000001:role/deploy"
  private static let provider = "acs:ram::1000000000000001:oidc-provider/github"

  private let told = Told()
  private let secrets = SecretRegister()

  private func cloud(trusting token: String, refusal: String? = nil) throws -> EmulatedAlibaba {
    try EmulatedAlibaba(
      roles: [
        .init(
          arn: Self.role, identityProvider: Self.provider, idTokens: [token], seconds: 3600, refusal: refusal)
      ],
      apps: [],
      now: { Express.now })
  }

  private func world(_ cloud: EmulatedAlibaba, _ variables: [String: String]) -> World {
    .job(
      [
        "SAMPAN_ENDPOINT_ALIBABA": cloud.endpoint, "ALIBABA_CLOUD_ROLE_ARN": Self.role,
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": Self.provider, "CI_PROJECT_PATH": "acme/sub/api",
      ].merging(variables) { $1 }, now: { Express.now }, told: told, secrets: secrets)
  }

  private func identity(_ world: World) async throws -> CallerIdentity {
    try await AlibabaAPI(world, host: "esa.cn-hangzhou.aliyuncs.com", version: "2024-09-10").identity()
  }

  @Test func `a job takes a role with its id token, which travels in the body`() async throws {
    let cloud = try cloud(trusting: IDTokens.alibaba)
    defer { cloud.stop() }
    let identity = try await identity(world(cloud, ["SAMPAN_ID_TOKEN": IDTokens.alibaba]))
    #expect(identity.key == "STS.te…ary1 from role \(Self.role) by SAMPAN_ID_TOKEN")
    #expect(
      cloud.requests.first?.target
        == "/?Action=AssumeRoleWithOIDC&Format=JSON&Timestamp=2025-12-23T09%3A48%3A10Z&Version=2015-04-01")
    #expect(cloud.requests.first?[header: "Authorization"] == nil)
    let body = String(decoding: cloud.requests.first?.body.bytes ?? [], as: UTF8.self)
    #expect(body.contains("OIDCToken=\(IDTokens.alibaba)"))
    #expect(body.contains("RoleSessionName=sampan-acme-sub-api"))
    #expect(cloud.requests.last?[header: "x-acs-security-token"] == "temporary-token-1")
    #expect(secrets.all == [IDTokens.alibaba, "temporary-key-1", "temporary-token-1"])
  }

  /// The issuer's root certificate is not among the provider's fingerprints; another audience is expected.
  @Test(arguments: ["HttpsUrlInvalid", "AudienceNotMatch"])
  func `a provider that refuses the token is a matter of credentials, and nothing else is asked`(
    reason: String
  ) async throws {
    let code = "AuthenticationFail.OIDCToken.\(reason)"
    let cloud = try cloud(trusting: IDTokens.alibaba, refusal: code)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await identity(world(cloud, ["SAMPAN_ID_TOKEN": IDTokens.alibaba]))
    }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == code)
    #expect(cloud.requests.count == 1)
  }

  @Test func `the token may stand in a file`() async throws {
    let cloud = try cloud(trusting: IDTokens.alibaba)
    defer { cloud.stop() }
    var world = world(cloud, ["ALIBABA_CLOUD_OIDC_TOKEN_FILE": "/run/token"])
    world.files.read = { (path, _) throws(Failure) in
      Array((path == "/run/token" ? IDTokens.alibaba : "").utf8)
    }
    #expect(try await identity(world).key.hasSuffix("by ALIBABA_CLOUD_OIDC_TOKEN_FILE"))
  }

  @Test func `a token that the role does not trust is described, not shown`() async throws {
    let cloud = try cloud(trusting: "another")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await identity(world(cloud, ["SAMPAN_ID_TOKEN": IDTokens.alibaba]))
    }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == "AuthenticationFail.OIDCToken.Invalid")
    #expect(failure?.remedies.first?.contains(#"subject "repo:acme/api:ref:refs/heads/main""#) == true)
    #expect("\(String(describing: failure))".contains(IDTokens.alibaba) == false)
  }

  /// Of an identity provider that was set up after the vendor's action, whose default is another audience.
  @Test func `a token for another audience says which variable sets it`() async throws {
    let cloud = try EmulatedAlibaba(
      roles: [
        .init(
          arn: Self.role, identityProvider: Self.provider, idTokens: [IDTokens.alibaba],
          audience: "github-actions")
      ], apps: [], now: { Express.now })
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await identity(world(cloud, ["SAMPAN_ID_TOKEN": IDTokens.alibaba]))
    }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == "AuthenticationFail.OIDCToken.AudienceNotMatch")
    #expect(failure?.remedies.first?.contains("SAMPAN_OIDC_AUDIENCE_ALIBABA") == true)
  }

  @Test func `a certificate that the identity provider does not know is not told as a question of trust`()
    async throws
  {
    let server = try LoopbackServer { _ in
      .answer(
        Answer(
          401, type: "application/json",
          #"{"Code":"AuthenticationFail.OIDCToken.HttpsUrlInvalid","Message":"no","RequestId":"r-1"}"#))
    }
    defer { server.stop() }
    let cloud = try cloud(trusting: IDTokens.alibaba)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await identity(
        world(
          cloud, ["SAMPAN_ID_TOKEN": IDTokens.alibaba, "SAMPAN_ENDPOINT_ALIBABA": server.endpoint]))
    }
    #expect(failure?.kind == .credentials)
    #expect(failure?.remedies.first?.contains("fingerprint") == true)
    #expect(failure?.remedies.contains { $0.contains("must trust") } == false)
  }

  @Test func `a role or provider that is not there is a question of permission`() async throws {
    let cloud = try cloud(trusting: IDTokens.alibaba)
    defer { cloud.stop() }
    for name in ["ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"] {
      let failure = await #expect(throws: Failure.self) {
        try await identity(world(cloud, ["SAMPAN_ID_TOKEN": IDTokens.alibaba, name: "acs:ram::1:other"]))
      }
      #expect(failure?.kind == .credentials)
      #expect(failure?.code?.hasPrefix("EntityNotExist") == true)
    }
  }
}
