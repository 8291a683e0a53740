import CZlib

/// How an entry's bytes lie in the zip. Made from nothing but the content and the level, so that several can be
/// made at once; only their writing has an order.
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

func crc32(of bytes: [UInt8], continuing checksum: UInt32 = 0) -> UInt32 {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    // Without bytes, zlib would give the initial value instead of continuing.
    guard let start = buffer.baseAddress, !buffer.isEmpty else { return checksum }
    return UInt32(truncatingIfNeeded: unsafe crc32_z(UInt(checksum), start, buffer.count))
  }
}

/// A raw deflate stream of the content; nil when it is not smaller than the content.
private func deflated(_ content: [UInt8], level: Int) -> [UInt8]? {
  guard content.count > 1 else { return nil }
  var stream = unsafe z_stream()
  // Fails only when memory runs out; storing is valid then, too.
  guard unsafe sampan_deflate_init(&stream, Int32(level)) == Z_OK else { return nil }
  defer { _ = unsafe deflateEnd(&stream) }

  let room = content.count - 1
  // zlib counts in 32 bits: longer content goes through it in steps.
  let step = 1 << 30
  var isComplete = false
  let output = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, count in
    unsafe content.withUnsafeBufferPointer { input in
      guard let source = input.baseAddress, let target = output.baseAddress else { return }
      // zlib only reads through `next_in`; the field is not const for compatibility.
      unsafe stream.next_in = UnsafeMutablePointer(mutating: source)
      unsafe stream.next_out = target
      var unread = input.count
      repeat {
        if unsafe stream.avail_in == 0 {
          unsafe stream.avail_in = UInt32(min(unread, step))
          unread -= Int(unsafe stream.avail_in)
        }
        let written = unsafe stream.next_out - target
        unsafe stream.avail_out = UInt32(min(room - written, step))
        guard unsafe stream.avail_out > 0 else { return }
        let status = unsafe deflate(&stream, unread == 0 ? Z_FINISH : Z_NO_FLUSH)
        isComplete = status == Z_STREAM_END
        count = unsafe stream.next_out - target
      } while !isComplete
    }
  }
  return isComplete ? output : nil
}
