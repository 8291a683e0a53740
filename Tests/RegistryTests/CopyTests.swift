import Effects
import Emulator
import HTTP
import Model
import Registry
import Support
import Synchronization
import Testing

/// An image is copied from one registry to another, both emulated.
@Suite struct CopyTests {
  let outside = Outside()

  /// Two registries. `acme/ci:c0ffee` at the first is deployed as `acme/api:1.2.3` at the second.
  struct Pair: Sendable {
    var source: EmulatedRegistry
    var target: EmulatedRegistry

    init(
      _ image: EmulatedImage, source: RegistryAccess = .open, target: RegistryAccess = .open
    ) throws {
      self.source = try EmulatedRegistry(access: source)
      self.target = try EmulatedRegistry(access: target)
      self.source.add(image, to: "acme/ci", tag: "c0ffee")
    }

    func stop() {
      source.stop()
      target.stop()
    }

    func copy(_ world: World, as tag: String = "1.2.3") async throws -> TaggedImage {
      let repository = try target.repository("acme/api")
      let from = try #require(ImageReference("\(source.host)/acme/ci:c0ffee"))
      let image = try TagImage(
        from, in: repository, as: try #require(ImageTag(tag)), replaces: false, world)
      return try await image.run()
    }
  }

  private func world(_ environment: [String: String] = [:]) -> World { outside.patientWorld(environment) }

  private static let large = EmulatedImage.manifest("large", layerBytes: 20 << 20)

  @Test(arguments: [EmulatedImage.manifest("a"), .index("a"), .index("a", docker: true)])
  func `an image is copied with all its platforms, unchanged`(image: EmulatedImage) async throws {
    let pair = try Pair(image)
    defer { pair.stop() }
    let result = try await pair.copy(world())
    #expect(result.change == .tagged)
    #expect(result.digest.description == image.digest)
    let blobs = image.blobs + image.children.flatMap(\.blobs)
    #expect(result.copiedByteCount == blobs.reduce(0) { $0 + $1.count })
    #expect(pair.target.digest(of: "1.2.3", in: "acme/api") == image.digest)
    #expect(pair.source.requests.allSatisfy { ["GET", "HEAD"].contains($0.method) })

    // Again, under another tag: everything is there already.
    let uploads = pair.target.writes(of: "PUT uploads")
    #expect(uploads == blobs.count)
    #expect(try await pair.copy(world(), as: "1.2.4").copiedByteCount == 0)
    #expect(pair.target.writes(of: "PUT uploads") == uploads)
  }

  @Test func `each registry gets only its own credentials`() async throws {
    let ours = RegistryAccess.Account(user: "deploy", password: "sesame")
    let theirs = RegistryAccess.Account(user: "ci", password: "mustard", mayPush: false)
    let pair = try Pair(.index("a"), source: .bearer(.init([theirs])), target: .bearer(.init([ours])))
    defer { pair.stop() }
    let files = [
      "DOCKER_AUTH_CONFIG":
        "{\"auths\": {\"\(pair.source.host)\": {\"username\": \"ci\", \"password\": \"mustard\"}}}",
      "SAMPAN_REGISTRY_USER": "deploy", "SAMPAN_REGISTRY_PASSWORD": "sesame",
      "SAMPAN_REGISTRY_HOST": pair.target.host,
    ]
    #expect(try await pair.copy(world(files)).change == .tagged)
    let (our, their) = ("Basic ZGVwbG95OnNlc2FtZQ==", "Basic Y2k6bXVzdGFyZA==")
    #expect(pair.target.tokenRequests.allSatisfy { $0[header: "Authorization"] == our })
    #expect(pair.source.tokenRequests.allSatisfy { $0[header: "Authorization"] == their })
    // No token of one is sent to the other, and nothing but reading is requested of the source.
    let tokens = [pair.source, pair.target].map {
      Set($0.requests.compactMap { $0[header: "Authorization"] })
    }
    #expect(tokens[0].isDisjoint(with: tokens[1]) && !tokens[0].isEmpty && !tokens[1].isEmpty)
    #expect(
      pair.source.tokenRequests.allSatisfy { $0.target.contains("scope=repository%3Aacme%2Fci%3Apull") })
    #expect(pair.source.tokenRequests.allSatisfy { !$0.target.contains("push") })
    #expect(!outside.words.contains("sesame") && !outside.words.contains("mustard"))
  }

  @Test func `a large part is streamed in pieces, with its progress`() async throws {
    let pair = try Pair(Self.large)
    defer { pair.stop() }
    #expect(try await pair.copy(world()).change == .tagged)
    #expect(pair.target.calls.filter { $0.hasPrefix("PATCH") }.count == 3)
    let ranges = pair.source.requests.compactMap { $0[header: "Range"] }
    #expect(ranges.contains("bytes=16777216-20971519"))
    let sent = outside.told.compactMap { event in
      if case .uploaded(let count, let total, _) = event { (count, total) } else { nil }
    }
    #expect(sent.count >= 4 && zip(sent, sent.dropFirst()).allSatisfy { $0.0 <= $1.0 })
    #expect(sent.last.map { $0.0 == $0.1 } == true)
    #expect(outside.words.contains("copying"))
  }

  /// What happens to the second piece that is sent.
  enum Break: CaseIterable { case before, after, forgotten }

  @Test(arguments: Break.allCases) func `a copy continues where its connection broke`(at: Break) async throws
  {
    let pair = try Pair(Self.large)
    defer { pair.stop() }
    let pieces = Mutex(0)
    let target = pair.target
    target.gateway.pass { request, serve in
      guard request.method == "PATCH" else { return serve() }
      let number = pieces.withLock { count in
        count += 1
        return count
      }
      guard number == 2 else { return serve() }
      switch at {
      case .before: return .lose
      case .after:
        _ = serve()
        return .lose
      case .forgotten:
        target.forgetUploads()
        return serve()
      }
    }
    #expect(try await pair.copy(world()).change == .tagged)
    #expect(target.digest(of: "1.2.3", in: "acme/api") == Self.large.digest)
    // The first piece is sent once, unless everything was forgotten.
    let first = target.requests.filter { $0[header: "Content-Range"] == "0-8388607" }
    #expect(first.count == (at == .forgotten ? 2 : 1))
    let second = target.requests.filter { $0[header: "Content-Range"]?.hasPrefix("8388608-") == true }
    #expect(second.count == (at == .after ? 1 : 2))
  }

  @Test func `a read that breaks off is repeated for its piece`() async throws {
    let pair = try Pair(Self.large)
    defer { pair.stop() }
    let broken = Mutex(false)
    pair.source.gateway.pass { request, serve in
      guard request[header: "Range"]?.hasPrefix("bytes=8388608-") == true,
        broken.withLock({ done in
          defer { done = true }
          return !done
        }), case .answer(let answer) = serve()
      else { return serve() }
      return .cut(answer, bodyBytes: 1000)
    }
    #expect(try await pair.copy(world()).change == .tagged)
    #expect(pair.source.requests.filter { $0[header: "Range"] == "bytes=0-8388607" }.count == 1)
    #expect(pair.source.requests.filter { $0[header: "Range"] == "bytes=8388608-16777215" }.count == 2)
  }

  @Test func `the end of an upload whose response is lost counts when the part is there`() async throws {
    let pair = try Pair(.manifest("a"))
    defer { pair.stop() }
    pair.target.gateway.pass { request, serve in
      guard request.method == "PUT", request.target.contains("/uploads/") else { return serve() }
      _ = serve()
      return .lose
    }
    #expect(try await pair.copy(world()).change == .tagged)
    #expect(pair.target.writes(of: "PUT uploads") == 2)
  }

  @Test(arguments: [1, 20 << 20]) func `other bytes than those of the digest are not stored`(
    size: Int
  ) async throws {
    let pair = try Pair(.manifest("a", layerBytes: size))
    defer { pair.stop() }
    pair.source.gateway.pass { request, serve in
      guard request[header: "Range"]?.hasPrefix("bytes=0-") == true, case .answer(var answer) = serve()
      else { return serve() }
      answer.body = [UInt8](repeating: 0x58, count: answer.body.count)
      return .answer(answer)
    }
    let failure = try await failure { _ = try await pair.copy(world()) }
    #expect(failure.what.contains("sent other bytes for sha256:"))
    #expect(pair.target.writes(of: "PUT uploads") == 0)
    #expect(pair.target.calls.contains { $0.hasPrefix("DELETE") })
    #expect(pair.target.digest(of: "1.2.3", in: "acme/api") == nil)
  }

  @Test func `a registry without ranges is read, where a part is small`() async throws {
    let pair = try Pair(.index("a"))
    defer { pair.stop() }
    pair.source.gateway.pass { request, serve in
      guard request[header: "Range"] != nil, case .answer(var answer) = serve() else { return serve() }
      answer.status = 200
      return .answer(answer)
    }
    #expect(try await pair.copy(world()).change == .tagged)
  }

  @Test func `nothing is uploaded to another host`() async throws {
    let pair = try Pair(.manifest("a"))
    defer { pair.stop() }
    pair.target.intercept { request in
      guard request.method == "POST" else { return nil }
      return .answer(Answer(202, headers: [Field("Location", "https://elsewhere.example.com/u/1")]))
    }
    let failure = try await failure { _ = try await pair.copy(world()) }
    #expect(failure.kind == .configuration)
    #expect(failure.what.contains("elsewhere.example.com"))
  }

  @Test func `an image whose size is not a size is refused`() async throws {
    let pair = try Pair(.manifest("a"))
    defer { pair.stop() }
    pair.source.gateway.pass { request, serve in
      guard request.target.contains("/manifests/"), case .answer(var answer) = serve() else { return serve() }
      let text = String(decoding: answer.body, as: UTF8.self)
      answer.body = Array(text.replacing(#/"size": [0-9]+/#, with: "\"size\": -1").utf8)
      answer.headers.removeAll { $0.name == "Docker-Content-Digest" }
      return .answer(answer)
    }
    let failure = try await failure { _ = try await pair.copy(world()) }
    #expect(failure.kind == .repository)
    #expect(failure.what.contains("no valid size"))
    #expect(!pair.target.calls.contains { $0.hasPrefix("POST") })
  }

  @Test func `a copy is cancelled at once`() async throws {
    let pair = try Pair(Self.large)
    defer { pair.stop() }
    pair.source.gateway.pass { request, serve in
      request[header: "Range"]?.hasPrefix("bytes=8388608-") == true
        ? .delay(.seconds(60), then: serve()) : serve()
    }
    let world = world()
    let copy = Task { try await pair.copy(world) }
    while !pair.target.calls.contains(where: { $0.hasPrefix("PATCH") }) {
      try await Task.sleep(for: .milliseconds(20))
    }
    let start = ContinuousClock.now
    copy.cancel()
    let failure = try await failure { _ = try await copy.value }
    #expect(failure.kind == .interrupted)
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(pair.target.digest(of: "1.2.3", in: "acme/api") == nil)
  }

  // MARK: Within one registry

  /// Docker Hub once did, and some registries still do.
  @Test func `a token server that looks at the first scope only gets the demanded one first`() async throws {
    var rules = RegistryAccess.Tokens([AuthorizationTests.account])
    rules.readsFirstScopeOnly = true
    let registry = try EmulatedRegistry(access: .bearer(rules))
    defer { registry.stop() }
    let image = EmulatedImage.index("a")
    registry.add(image, to: "acme/ci", tag: "c0ffee")
    let variables = [
      "SAMPAN_REGISTRY_USER": "ci", "SAMPAN_REGISTRY_PASSWORD": "open:sesame",
      "SAMPAN_REGISTRY_HOST": registry.host,
    ]
    let result = try await tag(registry, from: "\(registry.host)/acme/ci:c0ffee", world(variables))
    #expect(result.change == .tagged)
    #expect(registry.digest(of: "1.2.3", in: "acme/api") == image.digest)
    let first = registry.tokenRequests.map { request in
      String(request.target.drop { $0 != "?" }).split(separator: "&").first { $0.hasPrefix("scope=") } ?? ""
    }
    #expect(first.contains { $0.hasPrefix("scope=repository%3Aacme%2Fci%3Apull") }, "\(first)")
    #expect(first.contains { $0.contains("acme%2Fapi") && $0.contains("acme%2Fci") }, "\(first)")
    #expect(registry.calls.contains { $0.hasPrefix("POST /v2/acme/api/blobs/uploads/?mount=") })
  }

  @Test func `a scope that is not needed is not requested`() async throws {
    let asked = Mutex<[String]>([])
    var world = world([
      "SAMPAN_REGISTRY_USER": "ci", "SAMPAN_REGISTRY_PASSWORD": "sesame",
      "SAMPAN_REGISTRY_HOST": "registry.example.com",
    ])
    world.transport = Transport { (request, _) throws(Failure) in
      asked.withLock { $0.append(request.url) }
      if request.url.hasPrefix("https://auth.example.com/") {
        return Response(status: 200, body: Array("{\"token\": \"t0ken\"}".utf8))
      }
      return Response(
        status: 401,
        headers: [
          Header(
            "WWW-Authenticate",
            "Bearer realm=\"https://auth.example.com/token\",scope=\"registry:catalog:* repository:acme/secret:pull\""
          )
        ])
    }
    let repository = try #require(ImageRepository("registry.example.com/acme/api"))
    let client = try RegistryClient(repository, world)
    let version = try #require(ImageTag("1"))
    _ = try await failure { _ = try await client.digest(of: version) }
    let tokens = asked.withLock { $0 }.filter { $0.hasPrefix("https://auth.example.com/") }
    #expect(!tokens.isEmpty && tokens.allSatisfy { !$0.contains("secret") && !$0.contains("catalog") })
    // One token, and one more in case the first had expired.
    #expect(tokens.count <= 2)
  }

  @Test func `a registry that does not mount gets the parts transferred`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let image = EmulatedImage.index("a")
    registry.add(image, to: "acme/ci", tag: "c0ffee")
    registry.gateway.pass { request, serve in
      guard request.target.contains("?mount=") else { return serve() }
      // The mount is ignored, as registries may.
      return request.target.contains("sha256") ? .answer(Answer(403)) : serve()
    }
    let result = try await tag(registry, from: "\(registry.host)/acme/ci:c0ffee", world())
    #expect(result.copiedByteCount > 0)
    #expect(registry.digest(of: "1.2.3", in: "acme/api") == image.digest)
  }
}
