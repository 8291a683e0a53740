import Glibc
import Model
import Synchronization

/// Deflated blobs of earlier packages, by object id, level and the zlib that is linked: a package costs what
/// changed since the last one.
///
/// Several runs may use it at once, and any of them may be killed: a segment is written aside, renamed when
/// it is whole, and never changed. What is read is checked, and what does not match is compressed again. Problems
/// of a cache are never a failure.
package final class BlobCache: Sendable {
  /// Whether a content, given in pieces, is that of an object id.
  package typealias Proof = @Sendable (_ id: ObjectID, _ contentSize: Int, _ pieces: [[UInt8]]) -> Bool

  enum Found { case deflated(CompressedEntry), incompressible }

  private struct State: ~Copyable {
    var writer: BlobSegmentWriter?
    /// Hashes of the ids: if two are equal, only one of the blobs is kept.
    var added: Set<Int> = []
    var used: Set<Int> = []
    var damaged: Set<Int> = []
  }

  private let directory: String
  private let limits: Limits
  /// Begins the names of the segments of this level and zlib.
  private let prefix: String
  /// Newest first.
  private let segments: [BlobSegment]
  private let proof: Proof?
  private let state = Mutex(State())
  /// Many segments: this run writes everything it uses into one, which takes the place of most others.
  let keepsAll: Bool
  /// Of all segments together, in bytes: a million blobs. What is more is not used.
  private static let largestIndexes = 64 << 20

  package struct Limits: Sendable {
    package var byteCount: Int
    package var segmentCount: Int

    package init(byteCount: Int = 512 << 20, segmentCount: Int = 16) {
      self.byteCount = byteCount
      self.segmentCount = segmentCount
    }
  }

  /// The cache in a directory, which is made when it does not exist; nil where it cannot be.
  ///
  /// `proof` is asked for every content when others may have filled the directory, as with one that CI keeps. It proves
  /// what a file will be, not that this zlib would have compressed it so. Without a proof the directory has to be ours,
  /// and writable by no other user; then it is trusted like the repository that contains it.
  package init?(
    _ directory: String, level: Int, proof: Proof?, limits: Limits = Limits()
  ) {
    guard level > 0, CacheDirectory.make(directory, isPrivate: proof == nil) else { return nil }
    self.directory = directory
    self.limits = limits
    self.proof = proof
    prefix = BlobSegment.prefix(level: min(level, 9))
    let prefix = prefix
    let files = CacheDirectory.files(of: directory).filter {
      $0.name.hasPrefix(prefix) && ($0.isOurs || proof != nil)
    }
    var room = Self.largestIndexes
    segments = files.prefix(2 * limits.segmentCount).compactMap { file in
      let segment = BlobSegment("\(directory)/\(file.name)", largestIndex: room)
      room -= segment?.indexSize ?? 0
      return segment
    }
    keepsAll = segments.count >= limits.segmentCount
  }

  /// Nil for what is not kept.
  func key(of entry: PackageEntry) -> BlobKey? {
    if case .blob(let id, _, _) = entry.content { BlobKey(id) } else { nil }
  }

  func find(_ key: BlobKey, contentSize: Int) -> Found? {
    for (number, segment) in segments.enumerated() {
      guard let record = segment.record(of: key) else { continue }
      // Nothing proves that this content does not get smaller.
      if record.method == .stored, proof != nil { return nil }
      guard let found = read(record, of: key.id, in: segment, contentSize: contentSize) else {
        state.withLock { _ = $0.damaged.insert(number) }
        continue
      }
      state.withLock { _ = $0.used.insert(number) }
      return found
    }
    return nil
  }

  private func read(
    _ record: BlobRecord, of id: ObjectID, in segment: BlobSegment, contentSize: Int
  ) -> Found? {
    guard record.contentSize == UInt64(contentSize), record.size < record.contentSize else { return nil }
    guard record.method == .deflated else { return .incompressible }
    guard let bytes = segment.bytes(of: record) else { return nil }
    let entry = CompressedEntry(
      method: .deflated, checksum: record.checksum, contentSize: contentSize, pieces: [bytes])
    return proof.map { isProved(entry, id, by: $0) } ?? true ? .deflated(entry) : nil
  }

  private func isProved(_ entry: CompressedEntry, _ id: ObjectID, by proof: Proof) -> Bool {
    struct TooLong: Error {}
    var inflater = Inflater(.raw)
    var pieces: [[UInt8]] = []
    var size = 0
    var checksum: UInt32 = 0
    do {
      for piece in entry.pieces {
        let isFine = try inflater.expand(piece) { (expanded: [UInt8]) throws(TooLong) in
          size += expanded.count
          guard size <= entry.contentSize else { throw TooLong() }
          checksum = crc32(of: expanded, continuing: checksum)
          pieces.append(expanded)
        }
        guard isFine else { return false }
      }
    } catch { return false }
    return inflater.isComplete && size == entry.contentSize && checksum == entry.checksum
      && proof(id, size, pieces)
  }

  /// Keeps an entry for the next package.
  func add(_ key: BlobKey, _ entry: CompressedEntry) {
    // It would not be trusted.
    if entry.method == .stored, proof != nil { return }
    state.withLock { state in
      if state.writer == nil { state.writer = BlobSegmentWriter(in: directory) }
      let byteCount = entry.method == .deflated ? entry.byteCount : 0
      guard (state.writer?.byteCount ?? .max) < limits.byteCount - byteCount,
        state.added.insert(key.id.hashValue).inserted
      else { return }
      state.writer?.add(key, entry)
    }
  }

  /// Makes what was added visible to the next package, marks what was used, and keeps to the limits: least
  /// recently used goes first.
  package func finish() {
    let isGathered = state.withLock { state in
      if !keepsAll { for number in state.used { segments[number].touch() } }
      for number in state.damaged { _ = unsafe unlink(segments[number].path) }
      let isPublished = state.writer?.publish(as: prefix + String(UInt64.random(in: 0 ... .max), radix: 16))
      state.writer = nil
      return keepsAll && isPublished == true
    }
    var limits = limits
    // The new one has all that this package needs; few others stay, for packages of other commits.
    if isGathered { limits.segmentCount = max(limits.segmentCount / 4, 1) }
    CacheDirectory.trim(directory, to: limits)
  }
}
