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
        method: "GET", url: "<token server of the registry>", condition: "the registry wants a token"),
    ]
  }

  /// Whether there is a registry at all, and which proof it wants. Once, before anything else.
  func ping() async throws(Failure) {
    _ = try await session.send(Request("GET", root, deadline: Self.deadline), .read, expecting: [200])
  }

  private static let deadline = Duration.seconds(30)
  private static let uploadDeadline = Duration.seconds(120)

  // MARK: Manifests

  /// The manifest that a tag or digest names, whole: an index stays an index. `image` may be in another repository
  /// of this registry.
  package func manifest(_ image: ImageReference) async throws(Failure) -> Manifest {
    let request = Request(
      "GET", url("manifests/\(image.selector)", in: image.repository), headers: [ManifestType.accepted],
      deadline: Self.deadline, maxAnswerBytes: Manifest.largest)
    let response = try await session.send(request, .read, expecting: [200])
    let manifest = try Manifest(response.body, contentType: response[header: "Content-Type"], of: image)
    if case .digest(let wanted) = image.selector, wanted != manifest.digest {
      throw Failure(
        .repository, "\(image) was answered with a manifest whose digest is \(manifest.digest)",
        remedies: ["a proxy in between may change answers: check HTTPS_PROXY"])
    }
    if let told = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init), told != manifest.digest
    {
      session.world.tell(
        .finding(
          Finding(
            .warning, "the registry calls \(image) \(told), and its bytes are \(manifest.digest)",
            rule: "registry/digest")))
    }
    return manifest
  }

  /// The digest of what a tag names; nil when there is no such tag. The registry is asked without the manifest
  /// itself, and once more with it where it does not tell (JFrog forbids the one and allows the other).
  package func digest(of tag: ImageTag) async throws(Failure) -> ImageDigest? {
    let request = Request(
      "HEAD", url("manifests/\(tag)"), headers: [ManifestType.accepted], deadline: Self.deadline)
    let response = try await session.send(request, .read, expecting: [200, 403, 404])
    if response.status == 404 { return nil }
    if response.status == 200, let told = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init)
    {
      return told
    }
    let again = Request(
      "GET", request.url, headers: request.headers, deadline: Self.deadline,
      maxAnswerBytes: Manifest.largest)
    let full = try await session.send(again, .read, expecting: [200, 404])
    return full.status == 404 ? nil : ImageDigest(of: full.body)
  }

  /// Whether the repository holds a manifest or blob with this digest.
  func has(_ digest: ImageDigest, as kind: String) async throws(Failure) -> Bool {
    let request = Request(
      "HEAD", url("\(kind)/\(digest)"), headers: kind == "manifests" ? [ManifestType.accepted] : [],
      deadline: Self.deadline)
    return try await session.send(request, .read, expecting: [200, 404]).status == 200
  }

  /// Stores the bytes as they are, under a tag or their digest.
  func put(_ manifest: Manifest, as selector: ImageReference.Selector) async throws(Failure) {
    let request = Request(
      "PUT", url("manifests/\(selector)"), headers: [Header("Content-Type", manifest.type.rawValue)],
      body: .bytes(manifest.bytes), deadline: Self.uploadDeadline)
    // Under its own digest, twice is the same as once; a tag may have been moved by somebody else meanwhile.
    let kind: CallKind = if case .digest = selector { .read } else { .write }
    let response = try await session.send(request, kind, expecting: [200, 201, 202])
    if let told = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init), told != manifest.digest
    {
      throw Failure(
        .unavailable, "\(repository):\(selector) was stored as \(told), not as \(manifest.digest)",
        remedies: ["a proxy in between may change requests: check HTTPS_PROXY"])
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
