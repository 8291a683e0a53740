import Model

/// Finds secrets in a text, also when they are escaped or encoded.
///
/// Escapes can be combined in many ways (which characters, upper or lower case, several kinds in one text), so these
/// are not enumerated: each character of a secret matches itself and every escape of it. The base64 and hexadecimal
/// encodings of a secret are searched for as well, in the same way, because `+` and `/` of base64 may be escaped in
/// turn.
struct SecretMasks: Sendable {
  private let needles: [Needle]
  /// By the first byte: the needles that may start with it, not escaped.
  private let begins: [[Int]]
  /// By the first two bytes: whether any needle may start with them. Most positions of a text are skipped by this.
  private let mayBegin: [Bool]

  init(_ secrets: [String]) {
    var texts: Set<[UInt8]> = []
    var encoded: Set<[UInt8]> = []
    for secret in secrets {
      // In a log, a key of several lines is split, so each line is masked on its own.
      let lines = secret.split(whereSeparator: \.isNewline).map(String.init)
      for value in [secret] + lines where value.unicodeScalars.count >= Secret.shortestMasked {
        texts.insert(Array(value.utf8))
        encoded.formUnion(Encodings.all(of: Array(value.utf8)))
      }
    }
    needles = texts.map { Needle($0, isBase64: false) } + encoded.map { Needle($0, isBase64: true) }
    var begins = [[Int]](repeating: [], count: 256)
    var mayBegin = [Bool](repeating: false, count: 1 << 16)
    for (index, needle) in needles.enumerated() {
      for first in needle.spellings(at: 0) {
        begins[Int(first)].append(index)
        for second in needle.spellings(at: 1) + Escape.beginnings {
          mayBegin[Int(first) << 8 | Int(second)] = true
        }
      }
    }
    self.begins = begins
    self.mayBegin = mayBegin
  }

  /// Compares bytes, because a combining mark after a secret would make the last character a different one. After
  /// `limit` bytes of the result, the rest of the text is left out.
  func applied(to text: String, limit: Int = .max) -> String {
    guard !needles.isEmpty || text.utf8.count > limit else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(min(bytes.count, limit))
    var index = 0
    while index < bytes.count, result.count < limit {
      if let end = end(at: index, in: bytes) {
        result += Array("***".utf8)
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The end of the longest secret that starts at the index.
  private func end(at index: Int, in text: [UInt8]) -> Int? {
    let first = text[index]
    var longest: Int?
    if index + 1 < text.count, mayBegin[Int(first) << 8 | Int(text[index + 1])] {
      for candidate in begins[Int(first)] {
        if let end = needles[candidate].end(at: index, in: text) { longest = max(longest ?? 0, end) }
      }
    }
    guard Escape.beginnings.contains(first) else { return longest }
    // Needles that start with the character of an escape.
    for escape in Escape.all(at: index, in: text) {
      for candidate in begins[Int(escape.bytes[0])] {
        if let end = needles[candidate].end(at: index, in: text) { longest = max(longest ?? 0, end) }
      }
    }
    return longest
  }
}

/// One text to search for.
private struct Needle: Sendable {
  private let bytes: [UInt8]
  private let isBase64: Bool

  init(_ bytes: [UInt8], isBase64: Bool) {
    self.bytes = bytes
    self.isBase64 = isBase64
  }

  /// The bytes that may stand for the byte at the index, without an escape: forms write a space as `+`, and URLs have
  /// their own alphabet for base64 (RFC 4648 §5).
  func spellings(at index: Int) -> [UInt8] {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: " "): return [byte, UInt8(ascii: "+")]
    case UInt8(ascii: "+") where isBase64: return [byte, UInt8(ascii: "-")]
    case UInt8(ascii: "/") where isBase64: return [byte, UInt8(ascii: "_")]
    default: return [byte]
    }
  }

  private func isSpelled(_ byte: UInt8, at index: Int) -> Bool {
    let wanted = bytes[index]
    if byte == wanted { return true }
    return switch byte {
    case UInt8(ascii: "+"): wanted == UInt8(ascii: " ")
    case UInt8(ascii: "-"): isBase64 && wanted == UInt8(ascii: "+")
    case UInt8(ascii: "_"): isBase64 && wanted == UInt8(ascii: "/")
    default: false
    }
  }

  /// The end of the needle if it starts at `start`; otherwise nil.
  func end(at start: Int, in text: [UInt8]) -> Int? {
    var (index, place) = (0, start)
    while index < bytes.count {
      guard place < text.count else { return nil }
      if Escape.beginnings.contains(text[place]) {
        let next = continuations(of: index, at: place, in: text)
        guard next.count == 1 else { return next.isEmpty ? nil : end(from: index, at: place, in: text) }
        (index, place) = next[0]
      } else {
        guard isSpelled(text[place], at: index) else { return nil }
        (index, place) = (index + 1, place + 1)
      }
    }
    return place
  }

  /// The next positions if the text has the needle's byte at the index, directly or as an escape. A backslash or a
  /// percent sign may be a literal or the start of an escape.
  private func continuations(of index: Int, at place: Int, in text: [UInt8]) -> [(index: Int, place: Int)] {
    var next = isSpelled(text[place], at: index) ? [(index + 1, place + 1)] : []
    guard Escape.beginnings.contains(text[place]) else { return next }
    for escape in Escape.all(at: place, in: text) where bytes[index...].starts(with: escape.bytes) {
      next.append((index + escape.bytes.count, escape.end))
    }
    return next
  }

  /// Follows all continuations at the same time, so that none is followed twice.
  private func end(from first: Int, at place: Int, in text: [UInt8]) -> Int? {
    // By index in the needle: the next positions in the text.
    var places = [[Int]](repeating: [], count: bytes.count + 1)
    places[first] = [place]
    var farthest = first
    for index in first..<bytes.count {
      guard index <= farthest else { return nil }
      for place in places[index] where place < text.count {
        for next in continuations(of: index, at: place, in: text) {
          if !places[next.index].contains(next.place) { places[next.index].append(next.place) }
          farthest = max(farthest, next.index)
        }
      }
    }
    return places[bytes.count].max()
  }
}

/// The encodings of a whole secret.
private enum Encodings {
  /// Base64 of the secret alone; the part of base64 that does not depend on bytes around the secret, for each of the
  /// three alignments; hexadecimal in lower and upper case.
  static func all(of bytes: [UInt8]) -> [[UInt8]] {
    let alone = base64(bytes).prefix { $0 != "=" }
    return [Array(alone.utf8)] + (0..<3).compactMap { inside(bytes, after: $0) }
      + [hexadecimal(bytes, "0123456789abcdef"), hexadecimal(bytes, "0123456789ABCDEF")]
  }

  /// The minimum length: shorter texts would also be found in ordinary text.
  private static let shortest = 8

  /// The digits that depend only on the secret, if `count` bytes come before it.
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
