import Glibc
import Model

/// Writes a zip whose bytes depend on nothing but the entries, the time, the level and the zlib that is
/// linked: no zone, locale, umask or user of this machine, and no number of threads.
package enum ZipWriter {
  /// Writes the entries in the given order; they must be sorted and checked already, as `Packaging` does.
  ///
  /// `threads` read and compress, the calling one writes. About `memory` bytes are kept at a time, and as
  /// much more as the largest entry needs once as it is and once compressed. The sink gets the pieces of the
  /// file in order, each of any size. On a failure, a reader's, the sink's or our own, what the sink has got
  /// is not a zip: the caller throws it away.
  ///
  /// `time`, clamped to the years 1980 to 2107 and cut to even seconds, is every entry's. Level 1 to 9
  /// deflates what gets smaller by it; 0 stores everything, and then the bytes do not depend on zlib either.
  /// `open` is called on each thread for a reader of its own; a content of other length than the entry's
  /// `size` is a failure of kind `.repository`. What is in the `cache` is neither read nor compressed. `isCancelled` is
  /// asked on the calling thread, several times a second; then the failure is of kind `.interrupted`.
  /// `written` is called there after each entry.
  package static func write(
    _ entries: [PackageEntry], time: Timestamp, level: Int, threads: Int = processorCount,
    memory: Int = 136 << 20, cache: BlobCache? = nil, isCancelled: () -> Bool = { false },
    open: @escaping @Sendable () throws(Failure) -> ContentReader,
    written: (PackageEntry) -> Void = { _ in },
    sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let time = dosTime(time)
    var directory: [UInt8] = []
    directory.reserveCapacity(entries.reduce(0) { $0 + ZipRecord.centralLength + $1.path.utf8.count })
    var offset: UInt64 = 0
    let assembly = Assembly(entries, level: level, bound: memory, cache: cache)
    try assembly.run(threads: threads, isCancelled: isCancelled, open: open) {
      (entry, part) throws(Failure) in
      let record = try ZipRecord(entry, part.compressed, time: time, offset: offset)
      let header = record.localHeader
      try sink(header)
      for piece in part.compressed.pieces { try sink(piece) }
      directory += record.centralHeader
      offset += UInt64(header.count) + record.compressedSize
      if let key = part.remembered { cache?.add(key, part.compressed) }
      written(entry)
    }
    let end = ZipEnd(
      entryCount: UInt64(entries.count), directorySize: UInt64(directory.count), directoryOffset: offset)
    for start in stride(from: 0, to: directory.count, by: Self.piece) {
      try sink(Array(directory[start..<min(start + Self.piece, directory.count)]))
    }
    try sink(end.bytes)
  }

  /// Of the directory: whole, the sink would have it a second time.
  private static let piece = 1 << 16

  /// Threads that can run at once here; more than eight would wait for the one that writes.
  package static var processorCount: Int { min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 8) }
}
