import Model

/// Writes a zip whose bytes depend on nothing but the entries, the time, the level and the zlib that is
/// linked: no zone, locale, umask or user of this machine.
package enum ZipWriter {
  /// Writes the entries in the given order; they must be sorted and checked already, as `Packaging` does.
  ///
  /// At most one entry is in memory at a time, once as it is and once compressed. The sink gets the pieces of
  /// the file in order, each of any size. On a failure, the reader's, the sink's or our own, what the sink
  /// has got is no zip: the caller throws it away.
  ///
  /// `time`, clamped to the years 1980 to 2107 and cut to even seconds, is every entry's. Level 1 to 9
  /// deflates what gets smaller by it; 0 stores everything, and then the bytes do not depend on zlib either.
  /// `read` gives an entry's content, of a link its target; a length other than the entry's `size` is a
  /// failure of kind `.repository`.
  package static func write(
    _ entries: [PackageEntry], time: Timestamp, level: Int,
    read: (PackageEntry) throws(Failure) -> [UInt8],
    sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> ZipSummary {
    let time = dosTime(time)
    var directory: [UInt8] = []
    var offset: UInt64 = 0
    for entry in entries {
      let content = try read(entry)
      guard content.count == entry.size else { throw changed(entry, byteCount: content.count) }
      let compressed = CompressedEntry(content, level: level)
      let record = try ZipRecord(entry, compressed, time: time, offset: offset)
      let header = record.localHeader
      try sink(header)
      if !compressed.bytes.isEmpty { try sink(compressed.bytes) }
      directory += record.centralHeader
      offset += UInt64(header.count + compressed.bytes.count)
    }
    let end = ZipEnd(
      entryCount: UInt64(entries.count), directorySize: UInt64(directory.count), directoryOffset: offset)
    if !directory.isEmpty { try sink(directory) }
    try sink(end.bytes)
    return ZipSummary(
      byteCount: Int(offset) + directory.count + end.bytes.count, entryCount: entries.count)
  }

  private static func changed(_ entry: PackageEntry, byteCount: Int) -> Failure {
    Failure(
      .repository,
      "\"\(entry.path)\" changed while it was being packaged: \(entry.size) bytes before, \(byteCount) now",
      remedies: ["package again once nothing writes to the file any more"])
  }
}

/// What was written.
package struct ZipSummary: Equatable, Sendable {
  /// Of the whole zip.
  package var byteCount: Int
  package var entryCount: Int
}
