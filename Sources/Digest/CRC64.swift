/// CRC-64/ECMA-182 in its reflected form ("CRC-64/XZ"), fed piece by piece: what object storages call
/// `crc64ecma`. Finds bytes that a network changed; does not find changes that were made on purpose.
/// https://www.tencentcloud.com/document/product/436/45260 (CRC64 check, read 2026-11-28)
package struct CRC64: Equatable, Sendable {
  private var state = UInt64.max

  package init() {}

  /// Eight bytes at a time ("slicing by eight"): a package may have hundreds of megabytes.
  package mutating func update(_ bytes: [UInt8]) {
    let table = Self.table
    var state = state
    let whole = bytes.count & ~7
    for start in stride(from: 0, to: whole, by: 8) {
      for position in 0..<8 { state ^= UInt64(bytes[start + position]) << UInt64(8 * position) }
      var next: UInt64 = 0
      for position in 0..<8 {
        next ^= table[(7 - position) << 8 | Int(state >> UInt64(8 * position) & 0xFF)]
      }
      state = next
    }
    for byte in bytes[whole...] { state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
    self.state = state
  }

  /// Of everything so far.
  package var value: UInt64 { ~state }

  private static let polynomial: UInt64 = 0xC96C_5795_D787_0F42

  /// What one byte does to the state, and then the same with one to seven zero bytes after it.
  private static let table: [UInt64] = {
    var table: [UInt64] = (0..<256).map { byte in
      (0..<8).reduce(UInt64(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ polynomial : rest >> 1 }
    }
    for index in 256..<2048 {
      let before = table[index - 256]
      table.append(table[Int(before & 0xFF)] ^ before >> 8)
    }
    return table
  }()
}

/// The checksum of some bytes.
package func crc64(_ bytes: [UInt8]) -> UInt64 {
  var running = CRC64()
  running.update(bytes)
  return running.value
}
