import Effects
import Emulator
import Foundation
import HTTP
import Model
import Registry
import Support
import Testing

/// `via: docker` with a real engine behind the docker command: Debian's `podman-docker`, which needs no daemon to tag and
/// push, and a real registry. `.ci/setup --tests` installs both.
@Suite struct EngineTests {
  static let command = "/usr/bin/docker"

  /// Where the docker command is another one, or missing, the reason.
  static var why: Comment {
    "SKIPPED: \(command) is not podman-docker's; install it to test \"via\": \"docker\" with a real engine"
  }

  static var isPodman: Bool {
    let text = try? String(contentsOfFile: command, encoding: .utf8)
    let found = text?.contains("podman") == true
    if !found { FileHandle.standardError.write(Data("\(why.rawValue)\n".utf8)) }
    return found
  }

  /// An engine whose storage is a folder, and a registry that it may use without TLS.
  private struct Engine {
    let folder: TemporaryDirectory
    let registry: DockerRegistry
    let environment: [String: String]

    init() async throws {
      registry = try await DockerRegistry()
      folder = try TemporaryDirectory()
      let storage = try folder.write(
        "storage.conf",
        "[storage]\ndriver = \"vfs\"\ngraphroot = \"\(folder.path)/graph\"\nrunroot = \"\(folder.path)/run\"\n"
      )
      let registries = try folder.write(
        "registries.conf", "[[registry]]\nlocation = \"\(registry.host)\"\ninsecure = true\n")
      environment = [
        "CONTAINERS_STORAGE_CONF": storage, "CONTAINERS_REGISTRIES_CONF": registries, "HOME": folder.path,
        "XDG_RUNTIME_DIR": folder.path, "TMPDIR": folder.path,
      ]
    }

    func stop() {
      registry.stop()
      folder.remove()
    }

    @discardableResult
    func docker(_ arguments: [String]) async throws -> Command.Result {
      try await Command.run([EngineTests.command] + arguments, environment: environment)
    }

    /// An image of one file.
    func build(_ content: String, as tag: String) async throws {
      let root = try folder.makeFolder("root-\(content)")
      try Data(content.utf8).write(to: URL(fileURLWithPath: "\(root)/file"))
      try await Command.succeed(["tar", "-C", root, "-cf", "\(folder.path)/\(content).tar", "file"])
      let result = try await docker([
        "import", "\(folder.path)/\(content).tar", "\(registry.host)/acme/api:\(tag)",
      ])
      #expect(result.status == 0, "\(result.errorText)")
    }

    func push(_ outside: Outside, as tag: String = "1.2.3", from: String = "dev") async throws -> TaggedImage
    {
      var world = outside.patientWorld()
      world.run = { (program) throws(Failure) in
        do {
          let result = try await docker(program.arguments)
          return Program.Result(status: result.status, output: result.output, errors: result.errorOutput)
        } catch {
          throw Failure(.unavailable, "\(String(describing: error))")
        }
      }
      let repository = try #require(ImageRepository("\(registry.host)/acme/api"))
      let image = try PushImage(
        ImageReference(from: from, in: repository), in: repository, as: try #require(ImageTag(tag)),
        replaces: false, world)
      return try await image.run()
    }
  }

  @Test(.enabled(if: isPodman, why)) func `a real engine tags and pushes the image`() async throws {
    let engine = try await Engine()
    defer { engine.stop() }
    let outside = Outside()
    try await engine.build("first", as: "dev")

    let pushed = try await engine.push(outside)
    #expect(pushed.change == .tagged)
    let manifest = try await engine.registry.manifest("acme/api:1.2.3")
    #expect(ImageDigest(of: manifest) == pushed.digest)

    // Again: nothing has changed.
    #expect(try await engine.push(outside).change == .unchanged)

    // Another image does not take the tag.
    try await engine.build("second", as: "dev")
    let refused = try await failure { _ = try await engine.push(outside) }
    #expect(refused.kind == .guarded)
    #expect(try await engine.registry.manifest("acme/api:1.2.3") == manifest)
  }

  @Test(.enabled(if: isPodman, why)) func `an image that the engine does not have is exit 65`() async throws {
    let engine = try await Engine()
    defer { engine.stop() }
    let failure = try await failure { _ = try await engine.push(Outside(), from: "none") }
    #expect(ExitCode(failure.kind).rawValue == 65)
    #expect(failure.remedies.contains { $0.contains("docker build -t") })
  }
}
