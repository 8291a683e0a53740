import CZlib
import Model

/// CRC-32 as zip uses it; `continuing` the checksum of what came before.
func crc32(of bytes: RawSpan, continuing checksum: UInt32 = 0) -> UInt32 {
  unsafe bytes.withUnsafeBytes { buffer in
    // Without bytes zlib would give its initial value instead of continuing.
    guard let start = buffer.baseAddress, buffer.count > 0 else { return checksum }
    let bytes = unsafe start.assumingMemoryBound(to: UInt8.self)
    return UInt32(truncatingIfNeeded: unsafe crc32_z(UInt(checksum), bytes, buffer.count))
  }
}

func crc32(of bytes: [UInt8], continuing checksum: UInt32 = 0) -> UInt32 {
  bytes.withContent { crc32(of: $0, continuing: checksum) }
}

extension [UInt8] {
  /// The bytes where they are, as a `ContentReader` gives them.
  package func withContent<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    try body(unsafe span.bytes)
  }
}

/// The zlib that is linked, e.g. `1.2.13`: its compressed bytes are its own.
var zlibVersion: String { unsafe String(cString: CZlib.zlibVersion()) }

/// Makes raw deflate streams (RFC 1951), one after the other, with one set of zlib's tables. For one thread.
@safe final class Deflater {
  // On the heap, because zlib remembers the address.
  private let stream: UnsafeMutablePointer<z_stream>
  /// False when memory ran out.
  private let isReady: Bool
  private var piece = [UInt8](repeating: 0, count: Deflater.pieceSize)

  static let pieceSize = 1 << 18
  /// zlib counts in 32 bits: longer content goes through it in steps.
  private static let step = 1 << 30

  /// Level 1 to 9.
  init(level: Int) {
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    isReady = unsafe sampan_deflate_init(stream, Int32(level)) == Z_OK
  }

  deinit {
    if isReady { _ = unsafe deflateEnd(stream) }
    unsafe stream.deallocate()
  }

  /// The stream in pieces; nil when it is not smaller than the content by two bytes at least. `reserve` is
  /// asked before a piece is kept, and may refuse.
  func deflate(
    _ content: RawSpan, reserve: (_ byteCount: Int) throws(Failure) -> Void
  ) throws(Failure) -> [[UInt8]]? {
    guard content.byteCount > 1 else { return nil }
    guard isReady, unsafe deflateReset(stream) == Z_OK else { throw failure }
    return try unsafe content.withUnsafeBytes { (input) throws(Failure) -> [[UInt8]]? in
      // zlib only reads through `next_in`; it is not const for the sake of old callers.
      let start = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
      unsafe stream.pointee.avail_in = 0
      var unread = input.count
      var made = 0
      var pieces: [[UInt8]] = []
      while true {
        if unsafe stream.pointee.avail_in == 0 {
          unsafe stream.pointee.avail_in = UInt32(min(unread, Self.step))
          unread -= Int(unsafe stream.pointee.avail_in)
        }
        let (status, count) = fillPiece(isLast: unread == 0)
        made += count
        guard made < input.count - 1 else { return nil }
        if count > 0 {
          try reserve(count)
          pieces.append(Array(piece[..<count]))
        }
        if status == Z_STREAM_END { return pieces }
        guard status == Z_OK else { throw failure }
      }
    }
  }

  /// A stored entry in its place would be another zip.
  private var failure: Failure { Failure(.defect, "zlib cannot compress: out of memory, or it is broken") }

  private func fillPiece(isLast: Bool) -> (status: Int32, count: Int) {
    let stream = unsafe stream
    return unsafe piece.withUnsafeMutableBufferPointer { output in
      unsafe stream.pointee.next_out = output.baseAddress
      unsafe stream.pointee.avail_out = UInt32(output.count)
      let status = unsafe CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      return (status, output.count - Int(unsafe stream.pointee.avail_out))
    }
  }
}
