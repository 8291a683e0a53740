import Glibc
import Model
import Posix

/// What the cache keeps of one blob. Fixed length, so that an index can be searched in place.
struct BlobRecord: Equatable {
  var method: ZipMethod
  /// CRC-32 of the content.
  var checksum: UInt32
  /// CRC-32 of the bytes in the segment.
  var check: UInt32
  var contentSize: UInt64
  var offset: UInt64
  /// Of the bytes in the segment; 0 for content that does not get smaller.
  var size: UInt64

  static let byteCount = 56

  func encoded(_ key: BlobKey) -> [UInt8] {
    var bytes = LittleEndian(capacity: Self.byteCount - BlobKey.byteCount)
    bytes.append(UInt32(method.rawValue))
    bytes.append(checksum)
    bytes.append(check)
    bytes.append(contentSize)
    bytes.append(offset)
    bytes.append(size)
    return key.bytes + bytes.bytes
  }

  init(method: ZipMethod, checksum: UInt32, check: UInt32, contentSize: UInt64, offset: UInt64, size: UInt64)
  {
    self.method = method
    self.checksum = checksum
    self.check = check
    self.contentSize = contentSize
    self.offset = offset
    self.size = size
  }

  /// Nil when the bytes are not a record.
  init?(_ bytes: ArraySlice<UInt8>) {
    var reader = LittleEndianReader(bytes.dropFirst(BlobKey.byteCount))
    guard let method = reader.take(UInt32.self).flatMap({ ZipMethod(rawValue: UInt16(clamping: $0)) }),
      let checksum = reader.take(UInt32.self), let check = reader.take(UInt32.self),
      let contentSize = reader.take(UInt64.self), let offset = reader.take(UInt64.self),
      let size = reader.take(UInt64.self)
    else { return nil }
    self.init(
      method: method, checksum: checksum, check: check, contentSize: contentSize, offset: offset, size: size)
  }
}

/// A file of the cache: bytes of blobs, an index sorted by key, and an end with the index's checksum.
/// Written once, never changed, read by any number of threads and processes.
final class BlobSegment: Sendable {
  let path: String
  private let file: ReadableFile
  private let index: [UInt8]
  /// Where the blobs end.
  private let indexOffset: UInt64

  static let magic = Array("sampanb1".utf8)
  /// Magic, number of records, CRC-32 of the index.
  static let endLength = 8 + 8 + 4

  private var count: Int { index.count / BlobRecord.byteCount }

  /// Begins the names of the segments of a level and the zlib that is linked; a number in hex follows.
  static func prefix(level: Int) -> String {
    "level-\(level)-zlib-\(zlibVersion.filter { $0.isLetter || $0.isNumber || $0 == "." })-"
  }

  /// Of a segment of any level and zlib.
  static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 5 && parts[0] == "level" && parts[2] == "zlib" && isHex(parts[4])
  }

  /// Of a segment that is being written, or was when its writer died.
  static func isPartialName(_ name: String) -> Bool {
    name.hasPrefix(BlobSegmentWriter.partialPrefix)
      && isHex(name.dropFirst(BlobSegmentWriter.partialPrefix.count))
  }

  private static func isHex(_ text: Substring) -> Bool { UInt64(text, radix: 16) != nil }

  /// In memory.
  var indexSize: Int { index.count }

  /// Nil when the file is not a whole segment, or its index is larger than that.
  init?(_ path: String, largestIndex: Int) {
    guard let file = try? ReadableFile(path), let length = try? file.byteCount(),
      length >= UInt64(Self.endLength),
      let end = try? file.read(at: length - UInt64(Self.endLength), count: Self.endLength)
    else { return nil }
    var reader = LittleEndianReader(end)
    guard reader.take(count: Self.magic.count).map(Array.init) == Self.magic,
      let count = reader.take(UInt64.self), let check = reader.take(UInt32.self),
      count <= (length - UInt64(Self.endLength)) / UInt64(BlobRecord.byteCount),
      count <= UInt64(largestIndex / BlobRecord.byteCount)
    else { return nil }
    let size = Int(count) * BlobRecord.byteCount
    let offset = length - UInt64(Self.endLength) - UInt64(size)
    guard let index = try? file.read(at: offset, count: size), crc32(of: index) == check else { return nil }
    self.path = path
    self.file = file
    self.index = index
    indexOffset = offset
  }

  func record(of key: BlobKey) -> BlobRecord? {
    let wanted = key.bytes
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let start = middle * BlobRecord.byteCount
      let record = index[start..<start + BlobRecord.byteCount]
      if record.starts(with: wanted) { return BlobRecord(record) }
      if record.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Nil when they are not what was written.
  func bytes(of record: BlobRecord) -> [UInt8]? {
    guard record.offset <= indexOffset, record.size <= indexOffset - record.offset,
      let bytes = try? file.read(at: record.offset, count: Int(record.size)),
      crc32(of: bytes) == record.check
    else { return nil }
    return bytes
  }

  /// Marks it as used now: what was not used for longest is removed first.
  func touch() { _ = futimens(file.descriptor.number, nil) }
}
