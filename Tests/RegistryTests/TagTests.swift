import Effects
import Emulator
import HTTP
import Model
import Registry
import Support
import Synchronization
import Testing

@Suite struct TagTests {
  let outside = Outside()

  @Test(arguments: [
    EmulatedImage.manifest("a"), .manifest("a", docker: true), .index("a"), .index("a", docker: true),
  ]) func `the new tag has the same bytes`(image: EmulatedImage) async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.add(image, to: "acme/api", tag: "c0ffee")
    let result = try await tag(registry, outside.world())
    #expect(result.change == .tagged)
    #expect(result.digest.description == image.digest)
    #expect(registry.digest(of: "1.2.3", in: "acme/api") == image.digest)
    #expect(
      registry.calls == [
        "GET /v2/", "HEAD /v2/acme/api/manifests/1.2.3", "GET /v2/acme/api/manifests/c0ffee",
        "PUT /v2/acme/api/manifests/1.2.3", "HEAD /v2/acme/api/manifests/1.2.3",
      ])
    let put = try #require(registry.requests.first { $0.method == "PUT" })
    #expect(put.body.bytes == image.manifest)
    #expect(put[header: "Content-Type"] == image.type)
  }

  @Test func `a tag that already points to the image is unchanged`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    for name in ["c0ffee", "1.2.3"] { registry.add(.manifest("a"), to: "acme/api", tag: name) }
    #expect(try await tag(registry, outside.world()).change == .unchanged)
    #expect(registry.writes(of: "PUT manifests") == 0)
    // By digest not even the manifest is fetched.
    let before = registry.calls.count
    #expect(
      try await tag(registry, from: EmulatedImage.manifest("a").digest, outside.world()).change == .unchanged)
    #expect(registry.calls.count == before + 2)
  }

  @Test func `a tag of another image is not moved`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    registry.add(.manifest("old"), to: "acme/api", tag: "1.2.3")
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .guarded)
    #expect(failure.what.contains("tag \"1.2.3\""))
    #expect(failure.what.contains(EmulatedImage.manifest("old").digest))
    #expect(failure.remedies.contains { $0.contains("\"replace\": true") })
    #expect(registry.digest(of: "1.2.3", in: "acme/api") == EmulatedImage.manifest("old").digest)
  }

  @Test func `replace moves it`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    registry.add(.manifest("old"), to: "acme/api", tag: "1.2.3")
    let old = try #require(ImageDigest(EmulatedImage.manifest("old").digest))
    #expect(try await tag(registry, replaces: true, outside.world()).change == .moved(from: old))
    #expect(registry.digest(of: "1.2.3", in: "acme/api") == EmulatedImage.manifest("a").digest)
  }

  @Test func `for a generic content type, the type is read from the manifest`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let image = EmulatedImage.index("a")
    registry.add(image, to: "acme/api", tag: "c0ffee")
    registry.intercept { request in
      guard request.method == "GET", request.target.hasSuffix("c0ffee") else { return nil }
      return .answer(
        Answer(200, headers: [Field("Content-Type", "text/plain; charset=utf-8")], body: image.manifest))
    }
    #expect(try await tag(registry, outside.world()).digest.description == image.digest)
  }

  @Test func `schema 1 is refused before anything is written`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.intercept { request in
      guard request.method == "GET", request.target.hasSuffix("c0ffee") else { return nil }
      return .answer(Answer(200, type: "application/vnd.docker.distribution.manifest.v1+prettyjws", "{}"))
    }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .repository)
    #expect(
      failure.remedies == ["this is Docker's schema 1: push the image again with a current version of docker"]
    )
    #expect(registry.writes(of: "PUT manifests") == 0)
  }

  @Test func `a digest is compared with the bytes`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let image = EmulatedImage.manifest("a")
    registry.intercept { request in
      guard request.method == "GET", request.target.contains("sha256:") else { return nil }
      return .answer(Answer(200, headers: [Field("Content-Type", image.type)], body: image.manifest + [10]))
    }
    registry.add(image, to: "acme/api", tag: "c0ffee")
    let failure = try await failure { _ = try await tag(registry, from: image.digest, outside.world()) }
    #expect(failure.kind == .unavailable)
    #expect(failure.remedies == ["a proxy may have answered: check HTTPS_PROXY and NO_PROXY"])
    #expect(registry.writes(of: "PUT manifests") == 0)
  }

  @Test func `a wrong digest in the response header is not trusted`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let image = EmulatedImage.manifest("a")
    registry.add(image, to: "acme/api", tag: "c0ffee")
    let wrong = "sha256:" + String(repeating: "0", count: 64)
    registry.intercept { request in
      guard request.method == "GET", request.target.hasSuffix("c0ffee") else { return nil }
      let headers = [Field("Content-Type", image.type), Field("Docker-Content-Digest", wrong)]
      return .answer(Answer(200, headers: headers, body: image.manifest))
    }
    #expect(try await tag(registry, outside.world()).digest.description == image.digest)
    #expect(outside.words.contains("registry/digest"))
  }

  @Test func `a tag with another digest after the write is an error`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    registry.intercept { request in
      guard request.method == "PUT" else { return nil }
      return .answer(Answer(201))
    }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable)
    #expect(failure.what.hasSuffix("but the registry has no such tag"))
    #expect(failure.remedies.first?.contains("proxy") == true)
  }

  @Test func `a server that responds with 200 to everything is not a registry`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.intercept { _ in .answer(Answer(200, type: "text/html", "<html></html>")) }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .unavailable)
    #expect(registry.requests.allSatisfy { $0.method != "PUT" })
  }

  @Test func `after a lost response the tag is checked, and not pushed again`() async throws {
    let registry = try EmulatedRegistry(scenario: try #require(.named("lost-answer")))
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    #expect(try await tag(registry, outside.world()).change == .tagged)
    #expect(registry.writes(of: "PUT manifests") == 1)
  }

  @Test func `after a lost response, another image is not overwritten`() async throws {
    let registry = try EmulatedRegistry(scenario: try #require(.named("lost-and-stolen")))
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect(failure.kind == .guarded)
    #expect(registry.writes(of: "PUT manifests") == 1)
  }

  @Test func `a write that never arrived is sent again`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    let isFirst = Mutex(true)
    registry.intercept { request in
      guard request.method == "PUT" else { return nil }
      return isFirst.withLock { first in
        defer { first = false }
        return first ? .lose : nil
      }
    }
    #expect(try await tag(registry, outside.world()).change == .tagged)
    #expect(registry.writes(of: "PUT manifests") == 1)
  }

  @Test func `after throttling, the next request waits as long as the registry says`() async throws {
    let registry = try EmulatedRegistry(scenario: try #require(.named("throttled")))
    defer { registry.stop() }
    registry.add(.manifest("a"), to: "acme/api", tag: "c0ffee")
    #expect(try await tag(registry, outside.world()).change == .tagged)
    #expect(outside.waited >= .seconds(3))
  }

  @Test(arguments: ["unavailable", "malformed"]) func `a broken registry ends with its exit code`(
    name: String
  )
    async throws
  {
    let registry = try EmulatedRegistry(scenario: try #require(.named(name)))
    defer { registry.stop() }
    let failure = try await failure { _ = try await tag(registry, outside.world()) }
    #expect([.unavailable, .repository].contains(failure.kind), "\(failure)")
  }

  @Test func `an image of another repository is mounted, children first`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let image = EmulatedImage.index("a")
    registry.add(image, to: "acme/ci", tag: "c0ffee")
    let result = try await tag(registry, from: "\(registry.host)/acme/ci:c0ffee", outside.world())
    #expect(result.digest.description == image.digest)
    #expect(registry.digest(of: "1.2.3", in: "acme/api") == image.digest)
    // Four blobs, two platforms and the index; the emulator refuses a manifest whose parts do not exist.
    #expect(registry.writes(of: "POST uploads") == 4)
    #expect(registry.writes(of: "PUT manifests") == 3)
    #expect(!registry.calls.contains { $0.hasPrefix("GET") && $0.contains("/blobs/") })

    // Again, under another tag: nothing has to be moved any more.
    _ = try await tag(registry, from: "\(registry.host)/acme/ci:c0ffee", as: "1.2.4", outside.world())
    #expect(registry.writes(of: "POST uploads") == 4)
    #expect(registry.writes(of: "PUT manifests") == 4)
  }

  @Test func `a plan lists every request, and sends none`() throws {
    let repository = try #require(ImageRepository("ghcr.io/acme/api"))
    let version = try #require(ImageTag("1.2.3"))
    let source = try #require(ImageReference(from: "c0ffee", in: repository))
    let image = try TagImage(source, in: repository, as: version, replaces: false, .refusing)
    #expect(
      image.requests().map { "\($0.method) \($0.url)" } == [
        "GET https://ghcr.io/v2/", "GET <token server of the registry>",
        "HEAD https://ghcr.io/v2/acme/api/manifests/1.2.3",
        "GET https://ghcr.io/v2/acme/api/manifests/c0ffee",
        "PUT https://ghcr.io/v2/acme/api/manifests/1.2.3", "HEAD https://ghcr.io/v2/acme/api/manifests/1.2.3",
      ])
    #expect(image.requests().filter(\.isWrite).map(\.method) == ["PUT"])
  }

  @Test func `the plan of a copy names both registries`() throws {
    let repository = try #require(ImageRepository("ccr.ccs.tencentyun.com/acme/api"))
    let version = try #require(ImageTag("1.2.3"))
    let source = try #require(ImageReference("ghcr.io/acme/api:c0ffee"))
    let image = try TagImage(source, in: repository, as: version, replaces: false, .refusing)
    let hosts = image.requests().map { request in
      request.url.hasPrefix("https://ghcr.io/") ? "\(request.method) source" : request.method
    }
    #expect(
      hosts == [
        "GET", "GET", "GET source", "GET", "HEAD", "GET source", "HEAD", "POST", "GET source", "PUT", "PUT",
        "PUT",
        "HEAD",
      ])
    #expect(image.requests().filter(\.isWrite).allSatisfy { !$0.url.contains("ghcr.io") })
  }
}
