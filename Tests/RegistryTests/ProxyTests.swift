import Emulator
import HTTP
import Model
import Registry
import Support
import Testing

/// A proxy in front of a registry: it responds instead of the registry, or changes responses.
@Suite struct ProxyTests {
  private let outside = Outside()
  private static let hint: Text = "a proxy may have answered: check HTTPS_PROXY and NO_PROXY"

  private func registry() throws -> EmulatedRegistry {
    let registry = try EmulatedRegistry()
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    return registry
  }

  /// Whether a request is one of these: `ping`, `tag` (HEAD or GET), `image`, `PUT`.
  private static func isStep(_ name: String, _ request: RecordedRequest) -> Bool {
    switch name {
    case "ping": request.target == "/v2/"
    case "tag": request.method != "PUT" && request.target.hasSuffix("/1.2.3")
    case "image": request.target.hasSuffix("/c0ffee")
    default: request.method == name
    }
  }

  @Test(
    arguments: ["ping", "tag", "image", "PUT"],
    [
      Answer(200, type: "text/html", "<html>portal</html>"), Answer(400, type: "text/html", "<p>no</p>"),
      Answer(403, type: "text/html", "<p>blocked</p>"), Answer(407), Answer(418, type: "text/plain", "no"),
      Answer(302, headers: [Field("Location", "http://portal.example/login")]), Answer(511),
    ])
  func `an answer that is not the registry's is no word about the image`(step: String, answer: Answer)
    async throws
  {
    let registry = try registry()
    defer { registry.stop() }
    registry.intercept { Self.isStep(step, $0) ? .answer(answer) : nil }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable, "\(failure)")
    #expect(failure.remedies.contains(Self.hint) || answer.status == 511, "\(failure)")
    #expect(registry.requests.filter { $0.method == "PUT" }.count <= 1)
    #expect(registry.writes(of: "PUT manifests") == 0)
  }

  @Test(arguments: ["tag", "image"])
  func `an empty answer is not a manifest`(step: String) async throws {
    let registry = try registry()
    defer { registry.stop() }
    registry.intercept { Self.isStep(step, $0) ? .answer(Answer(200)) : nil }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable)
    #expect(failure.remedies == [Self.hint])
  }

  @Test func `a registry that does not allow HEAD gets GET`() async throws {
    let registry = try registry()
    defer { registry.stop() }
    registry.intercept { $0.method == "HEAD" ? .answer(Answer(405)) : nil }
    #expect(try await tag(registry, outside.world()).change == .tagged)
    #expect(try await tag(registry, outside.world()).change == .unchanged)
  }

  @Test func `an image is copied within a registry that does not allow HEAD`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let image = EmulatedImage.index("a")
    registry.add(image, to: "acme/ci", tag: "c0ffee")
    registry.intercept { $0.method == "HEAD" ? .answer(Answer(405)) : nil }
    let result = try await tag(registry, from: "\(registry.host)/acme/ci:c0ffee", outside.world())
    #expect(result.digest.description == image.digest)
  }

  /// The first answer to a request for the image by its tag comes with other bytes than the registry sent.
  @Test func `a manifest that was changed on its way is requested by its digest`() async throws {
    let registry = try registry()
    defer { registry.stop() }
    let image = EmulatedImage.manifest("a")
    registry.add(image, to: "acme/api", tag: "1.2.3")
    registry.intercept { request in
      guard request.method == "GET", request.target.hasSuffix("/c0ffee") else { return nil }
      let headers = [Field("Content-Type", image.type), Field("Docker-Content-Digest", image.digest)]
      return .answer(Answer(200, headers: headers, body: image.manifest + [10]))
    }
    // Not "another image": it is the one that the tag names already.
    #expect(try await tag(registry, outside.world()).change == .unchanged)
  }

  @Test func `a proxy that changes every manifest is reported as the cause`() async throws {
    let registry = try registry()
    defer { registry.stop() }
    let image = EmulatedImage.manifest("a")
    registry.add(image, to: "acme/api", tag: "1.2.3")
    registry.intercept { request in
      guard request.method == "GET", request.target.contains("/manifests/") else { return nil }
      let headers = [Field("Content-Type", image.type), Field("Docker-Content-Digest", image.digest)]
      return .answer(Answer(200, headers: headers, body: image.manifest + [10]))
    }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable)
    #expect(failure.remedies == [Self.hint])
    #expect(registry.writes(of: "PUT manifests") == 0)
  }

  @Test func `an error of the storage that a registry redirects to is not an error of the credentials`()
    async throws
  {
    let storage = try LoopbackServer { _ in .answer(Answer(403, type: "application/xml", "<Error/>")) }
    defer { storage.stop() }
    let registry = try registry()
    defer { registry.stop() }
    let place = storage.endpoint
    registry.intercept { request in
      guard request.target.hasSuffix("/c0ffee") else { return nil }
      return .answer(Answer(307, headers: [Field("Location", place + "/blob")]))
    }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable)
    #expect(failure.what.hasSuffix(", which responded with status 403"))
  }

  @Test func `a redirect to an unreachable server has a hint about the proxy`() async throws {
    let gone = try LoopbackServer { _ in .answer(Answer(200)) }
    gone.stop()
    let registry = try registry()
    defer { registry.stop() }
    let place = gone.endpoint
    registry.intercept { request in
      guard request.target.hasSuffix("/c0ffee") else { return nil }
      return .answer(Answer(307, headers: [Field("Location", place + "/blob")]))
    }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable)
    #expect(failure.what.contains(" redirects to "))
    #expect(failure.remedies == [Self.hint])
  }

  @Test(arguments: [
    Answer(404, type: "text/html", "<p>no</p>"), Answer(400), Answer(418),
    Answer(200, type: "text/html", "<p>portal</p>"), Answer(200),
  ])
  func `a token server's trouble is not the repository's`(answer: Answer) async throws {
    let tokens = try LoopbackServer { _ in .answer(answer) }
    defer { tokens.stop() }
    let registry = try registry()
    defer { registry.stop() }
    let realm = "Bearer realm=\"\(tokens.endpoint)/token\",service=\"x\""
    registry.intercept { _ in .answer(Answer(401, headers: [Field("WWW-Authenticate", realm)])) }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable, "\(failure)")
    #expect(failure.what.contains("/token"))
    #expect(failure.remedies == [Self.hint])
  }

  @Test(arguments: [
    "1e17", "1e300", "-1", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "null",
    "0.5",
    "\"NaN\"", "\"9999999999999999999999\"", "{}", "[]",
  ])
  func `a lifetime of any kind is a token's all the same`(lifetime: String) async throws {
    let tokens = try LoopbackServer { _ in
      .answer(Answer(200, type: "application/json", "{\"token\": \"t0ken\", \"expires_in\": \(lifetime)}"))
    }
    defer { tokens.stop() }
    let registry = try registry()
    defer { registry.stop() }
    let realm = "Bearer realm=\"\(tokens.endpoint)/token\",service=\"x\""
    registry.intercept { request in
      request[header: "Authorization"] == nil
        ? .answer(Answer(401, headers: [Field("WWW-Authenticate", realm)])) : nil
    }
    #expect(try await tag(registry, outside.world()).change == .tagged)
  }

  @Test(arguments: [
    "1e17", "-1", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "NaN", "",
    "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 99999999 23:59:59 GMT", "Sat, 01 Jan 0000 00:00:00 GMT",
  ])
  func `a pause of any length that a registry names is survived`(pause: String) async throws {
    let registry = try registry()
    defer { registry.stop() }
    registry.intercept { _ in .answer(Answer(429, headers: [Field("Retry-After", pause)])) }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .tryLater)
  }
}
