import Emulator
import Model
import Registry
import Support
import Testing

/// Error responses of registries, and the failures made from them.
@Suite struct RefusalTests {
  let outside = Outside()

  struct Case: Sendable, CustomStringConvertible {
    var status: Int
    var body: String
    var kind: Failure.Kind
    var remedy: String
    var description: String { "\(status) \(body)" }
  }

  private static func error(_ code: String, _ message: String) -> String {
    "{\"errors\":[{\"code\":\"\(code)\",\"message\":\"\(message)\",\"detail\":null}]}"
  }

  @Test(arguments: [
    Case(
      status: 403, body: error("DENIED", "requested access to the resource is denied"), kind: .credentials,
      remedy: "push to \"acme/api\""),
    Case(
      status: 403, body: error("DENIED", "permission_denied: write_package"), kind: .credentials,
      remedy: "Manage Actions access"),
    Case(
      status: 403, body: error("DENIED", "installation not allowed to Write organization package"),
      kind: .credentials, remedy: "packages: write"),
    Case(
      status: 403,
      body: error("DENIED", "unknown manifest class for application/vnd.oci.empty.v1+json"),
      kind: .repository,
      remedy: "--provenance=false --sbom=false"),
    Case(
      status: 404, body: error("NAME_UNKNOWN", "repository name not known to registry"), kind: .configuration,
      remedy: "create the repository"),
    Case(
      status: 400, body: error("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry"), kind: .repository,
      remedy: "push the image again"),
    Case(
      status: 400, body: error("TAG_INVALID", "The image tag is immutable and cannot be overwritten"),
      kind: .guarded, remedy: "deploy a new version"),
    Case(
      status: 412, body: error("PRECONDITION", "configured as immutable"), kind: .guarded,
      remedy: "new version"),
    Case(status: 413, body: error("MANIFEST_INVALID", "manifest too large"), kind: .repository, remedy: ""),
    Case(status: 405, body: error("UNSUPPORTED", "unsupported"), kind: .configuration, remedy: "repository"),
    Case(status: 500, body: error("UNKNOWN", "unknown error"), kind: .unavailable, remedy: ""),
    Case(status: 429, body: error("TOOMANYREQUESTS", "slow down"), kind: .tryLater, remedy: ""),
  ]) func `a refused write is told in the registry's words`(refusal: Case) async throws {
    let account = RegistryAccess.Account(user: "ci", password: "sesame")
    let registry = try EmulatedRegistry(access: .basic([account]))
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    registry.intercept { request in
      guard request.method == "PUT" else { return nil }
      return .answer(Answer(refusal.status, type: "application/json", refusal.body))
    }
    let variables = [
      "SAMPAN_REGISTRY_USER": "ci", "SAMPAN_REGISTRY_PASSWORD": "sesame",
      "SAMPAN_REGISTRY_HOST": registry.host,
    ]
    let failure = try await failure { _ = try await tag(registry, outside.world(variables)) }
    #expect(failure.kind == refusal.kind)
    #expect(failure.what.hasPrefix("PUT \(registry.endpoint)/v2/acme/api/manifests/1.2.3: "))
    #expect(failure.code.map { failure.what.contains($0) } == true)
    #expect(
      refusal.remedy.isEmpty || failure.remedies.contains { $0.contains(refusal.remedy) },
      "\(failure.remedies)")
  }

  @Test(arguments: [true, false]) func `an image that is missing where it is copied from is named by "from"`(
    isFar: Bool
  ) async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let other = try EmulatedRegistry()
    defer { other.stop() }
    let source = "\(isFar ? other.host : registry.host)/acme/ci:c0ffee"
    let failure = try await failure { _ = try await tag(registry, from: source, outside.world()) }
    #expect(failure.remedies.contains { $0.contains("check \"from\"") }, "\(failure.remedies)")
    #expect(!failure.remedies.contains { $0.contains("\"repository\"") }, "\(failure.remedies)")
  }

  @Test func `an image that CI did not push is exit 65`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "other")
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(ExitCode(failure.kind).rawValue == 65)
    #expect(
      failure.what
        == "GET \(registry.endpoint)/v2/acme/api/manifests/c0ffee: MANIFEST_UNKNOWN: manifest unknown")
    #expect(
      failure.remedies.first == "push the image before the deploy, and set \"from\" to its tag or digest")
  }

  @Test func `an error without a message says why`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.intercept { request in
      switch request.method {
      case "HEAD": .answer(Answer(500))
      default: nil
      }
    }
    let head = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(head.what.hasSuffix("status 500 (a response to HEAD has no message)"))
    #expect(head.causes == ["gave up after 5 attempts"])

    registry.intercept { _ in .answer(Answer(404, type: "text/html", "<html>secret of a proxy</html>")) }
    let page = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(page.kind == .configuration)
    #expect(page.what.contains("status 404 (not a registry's response: its type is \"text/html\")"))
    #expect(!"\(page)".contains("secret of a proxy"))
  }

  @Test func `a long list of errors is cut`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let entry = "{\"code\":\"DENIED\",\"message\":\"\(String(repeating: "x", count: 400))\"}"
    let body = "{\"errors\":[\([String](repeating: entry, count: 50).joined(separator: ","))]}"
    registry.intercept { _ in .answer(Answer(403, type: "application/json", body)) }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.what.description.count < 700)
  }
}
