import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// Where the component_access_token comes from, and where it must not appear.
@Suite final class WeChatTokenTests {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }
  deinit { folder.remove() }

  private static let platform = Hosting.platform
  private static let keys = [
    "WECHAT_COMPONENT_ACCESS_TOKEN": "", "WECHAT_COMPONENT_APPID": platform.id,
    "WECHAT_COMPONENT_APPSECRET": platform.secret, "WECHAT_COMPONENT_VERIFY_TICKET": platform.ticket,
  ]

  private static let files = Files.live(temporaryDirectory: "/tmp")

  /// A provider that has to mint, with its cache in this test's folder.
  private func minting(
    on cloud: String, allowed: Bool = true, variables: [String: String] = [:]
  ) throws -> Hosting {
    try Hosting(
      on: cloud, options: ["mintToken": .boolean(allowed)],
      variables: Self.keys.merging(["XDG_CACHE_HOME": folder.path]) { $1 }.merging(variables) { $1 },
      files: Self.files)
  }

  private var cached: String {
    get async throws {
      try await Command.succeed(["sh", "-c", "ls \(folder.path)/sampan/wechat-*.json"])
        .split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
  }

  // MARK: Sources

  @Test func `a given token is used before a broker and before minting`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try minting(
      on: cloud.endpoint,
      variables: [
        "WECHAT_COMPONENT_ACCESS_TOKEN": Self.platform.token, "WECHAT_TOKEN_URL": cloud.broker,
      ])
    _ = try await hosting.provider.state()
    #expect(Set(cloud.actions) == ["getcsversionlist", "getcsversiondetail"])
  }

  @Test func `a broker is asked before minting, once for the whole run`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try minting(on: cloud.endpoint, variables: ["WECHAT_TOKEN_URL": cloud.broker])
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
    #expect(cloud.actions.filter { $0 == "component-access-token" }.count == 1)
    #expect(cloud.writes(of: Hosting.mint) == 0)
  }

  @Test(
    arguments: [
      ["data": ["token": .string(platform.token)], "code": 0, "errorMsg": "OK"],
      ["component_access_token": .string(platform.token), "expires_in": 7200],
    ] as [JSON])
  func `a broker may answer as WeChat's template or as the API does`(answer: JSON) async throws {
    let broker = try scriptedWeChat(["token": answer])
    defer { broker.stop() }
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint,
      variables: [
        "WECHAT_COMPONENT_ACCESS_TOKEN": "", "WECHAT_TOKEN_URL": "\(broker.endpoint)/token?key=of-the-broker",
      ])
    #expect(try await hosting.provider.state().main?.release == "ss-003")
    #expect(hosting.world.secrets.all.contains("key=of-the-broker"))
    #expect(hosting.world.secrets.all.contains(Self.platform.token))
    #expect(hosting.requests().first?.url == "\(broker.endpoint)/token")
  }

  @Test func `a broker without a token is told as that, with its code`() async throws {
    let broker = try scriptedWeChat(["token": ["code": 1007, "errorMsg": "ticket not found"]])
    defer { broker.stop() }
    let hosting = try Hosting(
      on: "http://127.0.0.1:9",
      variables: [
        "WECHAT_COMPONENT_ACCESS_TOKEN": "", "WECHAT_TOKEN_URL": "\(broker.endpoint)/token?key=of-the-broker",
      ])
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == "1007")
    #expect(failure?.what.contains("of-the-broker") == false)
  }

  @Test(arguments: ["http://example.com/token", "ftp://127.0.0.1/", "token", "https://u:p@example.com/"])
  func `a token comes over https or from this machine, and from nowhere else`(url: String) async throws {
    let hosting = try Hosting(
      on: "http://127.0.0.1:9", variables: ["WECHAT_COMPONENT_ACCESS_TOKEN": "", "WECHAT_TOKEN_URL": url])
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("WECHAT_TOKEN_URL") == true)
  }

  @Test func `nothing is minted without mintToken`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try minting(on: cloud.endpoint, allowed: false)
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.remedies.first?.contains("WECHAT_COMPONENT_ACCESS_TOKEN") == true)
    #expect(cloud.requests.isEmpty)
  }

  @Test func `what is missing for minting is named`() async throws {
    let hosting = try minting(
      on: "http://127.0.0.1:9",
      variables: ["WECHAT_COMPONENT_APPSECRET": "", "WECHAT_COMPONENT_VERIFY_TICKET": ""])
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.kind == .credentials)
    #expect(
      failure?.what.contains("WECHAT_COMPONENT_APPSECRET, WECHAT_COMPONENT_VERIFY_TICKET is missing") == true)
  }

  // MARK: Minting

  @Test func `a minted token is kept for the next run, readable by its owner only`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let first = try minting(on: cloud.endpoint)
    _ = try await first.provider.state()
    #expect(first.told.rules == ["wechat/minted"])
    let second = try minting(on: cloud.endpoint)
    _ = try await second.provider.state()
    #expect(cloud.writes(of: Hosting.mint) == 1)
    #expect(second.told.rules.isEmpty)
    let path = try await cached
    #expect(try await Command.succeed(["stat", "-c", "%a", path]) == "600\n")
    #expect(second.world.secrets.all.contains(try #require(cloud.tokens.last)))
  }

  @Test func `a cache that others could read is private again once it is written`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    _ = try await minting(on: cloud.endpoint).provider.state()
    let path = try await cached
    try await Command.succeed(["sh", "-c", "echo damaged > \(path); chmod 644 \(path)"])
    _ = try await minting(on: cloud.endpoint).provider.state()
    #expect(cloud.writes(of: Hosting.mint) == 2)
    #expect(try await Command.succeed(["stat", "-c", "%a", path]) == "600\n")
  }

  @Test func `of many runs at once, one mints and all use its token`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let runs = try (0..<8).map { _ in try minting(on: cloud.endpoint) }
    try await withThrowingTaskGroup(of: String?.self) { group in
      for run in runs { group.addTask { try await run.provider.state().main?.release } }
      for try await release in group { #expect(release == "ss-003") }
    }
    #expect(cloud.writes(of: Hosting.mint) == 1)
    #expect(cloud.tokens.count == 2)
    let used = Set(
      cloud.requests.filter { $0.target.contains("?") }.map { $0.target.split(separator: "=")[1] })
    #expect(used.count == 1)
  }

  @Test func `a token that has ten minutes left is not used any more`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    _ = try await minting(on: cloud.endpoint).provider.state()
    let path = try await cached
    try await Command.succeed([
      "python3", "-c",
      """
      import json, sys
      entry = json.load(open(sys.argv[1]))
      assert entry["expires"] - entry["minted"] == 7200 - 600
      entry["minted"] -= 6600; entry["expires"] -= 6600
      json.dump(entry, open(sys.argv[1], "w"))
      """, path,
    ])
    _ = try await minting(on: cloud.endpoint).provider.state()
    #expect(cloud.writes(of: Hosting.mint) == 2)
  }

  @Test func `a minted token that cannot be kept is used, and the next run warned of`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    var files = Self.files
    files.writePrivate = { (path, _) throws(Failure) in throw Failure(.unavailable, "no space for \(path)") }
    let hosting = try Hosting(
      on: cloud.endpoint, options: ["mintToken": true],
      variables: Self.keys.merging(["XDG_CACHE_HOME": folder.path]) { $1 }, files: files)
    #expect(try await hosting.provider.state().main?.release == "ss-003")
    #expect(hosting.told.rules == ["wechat/minted", "wechat/token-not-kept"])
    #expect(cloud.writes(of: Hosting.mint) == 1)
  }

  @Test(arguments: ["relative/cache", ""])
  func `nothing is minted where it could not be kept`(cache: String) async throws {
    let hosting = try Hosting(
      on: "http://127.0.0.1:9", options: ["mintToken": true],
      variables: Self.keys.merging(["XDG_CACHE_HOME": cache]) { $1 }, files: Self.files)
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.remedies.first?.contains("XDG_CACHE_HOME") == true)
  }

  @Test func `a mint whose answer is lost is not repeated`() async throws {
    let cloud = try EmulatedWeChat.holding(losing: [Hosting.mint])
    defer { cloud.stop() }
    let hosting = try minting(on: cloud.endpoint)
    for _ in 0..<2 {
      let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
      #expect(failure?.retry == .never)
      #expect(failure?.remedies.last?.contains("fetch its token again") == true)
    }
    #expect(cloud.writes(of: Hosting.mint) == 1)
  }

  @Test(arguments: [
    ("WECHAT_COMPONENT_APPID", "wxother", "40013"), ("WECHAT_COMPONENT_APPSECRET", "wrong secret", "40125"),
    ("WECHAT_COMPONENT_VERIFY_TICKET", "old ticket", "61006"),
  ])
  func `a refused mint says which of the three is wrong`(
    variable: String, value: String, code: String
  ) async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try minting(on: cloud.endpoint, variables: [variable: value])
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == code)
    #expect(failure?.requestID?.isEmpty == false)
    #expect(cloud.actions == [Hosting.mint])
  }

  // MARK: Renewal

  @Test func `an expired token is fetched anew from the broker, once, and the deploy goes on`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint, variables: ["WECHAT_COMPONENT_ACCESS_TOKEN": "", "WECHAT_TOKEN_URL": cloud.broker])
    let state = try await hosting.provider.state()
    cloud.expireTokens()
    let receipt = try await hosting.send(WeChatHosting.Upload(), since: state)
    #expect(try await hosting.end(of: receipt).state == .finished)
    #expect(cloud.actions.filter { $0 == "component-access-token" }.count == 2)
    #expect(cloud.writes(of: Hosting.update) == 1)
    cloud.expireTokens()
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == "42001")
  }

  @Test func `a cached token that is refused is minted anew, once`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    _ = try await minting(on: cloud.endpoint).provider.state()
    let path = try await cached
    // Minted a while ago, as far as the next run can tell.
    try await Command.succeed([
      "python3", "-c",
      "import json,sys; e=json.load(open(sys.argv[1])); e['minted']-=100; json.dump(e, open(sys.argv[1],'w'))",
      path,
    ])
    cloud.expireTokens()
    let hosting = try minting(on: cloud.endpoint)
    #expect(try await hosting.provider.state().main?.release == "ss-003")
    #expect(cloud.writes(of: Hosting.mint) == 2)
    cloud.expireTokens()
    await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(cloud.writes(of: Hosting.mint) == 2)
  }

  @Test func `a given token that is refused is not sent again, and the reason is told`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint, variables: ["WECHAT_COMPONENT_ACCESS_TOKEN": "another token"])
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.kind == .credentials)
    #expect(failure?.code == "40001")
    #expect(failure?.requestID?.count == 26)
    #expect(cloud.requests.count == 1)
  }

  // MARK: Proof

  @Test func `a token is proven by a call that changes nothing`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let identity = try await Hosting(on: cloud.endpoint).provider.identity()
    #expect(identity?.key == "component_access_token from WECHAT_COMPONENT_ACCESS_TOKEN")
    #expect(identity?.name == "third-party platform, 1 environment")
    #expect(cloud.actions == ["describecloudbaserunenvs"])
    let refused = try Hosting(on: cloud.endpoint, variables: ["WECHAT_COMPONENT_ACCESS_TOKEN": "another"])
    let failure = await #expect(throws: Failure.self) { try await refused.provider.identity() }
    #expect(failure?.kind == .credentials)
  }

  @Test func `nothing is minted for a proof`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let identity = try await minting(on: cloud.endpoint).provider.identity()
    #expect(identity?.name.contains("a deploy would mint one") == true)
    #expect(cloud.requests.isEmpty)
    _ = try await minting(on: cloud.endpoint).provider.state()
    let kept = try await minting(on: cloud.endpoint).provider.identity()
    #expect(kept?.name.contains("1 environment") == true)
    #expect(cloud.writes(of: Hosting.mint) == 1)
  }

  // MARK: Secrecy

  /// Whatever the other side repeats.
  @Test func `no token is in an event, a failure or a planned request`() async throws {
    let token = Self.platform.token
    let escaped = "token%2Bof%2Fthe%3Dplatform%26more"
    let server = try scriptedWeChat([
      "getcsversionlist": [
        "errcode": 45011, "errmsg": .string("slow down, access_token=\(token) \(escaped) rid: 12-34"),
      ]
    ])
    defer { server.stop() }
    let hosting = try Hosting(on: server.endpoint)
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect(failure?.what.contains("slow down") == true)
    #expect(hosting.talk.contains("slow down"))
    for text in ["\(failure as Any)", hosting.talk, "\(hosting.requests())"] {
      #expect(!text.contains(token) && !text.contains(escaped))
    }
    #expect(hosting.world.secrets.all.contains(token) && hosting.world.secrets.all.contains(escaped))
  }

  @Test func `an unreachable platform is told by its name, without the token`() async throws {
    let hosting = try Hosting(on: "http://127.0.0.1:9")
    let failure = await #expect(throws: Failure.self) { try await hosting.provider.state() }
    #expect("\(failure as Any)".contains("127.0.0.1:9"))
    #expect(!("\(failure as Any)" + hosting.talk).contains("token%2Bof"))
  }

  @Test(arguments: ["http://example.com", "https://example.com/path", "https://u:p@example.com"])
  func `a token goes to https or to this machine, and to nowhere else`(endpoint: String) async throws {
    let failure = await #expect(throws: Failure.self) { try await Hosting(on: endpoint).provider.state() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("SAMPAN_ENDPOINT_WECHAT") == true)
  }
}
