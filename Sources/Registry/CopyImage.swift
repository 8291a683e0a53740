import Model

/// Copies the parts of an image to another repository of the same registry by mounting them. Children come first,
/// because the registry accepts a manifest only when its parts exist. Parts that already exist are skipped.
struct CopyImage {
  let source: ImageRepository
  private let client: RegistryClient

  /// An index may contain indexes; no tool makes more than two levels.
  private static let deepest = 4
  private static let mostParts = 10_000

  init(from source: ImageRepository, client: RegistryClient) {
    self.source = source
    self.client = client
  }

  /// Copies everything but the manifest itself, which is stored with a tag.
  func copyParts(of manifest: Manifest, named image: ImageReference) async throws(Failure) {
    var done: Set<ImageDigest> = []
    try await copyParts(of: manifest, image, depth: 1, &done)
  }

  private func copyParts(
    of manifest: Manifest, _ image: ImageReference, depth: Int, _ done: inout Set<ImageDigest>
  ) async throws(Failure) {
    let content = try Manifest.Content(manifest.bytes, of: image)
    let children = try content.digests(of: content.manifests ?? [], in: image)
    let blobs = try content.digests(
      of: (content.config.map { [$0] } ?? []) + (content.layers ?? []), in: image)
    guard depth <= Self.deepest, done.count + children.count + blobs.count <= Self.mostParts else {
      throw Failure(.repository, "\(image) has too many parts to be copied")
    }
    for digest in children where done.insert(digest).inserted {
      if try await client.has(manifest: digest) { continue }
      let name = ImageReference(source, .digest(digest))
      let child = try await client.manifest(name)
      try await copyParts(of: child, name, depth: depth + 1, &done)
      try await client.put(child, as: .digest(digest))
    }
    for digest in blobs where done.insert(digest).inserted {
      if try await client.has(blob: digest) { continue }
      guard try await client.mount(digest, from: source) else {
        throw Failure(
          .repository, "the registry does not share \(digest) of \(source) with \(client.repository)",
          remedies: ["copy the image with a tool that moves layers: skopeo copy --all, or crane copy"])
      }
    }
  }
}
