import Model

/// A blob's id, also as 20 bytes.
struct BlobKey: Equatable, Sendable {
  let id: ObjectID
  let bytes: [UInt8]

  static let byteCount = 20

  /// Nil for ids of other lengths: they are not cached.
  init?(_ id: ObjectID) {
    let digits = Array(id.hex.utf8)
    guard digits.count == 2 * Self.byteCount else { return nil }
    self.id = id
    bytes = (0..<Self.byteCount).map { Self.value(digits[2 * $0]) << 4 | Self.value(digits[2 * $0 + 1]) }
  }

  private static func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x57 }
}
