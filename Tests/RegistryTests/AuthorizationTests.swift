import Effects
import Emulator
import HTTP
import Model
import Registry
import Support
import Synchronization
import Testing

@Suite struct AuthorizationTests {
  let outside = Outside()
  static let account = RegistryAccess.Account(user: "ci", password: "open:sesame")
  static let reader = RegistryAccess.Account(user: "ci", password: "open:sesame", mayPush: false)
  private func variables(for host: String) -> [String: String] {
    [
      "SAMPAN_REGISTRY_USER": "ci", "SAMPAN_REGISTRY_PASSWORD": "open:sesame", "SAMPAN_REGISTRY_HOST": host,
    ]
  }

  private func registry(_ access: RegistryAccess) throws -> EmulatedRegistry {
    let registry = try EmulatedRegistry(access: access)
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    return registry
  }

  /// Nothing of a log, an error or a plan may hold these.
  private func expectNoSecret(_ failure: Failure? = nil) {
    let basic = "Y2k6b3BlbjpzZXNhbWU"
    for secret in ["open:sesame", basic] {
      #expect(!outside.words.contains(secret))
      #expect(!"\(failure.map { "\($0)" } ?? "")".contains(secret))
    }
  }

  // MARK: Basic

  @Test func `a password of scheme Basic is sent when it is asked for`() async throws {
    let registry = try registry(.basic([Self.account]))
    defer { registry.stop() }
    #expect(try await tag(registry, outside.world(variables(for: registry.host))).change == .tagged)
    #expect(registry.requests.first?[header: "Authorization"] == nil)
    #expect(registry.requests.dropFirst().allSatisfy { $0[header: "Authorization"] != nil })
    expectNoSecret()
  }

  @Test func `a wrong password ends after two requests`() async throws {
    let registry = try registry(.basic([.init(user: "ci", password: "other")]))
    defer { registry.stop() }
    let failure = try await failure {
      _ = try await tag(registry, outside.world(variables(for: registry.host)))
    }
    #expect(failure.kind == .credentials)
    #expect(
      failure.what
        == "HEAD \(registry.endpoint)/v2/acme/api/manifests/1.2.3: status 401 (authentication required)")
    #expect(failure.remedies.first == "check user and password of SAMPAN_REGISTRY_PASSWORD")
    #expect(registry.calls == ["GET /v2/", "HEAD /v2/acme/api/manifests/1.2.3"])
    expectNoSecret(failure)
  }

  @Test func `a correct password without permission to push is sent once`() async throws {
    let registry = try registry(.basic([Self.account]))
    defer { registry.stop() }
    registry.intercept { request in
      guard request.method == "PUT" else { return nil }
      return .answer(Answer(401, headers: [Field("WWW-Authenticate", "Basic realm=\"r\"")]))
    }
    let failure = try await failure {
      _ = try await tag(registry, outside.world(variables(for: registry.host)))
    }
    #expect(failure.kind == .credentials)
    #expect(registry.calls.filter { $0.hasPrefix("PUT") }.count == 1)
  }

  @Test func `without credentials the failure says how to log in`() async throws {
    let registry = try registry(.basic([Self.account]))
    defer { registry.stop() }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .credentials)
    #expect(failure.remedies.first == "log in: docker login \(registry.host)")
  }

  // MARK: Before a deploy

  private func login(
    at registry: EmulatedRegistry, _ variables: [String: String]
  ) async throws -> [String?] {
    let repository = try registry.repository("acme/api")
    let image = try TagImage(
      try #require(ImageReference(from: "c0ffee", in: repository)), in: repository,
      as: try #require(ImageTag("1.2.3")), replaces: false, outside.world(variables))
    return try await image.checkLogin().map(\.source)
  }

  @Test(arguments: [RegistryAccess.basic([account]), .bearer(.init([account]))])
  func `a login is checked without a deploy, and nothing is written`(access: RegistryAccess) async throws {
    let registry = try registry(access)
    defer { registry.stop() }
    #expect(try await login(at: registry, variables(for: registry.host)) == ["SAMPAN_REGISTRY_PASSWORD"])
    let wrong = variables(for: registry.host).merging(["SAMPAN_REGISTRY_PASSWORD": "other"]) { $1 }
    let failure = try await failure { _ = try await login(at: registry, wrong) }
    #expect(failure.kind == .credentials)
    #expect(failure.remedies.contains { $0.contains("SAMPAN_REGISTRY_PASSWORD") }, "\(failure)")
    #expect(registry.requests.allSatisfy { ["GET", "HEAD"].contains($0.method) })
    expectNoSecret(failure)
  }

  @Test func `what everybody may read, nobody may push to without a login`() async throws {
    var rules = RegistryAccess.Tokens([Self.account])
    rules.welcomesStrangers = true
    let registry = try registry(.bearer(rules))
    defer { registry.stop() }
    let failure = try await failure { _ = try await login(at: registry, [:]) }
    #expect(failure.kind == .credentials)
    #expect(failure.what == "\(registry.host) requires a login to push to \"acme/api\"")
    #expect(failure.remedies.first == "log in: docker login \(registry.host)")
  }

  @Test func `a registry that asks for no login needs none`() async throws {
    let registry = try registry(.open)
    defer { registry.stop() }
    #expect(try await login(at: registry, [:]) == [nil])
  }

  /// crane looks at the response without credentials only: a registry may refuse this address to a token.
  @Test func `a registry that refuses its root to everyone is used`() async throws {
    let registry = try registry(.bearer(.init([Self.account])))
    defer { registry.stop() }
    registry.intercept { request in
      guard request.head.path == "/v2/" else { return nil }
      return .answer(Answer(request[header: "Authorization"] == nil ? 401 : 403))
    }
    #expect(try await tag(registry, outside.world(variables(for: registry.host))).change == .tagged)
    #expect(registry.calls.filter { $0 == "GET /v2/" }.count == 1)
  }

  // MARK: Bearer

  @Test func `a token is requested once, with both permissions`() async throws {
    let registry = try registry(.bearer(.init([Self.account])))
    defer { registry.stop() }
    #expect(try await tag(registry, outside.world(variables(for: registry.host))).change == .tagged)
    #expect(registry.tokenRequests.count == 1)
    let request = try #require(registry.tokenRequests.first)
    #expect(request.target.contains("scope=repository%3Aacme%2Fapi%3Apull%2Cpush"))
    #expect(request.target.contains("service=emulated-registry"))
    #expect(request[header: "Authorization"]?.hasPrefix("Basic ") == true)
    // The password goes to the token server only.
    #expect(registry.requests.allSatisfy { $0[header: "Authorization"]?.hasPrefix("Basic ") != true })
    expectNoSecret()
  }

  @Test func `tokens that expire during a run are replaced`() async throws {
    var rules = RegistryAccess.Tokens([Self.account])
    rules.requestsPerToken = 1
    let registry = try registry(.bearer(rules))
    defer { registry.stop() }
    #expect(try await tag(registry, outside.world(variables(for: registry.host))).change == .tagged)
    #expect(registry.tokenRequests.count == 4)
    #expect(registry.digest(of: "1.2.3", in: "acme/api") == EmulatedImage.manifest("a").digest)
  }

  @Test func `a token is not used beyond its lifetime`() async throws {
    let registry = try registry(.bearer(.init([Self.account])))
    defer { registry.stop() }
    let repository = try registry.repository("acme/api")
    let client = try RegistryClient(repository, outside.world(variables(for: registry.host)))
    let version = try #require(ImageTag("1.2.3"))
    _ = try await client.digest(of: version)
    outside.pass(.seconds(290))
    _ = try await client.digest(of: version)
    #expect(registry.tokenRequests.count == 1)
    outside.pass(.seconds(10))
    _ = try await client.digest(of: version)
    #expect(registry.tokenRequests.count == 2)
  }

  @Test func `a scope that is not granted fails at once, with the missing permission`() async throws {
    let registry = try registry(.bearer(.init([Self.reader])))
    defer { registry.stop() }
    let failure = try await failure {
      _ = try await tag(registry, outside.world(variables(for: registry.host)))
    }
    #expect(failure.kind == .credentials)
    #expect(failure.code == "UNAUTHORIZED")
    #expect(
      failure.what
        == "PUT \(registry.endpoint)/v2/acme/api/manifests/1.2.3: UNAUTHORIZED: authentication required")
    #expect(failure.remedies == ["allow the account of SAMPAN_REGISTRY_PASSWORD to push to \"acme/api\""])
    // One more token, in case the first had expired; then it is over.
    #expect(registry.tokenRequests.count <= 2)
    #expect(registry.calls.filter { $0.hasPrefix("PUT") }.count <= 2)
    expectNoSecret(failure)
  }

  @Test func `the token server refuses a wrong password`() async throws {
    let registry = try registry(.bearer(.init([.init(user: "ci", password: "other")])))
    defer { registry.stop() }
    let failure = try await failure {
      _ = try await tag(registry, outside.world(variables(for: registry.host)))
    }
    #expect(failure.kind == .credentials)
    #expect(failure.what.contains("/token: UNAUTHORIZED: incorrect username or password"))
    #expect(registry.tokenRequests.count == 1)
    expectNoSecret(failure)
  }

  @Test func `pulling is possible without credentials, and pushing has a hint to log in`() async throws {
    var rules = RegistryAccess.Tokens([Self.account])
    rules.welcomesStrangers = true
    let registry = try registry(.bearer(rules))
    defer { registry.stop() }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.what.hasPrefix("PUT "))
    #expect(failure.remedies.first?.hasPrefix("log in: docker login") == true)
  }

  @Test func `an identity token is exchanged`() async throws {
    var rules = RegistryAccess.Tokens([Self.account])
    rules.identityTokens = ["identity-1234": "ci"]
    let registry = try registry(.bearer(rules))
    defer { registry.stop() }
    let file = "{\"auths\": {\"\(registry.host)\": {\"identitytoken\": \"identity-1234\"}}}"
    #expect(try await tag(registry, outside.world(["DOCKER_AUTH_CONFIG": file])).change == .tagged)
    #expect(registry.tokenRequests.map(\.method) == ["POST"])
    #expect(!outside.words.contains("identity-1234"))
  }

  @Test func `a token server without POST gets the password`() async throws {
    let registry = try registry(.bearer(.init([Self.account])))
    defer { registry.stop() }
    let file =
      "{\"auths\": {\"\(registry.host)\": {\"identitytoken\": \"identity-1234\", \"auth\": \"Y2k6b3BlbjpzZXNhbWU=\"}}}"
    #expect(try await tag(registry, outside.world(["DOCKER_AUTH_CONFIG": file])).change == .tagged)
    #expect(registry.tokenRequests.map(\.method) == ["POST", "GET"])
  }

  @Test func `a registry token is sent as it is`() async throws {
    let registry = try registry(.bearer(.init([Self.account])))
    defer { registry.stop() }
    let file = "{\"auths\": {\"\(registry.host)\": {\"registrytoken\": \"made-elsewhere\"}}}"
    let failure = try await failure {
      _ = try await tag(registry, outside.world(["DOCKER_AUTH_CONFIG": file]))
    }
    #expect(failure.kind == .credentials)
    #expect(registry.requests.last?[header: "Authorization"] == "Bearer made-elsewhere")
    #expect(registry.tokenRequests.isEmpty)
    #expect(registry.calls.count == 2)
  }

  @Test func `another repository is read with a scope of its own`() async throws {
    let registry = try registry(.bearer(.init([Self.account])))
    defer { registry.stop() }
    registry.add(.index("a"), to: "acme/ci", tag: "c0ffee")
    let source = "\(registry.host)/acme/ci:c0ffee"
    #expect(
      try await tag(registry, from: source, outside.world(variables(for: registry.host))).change == .tagged)
    #expect(registry.tokenRequests.count == 1)
    #expect(
      registry.tokenRequests.first?.target.contains(
        "scope=repository%3Aacme%2Fapi%3Apull%2Cpush&scope=repository%3Aacme%2Fci%3Apull") == true)
  }

  // MARK: Where credentials do not go

  /// Realms that a public registry may not name. No request is sent to any of them.
  @Test(arguments: [
    "http://tokens.example.com/token", "https://10.0.0.1/token", "https://169.254.169.254/latest/meta-data",
    "https://127.0.0.1/token", "https://localhost/token", "https://192.168.1.1/token", "https://2130706433/",
    "https://0x7f.1/", "https://[::1]/token", "https://user@tokens.example.com/", "ftp://tokens.example.com/",
    "/token", "", "https://tokens.example.com/#x", "https://100.64.0.1/", "https://a.localhost/",
  ]) func `a token server that could be somebody else's is not asked`(realm: String) async throws {
    let asked = Mutex<[String]>([])
    var world = outside.world(variables(for: "registry.example.com"))
    world.transport = Transport { (request, _) throws(Failure) in
      asked.withLock { $0.append(request.url) }
      return Response(
        status: 401, headers: [Header("WWW-Authenticate", "Bearer realm=\"\(realm)\",service=\"x\"")])
    }
    let repository = try #require(ImageRepository("registry.example.com/acme/api"))
    let client = try RegistryClient(repository, world)
    let version = try #require(ImageTag("1"))
    let failure = try await failure { _ = try await client.digest(of: version) }
    #expect(failure.kind == .configuration)
    #expect(failure.what.contains("token server"))
    #expect(asked.withLock { $0 } == ["https://registry.example.com/v2/acme/api/manifests/1"])
  }

  @Test func `a token server with another public address is used`() async throws {
    let asked = Mutex<[String]>([])
    var world = outside.world(variables(for: "registry.example.com"))
    world.transport = Transport { (request, _) throws(Failure) in
      asked.withLock { $0.append(request.url) }
      if request.url.hasPrefix("https://auth.example.com/token?team=a&service=x&scope=") {
        return Response(status: 200, body: Array("{\"access_token\": \"t0ken\"}".utf8))
      }
      let isKnown = request.headers.contains(Header("Authorization", "Bearer t0ken"))
      return Response(
        status: isKnown ? 404 : 401,
        headers: [
          Header("www-authenticate", "Bearer realm=\"https://auth.example.com/token?team=a\", service=x")
        ])
    }
    let repository = try #require(ImageRepository("registry.example.com/acme/api"))
    let version = try #require(ImageTag("1"))
    #expect(try await RegistryClient(repository, world).digest(of: version) == nil)
    #expect(asked.withLock { $0 }.count == 3)
  }

  @Test func `an endpoint that replaces a registry gets no credentials of that registry`() async throws {
    let registry = try registry(.basic([Self.account]))
    defer { registry.stop() }
    let file = "{\"auths\": {\"ccr.ccs.tencentyun.com\": {\"auth\": \"Y2k6b3BlbjpzZXNhbWU=\"}}}"
    var environment = ["SAMPAN_ENDPOINT_REGISTRY": registry.endpoint + "/", "DOCKER_AUTH_CONFIG": file]
    func run() async throws -> TaggedImage {
      let repository = try #require(ImageRepository("ccr.ccs.tencentyun.com/acme/api"))
      let source = try #require(ImageReference(from: "c0ffee", in: repository))
      let version = try #require(ImageTag("1.2.3"))
      return try await TagImage(
        source, in: repository, as: version, replaces: false, outside.world(environment)
      ).run()
    }
    let failure = try await failure { _ = try await run() }
    #expect(failure.kind == .credentials)
    #expect(registry.requests.allSatisfy { $0[header: "Authorization"] == nil })
    // Our credentials are sent to the host that they are set for, and to no other endpoint.
    environment.merge(variables(for: "ccr.ccs.tencentyun.com")) { $1 }
    #expect(try await RegistryTests.failure { _ = try await run() }.kind == .credentials)
    #expect(registry.requests.allSatisfy { $0[header: "Authorization"] == nil })
    environment.merge(variables(for: registry.host)) { $1 }
    #expect(try await run().change == .tagged)
  }

  @Test(arguments: ["http://registry.example.com", "127.0.0.1:5000", "https://a/b", "https://u@a", "ftp://a"])
  func `an invalid endpoint is refused`(text: String) throws {
    let repository = try #require(ImageRepository("ghcr.io/acme/api"))
    let world = outside.world(["SAMPAN_ENDPOINT_REGISTRY": text])
    let failure = #expect(throws: Failure.self) { _ = try RegistryClient(repository, world) }
    #expect(failure?.kind == .configuration)
  }

  @Test func `credentials are not sent to another server after a redirect`() async throws {
    let elsewhere = try EmulatedRegistry()
    defer { elsewhere.stop() }
    elsewhere.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    let registry = try registry(.basic([Self.account]))
    defer { registry.stop() }
    let place = elsewhere.endpoint
    registry.intercept { request in
      guard request[header: "Authorization"] != nil, request.target.hasSuffix("c0ffee") else { return nil }
      return .answer(Answer(307, headers: [Field("Location", place + request.target)]))
    }
    #expect(try await tag(registry, outside.world(variables(for: registry.host))).change == .tagged)
    #expect(elsewhere.requests.count == 1)
    #expect(elsewhere.requests.allSatisfy { $0[header: "Authorization"] == nil })
  }

  @Test func `a write is not redirected to another server`() async throws {
    let elsewhere = try EmulatedRegistry()
    defer { elsewhere.stop() }
    let registry = try registry(.open)
    defer { registry.stop() }
    let place = elsewhere.endpoint
    registry.intercept { request in
      guard request.method == "PUT" else { return nil }
      return .answer(Answer(307, headers: [Field("Location", place + request.target)]))
    }
    let failure = try await failure {
      _ = try await tag(registry, outside.world(variables(for: registry.host)))
    }
    #expect(failure.kind == .configuration)
    #expect(elsewhere.requests.isEmpty)
  }

  @Test func `redirects in a circle end`() async throws {
    let registry = try registry(.open)
    defer { registry.stop() }
    registry.intercept { .answer(Answer(302, headers: [Field("Location", $0.target)])) }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable)
    #expect(registry.requests.count == 5)
  }
}
