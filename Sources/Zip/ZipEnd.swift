/// The end of a zip: the number of entries and the place of their directory. Layout: APPNOTE.TXT §4.3.14
/// to §4.3.16.
struct ZipEnd: Equatable {
  var entryCount: UInt64
  var directorySize: UInt64
  var directoryOffset: UInt64

  static let signature: UInt32 = 0x0605_4b50
  static let zip64Signature: UInt32 = 0x0606_4b50
  static let zip64LocatorSignature: UInt32 = 0x0706_4b50
  static let length = 22
  static let zip64Length = 56
  static let zip64LocatorLength = 20
  /// A 16-bit field that is too short for its value has this one.
  static let escape16: UInt64 = 0xFFFF

  /// The escape values are taken, too: a reader must look for the long record as soon as it sees one.
  var needsZip64: Bool {
    entryCount >= Self.escape16 || directorySize >= ZipRecord.escape32
      || directoryOffset >= ZipRecord.escape32
  }

  var bytes: [UInt8] {
    var bytes = LittleEndian(capacity: Self.zip64Length + Self.zip64LocatorLength + Self.length)
    if needsZip64 {
      bytes.append(Self.zip64Signature)
      bytes.append(UInt64(Self.zip64Length - 12))  // Without the signature and this field.
      bytes.append(UInt16(0x0300 | 45))
      bytes.append(UInt16(45))
      bytes.append(UInt32(0))  // This disk, and the disk of the directory.
      bytes.append(UInt32(0))
      bytes.append(entryCount)  // On this disk, and in all.
      bytes.append(entryCount)
      bytes.append(directorySize)
      bytes.append(directoryOffset)

      bytes.append(Self.zip64LocatorSignature)
      bytes.append(UInt32(0))
      bytes.append(directoryOffset &+ directorySize)  // What a zip claims may be anything.
      bytes.append(UInt32(1))  // Disks.
    }
    bytes.append(Self.signature)
    bytes.append(UInt16(0))
    bytes.append(UInt16(0))
    bytes.append(UInt16(min(entryCount, Self.escape16)))
    bytes.append(UInt16(min(entryCount, Self.escape16)))
    bytes.append(UInt32(min(directorySize, ZipRecord.escape32)))
    bytes.append(UInt32(min(directoryOffset, ZipRecord.escape32)))
    bytes.append(UInt16(0))  // Comment length: with a comment, commits of the same tree would differ.
    return bytes.bytes
  }
}
