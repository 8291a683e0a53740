import CSHA256

/// SHA-256 (FIPS 180-4) by the instructions of x86 and arm64 processors that have them.
struct ProcessorSHA256: Sendable {
  /// Whether this machine has the instructions: checked once.
  static let isAvailable = sampan_sha256_is_available() != 0

  private static let blockSize = 64

  /// FIPS 180-4, 5.3.3.
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// What does not fill a block yet.
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0

  mutating func update(_ bytes: [UInt8]) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(Self.blockSize - rest.count, bytes.count)
      rest += bytes[..<start]
      guard rest.count == Self.blockSize else { return }
      compress(rest, from: 0, blocks: 1)
      rest.removeAll(keepingCapacity: true)
    }
    let blocks = (bytes.count - start) / Self.blockSize
    if blocks > 0 { compress(bytes, from: start, blocks: blocks) }
    rest += bytes[(start + blocks * Self.blockSize)...]
  }

  /// Padding as in FIPS 180-4, 5.1.1: a bit, zeros, and the length in bits.
  mutating func finish() -> [UInt8] {
    let bitCount = byteCount &* 8
    let zeros = (Self.blockSize - (rest.count + 1 + 8) % Self.blockSize) % Self.blockSize
    let length = (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * UInt64($0))) }
    update([0x80] + [UInt8](repeating: 0, count: zeros) + length)
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
  }

  private mutating func compress(_ bytes: [UInt8], from start: Int, blocks: Int) {
    unsafe state.withUnsafeMutableBufferPointer { state in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        guard let state = state.baseAddress, let first = bytes.baseAddress else { return }
        unsafe sampan_sha256_blocks(state, first + start, blocks)
      }
    }
  }
}
