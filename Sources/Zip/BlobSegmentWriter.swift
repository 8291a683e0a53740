import Glibc
import Posix

/// A segment being written, under a name that is not read until it is whole. Whatever goes wrong, there will
/// be no segment, and nothing is reported: a cache only saves time.
struct BlobSegmentWriter: ~Copyable {
  private let directory: String
  private let partial: String
  private let file: Descriptor
  private var records: [(key: BlobKey, record: BlobRecord)] = []
  private var buffer: [UInt8] = []
  private(set) var byteCount = 0
  private var isBroken = false
  private var isPublished = false

  /// Begins the names of segments that are being written. A lock distinguishes them from what killed processes left.
  static let partialPrefix = "partial-"
  private static let bufferSize = 1 << 20

  init?(in directory: String) {
    self.directory = directory
    partial = "\(directory)/\(Self.partialPrefix)\(String(UInt64.random(in: 0 ... .max), radix: 16))"
    guard let file = Descriptor(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600) else {
      return nil
    }
    _ = flock(file.number, LOCK_EX | LOCK_NB)
    self.file = file
  }

  deinit { if !isPublished { unsafe unlink(partial) } }

  mutating func add(_ key: BlobKey, _ entry: CompressedEntry) {
    var record = BlobRecord(
      method: entry.method, checksum: entry.checksum, check: 0, contentSize: UInt64(entry.contentSize),
      offset: UInt64(byteCount), size: 0)
    if entry.method == .deflated {
      for piece in entry.pieces {
        record.check = crc32(of: piece, continuing: record.check)
        write(piece)
      }
      record.size = UInt64(byteCount) - record.offset
    }
    records.append((key, record))
  }

  private mutating func write(_ bytes: [UInt8]) {
    byteCount += bytes.count
    buffer += bytes
    if buffer.count >= Self.bufferSize { flush() }
  }

  private mutating func flush() {
    if !file.write(buffer) { isBroken = true }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes index and end, and gives the segment its name. Whether that worked.
  mutating func publish(as name: String) -> Bool {
    records.sort { $0.key.id < $1.key.id }
    var check: UInt32 = 0
    for (key, record) in records {
      let bytes = record.encoded(key)
      check = crc32(of: bytes, continuing: check)
      write(bytes)
    }
    var end = LittleEndian(capacity: BlobSegment.endLength)
    end.append(UInt64(records.count))
    end.append(check)
    write(BlobSegment.magic + end.bytes)
    flush()
    guard !isBroken else { return false }
    isPublished = unsafe rename(partial, "\(directory)/\(name)") == 0
    return isPublished
  }
}
