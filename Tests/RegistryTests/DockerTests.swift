import Effects
import Emulator
import Model
import Registry
import Support
import Synchronization
import Testing

/// `via: docker`, with a fake daemon. Its output was copied from docker 28.2.2.
@Suite struct DockerTests {
  let outside = Outside()

  /// Answers by the first words of the arguments, and remembers them.
  private func push(
    _ registry: EmulatedRegistry, from: String? = "c0ffee", replaces: Bool = false,
    _ docker: @escaping @Sendable (Program) throws(Failure) -> Program.Result
  ) async throws -> TaggedImage {
    var world = outside.world()
    world.run = { (program) throws(Failure) in try docker(program) }
    // Real: who waits beside a push must not be faster than the push.
    world.sleep = { (duration) throws(Failure) in
      guard (try? await Task.sleep(for: duration)) != nil else { throw Failure(.interrupted, "stopped") }
    }
    let repository = try registry.repository("acme/api")
    let image = try PushImage(
      from.flatMap { ImageReference(from: $0, in: repository) }, in: repository,
      as: try #require(ImageTag("1.2.3")), replaces: replaces, world)
    return try await image.run()
  }

  private static func says(_ text: String, status: Int32 = 0, errors: String = "") -> Program.Result {
    Program.Result(status: status, output: Array(text.utf8), errors: Array(errors.utf8))
  }

  @Test func `the image is tagged, pushed and checked`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let image = EmulatedImage.manifest("a", docker: true)
    let commands = Mutex<[String]>([])
    let result = try await push(registry) { (program) throws(Failure) in
      commands.withLock { $0.append(([program.name] + program.arguments).joined(separator: " ")) }
      guard program.arguments[0] == "push" else { return Self.says("[]\n") }
      registry.add(image, to: "acme/api", tag: "1.2.3")
      return Self.says(
        "The push refers to repository [\(registry.host)/acme/api]\n5f70bf18a086: Pushed \n"
          + "1.2.3: digest: \(image.digest) size: 527\n")
    }
    #expect(result.change == .tagged)
    #expect(result.digest.description == image.digest)
    let name = "\(registry.host)/acme/api"
    #expect(
      commands.withLock { $0 } == [
        "docker image inspect --format {{.Id}} {{json .RepoDigests}} \(name):c0ffee",
        "docker tag \(name):c0ffee \(name):1.2.3", "docker push \(name):1.2.3",
      ])
    #expect(registry.calls.last == "HEAD /v2/acme/api/manifests/1.2.3")
    #expect(outside.words.contains("5f70bf18a086: Pushed"))
  }

  @Test func `an image that was pushed before is unchanged`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let image = EmulatedImage.manifest("a", docker: true)
    registry.add(image, to: "acme/api", tag: "1.2.3")
    let result = try await push(registry) { (program) throws(Failure) in
      guard program.arguments[0] == "image" else { throw Failure(.defect, "nothing else is run") }
      return Self.says("[\"\(registry.host)/acme/api@\(image.digest)\"]\n")
    }
    #expect(result.change == .unchanged)
  }

  @Test func `a tag of another image is not overwritten`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    registry.add(.manifest("old"), to: "acme/api", tag: "1.2.3")
    let failure = try await failure {
      _ = try await push(registry) { (program) throws(Failure) in
        guard program.arguments[0] == "image" else { throw Failure(.defect, "nothing else is run") }
        return Self.says("[]\n")
      }
    }
    #expect(failure.kind == .guarded)
  }

  @Test func `without a daemon it is exit 65, with the remedy`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let failure = try await failure {
      _ = try await push(registry) { (_) throws(Failure) in
        Self.says(
          "\n", status: 1,
          errors:
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n"
        )
      }
    }
    #expect(ExitCode(failure.kind).rawValue == 65)
    #expect(failure.what.hasPrefix("docker image inspect: Cannot connect to the Docker daemon"))
    #expect(failure.remedies.contains { $0.contains("DOCKER_HOST") })
    #expect(failure.remedies.contains { $0.contains("\"via\": \"registry\"") })
    #expect(registry.requests.isEmpty)
  }

  @Test func `without docker it is the same`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let failure = try await failure {
      _ = try await push(registry) { (_) throws(Failure) in
        throw Failure(.configuration, "\"docker\" is not on PATH")
      }
    }
    #expect(ExitCode(failure.kind).rawValue == 65)
  }

  @Test(arguments: [
    ("Error response from daemon: No such image: x", Failure.Kind.repository, "docker build -t"),
    ("denied: requested access to the resource is denied", .credentials, "docker login"),
    ("unauthorized: authentication required", .credentials, "docker login"),
    ("dial tcp: connection refused", .unavailable, "docker push"),
  ]) func `docker's words decide, its status is always 1`(words: String, kind: Failure.Kind, remedy: String)
    async throws
  {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let failure = try await failure {
      _ = try await push(registry) { (program) throws(Failure) in
        program.arguments[0] == "push" || words.contains("No such")
          ? Self.says("", status: 1, errors: words) : Self.says("[]")
      }
    }
    #expect(failure.kind == kind)
    #expect(failure.what.contains(words))
    #expect(failure.remedies.contains { $0.contains(remedy) })
  }

  @Test func `a push that did not arrive is detected`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let failure = try await failure {
      _ = try await push(registry) { (_) throws(Failure) in Self.says("[]\n") }
    }
    #expect(failure.kind == .unavailable)
    #expect(failure.what.contains("but the registry has no such tag"))
  }

  @Test func `a push with another digest is detected`() async throws {
    let registry = try EmulatedRegistry()
    defer { registry.stop() }
    let failure = try await failure {
      _ = try await push(registry) { (program) throws(Failure) in
        guard program.arguments[0] == "push" else { return Self.says("[]") }
        registry.add(.manifest("other"), to: "acme/api", tag: "1.2.3")
        return Self.says("1.2.3: digest: \(EmulatedImage.manifest("a").digest) size: 527\n")
      }
    }
    #expect(failure.kind == .unavailable)
    #expect(failure.what.contains("docker pushed "))
  }
}
