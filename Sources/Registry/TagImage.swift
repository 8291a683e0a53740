import Effects
import HTTP
import Model

/// Adds a tag to an image that CI pushed, with the registry's API: no daemon is needed, and no layer is transferred.
///
/// The bytes of the manifest are sent back unchanged, so the new tag has the same digest, and an index keeps all its
/// platforms. From another repository of the same registry, its parts are mounted first.
///
/// Registries cannot set a tag only if it does not exist: if another job sets it between our check and our write, it is
/// overwritten.
package struct TagImage: Sendable {
  package let source: ImageReference
  package let repository: ImageRepository
  package let tag: ImageTag
  /// Whether the tag may be moved from another image.
  package let replaces: Bool

  private let client: RegistryClient
  private let world: World

  package init(
    _ source: ImageReference, in repository: ImageRepository, as tag: ImageTag, replaces: Bool,
    _ world: World
  ) throws(Failure) {
    guard source.repository.registry == repository.registry else {
      throw Self.otherRegistry("\(source)", than: repository, as: "\(tag)")
    }
    self.source = source
    self.repository = repository
    self.tag = tag
    self.replaces = replaces
    self.world = world
    client = try RegistryClient(repository, readingFrom: [source.repository], world)
  }

  /// An image can get a tag without a transfer only within one registry.
  package static func otherRegistry(
    _ source: String, than repository: ImageRepository, as tag: String
  ) -> Failure {
    Failure(
      .configuration, "\"\(source)\" is not in the same registry as \"\(repository)\"",
      remedies: ["copy it there first: skopeo copy --all docker://\(source) docker://\(repository):\(tag)"])
  }

  private var isCopy: Bool { source.repository != repository }

  // MARK: Plan

  /// In the order in which they are sent. Offline, and without secrets.
  package func requests() -> [PlannedRequest] {
    let from = client.url("manifests/\(source.selector)", in: source.repository)
    let to = client.url("manifests/\(tag)")
    var requests = client.greeting
    requests += [PlannedRequest(method: "HEAD", url: to), PlannedRequest(method: "GET", url: from)]
    if isCopy {
      let mount = client.url("blobs/uploads/?mount=<digest>&from=\(percentEncoded(source.repository.path))")
      requests += [
        PlannedRequest(
          method: "HEAD", url: client.url("blobs/<digest>"), condition: "for each part of the image"),
        PlannedRequest(
          method: "POST", url: mount, isWrite: true,
          condition: "for each part that is missing in the repository"),
        PlannedRequest(
          method: "PUT", url: client.url("manifests/<digest>"), isWrite: true,
          condition: "for each platform of an index"),
      ]
    }
    return requests + [
      PlannedRequest(method: "PUT", url: to, isWrite: true, condition: tagCondition(replaces: replaces)),
      PlannedRequest(method: "HEAD", url: to, condition: "after the tag was set, to confirm it"),
    ]
  }

  // MARK: Run

  /// `confirm` is called directly before the tag is written, after everything that takes time. It returns true if it
  /// waited or if what is live has changed: then the tag is read again.
  package func run(
    confirm: () async throws(Failure) -> Bool = { () throws(Failure) in false }
  ) async throws(Failure) -> TaggedImage {
    try await client.ping()
    var present = try await client.digest(of: tag)
    if let present, source.selector == .digest(present), !isCopy {
      return TaggedImage(digest: present, change: .unchanged)
    }
    let manifest = try await client.manifest(source)
    if present == manifest.digest { return TaggedImage(digest: manifest.digest, change: .unchanged) }
    if let present, !replaces { throw .occupied(tag, of: repository, by: present, wanted: manifest.digest) }
    if isCopy {
      try await CopyImage(from: source.repository, client: client).copyParts(of: manifest, named: source)
    }
    if try await confirm() {
      present = try await client.digest(of: tag)
      if present == manifest.digest { return TaggedImage(digest: manifest.digest, change: .unchanged) }
      if let present, !replaces { throw .occupied(tag, of: repository, by: present, wanted: manifest.digest) }
    }
    try await put(manifest, instead: present)
    let confirmed = try await client.digest(of: tag)
    guard confirmed == manifest.digest else {
      throw notConfirmed(confirmed, manifest.digest)
    }
    return TaggedImage(digest: manifest.digest, change: present.map { .moved(from: $0) } ?? .tagged)
  }

  /// The registry accepted the tag, but reports another digest than was sent.
  private func notConfirmed(_ reported: ImageDigest?, _ sent: ImageDigest) -> Failure {
    let pushed: Text = "pushed \(repository):\(tag) as \(sent)"
    guard let reported else {
      return Failure(
        .unavailable, "\(pushed), but the registry has no such tag", remedies: [Failure.proxyHint])
    }
    return Failure(
      .unavailable, "\(pushed), but the registry reports \(reported)",
      remedies: ["deploy again; another job may be pushing the same tag"])
  }

  /// Sent once. If the response is lost, the tag is read, and sent again only if it has not changed.
  private func put(_ manifest: Manifest, instead present: ImageDigest?) async throws(Failure) {
    do throws(Failure) {
      try await client.put(manifest, as: .tag(tag))
    } catch {
      guard error.retry == .readsOnly else { throw error }
      world.tell(.notice("no response to the push of \(tag) (\(error.what)); checking whether it was stored"))
      let now = try await client.digest(of: tag)
      if now == manifest.digest { return }
      guard now == present else {
        throw now.map { .occupied(tag, of: repository, by: $0, wanted: manifest.digest) } ?? error
      }
      try await client.put(manifest, as: .tag(tag))
    }
  }
}
