import Digest
import Effects
import Model

/// Streams a blob from one registry to another in pieces, the next of which is read while one is sent: no more than two
/// are in memory. Its digest is computed on the way and compared before the blob is stored.
///
/// A broken connection continues where it broke: reads are repeated for the same piece, and the destination is asked how
/// many bytes it has. An upload that it has forgotten begins again.
struct MoveBlob: Sendable {
  let digest: ImageDigest
  let byteCount: Int
  let source: ImageRepository
  let origin: RegistryClient
  let client: RegistryClient
  let world: World

  /// In bytes. Larger pieces need more memory, smaller ones more requests.
  static let piece = 8 * 1024 * 1024
  /// A registry may demand larger ones, up to this.
  private static let largestPiece = 64 * 1024 * 1024
  /// Uploads of one blob, and requests for one of its pieces.
  private static let attempts = 3
  private static let sends = 5

  /// `upload`: one that was started already. `progress` is given the number of bytes of this blob that have arrived.
  func run(
    into upload: RegistryClient.UploadAddress?, _ progress: @Sendable (Int) -> Void
  ) async throws(Failure) {
    var started = upload
    for attempt in 1...Self.attempts {
      if attempt > 1 {
        world.tell(
          .notice("\(client.repository.registry) no longer has the upload of \(digest); uploading it again"))
      }
      let upload: RegistryClient.UploadAddress
      if let first = started { upload = first } else { upload = try await client.startUpload() }
      started = nil
      if try await isStored(by: upload, progress) { return }
    }
    throw Failure(
      .unavailable, "\(client.repository.registry) lost the upload of \(digest) \(Self.attempts) times")
  }

  /// One upload; false if the registry has forgotten it.
  private func isStored(
    by upload: RegistryClient.UploadAddress, _ progress: @Sendable (Int) -> Void
  ) async throws(Failure) -> Bool {
    let length = min(max(Self.piece, upload.smallestPiece), Self.largestPiece)
    let hash = BlobHash()
    var (upload, offset) = (upload, 0)
    var piece = try await read(from: 0, length)
    hash.update(piece)
    // A blob of one piece is sent with the request that ends the upload.
    guard piece.count < byteCount else { return try await isFinished(upload, with: piece, hash, progress) }
    while !piece.isEmpty {
      let end = offset + piece.count
      async let following = result { () async throws(Failure) in try await read(from: end, length) }
      let sent = await result { [piece, upload, offset] () async throws(Failure) in
        try await send(piece, at: offset, to: upload)
      }
      guard let next = try sent.get() else { return false }
      (upload, offset) = (next, end)
      progress(offset)
      piece = try await following.get()
      hash.update(piece)
    }
    return try await isFinished(upload, with: [], hash, progress)
  }

  private func result<T>(
    _ body: () async throws(Failure) -> T
  ) async -> Result<T, Failure> {
    do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
  }

  private func read(from offset: Int, _ length: Int) async throws(Failure) -> [UInt8] {
    try await origin.bytes(offset..<min(offset + length, byteCount), of: digest, in: source)
  }

  /// Sends a piece, and what is missing of it after a broken connection. Nil if the upload has to begin again.
  private func send(
    _ piece: [UInt8], at offset: Int, to upload: RegistryClient.UploadAddress
  ) async throws(Failure) -> RegistryClient.UploadAddress? {
    var (upload, start) = (upload, offset)
    var last: Failure?
    for attempt in 1...Self.sends {
      do throws(Failure) {
        let rest = start == offset ? piece : Array(piece[(start - offset)...])
        if let next = try await client.append(rest, at: start, to: upload) { return next }
      } catch {
        guard error.retry == .readsOnly else { throw error }
        world.tell(.notice("the upload of \(digest) broke off (\(error.what)); continuing it"))
        last = error
        try await world.sleep(.seconds(attempt))
      }
      guard let state = try await client.received(of: upload) else { return nil }
      guard (offset...offset + piece.count).contains(state.byteCount) else { return nil }
      (upload, start) = state
      if start == offset + piece.count { return upload }
    }
    throw last ?? Failure(.unavailable, "\(client.repository.registry) did not accept the rest of \(digest)")
  }

  /// Ends an upload, if the digest is right.
  private func isFinished(
    _ upload: RegistryClient.UploadAddress, with piece: [UInt8], _ hash: BlobHash,
    _ progress: @Sendable (Int) -> Void
  ) async throws(Failure) -> Bool {
    let found = hash.digest()
    guard found == digest else {
      await client.cancel(upload)
      throw Refusals.unlikely("\(source.registry) sent other bytes for \(digest): their digest is \(found)")
    }
    var isStored: Bool
    do throws(Failure) {
      isStored = try await client.finish(upload, with: piece, as: digest)
    } catch {
      guard error.retry == .readsOnly else { throw error }
      isStored = false
    }
    if !isStored { isStored = try await client.has(blob: digest) }
    if isStored { progress(byteCount) }
    return isStored
  }
}

/// A running hash that may be kept across the requests of an upload.
private final class BlobHash {
  private var hash = RunningHash(.sha256)

  func update(_ bytes: [UInt8]) { hash.update(bytes) }

  /// Of all bytes; it cannot be used afterwards.
  func digest() -> ImageDigest { ImageDigest(sha256Hex: hex(hash.finish())) }
}
