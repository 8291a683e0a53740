import Effects
import HTTP
import Model

/// Gives an image that CI pushed one more tag, by the registry's API alone: no daemon, no layer is moved.
///
/// The bytes of the manifest are sent back as they came, so the new tag has the same digest; an index keeps all its
/// platforms. From another repository of the same registry its parts are mounted first.
///
/// Registries know no "only if absent" for a tag: whoever puts another image there between our look and our write is
/// overwritten.
package struct TagImage: Sendable {
  package let source: ImageReference
  package let repository: ImageRepository
  package let tag: ImageTag
  /// May the tag be moved from another image.
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

  /// Only within one registry can an image get a tag without being moved.
  package static func otherRegistry(
    _ source: String, than repository: ImageRepository, as tag: String
  ) -> Failure {
    Failure(
      .configuration, "\"\(source)\" is in another registry than \"\(repository)\"",
      remedies: ["copy it there first: skopeo copy --all docker://\(source) docker://\(repository):\(tag)"])
  }

  private var isCopy: Bool { source.repository != repository }

  // MARK: Plan

  /// In the order they are sent. No secret, and nothing is asked.
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
          method: "POST", url: mount, isWrite: true, condition: "for each part that the repository lacks"),
        PlannedRequest(
          method: "PUT", url: client.url("manifests/<digest>"), isWrite: true,
          condition: "for each platform of an index"),
      ]
    }
    return requests + [
      PlannedRequest(method: "PUT", url: to, isWrite: true, condition: tagCondition(replaces: replaces)),
      PlannedRequest(method: "HEAD", url: to, condition: "after the tag was written, to confirm it"),
    ]
  }

  // MARK: Run

  /// `confirm` is asked directly before the tag is written, after everything that takes time. True: it waited, or what
  /// is deployed has changed, so the tag is read again.
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

  /// The registry took the tag, and reports something else than was sent.
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

  /// Sent once. When its answer is lost, the tag is read; it is sent again only while the tag is as it was.
  private func put(_ manifest: Manifest, instead present: ImageDigest?) async throws(Failure) {
    do throws(Failure) {
      try await client.put(manifest, as: .tag(tag))
    } catch {
      guard error.retry == .readsOnly else { throw error }
      world.tell(.notice("no answer to the push of \(tag) (\(error.what)); checking whether it arrived"))
      let now = try await client.digest(of: tag)
      if now == manifest.digest { return }
      guard now == present else {
        throw now.map { .occupied(tag, of: repository, by: $0, wanted: manifest.digest) } ?? error
      }
      try await client.put(manifest, as: .tag(tag))
    }
  }
}
