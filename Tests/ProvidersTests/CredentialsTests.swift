import Effects
import Emulator
import Model
import Providers
import Support
import Testing

/// Where the key comes from, and where it may go.
@Suite struct CredentialsTests {
  private func find(_ environment: [String: String]) async throws -> (AccessKey, World) {
    var world = World.refusing
    world.environment = environment
    return (try await TencentAPI.key(in: world), world)
  }

  @Test(
    arguments: [
      (["TENCENTCLOUD_SECRET_ID": "id1", "TENCENTCLOUD_SECRET_KEY": "key1"], nil),
      (
        [
          "TENCENTCLOUD_SECRET_ID": "id1", "TENCENTCLOUD_SECRET_KEY": "key1",
          "TENCENTCLOUD_SECURITY_TOKEN": "token1", "TENCENTCLOUD_SECRETID": "id2",
          "TENCENTCLOUD_SECRETKEY": "key2", "TENCENTCLOUD_TOKEN": "",
        ], "token1"
      ),
      (
        [
          "TENCENTCLOUD_SECRETID": "id1", "TENCENTCLOUD_SECRETKEY": "key1",
          "TENCENTCLOUD_SESSIONTOKEN": "token1", "TCB_SECRET_ID": "id2", "TCB_SECRET_KEY": "key2",
        ], "token1"
      ),
      (["TCB_SECRET_ID": "id1", "TCB_SECRET_KEY": "key1", "TENCENTCLOUD_SECRET_ID": ""], nil),
    ] as [([String: String], String?)])
  func `the first spelling that is set is taken, with its token`(
    environment: [String: String], token: String?
  ) async throws {
    let (found, world) = try await find(environment)
    #expect(found.id == "id1")
    #expect(found.key == Secret("key1"))
    #expect(found.token == token.map(Secret.init))
    #expect(world.secrets.all == ["key1"] + (token.map { [$0] } ?? []))
  }

  @Test func `a key that was pasted with a line end is taken without it, of every cloud and spelling`()
    async throws
  {
    let (tencent, _) = try await find([
      "TENCENTCLOUD_SECRET_ID": "id1\n", "TENCENTCLOUD_SECRET_KEY": " key1\r\n",
      "TENCENTCLOUD_TOKEN": "token1\n",
    ])
    #expect(tencent.id == "id1" && tencent.key == Secret("key1") && tencent.token == Secret("token1"))
    func alibaba(token: String) async throws -> AccessKey {
      var world = World.refusing
      world.environment = [
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "id1\n", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "key1\r",
        "ALIBABA_CLOUD_SECURITY_TOKEN": token,
      ]
      return try await AlibabaAPI.key(in: world)
    }
    let found = try await alibaba(token: "\ttoken1")
    #expect(found.id == "id1" && found.key == Secret("key1") && found.token == Secret("token1"))
    let failure = await #expect(throws: Failure.self) { try await alibaba(token: "tok\nen1") }
    #expect(failure?.kind == .credentials)
    #expect(failure?.what == "ALIBABA_CLOUD_SECURITY_TOKEN contains a control character (U+000A)")
  }

  @Test func `half a pair is told, and no other pair taken in its stead`() async {
    let failure = await #expect(throws: Failure.self) {
      try await find(["TENCENTCLOUD_SECRET_ID": "AKIDhalf", "TCB_SECRET_ID": "id2", "TCB_SECRET_KEY": "key2"])
    }
    #expect(failure?.kind == .credentials)
    #expect(failure?.what == "TENCENTCLOUD_SECRET_ID is set but TENCENTCLOUD_SECRET_KEY is not")
  }

  @Test func `without any, the variables to set are named`() async {
    let failure = await #expect(throws: Failure.self) { try await find([:]) }
    #expect(failure?.kind == .credentials)
    #expect(failure?.remedies.first?.contains("TENCENTCLOUD_SECRET_ID") == true)
  }

  @Test func `temporary credentials send their token, which is a secret`() async throws {
    let cloud = try EmulatedTencent(
      credentials: [.init(id: "AKIDtemporary0001", key: "temporary key", token: "temporary token")],
      services: [.init(environment: Express.environment, name: "express")], now: { Express.now })
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint,
      variables: [
        "TENCENTCLOUD_SECRET_ID": "AKIDtemporary0001", "TENCENTCLOUD_SECRET_KEY": "temporary key",
        "TENCENTCLOUD_TOKEN": "temporary token",
      ])
    _ = try await express.provider.state()
    #expect(express.world.secrets.all == ["temporary key", "temporary token"])
    #expect(
      express.told.events.first
        == .notice("Tencent Cloud key AKIDte…0001 from TENCENTCLOUD_SECRET_ID"))
  }

  @Test(arguments: [
    "http://example.com", "http://127.0.0.1.example.com", "https://example.com/path", "example.com",
    "https://user:password@example.com", "ftp://127.0.0.1", "http://10.0.0.1:8080",
  ])
  func `an endpoint that is not https, or no bare host, gets no request`(endpoint: String) async throws {
    let express = try Express(on: endpoint)
    let failure = await #expect(throws: Failure.self) { try await express.provider.state() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("SAMPAN_ENDPOINT_TENCENT") == true)
    #expect(failure?.what.contains("password") == false)
  }

  @Test func `an endpoint may end in a slash`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    #expect(try await Express(on: cloud.endpoint + "/").provider.state().main?.release == "express-006")
  }
}
