import Model

/// The remark that a provider shows beside a release: one line, within the provider's limit, the stamp last.
package enum RemarkLine {
  /// Cuts the text, never the stamp, between graphemes; both limits hold.
  package static func make(_ text: String, stamp: Stamp, within limit: RemarkLimit) -> String {
    let ending = stamp.description
    let cleaned = oneLine(text)
    let room = RemarkLimit(
      characters: limit.characters - ending.count - 1, utf8Bytes: limit.utf8Bytes - ending.utf8.count - 1)
    guard !cleaned.isEmpty, room.characters > 0, room.utf8Bytes > 0 else { return ending }
    if cleaned.count <= room.characters, cleaned.utf8.count <= room.utf8Bytes {
      return "\(cleaned) \(ending)"
    }
    var cut = ""
    var bytes = "…".utf8.count
    for character in cleaned.prefix(room.characters - 1) {
      bytes += character.utf8.count
      if bytes > room.utf8Bytes { break }
      cut.append(character)
    }
    return cut.isEmpty ? ending : "\(cut)… \(ending)"
  }

  /// Without control characters, line ends, and characters that turn the direction of writing; blanks in a row count
  /// as one.
  private static func oneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      if isInvisibleControl(scalar) || scalar.properties.isWhitespace {
        if line.last != " " { line.append(" ") }
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
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
