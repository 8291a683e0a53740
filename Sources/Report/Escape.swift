/// A character as an escape of URLs, JSON, programming languages or HTML, e.g. `%2f`, `\/`, `\u002F`, `&#x2F;`.
struct Escape: Equatable {
  /// The decoded character in UTF-8; for percent-encoding, one byte of it.
  var bytes: [UInt8]
  /// The index after the escape.
  var end: Int

  /// The first bytes of escapes.
  static let beginnings = Array("%\\&".utf8)

  /// The possible escapes at the index, where one of `beginnings` is: a handful at most.
  static func all(at index: Int, in text: [UInt8]) -> [Escape] {
    switch text[index] {
    case UInt8(ascii: "%"): percent(index, text)
    case UInt8(ascii: "&"): entity(index, text).map { [$0] } ?? []
    default: backslashes(index, text)
    }
  }

  /// RFC 3986 §2.1. `%252F` may be `/` encoded twice, or `%2F` encoded once.
  private static func percent(_ index: Int, _ text: [UInt8]) -> [Escape] {
    var escapes: [Escape] = []
    var digits = index + 1
    while let byte = number(text, digits..<digits + 2, radix: 16) {
      escapes.append(Escape(bytes: [UInt8(byte)], end: digits + 2))
      guard byte == UInt8(ascii: "%"), digits < index + 8 else { break }
      digits += 2
    }
    return escapes
  }

  /// RFC 8259 §7, and `\x2f` of programming languages. Text that was quoted twice has more backslashes before the
  /// letter, and two or four for a backslash.
  private static func backslashes(_ index: Int, _ text: [UInt8]) -> [Escape] {
    var letter = index
    while letter < text.count, letter < index + 8, text[letter] == UInt8(ascii: "\\") { letter += 1 }
    var escapes: [Escape] = []
    for count in [2, 4] where letter >= index + count {
      escapes.append(Escape(bytes: [UInt8(ascii: "\\")], end: index + count))
    }
    guard letter < text.count else { return escapes }
    switch text[letter] {
    case UInt8(ascii: "u"):
      guard let unit = number(text, letter + 1..<letter + 5, radix: 16) else { break }
      escapes += unicode(unit, after: letter + 5, text)
    case UInt8(ascii: "x"):
      guard let byte = number(text, letter + 1..<letter + 3, radix: 16) else { break }
      escapes.append(Escape(bytes: [UInt8(byte)], end: letter + 3))
    case let byte: if let meant = letters[byte] { escapes.append(Escape(bytes: [meant], end: letter + 1)) }
    }
    return escapes
  }

  private static let letters: [UInt8: UInt8] = [
    UInt8(ascii: "/"): 0x2F, UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]

  /// A UTF-16 unit, with its second half where there is one.
  private static func unicode(_ unit: Int, after end: Int, _ text: [UInt8]) -> [Escape] {
    if let scalar = Unicode.Scalar(UInt32(unit)) { return [Escape(scalar, end: end)] }
    var letter = end
    while letter < text.count, letter < end + 8, text[letter] == UInt8(ascii: "\\") { letter += 1 }
    guard letter > end, letter < text.count, text[letter] == UInt8(ascii: "u"),
      let low = number(text, letter + 1..<letter + 5, radix: 16), (0xDC00...0xDFFF).contains(low),
      unit < 0xDC00,
      let scalar = Unicode.Scalar(UInt32(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)))
    else { return [] }
    return [Escape(scalar, end: letter + 5)]
  }

  private init(_ scalar: Unicode.Scalar, end: Int) {
    bytes = Array(String(scalar).utf8)
    self.end = end
  }

  private init(bytes: [UInt8], end: Int) {
    self.bytes = bytes
    self.end = end
  }

  /// The names that escaping functions use, and any number: `&#47;`, `&#x2f;`.
  private static func entity(_ index: Int, _ text: [UInt8]) -> Escape? {
    let rest = text[(index + 1)...].prefix(10)
    guard let semicolon = rest.firstIndex(of: UInt8(ascii: ";")), semicolon > index + 1 else { return nil }
    let name = rest[..<semicolon]
    if name.first == UInt8(ascii: "#") {
      let isHex = name.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
      let digits = name.startIndex + (isHex ? 2 : 1)..<semicolon
      guard let value = number(text, digits, radix: isHex ? 16 : 10),
        let scalar = Unicode.Scalar(UInt32(value))
      else { return nil }
      return Escape(scalar, end: semicolon + 1)
    }
    return entities[Array(name)].map { Escape(bytes: [$0], end: semicolon + 1) }
  }

  private static let entities: [[UInt8]: UInt8] = [
    Array("amp".utf8): 0x26, Array("lt".utf8): 0x3C, Array("gt".utf8): 0x3E, Array("quot".utf8): 0x22,
    Array("apos".utf8): 0x27, Array("nbsp".utf8): 0x20, Array("sol".utf8): 0x2F, Array("plus".utf8): 0x2B,
    Array("equals".utf8): 0x3D,
  ]

  /// Nil if a byte is not a digit, or if there are no digits or too many.
  private static func number(_ text: [UInt8], _ range: Range<Int>, radix: Int) -> Int? {
    guard !range.isEmpty, range.count <= 7, range.upperBound <= text.count else { return nil }
    var value = 0
    for byte in text[range] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else { return nil }
      value = value * radix + digit
    }
    return value
  }
}
