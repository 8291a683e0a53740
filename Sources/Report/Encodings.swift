/// What becomes of a secret where it is encoded as a whole.
enum Encodings {
  /// Base64 of the secret alone, and, at the three ways in which it can lie among other bytes, what does not depend on
  /// these; hexadecimal in lower and upper case.
  static func all(of bytes: [UInt8]) -> [[UInt8]] {
    let alone = base64(bytes).prefix { $0 != "=" }
    return [Array(alone.utf8)] + (0..<3).compactMap { inside(bytes, after: $0) }
      + [hexadecimal(bytes, "0123456789abcdef"), hexadecimal(bytes, "0123456789ABCDEF")]
  }

  /// Less would be found in ordinary text.
  private static let shortest = 8

  /// The digits of six bits that are the secret's only, when `count` bytes stand before it.
  private static func inside(_ bytes: [UInt8], after count: Int) -> [UInt8]? {
    let digits = Array(base64([UInt8](repeating: 0, count: count) + bytes).utf8)
    let whole = (count + bytes.count) * 8 / 6
    let first = (count * 8 + 5) / 6
    return whole - first >= shortest ? Array(digits[first..<whole]) : nil
  }

  private static func hexadecimal(_ bytes: [UInt8], _ alphabet: StaticString) -> [UInt8] {
    let digits = Array("\(alphabet)".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
