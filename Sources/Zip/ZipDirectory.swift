import Model

/// The entries of a zip that `ZipWriter` wrote. Whatever is read is encoded again and has to give the same
/// bytes; entries have to follow one another without gaps. So nothing can be hidden, overlap or be ambiguous.
struct ZipDirectory {
  var records: [ZipRecord] = []

  /// More than any package has: about a million entries.
  private static let longestDirectory: UInt64 = 1 << 28

  /// Reads the directory and checks every local header against it; no content is read.
  init(of zip: borrowing ReadableFile) throws(Failure) {
    let byteCount = try zip.byteCount()
    let end = try Self.readEnd(of: zip, byteCount: byteCount)
    guard end.directorySize <= Self.longestDirectory else {
      throw Self.foreign(zip.path, "its directory has \(end.directorySize) bytes")
    }
    var rest = LittleEndianReader(try zip.read(at: end.directoryOffset, count: Int(end.directorySize)))
    var names: Set<[UInt8]> = []
    var nextOffset: UInt64 = 0
    while !rest.rest.isEmpty {
      let number = records.count + 1
      let before = rest.rest
      guard let record = ZipRecord(takingCentralHeaderFrom: &rest),
        before.starts(with: record.centralHeader),
        before.count - rest.rest.count == record.centralHeader.count,
        record.offset == nextOffset
      else { throw Self.foreign(zip.path, "line \(number) of its directory is not in sampan's format") }
      guard names.insert(record.name).inserted else {
        throw Self.foreign(
          zip.path, "two entries are called \"\(String(decoding: record.name, as: UTF8.self))\"")
      }
      let header = record.localHeader
      let (length, overflow) = UInt64(header.count).addingReportingOverflow(record.compressedSize)
      guard !overflow, length <= end.directoryOffset - nextOffset,
        try zip.read(at: nextOffset, count: header.count) == header
      else { throw Self.foreign(zip.path, "entry \(number) is not what the directory describes") }
      nextOffset += length
      records.append(record)
    }
    guard nextOffset == end.directoryOffset, UInt64(records.count) == end.entryCount else {
      throw Self.foreign(
        zip.path, "it has \(records.count) entries, not \(end.entryCount), or gaps between them")
    }
  }

  private static func readEnd(
    of zip: borrowing ReadableFile, byteCount: UInt64
  ) throws(Failure) -> ZipEnd {
    let longest = ZipEnd.length + ZipEnd.zip64LocatorLength + ZipEnd.zip64Length
    let count = Int(min(byteCount, UInt64(longest)))
    let tail = try zip.read(at: byteCount - UInt64(count), count: count)
    guard let end = ZipEnd(endOf: tail), tail.suffix(end.bytes.count) == end.bytes[...],
      case let (beforeEnd, overflow) = end.directoryOffset.addingReportingOverflow(end.directorySize),
      !overflow, beforeEnd == byteCount - UInt64(end.bytes.count)
    else { throw foreign(zip.path, "its end is not the end of a zip") }
    return end
  }

  private static func foreign(_ path: String, _ reason: Text) -> Failure {
    Failure(
      .repository, "\"\(path)\" was not written by sampan, or is damaged: \(reason)",
      remedies: ["make it again with: sampan package -o FILE"])
  }
}

extension ZipRecord {
  /// Reads what is in a central header; the caller compares it with what we would have written. Nil when the
  /// bytes are not such a header.
  init?(takingCentralHeaderFrom reader: inout LittleEndianReader) {
    guard reader.take(UInt32.self) == Self.centralSignature,
      reader.take(count: 6) != nil,  // Versions and flags.
      let method: UInt16 = reader.take(), let method = ZipMethod(rawValue: method),
      let time: UInt16 = reader.take(), let date: UInt16 = reader.take(),
      let checksum: UInt32 = reader.take(),
      let compressedSize: UInt32 = reader.take(), let contentSize: UInt32 = reader.take(),
      let nameLength: UInt16 = reader.take(), let extraLength: UInt16 = reader.take(),
      reader.take(count: 6) != nil,  // Comment length, disk, internal attributes.
      let attributes: UInt32 = reader.take(), let offset: UInt32 = reader.take(),
      let name = reader.take(count: Int(nameLength)), let extra = reader.take(count: Int(extraLength))
    else { return nil }
    var long = LittleEndianReader(extra.dropFirst(4))
    func value(_ short: UInt32) -> UInt64? {
      UInt64(short) == Self.escape32 ? long.take() : UInt64(short)
    }
    guard let contentSize = value(contentSize), let compressedSize = value(compressedSize),
      let offset = value(offset)
    else { return nil }
    self.init(
      name: Array(name), mode: attributes >> 16, method: method, checksum: checksum,
      compressedSize: compressedSize, contentSize: contentSize, time: DOSTime(date: date, time: time),
      offset: offset)
  }
}

extension ZipEnd {
  /// Reads the last bytes of a zip; the caller compares it with what we would have written. Nil when
  /// they are not the end of a zip without a comment.
  init?(endOf tail: [UInt8]) {
    var reader = LittleEndianReader(tail.suffix(Self.length))
    guard reader.take(UInt32.self) == Self.signature, reader.take(count: 6) != nil,
      let entryCount: UInt16 = reader.take(), let directorySize: UInt32 = reader.take(),
      let directoryOffset: UInt32 = reader.take()
    else { return nil }
    self.init(
      entryCount: UInt64(entryCount), directorySize: UInt64(directorySize),
      directoryOffset: UInt64(directoryOffset))
    guard needsZip64 else { return }
    var long = LittleEndianReader(
      tail.suffix(Self.zip64Length + Self.zip64LocatorLength + Self.length).dropFirst(32))
    guard let entryCount: UInt64 = long.take(), let directorySize: UInt64 = long.take(),
      let directoryOffset: UInt64 = long.take()
    else { return nil }
    self.init(entryCount: entryCount, directorySize: directorySize, directoryOffset: directoryOffset)
  }
}
