import Model
import Posix

/// Reads zips that `ZipWriter` wrote, and nothing that it would not have written. What is wrong with a zip is of kind
/// `.repository`; what keeps this machine from writing its files is `.configuration`.
package enum Unzip {
  /// Unpacks into an existing, empty directory: contents, execute bits and links that stay inside. Checksums
  /// are compared. Never writes outside the directory and never over something; memory does not grow with the
  /// size of an entry. After a failure, the directory may contain a part: the caller removes it.
  package static func unpack(_ zip: String, into directory: String) throws(Failure) {
    let zip = try ReadableFile(zip)
    let tree = try FreshTree(directory)
    for record in try ZipDirectory(of: zip).records {
      let path = try checkedPath(of: record, in: zip)
      let mode = try mode(of: record, in: zip)
      switch mode {
      case .symlink:
        var target: [UInt8] = []
        try content(of: record, in: zip) { piece in target += piece }
        guard let target = String(validating: target, as: UTF8.self) else {
          throw refused(path.text, in: zip.path, "its target is not UTF-8")
        }
        try tree.makeLink(path, to: target)
      case .file, .executable:
        let file = try tree.makeFile(path, isExecutable: mode == .executable)
        try content(of: record, in: zip) { piece throws(Failure) in
          guard file.write(piece) else { throw .system("write", path.text) }
        }
      }
    }
  }

  /// The entries in the order of the zip. Contents are not read.
  package static func list(_ zip: String) throws(Failure) -> [ZipListing] {
    let zip = try ReadableFile(zip)
    var listing: [ZipListing] = []
    for record in try ZipDirectory(of: zip).records {
      let path = try checkedPath(of: record, in: zip)
      let mode = try mode(of: record, in: zip)
      listing.append(ZipListing(mode: mode, size: Int(clamping: record.contentSize), path: path.text))
    }
    return listing
  }

  private static func checkedPath(
    of record: ZipRecord, in zip: borrowing ReadableFile
  ) throws(Failure) -> CheckedPath {
    guard let path = CheckedPath(record.name) else {
      throw refused(String(decoding: record.name, as: UTF8.self), in: zip.path, "not a path inside a package")
    }
    return path
  }

  private static func mode(
    of record: ZipRecord, in zip: borrowing ReadableFile
  ) throws(Failure) -> PackageEntry.Mode {
    let name = String(decoding: record.name, as: UTF8.self)
    guard let mode = PackageEntry.Mode(rawValue: record.mode) else {
      throw refused(name, in: zip.path, "mode \(String(record.mode, radix: 8))")
    }
    // PATH_MAX: nothing longer can be made a link.
    guard mode != .symlink || record.contentSize < 4096 else {
      throw refused(name, in: zip.path, "a link of \(record.contentSize) bytes")
    }
    return mode
  }

  /// Gives the sink the content of an entry piece by piece, and compares length and checksum at the end.
  private static func content(
    of record: ZipRecord, in zip: borrowing ReadableFile, sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let damaged = refused(
      String(decoding: record.name, as: UTF8.self), in: zip.path, "its content is damaged")
    var checksum: UInt32 = 0
    var size: UInt64 = 0
    func pass(_ piece: [UInt8]) throws(Failure) {
      checksum = crc32(of: piece, continuing: checksum)
      size += UInt64(piece.count)
      guard size <= record.contentSize else { throw damaged }
      try sink(piece)
    }
    var inflater = Inflater(.raw)
    var offset = record.offset + UInt64(record.localHeader.count)
    let end = offset + record.compressedSize
    while offset < end {
      let piece = try zip.read(at: offset, count: Int(min(end - offset, 1 << 18)))
      offset += UInt64(piece.count)
      switch record.method {
      case .stored: try pass(piece)
      case .deflated: guard try inflater.expand(piece, into: pass) else { throw damaged }
      }
    }
    let isWhole = record.method == .stored || inflater.isComplete
    guard isWhole, size == record.contentSize, checksum == record.checksum else { throw damaged }
  }

  private static func refused(_ name: String, in zip: String, _ reason: Text) -> Failure {
    Failure(.repository, "entry \"\(name)\" of \"\(zip)\" is refused: \(reason)")
  }
}

/// One line of a package's listing.
package struct ZipListing: Equatable, Sendable {
  package var mode: PackageEntry.Mode
  /// Bytes after unpacking.
  package var size: Int
  package var path: String
}
