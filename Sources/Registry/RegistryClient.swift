import Effects
import HTTP
import Model

/// The calls of a registry that tagging needs (OCI distribution specification 1.1): each is one request, repeated
/// where that cannot do anything twice.
package final class RegistryClient: Sendable {
  package let repository: ImageRepository
  private let session: RegistrySession

  package init(
    _ repository: ImageRepository, readingFrom sources: [ImageRepository] = [], _ world: World
  ) throws(Failure) {
    self.repository = repository
    session = try RegistrySession(repository, readingFrom: sources, world)
  }

  /// As it would be sent, for plans.
  func url(_ path: String, in other: ImageRepository? = nil) -> String {
    "\(session.endpoint)/v2/\((other ?? repository).path)/\(path)"
  }

  private var root: String { "\(session.endpoint)/v2/" }

  /// The requests of `ping`, for plans.
  var greeting: [PlannedRequest] {
    [
      PlannedRequest(method: "GET", url: root),
      PlannedRequest(
        method: "GET", url: "<token server of the registry>", condition: "if the registry asks for a token"),
    ]
  }

  /// Whether there is a registry at all, and which proof it wants. Once, before anything else.
  func ping() async throws(Failure) {
    let request = Request("GET", root, deadline: Self.deadline)
    let response = try await session.send(request, .read, expecting: [200])
    guard !Refusals.isPage(response) else {
      throw Refusals.unlikely("GET \(root): a page for people instead of a registry's answer")
    }
  }

  private static let deadline = Duration.seconds(30)
  private static let uploadDeadline = Duration.seconds(120)

  // MARK: Manifests

  /// The manifest that a tag or digest names, whole: an index stays an index. `image` may be in another repository
  /// of this registry.
  package func manifest(_ image: ImageReference) async throws(Failure) -> Manifest {
    guard let manifest = try await manifest(image, expecting: [200]) else {
      throw Failure(.defect, "the manifest of \(image) is missing without a failure")
    }
    return manifest
  }

  /// Nil for a 404, where that is expected.
  ///
  /// The bytes are compared with the digest that was asked for, or that the registry names. Where they differ, the
  /// answer was changed on its way, or the registry names a wrong one: it is asked for exactly that digest, and what
  /// it has under it counts.
  private func manifest(_ image: ImageReference, expecting statuses: Set<Int>) async throws(Failure)
    -> Manifest?
  {
    let request = Request(
      "GET", url("manifests/\(image.selector)", in: image.repository), headers: [ManifestType.accepted],
      deadline: Self.deadline, maxAnswerBytes: Manifest.largest)
    let response = try await session.send(request, .read, expecting: statuses)
    if response.status == 404 { return nil }
    let manifest = try Manifest(response.body, contentType: response[header: "Content-Type"], of: image)
    if case .digest(let wanted) = image.selector {
      guard wanted == manifest.digest else {
        throw Refusals.unlikely("\(image) was answered with a manifest whose digest is \(manifest.digest)")
      }
      return manifest
    }
    guard let told = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init),
      told != manifest.digest
    else { return manifest }
    let exact = ImageReference(image.repository, .digest(told))
    if let found = try await self.manifest(exact, expecting: [200, 404]) { return found }
    session.world.tell(
      .finding(
        Finding(
          .warning, "the registry calls \(image) \(told), and its bytes are \(manifest.digest)",
          rule: "registry/digest")))
    return manifest
  }

  /// Answers to HEAD that are asked for again by GET: some registries forbid the one and allow the other (403 of
  /// JFrog, 405), and what a HEAD refuses for has no words.
  private static let headStatuses = Set(200..<500).subtracting([401, 408, 429, 499])

  /// The digest of what a tag names; nil when there is no such tag. The registry is asked without the manifest
  /// itself, and once more with it where it does not tell.
  package func digest(of tag: ImageTag) async throws(Failure) -> ImageDigest? {
    let request = Request(
      "HEAD", url("manifests/\(tag)"), headers: [ManifestType.accepted], deadline: Self.deadline)
    let response = try await session.send(request, .read, expecting: Self.headStatuses)
    if response.status == 404 { return nil }
    if response.status == 200, let told = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init)
    {
      return told
    }
    return try await manifest(ImageReference(repository, .tag(tag)), expecting: [200, 404])?.digest
  }

  /// Whether the repository has a manifest with this digest.
  func has(manifest digest: ImageDigest) async throws(Failure) -> Bool {
    let request = Request(
      "HEAD", url("manifests/\(digest)"), headers: [ManifestType.accepted], deadline: Self.deadline)
    switch try await session.send(request, .read, expecting: Self.headStatuses).status {
    case 200: return true
    case 404: return false
    default:
      return try await manifest(ImageReference(repository, .digest(digest)), expecting: [200, 404]) != nil
    }
  }

  /// Whether the repository has a blob with this digest. A registry that does not say so is not asked for the whole
  /// blob: mounting what is there already changes nothing.
  func has(blob digest: ImageDigest) async throws(Failure) -> Bool {
    let request = Request("HEAD", url("blobs/\(digest)"), deadline: Self.deadline)
    return try await session.send(request, .read, expecting: [200, 404, 405]).status == 200
  }

  /// Stores the bytes as they are, under a tag or their digest.
  func put(_ manifest: Manifest, as selector: ImageReference.Selector) async throws(Failure) {
    let request = Request(
      "PUT", url("manifests/\(selector)"), headers: [Header("Content-Type", manifest.type.rawValue)],
      body: .bytes(manifest.bytes), deadline: Self.uploadDeadline)
    // Under its own digest, twice is the same as once; a tag may have been moved by somebody else meanwhile.
    let kind: CallKind = if case .digest = selector { .read } else { .write }
    let response = try await session.send(request, kind, expecting: [200, 201, 202])
    guard !Refusals.isPage(response) else {
      throw Refusals.unlikely("PUT \(request.url): a page for people instead of a registry's answer")
    }
    if let told = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init), told != manifest.digest
    {
      throw Refusals.unlikely("\(repository):\(selector) was stored as \(told), not as \(manifest.digest)")
    }
  }

  // MARK: Blobs

  /// Makes a blob of another repository one of this one too; nothing is transferred. False when the registry does
  /// not do that and began an upload instead, which is cancelled.
  func mount(_ digest: ImageDigest, from source: ImageRepository) async throws(Failure) -> Bool {
    let query = queryString([("mount", digest.description), ("from", source.path)])
    let request = Request("POST", url("blobs/uploads/") + "?" + query, deadline: Self.deadline)
    // Twice is the same as once.
    let response = try await session.send(request, .read, expecting: [201, 202])
    if response.status == 201 { return true }
    if let location = response[header: "Location"] { await cancelUpload(at: location) }
    return false
  }

  /// The registry forgets an upload by itself after a while: this is tidiness, and its failure nobody's loss.
  private func cancelUpload(at location: String) async {
    let url = location.hasPrefix("/") ? session.endpoint + location : location
    guard Origin(of: url) == Origin(of: session.endpoint) else { return }
    _ = try? await session.send(
      Request("DELETE", url, deadline: Self.deadline), .write, expecting: [200, 202, 204, 404])
  }
}
