import Digest
import Model

/// What an emulated registry holds, and the rules of the OCI distribution specification 1.1 for changing it.
struct RegistryStore {
  private struct Repository {
    var blobs: [String: [UInt8]] = [:]
    var manifests: [String: (type: String, bytes: [UInt8])] = [:]
    var tags: [String: String] = [:]
  }

  private var repositories: [String: Repository] = [:]
  private var uploads = 0

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

  func blob(_ digest: String, in name: String) -> Answer {
    guard let bytes = repositories[name]?.blobs[digest] else {
      return .registryError(404, "BLOB_UNKNOWN", "blob unknown to registry")
    }
    let headers = [Field("Content-Type", "application/octet-stream"), Field("Docker-Content-Digest", digest)]
    return Answer(200, headers: headers, body: bytes)
  }

  /// Without the blob at its source an ordinary upload begins, as without a mount.
  mutating func mount(_ digest: String?, from source: String?, to name: String) -> Answer {
    if let digest, let source, let bytes = repositories[source]?.blobs[digest] {
      repositories[name, default: Repository()].blobs[digest] = bytes
      let headers = [
        Field("Location", "/v2/\(name)/blobs/\(digest)"), Field("Docker-Content-Digest", digest),
      ]
      return Answer(201, headers: headers)
    }
    uploads += 1
    return Answer(
      202,
      headers: [
        Field("Location", "/v2/\(name)/blobs/uploads/\(uploads)?_state=a%2Bb%3D%3D"), Field("Range", "0-0"),
      ])
  }
}
