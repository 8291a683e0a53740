import Effects
import HTTP
import Model

/// The API calls of a registry that are needed for tags (OCI distribution specification 1.1). Each is one request,
/// and is retried only if that has no further effect.
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
        method: "GET", url: "<token server of the registry>", condition: "if the registry requires a token"),
    ]
  }

  /// Checks that there is a registry, and how it authenticates. Called once, before anything else.
  func ping() async throws(Failure) {
    let request = Request("GET", root, deadline: Self.deadline)
    let response = try await session.send(request, .read, expecting: [200])
    guard !Refusals.isPage(response) else {
      throw Refusals.unlikely("GET \(root): the response is an HTML page, not a registry's")
    }
  }

  private static let deadline = Duration.seconds(30)
  private static let uploadDeadline = Duration.seconds(120)

  // MARK: Manifests

  /// The manifest for a tag or digest; for an index, the index itself. `image` may be in another repository of this
  /// registry.
  package func manifest(_ image: ImageReference) async throws(Failure) -> Manifest {
    guard let manifest = try await manifest(image, expecting: [200]) else {
      throw Failure(.defect, "no manifest of \(image) and no failure")
    }
    return manifest
  }

  /// Nil for a 404, where that is expected.
  ///
  /// The digest of the bytes is compared with the requested digest, or with the digest in the response header. If that
  /// differs, the response was changed on its way or the header is wrong: then the manifest with the digest of the
  /// header is requested, and used if it exists.
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
        throw Refusals.unlikely(
          "the registry returned a manifest with another digest for \(image): \(manifest.digest)")
      }
      return manifest
    }
    guard let reported = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init),
      reported != manifest.digest
    else { return manifest }
    let exact = ImageReference(image.repository, .digest(reported))
    if let found = try await self.manifest(exact, expecting: [200, 404]) { return found }
    session.world.tell(
      .finding(
        Finding(
          .warning,
          "the registry reports \(reported) as the digest of \(image), but it is \(manifest.digest)",
          rule: "registry/digest")))
    return manifest
  }

  /// Statuses of HEAD after which GET is tried: some registries allow only GET (403 of JFrog, 405), and an error
  /// response to HEAD has no message.
  private static let headStatuses = Set(200..<500).subtracting([401, 408, 429, 499])

  /// The digest that a tag points to; nil if the tag does not exist. Uses HEAD, and GET if the response has no digest.
  package func digest(of tag: ImageTag) async throws(Failure) -> ImageDigest? {
    let request = Request(
      "HEAD", url("manifests/\(tag)"), headers: [ManifestType.accepted], deadline: Self.deadline)
    let response = try await session.send(request, .read, expecting: Self.headStatuses)
    if response.status == 404 { return nil }
    if response.status == 200,
      let reported = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init)
    {
      return reported
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

  /// Whether the repository has a blob with this digest. False if HEAD is not supported: mounting a blob that already
  /// exists changes nothing.
  func has(blob digest: ImageDigest) async throws(Failure) -> Bool {
    let request = Request("HEAD", url("blobs/\(digest)"), deadline: Self.deadline)
    return try await session.send(request, .read, expecting: [200, 404, 405]).status == 200
  }

  /// Stores the bytes as they are, under a tag or their digest.
  func put(_ manifest: Manifest, as selector: ImageReference.Selector) async throws(Failure) {
    let request = Request(
      "PUT", url("manifests/\(selector)"), headers: [Header("Content-Type", manifest.type.rawValue)],
      body: .bytes(manifest.bytes), deadline: Self.uploadDeadline)
    // With its digest, a second request changes nothing; a tag may have been moved by another job meanwhile.
    let kind: CallKind = if case .digest = selector { .read } else { .write }
    let response = try await session.send(request, kind, expecting: [200, 201, 202])
    guard !Refusals.isPage(response) else {
      throw Refusals.unlikely("PUT \(request.url): the response is an HTML page, not a registry's")
    }
    if let reported = response[header: "Docker-Content-Digest"].flatMap(ImageDigest.init),
      reported != manifest.digest
    {
      throw Refusals.unlikely(
        "\(repository):\(selector) was stored as \(reported), not as \(manifest.digest)")
    }
  }

  // MARK: Blobs

  /// Adds a blob of another repository to this one, without a transfer. False if the registry does not support that and
  /// started an upload instead, which is cancelled.
  func mount(_ digest: ImageDigest, from source: ImageRepository) async throws(Failure) -> Bool {
    let query = queryString([("mount", digest.description), ("from", source.path)])
    let request = Request("POST", url("blobs/uploads/") + "?" + query, deadline: Self.deadline)
    // A second request changes nothing.
    let response = try await session.send(request, .read, expecting: [201, 202])
    if response.status == 201 { return true }
    if let location = response[header: "Location"] { await cancelUpload(at: location) }
    return false
  }

  /// The registry removes unfinished uploads after some time, so a failure does not matter.
  private func cancelUpload(at location: String) async {
    let url = location.hasPrefix("/") ? session.endpoint + location : location
    guard Origin(of: url) == Origin(of: session.endpoint) else { return }
    _ = try? await session.send(
      Request("DELETE", url, deadline: Self.deadline), .write, expecting: [200, 202, 204, 404])
  }
}
