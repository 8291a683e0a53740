import Digest
import Model

/// What an emulated registry holds, and the rules of the OCI distribution specification 1.1 for changing it.
struct RegistryStore {
  private struct Repository {
    var blobs: [String: [UInt8]] = [:]
    var manifests: [String: (type: String, bytes: [UInt8])] = [:]
    var tags: [String: String] = [:]
  }

  /// A blob that is being uploaded.
  private struct Upload {
    var repository: String
    var bytes: [UInt8] = []
  }

  private var repositories: [String: Repository] = [:]
  private var uploads: [String: Upload] = [:]
  private var lastUpload = 0

  static let types: Set = [
    "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
  ]

  /// As a push of the whole image would leave it; `tag` nil: under its digest alone.
  mutating func add(_ image: EmulatedImage, to name: String, tag: String?) {
    for child in image.children { add(child, to: name, tag: nil) }
    for blob in image.blobs {
      repositories[name, default: Repository()].blobs["sha256:" + sha256Hex(blob)] = blob
    }
    repositories[name, default: Repository()].manifests[image.digest] = (image.type, image.manifest)
    if let tag { repositories[name]?.tags[tag] = image.digest }
  }

  func digest(of tag: String, in name: String) -> String? { repositories[name]?.tags[tag] }

  func manifest(_ reference: String, in name: String, accepting accepted: String) -> Answer {
    guard let repository = repositories[name] else {
      return .registryError(404, "NAME_UNKNOWN", "repository name not known to registry")
    }
    let digest = reference.hasPrefix("sha256:") ? reference : repository.tags[reference] ?? ""
    guard let manifest = repository.manifests[digest] else {
      return .registryError(404, "MANIFEST_UNKNOWN", "manifest unknown")
    }
    guard accepted.contains(manifest.type) else {
      return .registryError(
        404, "MANIFEST_UNKNOWN", "found, but the accept header does not support \(manifest.type)")
    }
    let headers = [Field("Content-Type", manifest.type), Field("Docker-Content-Digest", digest)]
    return Answer(200, headers: headers, body: manifest.bytes)
  }

  mutating func put(_ bytes: [UInt8], type: String, as reference: String, in name: String) -> Answer {
    guard bytes.count <= 4 << 20 else { return .registryError(413, "MANIFEST_INVALID", "manifest too large") }
    let document = JSON.parse(bytes)
    let told = document?["mediaType"]?.string
    guard Self.types.contains(type), document?["schemaVersion"]?.integer == 2,
      told == type || told == nil && type.contains(".oci.")
    else { return .registryError(400, "MANIFEST_INVALID", "manifest invalid") }
    let digest = "sha256:" + sha256Hex(bytes)
    if reference.hasPrefix("sha256:"), reference != digest {
      return .registryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
    }
    let repository = repositories[name] ?? Repository()
    func digests(_ key: String) -> [String] {
      (document?[key]?.array ?? []).compactMap { $0["digest"]?.string }
    }
    let config = [document?["config"]?["digest"]?.string].compactMap(\.self)
    let missing =
      (config + digests("layers")).filter { repository.blobs[$0] == nil }
      + digests("manifests").filter { repository.manifests[$0] == nil }
    guard missing.isEmpty else {
      return .registryError(
        400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry",
        details: missing.map { ["digest": .string($0)] })
    }
    repositories[name, default: repository].manifests[digest] = (type, bytes)
    if reference != digest { repositories[name]?.tags[reference] = digest }
    let headers = [
      Field("Location", "/v2/\(name)/manifests/\(digest)"), Field("Docker-Content-Digest", digest),
    ]
    return Answer(201, headers: headers)
  }

  /// `range`: the header, `bytes=FIRST-LAST`.
  func blob(_ digest: String, in name: String, range: String?) -> Answer {
    guard let bytes = repositories[name]?.blobs[digest] else {
      return .registryError(404, "BLOB_UNKNOWN", "blob unknown to registry")
    }
    let headers = [Field("Content-Type", "application/octet-stream"), Field("Docker-Content-Digest", digest)]
    guard let match = range?.wholeMatch(of: #/bytes=([0-9]+)-([0-9]+)/#), let first = Int(match.output.1),
      let last = Int(match.output.2), first <= last
    else { return Answer(200, headers: headers, body: bytes) }
    guard first < bytes.count else {
      return .registryError(416, "RANGE_INVALID", "invalid content range")
    }
    let end = min(last + 1, bytes.count)
    let range = Field("Content-Range", "bytes \(first)-\(end - 1)/\(bytes.count)")
    return Answer(206, headers: headers + [range], body: Array(bytes[first..<end]))
  }

  // MARK: Uploads

  /// Without the blob at its source an ordinary upload begins, as without a mount.
  mutating func mount(_ digest: String?, from source: String?, to name: String) -> Answer {
    if let digest, let source, let bytes = repositories[source]?.blobs[digest] {
      repositories[name, default: Repository()].blobs[digest] = bytes
      return stored(digest, in: name)
    }
    lastUpload += 1
    uploads["\(lastUpload)"] = Upload(repository: name)
    return state(of: "\(lastUpload)", status: 202)
  }

  func upload(_ id: String, in name: String) -> Answer {
    uploads[id]?.repository == name ? state(of: id, status: 204) : Self.unknownUpload
  }

  /// `range`: the header, `FIRST-LAST`; without it, the bytes are the next ones.
  mutating func append(_ bytes: [UInt8], range: String?, to id: String, in name: String) -> Answer {
    guard let upload = uploads[id], upload.repository == name else { return Self.unknownUpload }
    let next = "\(upload.bytes.count)-\(upload.bytes.count + bytes.count - 1)"
    guard range == nil || range == next else {
      var answer = Answer.registryError(416, "RANGE_INVALID", "invalid content range")
      answer.headers += state(of: id, status: 416).headers
      return answer
    }
    uploads[id]?.bytes += bytes
    return state(of: id, status: 202)
  }

  mutating func finish(_ id: String, with bytes: [UInt8], as digest: String?, in name: String) -> Answer {
    guard let upload = uploads[id], upload.repository == name else { return Self.unknownUpload }
    let bytes = upload.bytes + bytes
    guard let digest, "sha256:" + sha256Hex(bytes) == digest else {
      return .registryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
    }
    uploads[id] = nil
    repositories[name, default: Repository()].blobs[digest] = bytes
    return stored(digest, in: name)
  }

  mutating func cancel(_ id: String, in name: String) -> Answer {
    guard uploads[id]?.repository == name else { return Self.unknownUpload }
    uploads[id] = nil
    return Answer(204)
  }

  /// Forgets what has been uploaded in part, as registries do after some time.
  mutating func forgetUploads() { uploads = [:] }

  private static var unknownUpload: Answer {
    .registryError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
  }

  private func stored(_ digest: String, in name: String) -> Answer {
    Answer(
      201,
      headers: [Field("Location", "/v2/\(name)/blobs/\(digest)"), Field("Docker-Content-Digest", digest)])
  }

  private func state(of id: String, status: Int) -> Answer {
    guard let upload = uploads[id] else { return Self.unknownUpload }
    let path = "/v2/\(upload.repository)/blobs/uploads/\(id)?_state=a%2Bb%3D\(upload.bytes.count)"
    return Answer(
      status,
      headers: [Field("Location", path), Field("Range", "0-\(max(0, upload.bytes.count - 1))")])
  }
}
