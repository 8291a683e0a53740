extension String {
  /// The columns that a terminal uses for the text: two for the characters of Chinese, Japanese and Korean, full-width
  /// punctuation and emoji, none for marks that combine with the character before (Unicode Standard Annex 11).
  /// Characters of ambiguous width count as one, as outside of East Asian locales.
  var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

  /// Padded with blanks to a width in columns; longer text is not cut.
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }
}

extension Unicode.Scalar {
  fileprivate var columns: Int {
    if isASCII { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return Self.wide.contains { $0.contains(value) } ? 2 : 1
    }
  }

  /// Ranges of EastAsianWidth.txt with the classes W and F; unassigned characters between them are included.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2614...0x2615, 0x2705...0x2705, 0x274C...0x274C,
    0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
