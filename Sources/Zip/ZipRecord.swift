import Model

/// The contents of the local and the central header of one entry. Layout: APPNOTE.TXT §4.3.7, §4.3.12 and §4.5.3.
struct ZipRecord: Equatable {
  var name: [UInt8]
  /// File type and permission bits.
  var mode: UInt32
  var method: ZipMethod
  var checksum: UInt32
  var compressedSize: UInt64
  var contentSize: UInt64
  var time: DOSTime
  /// Where the local header begins.
  var offset: UInt64

  static let localSignature: UInt32 = 0x0403_4b50
  static let centralSignature: UInt32 = 0x0201_4b50
  /// Lengths without name and extra field.
  static let localLength = 30
  static let centralLength = 46
  /// Bit 11: the name is UTF-8.
  static let flags: UInt16 = 0x0800

  /// 32-bit fields that are too short for their value have this one; the value is in the extra field then.
  static let escape32: UInt64 = 0xFFFF_FFFF
  /// Of the extra field with the long values.
  static let zip64ExtraID: UInt16 = 0x0001

  private var hasLongSizes: Bool { compressedSize >= Self.escape32 || contentSize >= Self.escape32 }
  private var hasLongOffset: Bool { offset >= Self.escape32 }

  var localHeader: [UInt8] {
    // A local header with one long size must have both.
    let extra = zip64Extra(hasLongSizes ? [contentSize, compressedSize] : [])
    var bytes = LittleEndian(capacity: Self.localLength + name.count + extra.count)
    bytes.append(Self.localSignature)
    bytes.append(UInt16(hasLongSizes ? 45 : 20))
    appendCommon(to: &bytes, extraLength: extra.count)
    bytes.append(name)
    bytes.append(extra)
    return bytes.bytes
  }

  var centralHeader: [UInt8] {
    let extra = zip64Extra(
      (hasLongSizes ? [contentSize, compressedSize] : []) + (hasLongOffset ? [offset] : []))
    var bytes = LittleEndian(capacity: Self.centralLength + name.count + extra.count)
    bytes.append(Self.centralSignature)
    let version: UInt16 = extra.isEmpty ? 20 : 45
    bytes.append(UInt16(0x0300) | version)  // Made on Unix: the mode below counts.
    bytes.append(version)
    appendCommon(to: &bytes, extraLength: extra.count)
    bytes.append(UInt16(0))  // Comment length.
    bytes.append(UInt16(0))  // Disk.
    bytes.append(UInt16(0))  // Internal attributes.
    bytes.append(mode << 16)
    bytes.append(UInt32(min(offset, Self.escape32)))
    bytes.append(name)
    bytes.append(extra)
    return bytes.bytes
  }

  /// The fields that both headers share, from the flags to the length of the extra field.
  private func appendCommon(to bytes: inout LittleEndian, extraLength: Int) {
    bytes.append(Self.flags)
    bytes.append(method.rawValue)
    bytes.append(time.time)
    bytes.append(time.date)
    bytes.append(checksum)
    bytes.append(UInt32(hasLongSizes ? Self.escape32 : compressedSize))
    bytes.append(UInt32(hasLongSizes ? Self.escape32 : contentSize))
    bytes.append(UInt16(name.count))
    bytes.append(UInt16(extraLength))
  }

  private func zip64Extra(_ values: [UInt64]) -> [UInt8] {
    guard !values.isEmpty else { return [] }
    var bytes = LittleEndian(capacity: 4 + 8 * values.count)
    bytes.append(Self.zip64ExtraID)
    bytes.append(UInt16(8 * values.count))
    for value in values { bytes.append(value) }
    return bytes.bytes
  }
}

extension ZipRecord {
  /// Fails when the path is longer than a zip can hold.
  init(
    _ entry: PackageEntry, _ compressed: CompressedEntry, time: DOSTime, offset: UInt64
  ) throws(Failure) {
    let name = Array(entry.path.utf8)
    guard name.count <= Int(UInt16.max) else {
      throw Failure(.repository, "path of \(name.count) bytes does not fit into a zip: \"\(entry.path)\"")
    }
    self.init(
      name: name, mode: entry.mode.rawValue, method: compressed.method, checksum: compressed.checksum,
      compressedSize: UInt64(compressed.byteCount), contentSize: UInt64(compressed.contentSize),
      time: time, offset: offset)
  }
}
