import Model

/// The remark that a provider shows beside a release: one line, within the provider's limit, the stamp last.
package enum RemarkLine {
  /// Cuts the text, never the stamp, between graphemes; both limits hold. Characters are counted as UTF-16 does: clouds
  /// differ in whether they count graphemes, code points or UTF-16 units, and the last are never fewer than the others.
  package static func make(_ text: String, stamp: Stamp, within limit: RemarkLimit) -> String {
    let ending = stamp.description
    let room = RemarkLimit(
      characters: limit.characters - ending.utf16.count - 1,
      utf8Bytes: limit.utf8Bytes - ending.utf8.count - 1)
    guard room.characters > 0, room.utf8Bytes > 0 else { return ending }
    let cleaned = oneLine(text, room: room.characters)
    if cleaned.isEmpty { return ending }
    if cleaned.utf16.count <= room.characters, cleaned.utf8.count <= room.utf8Bytes {
      return "\(cleaned) \(ending)"
    }
    var cut = ""
    var (units, bytes) = ("…".utf16.count, "…".utf8.count)
    for character in cleaned {
      units += character.utf16.count
      bytes += character.utf8.count
      if units > room.characters || bytes > room.utf8Bytes { break }
      cut.append(character)
    }
    return cut.isEmpty ? ending : "\(cut)… \(ending)"
  }

  /// No more of a text is read: what is cleaned and counted costs far more than what is only skipped.
  private static let longestText = 65_536

  /// Without control characters, line ends, and characters that turn the direction of writing; blanks in a row count
  /// as one. Of a text that is longer than `room` a little more than that.
  private static func oneLine(_ text: String, room: Int) -> String {
    var line = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars.prefix(longestText) {
      let isBlank = isInvisibleControl(scalar) || scalar.properties.isWhitespace
      if isBlank, count == 0 || line.last == " " { continue }
      line.append(isBlank ? " " : scalar)
      count += 1
      if count > room + 1 { break }
    }
    if line.last == " " { line.removeLast() }
    return String(line)
  }

  private static func isInvisibleControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    default:
      switch scalar.value {
      case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
      default: false
      }
    }
  }
}
