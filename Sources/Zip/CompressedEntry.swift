import Model

/// An entry's bytes as they are in the zip. Made from nothing but the content and the level, so that several can
/// be made at once; only their writing has an order.
struct CompressedEntry: Equatable, Sendable {
  var method: ZipMethod
  /// CRC-32 of the content before compression.
  var checksum: UInt32
  var contentSize: Int
  /// The bytes, in order.
  var pieces: [[UInt8]]

  var byteCount: Int { pieces.reduce(0) { $0 + $1.count } }

  init(method: ZipMethod, checksum: UInt32, contentSize: Int, pieces: [[UInt8]]) {
    self.method = method
    self.checksum = checksum
    self.contentSize = contentSize
    self.pieces = pieces
  }

  /// Deflates when there is a deflater and the result is smaller; otherwise stores. `reserve` is asked before
  /// bytes are kept, and may refuse.
  init(
    _ content: RawSpan, by deflater: Deflater?, reserve: (_ byteCount: Int) throws(Failure) -> Void
  ) throws(Failure) {
    checksum = crc32(of: content)
    contentSize = content.byteCount
    if let smaller = try deflater?.deflate(content, reserve: reserve) {
      method = .deflated
      pieces = smaller
    } else {
      method = .stored
      try reserve(content.byteCount)
      pieces = content.byteCount == 0 ? [] : [unsafe content.withUnsafeBytes { unsafe Array($0) }]
    }
  }
}

enum ZipMethod: UInt16, Sendable {
  case stored = 0
  case deflated = 8
}
