/// How an entry's bytes lie in the zip. Made from nothing but the content and the level, so that several can
/// be made at once; only their writing has an order.
struct CompressedEntry {
  var method: ZipMethod
  /// CRC-32 of the content before compression.
  var checksum: UInt32
  var contentSize: Int
  var bytes: [UInt8]

  /// Deflates when the level asks for it and the result is smaller; otherwise stores.
  init(_ content: [UInt8], level: Int) {
    checksum = crc32(of: content)
    contentSize = content.count
    if level > 0, let smaller = deflated(content, level: min(level, 9)) {
      method = .deflated
      bytes = smaller
    } else {
      method = .stored
      bytes = content
    }
  }
}

enum ZipMethod: UInt16 {
  case stored = 0
  case deflated = 8
}
