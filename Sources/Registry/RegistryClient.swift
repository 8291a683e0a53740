import Effects
import HTTP
import Model

/// The API calls of a registry that are needed for tags and copies (OCI distribution specification 1.1). Each is one
/// request, and is retried only if that has no further effect.
package final class RegistryClient: Sendable {
  package let repository: ImageRepository
  private let session: RegistrySession

  /// `writes`: false where nothing is pushed to the repository.
  package init(
    _ repository: ImageRepository, readingFrom sources: [ImageRepository] = [], writes: Bool = true,
    _ world: World
  ) throws(Failure) {
    self.repository = repository
    session = try RegistrySession(repository, readingFrom: sources, writes: writes, world)
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

  /// Checks that there is a registry, and how it authenticates. Called once, before anything else. Whether the
  /// credentials are right is shown by the first request to a repository.
  func ping() async throws(Failure) {
    let response = try await session.greet(Request("GET", root, deadline: Self.deadline))
    guard !Refusals.isPage(response) || Challenge.answerable(in: response) != nil else {
      throw Refusals.unlikely("GET \(root): the response is an HTML page, not a registry's")
    }
  }

  /// Whether a deploy may use the registry, as far as reads show it: returns where the credentials were found, or nil
  /// where none are needed. Changes nothing. `image` need not exist.
  func checkLogin(reading image: ImageReference) async throws(Failure) -> String? {
    try await ping()
    let source = try await session.login()
    _ = try await manifest(image, expecting: [200, 404])
    return source
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

  /// Where the next bytes of a blob are sent. It changes with every answer.
  struct UploadAddress: Equatable, Sendable {
    var url: String
    /// The smallest piece that the registry accepts, the last one excepted: its header `OCI-Chunk-Min-Length`.
    var smallestPiece = 0
  }

  /// Adds a blob of another repository of this registry to this one, without a transfer: nil. Otherwise the upload that
  /// the registry started instead, also where the account may not mount it.
  func mount(_ digest: ImageDigest, from source: ImageRepository) async throws(Failure) -> UploadAddress? {
    let query = queryString([("mount", digest.description), ("from", source.path)])
    let request = Request("POST", url("blobs/uploads/") + "?" + query, deadline: Self.deadline)
    // A second request changes nothing.
    let response = try await session.send(request, .read, expecting: [201, 202, 401, 403])
    switch response.status {
    case 201: return nil
    case 202: return try upload(after: response)
    default: return try await startUpload()
    }
  }

  /// An upload that was started twice leaves one behind that the registry removes after some time.
  func startUpload() async throws(Failure) -> UploadAddress {
    let request = Request("POST", url("blobs/uploads/"), deadline: Self.deadline)
    return try upload(after: try await session.send(request, .read, expecting: [202]))
  }

  /// Some bytes of a blob in a repository of this registry. A registry that ignores `Range` sends all of them: accepted
  /// where that is no more than a piece.
  func bytes(
    _ range: Range<Int>, of digest: ImageDigest, in other: ImageRepository
  ) async throws(Failure) -> [UInt8] {
    guard !range.isEmpty else { return [] }
    let request = Request(
      "GET", url("blobs/\(digest)", in: other),
      headers: [Header("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")],
      deadline: Self.uploadDeadline, maxAnswerBytes: max(range.count, 1024 * 1024))
    let response = try await session.send(request, .read, expecting: [200, 206])
    var bytes = response.body
    if response.status == 200 { bytes = Array(bytes.dropFirst(range.lowerBound).prefix(range.count)) }
    guard bytes.count == range.count else {
      throw Refusals.unlikely(
        """
        GET \(redacted(request.url)): \(counted(bytes.count, "byte")) instead of \(range.count), from \
        \(range.lowerBound) on
        """)
    }
    return bytes
  }

  /// Sends the next bytes of an upload. Nil if the registry has another number of bytes than `offset`, or has forgotten
  /// the upload. Sent once: after a lost response, `received` shows what has arrived.
  func append(
    _ bytes: [UInt8], at offset: Int, to upload: UploadAddress
  ) async throws(Failure) -> UploadAddress? {
    let request = Request(
      "PATCH", upload.url,
      headers: [
        Header("Content-Type", "application/octet-stream"),
        Header("Content-Range", "\(offset)-\(offset + bytes.count - 1)"),
      ], body: .bytes(bytes), deadline: Self.uploadDeadline)
    let response = try await session.send(request, .write, expecting: [201, 202, 204, 404, 416])
    return response.status < 300 ? try self.upload(after: response, of: upload) : nil
  }

  /// How many bytes of an upload have arrived, and where the rest is sent; nil if the registry has forgotten it.
  func received(of upload: UploadAddress) async throws(Failure) -> (upload: UploadAddress, byteCount: Int)? {
    let request = Request("GET", upload.url, deadline: Self.deadline)
    let response = try await session.send(request, .read, expecting: [200, 202, 204, 404])
    guard response.status != 404 else { return nil }
    // `0-0` is also what registries send for an empty upload; no piece is that small.
    let last = response[header: "Range"]?.split(separator: "-").last.flatMap { Int($0) } ?? 0
    let rest = try self.upload(after: response, of: upload)
    return (rest, last == 0 ? 0 : last + 1)
  }

  /// Ends an upload with its last bytes, which may be none; the registry compares the digest. False if it has forgotten
  /// the upload. Sent once: after a lost response, `has(blob:)` shows whether it was stored.
  func finish(
    _ upload: UploadAddress, with bytes: [UInt8], as digest: ImageDigest
  ) async throws(Failure) -> Bool {
    let separator = upload.url.contains("?") ? "&" : "?"
    let request = Request(
      "PUT", upload.url + separator + queryString([("digest", digest.description)]),
      headers: [Header("Content-Type", "application/octet-stream")], body: .bytes(bytes),
      deadline: Self.uploadDeadline)
    return try await session.send(request, .write, expecting: [201, 202, 204, 404]).status != 404
  }

  /// The registry removes unfinished uploads after some time, so a failure does not matter.
  func cancel(_ upload: UploadAddress) async {
    _ = try? await session.send(
      Request("DELETE", upload.url, deadline: Self.deadline), .write, expecting: [200, 202, 204, 404, 405])
  }

  /// The address in a response; without one it stays the same. It is on the registry itself: what is sent there may be
  /// private, and is sent with a token. Behind a proxy that ends TLS, registries write `http:` for themselves.
  private func upload(
    after response: Response, of earlier: UploadAddress? = nil
  ) throws(Failure) -> UploadAddress {
    let smallest = response[header: "OCI-Chunk-Min-Length"].flatMap { Int($0) } ?? earlier?.smallestPiece ?? 0
    guard let location = response[header: "Location"] else {
      guard let earlier else {
        throw Refusals.unlikely("POST \(url("blobs/uploads/")): the response has no address for the upload")
      }
      return earlier
    }
    let isPath = location.hasPrefix("/") && !location.hasPrefix("//")
    var address = isPath ? session.endpoint + location : location
    let own = Origin(of: session.endpoint)
    if own?.scheme == "https", address.hasPrefix("http://") { address = "https" + address.dropFirst(4) }
    guard let origin = Origin(of: address), origin == own else {
      throw Failure(
        .configuration, "\(repository.registry) redirects uploads to another host: \"\(redacted(address))\"",
        remedies: ["copy the image with another tool: skopeo copy --all, or crane copy"])
    }
    return UploadAddress(url: address, smallestPiece: max(0, smallest))
  }
}
