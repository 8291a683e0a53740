import Effects
import HTTP
import Model

/// Tags an image of this machine's docker daemon, pushes it, and checks the digest at the registry.
///
/// docker uses its own credentials; its output is kept for the log. docker exits with 1 on every failure and podman, its
/// stand-in on many machines, with 125, so failures are distinguished by their messages.
package struct PushImage: Sendable {
  package let source: ImageReference
  package let repository: ImageRepository
  package let tag: ImageTag
  package let replaces: Bool

  private let client: RegistryClient
  private let world: World

  private static let deadline = Duration.seconds(30)
  private static let pushDeadline = Duration.seconds(30 * 60)

  /// `source` nil: in the daemon, the image already has the tag.
  package init(
    _ source: ImageReference?, in repository: ImageRepository, as tag: ImageTag, replaces: Bool,
    _ world: World
  ) throws(Failure) {
    self.repository = repository
    self.tag = tag
    self.source = source ?? ImageReference(repository, .tag(tag))
    self.replaces = replaces
    self.world = world
    client = try RegistryClient(repository, world)
  }

  private var destination: ImageReference { ImageReference(repository, .tag(tag)) }

  // References and tags never start with `-`, so docker takes none of these for an option.
  private var inspect: [String] {
    ["image", "inspect", "--format", "{{.Id}} {{json .RepoDigests}}", "\(source)"]
  }
  private var giveTag: [String] { ["tag", "\(source)", "\(destination)"] }
  private var push: [String] { ["push", "\(destination)"] }

  package func requests() -> [PlannedRequest] {
    func local(_ arguments: [String], isWrite: Bool) -> PlannedRequest {
      PlannedRequest(
        method: "local", url: "docker \(arguments.joined(separator: " "))", isWrite: isWrite,
        condition: isWrite ? tagCondition(replaces: replaces) : nil)
    }
    let tagged = client.url("manifests/\(tag)")
    let tagging = source == destination ? [] : [local(giveTag, isWrite: true)]
    return [local(inspect, isWrite: false)] + client.greeting
      + [PlannedRequest(method: "HEAD", url: tagged)] + tagging
      + [
        local(push, isWrite: true),
        PlannedRequest(method: "HEAD", url: tagged, condition: "after the push, to confirm it"),
      ]
  }

  /// As for `TagImage`. docker finds its own credentials in the same files.
  package func checkLogin() async throws(Failure) -> [(registry: String, source: String?)] {
    [(repository.registry, try await client.checkLogin(reading: destination))]
  }

  /// `confirm`: see `TagImage.run`. A push writes the tag last, after its layers.
  package func run(
    confirm: () async throws(Failure) -> Bool = { () throws(Failure) in false }
  ) async throws(Failure) -> TaggedImage {
    let known = try await docker(inspect)
    try await client.ping()
    var present = try await client.digest(of: tag)
    if let present {
      if try await isSame(known, as: present) { return TaggedImage(digest: present, change: .unchanged) }
      guard replaces else { throw .occupied(tag, of: repository, by: present) }
    }
    if try await confirm() {
      present = try await client.digest(of: tag)
      if let present, !replaces, !(try await isSame(known, as: present)) {
        throw .occupied(tag, of: repository, by: present)
      }
    }
    if source != destination { _ = try await docker(giveTag) }
    let output = try await pushed()
    guard let confirmed = try await client.digest(of: tag) else {
      throw Failure(
        .unavailable, "docker pushed \(destination), but the registry has no such tag",
        remedies: ["check that the daemon pushes to \(repository.registry): docker info"])
    }
    if let pushed = Self.digest(in: output, of: tag), pushed != confirmed {
      throw Failure(
        .unavailable, "docker pushed \(destination) as \(pushed), but the registry has \(confirmed)",
        remedies: ["deploy again; another job may be pushing the same tag"])
    }
    let change = present.map { $0 == confirmed ? TaggedImage.Change.unchanged : .moved(from: $0) } ?? .tagged
    return TaggedImage(digest: confirmed, change: change)
  }

  /// Whether the daemon's image is the one with this digest: docker lists the digests of images that were pushed to or
  /// pulled from this repository. podman lists its own instead, before compression; there the image's id is the digest of
  /// its configuration, which the manifest at the registry names (podman 4.3.1, see the test with a real engine).
  private func isSame(_ known: String, as present: ImageDigest) async throws(Failure) -> Bool {
    if known.contains("@\(present)\"") { return true }
    guard
      let id = known.split(separator: " ").first.map({ $0.hasPrefix("sha256:") ? "\($0)" : "sha256:\($0)" }),
      let config = ImageDigest(id)
    else { return false }
    let image = ImageReference(repository, .digest(present))
    let content = try Manifest.Content(try await client.manifest(image).bytes, of: image)
    return content.config?.digest == config.description
  }

  /// From the last line of a push: `1.2.3: digest: sha256:… size: 1570`.
  static func digest(in output: String, of tag: ImageTag) -> ImageDigest? {
    for line in output.split(whereSeparator: \.isNewline).reversed() {
      let words = line.split(separator: " ")
      if words.count >= 3, words[0] == "\(tag):", words[1] == "digest:" {
        return ImageDigest(String(words[2]))
      }
    }
    return nil
  }

  /// A push can take minutes: progress is reported every 25 seconds.
  private func pushed() async throws(Failure) -> String {
    let (world, destination) = (world, destination)
    let start = world.uptime()
    return try await withTaskGroup(of: Result<String, Failure>?.self) { group in
      group.addTask { () -> Result<String, Failure>? in
        do throws(Failure) {
          return .success(try await self.docker(self.push, deadline: Self.pushDeadline))
        } catch {
          return .failure(error)
        }
      }
      group.addTask { () -> Result<String, Failure>? in
        while (try? await world.sleep(.seconds(25))) != nil {
          world.tell(.stillWaiting("docker is pushing \(destination)", elapsed: world.uptime() - start))
        }
        return nil
      }
      defer { group.cancelAll() }
      for await result in group { if let result { return result } }
      return .failure(Failure(.interrupted, "interrupted during docker push"))
    }.get()
  }

  private func docker(
    _ arguments: [String], deadline: Duration = deadline
  ) async throws(Failure) -> String {
    let command = "docker \(arguments.prefix(arguments[0] == "image" ? 2 : 1).joined(separator: " "))"
    let result: Program.Result
    do throws(Failure) {
      result = try await world.run(Program("docker", arguments, deadline: deadline))
    } catch {
      guard error.kind == .configuration else { throw error }
      throw withoutDocker("\(command): \(error.what)")
    }
    let output = String(decoding: result.output, as: UTF8.self)
    let errors = String(decoding: result.errors, as: UTF8.self)
    guard result.status == 0 else { throw failure(command, result.status, output, errors) }
    for line in output.split(whereSeparator: \.isNewline) { world.tell(.detail("\(command): \(line)")) }
    return output
  }

  private func failure(_ command: String, _ status: Int32, _ output: String, _ errors: String) -> Failure {
    let lines = (output + "\n" + errors).split(whereSeparator: \.isNewline).map(String.init)
    let last = (errors.split(whereSeparator: \.isNewline).last?.prefix(300)).or("no error message")
    let what: Text = "\(command): \(last)"
    let lowercased = errors.lowercased()
    if lowercased.contains("cannot connect to the docker daemon")
      || lowercased.contains("permission denied while trying to connect")
    {
      return withoutDocker(what)
    }
    if lowercased.contains("no such image") || lowercased.contains("image not known") {
      return Failure(
        .repository, what,
        remedies: ["build the image in this job, before the deploy: docker build -t \(source) ."])
    }
    world.tell(.log(LogExcerpt(title: "\(command) (status \(status))", lines: Array(lines.suffix(30)))))
    let isDenied = ["denied", "unauthorized", "no basic auth credentials", "authentication required"]
      .contains(where: lowercased.contains)
    return isDenied
      ? Failure(.credentials, what, remedies: ["log in: docker login \(repository.registry)"])
      : Failure(
        .unavailable, what,
        remedies: ["see the output of docker above; run it by hand: docker push \(destination)"])
  }

  private func withoutDocker(_ what: Text) -> Failure {
    Failure(
      .repository, what,
      remedies: [
        "start the docker daemon, or set DOCKER_HOST",
        "or push the image in the job that builds it, and deploy with \"via\": \"registry\"",
      ])
  }
}
