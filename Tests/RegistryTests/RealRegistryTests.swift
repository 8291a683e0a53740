import Digest
import Emulator
import Model
import Registry
import Support
import Testing

/// Against Debian's `docker-registry`, with `skopeo` as the judge. `.ci/setup --tests` installs both; without them
/// these tests fail.
@Suite struct RealRegistryTests {
  let outside = Outside()
  static let images: [EmulatedImage] = [
    .manifest("a"), .manifest("a", docker: true), .index("a"), .index("a", docker: true),
  ]
  static let login = [
    "SAMPAN_REGISTRY_USER": DockerRegistry.user, "SAMPAN_REGISTRY_PASSWORD": DockerRegistry.password,
  ]

  private func tag(
    _ from: String, on registry: DockerRegistry, as version: String = "1.2.3", replaces: Bool = false,
    _ environment: [String: String] = [:]
  ) async throws -> TaggedImage {
    let repository = try #require(ImageRepository("\(registry.host)/acme/api"))
    let image = try TagImage(
      try #require(ImageReference(from: from, in: repository)), in: repository,
      as: try #require(ImageTag(version)), replaces: replaces,
      outside.patientWorld(environment.merging(["SAMPAN_REGISTRY_HOST": registry.host]) { $1 }))
    return try await image.run()
  }

  @Test(arguments: [false, true], images) func `both tags are the same bytes`(
    asksForPassword: Bool, image: EmulatedImage
  ) async throws {
    let registry = try await DockerRegistry(asksForPassword: asksForPassword)
    defer { registry.stop() }
    try await registry.push(image.directory, to: "acme/api:c0ffee")
    let environment = asksForPassword ? Self.login : [:]

    let result = try await tag("c0ffee", on: registry, environment)
    #expect(result.change == .tagged)
    #expect(result.digest.description == image.digest)
    let (old, new) = (
      try await registry.manifest("acme/api:c0ffee"), try await registry.manifest("acme/api:1.2.3")
    )
    #expect(old == image.manifest)
    #expect(new == image.manifest)

    #expect(try await tag(image.digest, on: registry, environment).change == .unchanged)
  }

  @Test func `a tag of another image is not moved, unless replace is set`() async throws {
    let registry = try await DockerRegistry()
    defer { registry.stop() }
    let (old, new) = (EmulatedImage.index("old"), EmulatedImage.manifest("new"))
    try await registry.push(old.directory, to: "acme/api:1.2.3")
    try await registry.push(new.directory, to: "acme/api:c0ffee")
    let failure = try await failure { _ = try await tag("c0ffee", on: registry) }
    #expect(failure.kind == .guarded)
    #expect(try await registry.manifest("acme/api:1.2.3") == old.manifest)
    let digest = try #require(ImageDigest(old.digest))
    #expect(try await tag("c0ffee", on: registry, replaces: true).change == .moved(from: digest))
    #expect(try await registry.manifest("acme/api:1.2.3") == new.manifest)
  }

  @Test(arguments: [EmulatedImage.manifest("a"), .index("a"), .index("a", docker: true)])
  func `an image of another repository is mounted`(image: EmulatedImage) async throws {
    let registry = try await DockerRegistry(asksForPassword: true)
    defer { registry.stop() }
    try await registry.push(image.directory, to: "acme/ci:c0ffee")
    let result = try await tag("\(registry.host)/acme/ci:c0ffee", on: registry, Self.login)
    #expect(result.digest.description == image.digest)
    #expect(try await registry.manifest("acme/api:1.2.3") == image.manifest)
    #expect(registry.calls.contains { $0.hasPrefix("POST /v2/acme/api/blobs/uploads/?mount=") })
    #expect(!registry.calls.contains { $0.hasPrefix("PATCH /v2/acme/api/") })
  }

  @Test(arguments: [
    EmulatedImage.index("a"), .index("a", docker: true), .manifest("big", layerBytes: 9 << 20),
  ])
  func `an image is copied from one registry to another`(image: EmulatedImage) async throws {
    let source = try await DockerRegistry(asksForPassword: true, password: DockerRegistry.otherPassword)
    defer { source.stop() }
    let registry = try await DockerRegistry(asksForPassword: true)
    defer { registry.stop() }
    try await source.push(image.directory, to: "acme/ci:c0ffee")
    let file = """
      {"auths": {"\(source.host)": {"username": "ci", "password": "\(DockerRegistry.otherPassword)"}}}
      """
    let result = try await tag(
      "\(source.host)/acme/ci:c0ffee", on: registry, Self.login.merging(["DOCKER_AUTH_CONFIG": file]) { $1 })
    #expect(result.digest.description == image.digest)
    // skopeo reads every part of it and writes it to a folder again.
    let files = try await registry.files(of: "acme/api:1.2.3")
    for (name, bytes) in image.directory where name != "version" { #expect(files[name] == bytes, "\(name)") }
    #expect(
      source.calls.allSatisfy { $0.hasPrefix("GET") || $0.hasPrefix("HEAD") || $0.contains("/acme/ci/") })
    #expect(!outside.words.contains(DockerRegistry.otherPassword))
  }

  @Test func `a wrong password ends at once with exit 77`() async throws {
    let registry = try await DockerRegistry(asksForPassword: true)
    defer { registry.stop() }
    let start = ContinuousClock.now
    let wrong = ["SAMPAN_REGISTRY_USER": "ci", "SAMPAN_REGISTRY_PASSWORD": "wrong-password"]
    let failure = try await failure { _ = try await tag("c0ffee", on: registry, wrong) }
    // The deadline of a request is 30 s; other tests may keep this machine busy.
    #expect(ContinuousClock.now - start < .seconds(25))
    #expect(ExitCode(failure.kind).rawValue == 77)
    #expect(registry.calls == ["GET /v2/", "HEAD /v2/acme/api/manifests/1.2.3"])
    #expect(!"\(failure) \(outside.words)".contains("wrong-password"))
  }

  @Test func `an image that does not exist is exit 65`() async throws {
    let registry = try await DockerRegistry()
    defer { registry.stop() }
    let failure = try await failure { _ = try await tag("c0ffee", on: registry) }
    #expect(ExitCode(failure.kind).rawValue == 65)
    #expect(failure.code == "MANIFEST_UNKNOWN")
  }

  /// What our emulated registry is strict about has to be what a registry is strict about.
  @Test func `the emulated registry responds like the real one`() async throws {
    let real = try await DockerRegistry()
    defer { real.stop() }
    let emulated = try EmulatedRegistry()
    defer { emulated.stop() }
    let image = EmulatedImage.index("a")
    try await real.push(image.directory, to: "acme/api:c0ffee")
    emulated.add(image, to: "acme/api", tag: "c0ffee")
    let manifest = String(decoding: image.manifest, as: UTF8.self)
    let type = "Content-Type: \(image.type)"
    let accept = "Accept: \(image.type)"
    let layer = "sha256:" + sha256Hex(image.children[0].blobs[1])
    let requests: [[String]] = [
      ["/v2/"], ["/v2/acme/api/manifests/c0ffee", "-H", accept],
      ["/v2/acme/api/manifests/\(image.digest)", "-H", accept],
      ["/v2/acme/api/manifests/none", "-H", accept],
      ["/v2/acme/api/manifests/c0ffee", "-H", "Accept: application/vnd.oci.image.manifest.v1+json"],
      ["/v2/acme/api/manifests/-x"], ["/v2/acme/api/manifests/a+b"], ["/v2/acme/Api/manifests/a"], ["/v3/"],
      ["/v2/acme/api/manifests/1.2.3", "-X", "PUT", "-H", type, "--data-binary", manifest],
      ["/v2/acme/api/manifests/1.2.3", "-X", "PUT", "-H", "Content-Type: application/json", "-d", manifest],
      ["/v2/acme/other/manifests/1", "-X", "PUT", "-H", type, "--data-binary", manifest],
      ["/v2/acme/api/manifests/sha256:\(String(repeating: "0", count: 64))", "-X", "PUT", "-H", type]
        + ["--data-binary", manifest],
      ["/v2/acme/api/blobs/sha256:\(String(repeating: "0", count: 64))"],
      ["/v2/acme/api/blobs/\(layer)", "-H", "Range: bytes=2-5"],
    ]
    for request in requests {
      var answers: [String] = []
      for base in ["http://\(real.host)", emulated.endpoint] {
        // Status, type and digest, then the code of the error.
        let format = "\n%{http_code} %{content_type} %header{docker-content-digest}\n"
        let text = try await Command.succeed(
          ["curl", "-sS", "--noproxy", "*", "-w", format, base + request[0]] + request.dropFirst())
        let code = text.firstMatch(of: #/"code":"([A-Z_]+)"/#).map { String($0.output.1) } ?? ""
        let last = text.split(separator: "\n").last.map { $0.replacing("; charset=utf-8", with: "") } ?? ""
        answers.append("\(last) \(code)")
      }
      #expect(answers[0] == answers[1], "\(request)")
    }
  }
}
