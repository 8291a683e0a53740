import Effects
import HTTP
import Model

/// Adds a tag to an image that CI pushed, with the registry's API: no daemon is needed, and no layer is transferred
/// within one registry.
///
/// The bytes of the manifest are sent back unchanged, so the new tag has the same digest, and an index keeps all its
/// platforms. From another repository of the same registry, its parts are mounted first; from another registry, they are
/// copied (`CopyImage`). Each registry gets only the credentials that were found for it.
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
  /// Reads the source: the same one where it is in the same registry.
  private let origin: RegistryClient
  private let world: World

  package init(
    _ source: ImageReference, in repository: ImageRepository, as tag: ImageTag, replaces: Bool,
    _ world: World
  ) throws(Failure) {
    self.source = source
    self.repository = repository
    self.tag = tag
    self.replaces = replaces
    self.world = world
    let isNear = source.repository.registry == repository.registry
    client = try RegistryClient(repository, readingFrom: isNear ? [source.repository] : [], world)
    origin = isNear ? client : try RegistryClient(source.repository, writes: false, world)
  }

  private var isCopy: Bool { source.repository != repository }

  private var isFar: Bool { origin !== client }

  // MARK: Plan

  /// In the order in which they are sent. Offline, and without secrets.
  package func requests() -> [PlannedRequest] {
    let from = origin.url("manifests/\(source.selector)", in: source.repository)
    let to = client.url("manifests/\(tag)")
    var requests = client.greeting + (isFar ? origin.greeting : [])
    requests += [PlannedRequest(method: "HEAD", url: to), PlannedRequest(method: "GET", url: from)]
    if isCopy { requests += copies }
    return requests + [
      PlannedRequest(method: "PUT", url: to, isWrite: true, condition: tagCondition(replaces: replaces)),
      PlannedRequest(method: "HEAD", url: to, condition: "after the tag was set, to confirm it"),
    ]
  }

  private var copies: [PlannedRequest] {
    let uploads = client.url("blobs/uploads/")
    let mount = "\(uploads)?mount=<digest>&from=\(percentEncoded(source.repository.path))"
    let missing: Text = "for each part that is missing in the repository"
    var requests = [
      PlannedRequest(
        method: "HEAD", url: client.url("blobs/<digest>"), condition: "for each part of the image"),
      PlannedRequest(method: "POST", url: isFar ? uploads : mount, isWrite: true, condition: missing),
    ]
    if isFar {
      requests += [
        PlannedRequest(
          method: "GET", url: origin.url("blobs/<digest>", in: source.repository), condition: missing),
        PlannedRequest(
          method: "PUT", url: "\(uploads)<upload>?digest=<digest>", isWrite: true,
          condition: "\(missing); larger ones in pieces, with PATCH"),
      ]
    }
    return requests + [
      PlannedRequest(
        method: "PUT", url: client.url("manifests/<digest>"), isWrite: true,
        condition: "for each platform of an index")
    ]
  }

  // MARK: Login

  /// What is known about the login at each registry, without changing anything; a login that is missing or refused is a
  /// failure of kind `.credentials`.
  package func checkLogin() async throws(Failure) -> [(registry: String, source: String?)] {
    let own = try await client.checkLogin(reading: ImageReference(repository, .tag(tag)))
    guard isFar else { return [(repository.registry, own)] }
    return [
      (repository.registry, own), (source.repository.registry, try await origin.checkLogin(reading: source)),
    ]
  }

  // MARK: Run

  /// `confirm` is called directly before the tag is written, after everything that takes time. It returns true if it
  /// waited or if what is live has changed: then the tag is read again.
  package func run(
    confirm: () async throws(Failure) -> Bool = { () throws(Failure) in false }
  ) async throws(Failure) -> TaggedImage {
    try await client.ping()
    if isFar { try await origin.ping() }
    var present = try await client.digest(of: tag)
    if let present, source.selector == .digest(present), !isCopy {
      return TaggedImage(digest: present, change: .unchanged)
    }
    let manifest = try await origin.manifest(source)
    if present == manifest.digest { return TaggedImage(digest: manifest.digest, change: .unchanged) }
    if let present, !replaces { throw .occupied(tag, of: repository, by: present, wanted: manifest.digest) }
    let copied = isCopy ? try await copyParts(of: manifest) : 0
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
    return TaggedImage(
      digest: manifest.digest, change: present.map { .moved(from: $0) } ?? .tagged, copiedByteCount: copied)
  }

  private func copyParts(of manifest: Manifest) async throws(Failure) -> Int {
    try await CopyImage(from: source.repository, by: origin, to: client, world)
      .copyParts(of: manifest, named: source)
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
