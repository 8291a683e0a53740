import CZlib

/// CRC-32 as zip uses it; `continuing` the checksum of what came before.
func crc32(of bytes: [UInt8], continuing checksum: UInt32 = 0) -> UInt32 {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    // Without bytes zlib would give its initial value instead of continuing.
    guard let start = buffer.baseAddress, !buffer.isEmpty else { return checksum }
    return UInt32(truncatingIfNeeded: unsafe crc32_z(UInt(checksum), start, buffer.count))
  }
}

/// A raw deflate stream (RFC 1951) of the content; nil when it is not smaller than the content.
func deflated(_ content: [UInt8], level: Int) -> [UInt8]? {
  guard content.count > 1 else { return nil }
  // On the heap, because zlib remembers the address.
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  unsafe stream.initialize(to: z_stream())
  defer { unsafe stream.deallocate() }
  // Fails only when memory runs out; storing is right then, too.
  guard unsafe sampan_deflate_init(stream, Int32(level)) == Z_OK else { return nil }
  defer { _ = unsafe deflateEnd(stream) }

  let room = content.count - 1
  // zlib counts in 32 bits: longer content goes through it in steps.
  let step = 1 << 30
  var isComplete = false
  let output = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, count in
    unsafe content.withUnsafeBufferPointer { input in
      guard let source = input.baseAddress, let target = output.baseAddress else { return }
      // zlib only reads through `next_in`; it is not const for the sake of old callers.
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source)
      unsafe stream.pointee.next_out = target
      var unread = input.count
      while !isComplete, count < room {
        if unsafe stream.pointee.avail_in == 0 {
          unsafe stream.pointee.avail_in = UInt32(min(unread, step))
          unread -= Int(unsafe stream.pointee.avail_in)
        }
        unsafe stream.pointee.avail_out = UInt32(min(room - count, step))
        let status = unsafe deflate(stream, unread == 0 ? Z_FINISH : Z_NO_FLUSH)
        isComplete = status == Z_STREAM_END
        count = unsafe stream.pointee.next_out - target
      }
    }
  }
  return isComplete ? output : nil
}
