import Effects
import Model
import Synchronization

/// Copies the parts of an image to another repository: those that are missing there are mounted where both are in the
/// same registry, and otherwise transferred, one after the other. Manifests come last and children first, because a
/// registry accepts a manifest only when its parts exist.
struct CopyImage {
  let source: ImageRepository
  /// Reads from the source; the same as `client` where both are in one registry.
  private let origin: RegistryClient
  private let client: RegistryClient
  private let world: World

  /// An index may contain indexes; no tool makes more than two levels.
  private static let deepest = 4
  private static let mostParts = 10_000
  /// In bytes, of all manifests of an image: they are kept in memory.
  private static let mostManifests = 64 * 1024 * 1024
  /// In bytes: a size beyond it is not that of a layer.
  private static let largestBlob = 64 * 1024 * 1024 * 1024

  init(from source: ImageRepository, by origin: RegistryClient, to client: RegistryClient, _ world: World) {
    self.source = source
    self.origin = origin
    self.client = client
    self.world = world
  }

  private var isMount: Bool { source.registry == client.repository.registry }

  /// What an image consists of, but for the manifest itself.
  private struct Parts {
    /// Children first, without those that are there already.
    var manifests: [Manifest] = []
    var blobs: [ImagePart] = []
    var seen: Set<ImageDigest> = []
    var manifestBytes = 0
  }

  /// A blob that has to be transferred, and the upload if the registry started one instead of a mount.
  private struct Transfer {
    var blob: ImagePart
    var byteCount: Int
    var upload: RegistryClient.UploadAddress?
  }

  /// Copies everything but the manifest itself, which is stored with a tag. Returns the number of bytes transferred.
  func copyParts(of manifest: Manifest, named image: ImageReference) async throws(Failure) -> Int {
    var parts = Parts()
    try await collect(manifest, image, depth: 1, &parts)
    var transfers: [Transfer] = []
    for blob in parts.blobs {
      if let transfer = try await missing(blob, of: image) { transfers.append(transfer) }
    }
    let byteCount = transfers.reduce(0) { $0 + $1.byteCount }
    if !transfers.isEmpty {
      world.tell(
        .notice("copying \(counted(transfers.count, "part")), \(Amounts.bytes(byteCount)), from \(image)"))
      try await copy(transfers, byteCount)
    }
    for child in parts.manifests { try await client.put(child, as: .digest(child.digest)) }
    return byteCount
  }

  private func collect(
    _ manifest: Manifest, _ image: ImageReference, depth: Int, _ parts: inout Parts
  ) async throws(Failure) {
    let content = try Manifest.Content(manifest.bytes, of: image)
    let children = try content.parts(content.manifests ?? [], of: image)
    let blobs = try content.parts((content.config.map { [$0] } ?? []) + (content.layers ?? []), of: image)
    parts.manifestBytes += manifest.bytes.count
    guard depth <= Self.deepest, parts.seen.count + children.count + blobs.count <= Self.mostParts,
      parts.manifestBytes <= Self.mostManifests
    else { throw Failure(.repository, "\(image) has too many parts to be copied") }
    for blob in blobs where parts.seen.insert(blob.digest).inserted { parts.blobs.append(blob) }
    for child in children where parts.seen.insert(child.digest).inserted {
      if try await client.has(manifest: child.digest) { continue }
      let name = ImageReference(source, .digest(child.digest))
      let manifest = try await origin.manifest(name)
      try await collect(manifest, name, depth: depth + 1, &parts)
      parts.manifests.append(manifest)
    }
  }

  /// Nil for a blob that is there, or was mounted.
  private func missing(_ blob: ImagePart, of image: ImageReference) async throws(Failure) -> Transfer? {
    if try await client.has(blob: blob.digest) { return nil }
    var upload: RegistryClient.UploadAddress?
    if isMount {
      upload = try await client.mount(blob.digest, from: source)
      if upload == nil { return nil }
    }
    guard let byteCount = blob.byteCount, (0...Self.largestBlob).contains(byteCount) else {
      let size: Text = blob.byteCount.map { "\($0)" } ?? "none"
      throw Failure(.repository, "\(image) has no valid size for its part \(blob.digest): \(size)")
    }
    return Transfer(blob: blob, byteCount: byteCount, upload: upload)
  }

  /// Transfers the blobs, and reports at least every 25 s how far it is.
  private func copy(_ transfers: [Transfer], _ total: Int) async throws(Failure) {
    let (world, start) = (world, world.uptime())
    let done = CopiedBytes()
    try await withTaskGroup(of: Result<Void, Failure>?.self) { group in
      group.addTask { () -> Result<Void, Failure>? in
        do throws(Failure) {
          for transfer in transfers {
            let before = done.count
            try await self.move(transfer) { count in
              done.set(before + count)
              world.tell(
                .uploaded(byteCount: before + count, of: total, elapsed: world.uptime() - start))
            }
          }
          return .success(())
        } catch {
          return .failure(error)
        }
      }
      group.addTask { () -> Result<Void, Failure>? in
        while (try? await world.sleep(.seconds(25))) != nil {
          world.tell(.uploaded(byteCount: done.count, of: total, elapsed: world.uptime() - start))
        }
        return nil
      }
      defer { group.cancelAll() }
      for await result in group { if let result { return result } }
      return .failure(Failure(.interrupted, "interrupted during the copy of an image"))
    }.get()
  }

  private func move(
    _ transfer: Transfer, _ progress: @escaping @Sendable (Int) -> Void
  ) async throws(Failure) {
    let blob = MoveBlob(
      digest: transfer.blob.digest, byteCount: transfer.byteCount, source: source, origin: origin,
      client: client, world: world)
    do throws(Failure) {
      try await blob.run(into: transfer.upload, progress)
    } catch {
      guard !error.isStop, error.kind != .credentials else { throw error }
      var failure = error
      failure.causes.append("while part \(transfer.blob.digest) was copied from \(source)")
      failure.remedies += ["deploy again: the parts that were copied are kept"]
      throw failure
    }
  }
}

/// How many bytes of a copy have arrived.
private final class CopiedBytes: Sendable {
  private let value = Mutex(0)
  var count: Int { value.withLock { $0 } }
  func set(_ count: Int) { value.withLock { $0 = count } }
}
