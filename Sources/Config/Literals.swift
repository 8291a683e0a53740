import Model

/// Strings, numbers and words.
extension Parser {
  /// The closing quote for an opening one; nil if the scalar is not a quote.
  static func closingQuote(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "\"", "'", "`": scalar
    case "\u{201C}": "\u{201D}"
    case "\u{2018}": "\u{2019}"
    default: nil
    }
  }

  static func startsNumber(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "+" || scalar == "." || ("0"..."9").contains(scalar)
  }

  static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "$", "-", ".": true
    default: false
    }
  }

  mutating func takeWord() -> String {
    let start = index
    while let scalar = next, Self.isWordPart(scalar) { index += 1 }
    return String(String.UnicodeScalarView(source.scalars[start..<index]))
  }

  /// `true`, `false` or `null`; other words are reported.
  mutating func word() -> Node {
    let start = index
    let word = takeWord()
    switch word {
    case "true": return Node(value: .boolean(true), offset: start)
    case "false": return Node(value: .boolean(false), offset: start)
    case "null": return Node(value: .null, offset: start)
    default:
      let meant = Spelling.nearest(to: word, among: ["true", "false", "null"])
      report(
        "expected a value, found \(quoted(word)) without quotes", at: start,
        remedies: [meant.map { "write \($0)" } ?? "put text in double quotes"])
      return Node(value: .invalid, offset: start)
    }
  }

  mutating func number() -> Node {
    let start = index
    while let scalar = next, Self.isWordPart(scalar) || scalar == "+" { index += 1 }
    let text = String(String.UnicodeScalarView(source.scalars[start..<index]))
    if let problem = NumberGrammar.problem(of: text) {
      report("\(quoted(text)) is not a JSON number: \(problem)", at: start, remedies: [])
    } else if text.utf8.contains(where: { ".eE".utf8.contains($0) }) {
      if let number = Double(text), number.isFinite { return Node(value: .number(number), offset: start) }
      report("\(quoted(text)) is out of range", at: start, remedies: [])
    } else {
      if let number = Int(text) { return Node(value: .integer(number), offset: start) }
      report("\(quoted(text)) does not fit into a 64-bit integer", at: start, remedies: [])
    }
    return Node(value: .invalid, offset: start)
  }

  /// The value of the string literal at the current position.
  mutating func string() throws(Stop) -> String {
    let start = index
    guard let open = next, let close = Self.closingQuote(of: open) else { return "" }
    if open != "\"" {
      let what: Text = open == "'" ? "string in single quotes" : "string in \(open) quotes"
      report(
        what, at: start, remedies: [open.isASCII ? "use double quotes" : "use the straight double quote: \""])
    }
    var text = String.UnicodeScalarView()
    index += 1
    while let scalar = next {
      switch scalar {
      case close:
        index += 1
        return String(text)
      case "\n", "\r":
        throw stop(
          "unterminated string", at: start,
          remedies: ["close it with \(close) on the same line, and write \\n for a line break"])
      case "\\": if let scalar = escape() { text.append(scalar) }
      case _ where scalar.value < 0x20:
        let code = String(scalar.value, radix: 16)
        report(
          "control character in a string", at: index,
          remedies: [scalar == "\t" ? "write \\t" : "write \\u00\(code.count < 2 ? "0" : "")\(code)"])
        index += 1
      default:
        text.append(scalar)
        index += 1
      }
    }
    throw stop("unterminated string", at: start, remedies: ["close it with \(close)"])
  }

  private mutating func escape() -> Unicode.Scalar? {
    let start = index
    let kind = source.scalars[safely: index + 1]
    index += 2
    switch kind {
    case "\"", "\\", "/": return kind
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return unicodeEscape(from: start)
    default:
      // A line break or the end of the file after the backslash is reported for the string itself.
      index = start + 1
      report(
        "unknown escape in a string", at: start,
        remedies: ["write \\\\ for a backslash"])
      return nil
    }
  }

  private mutating func unicodeEscape(from start: Int) -> Unicode.Scalar? {
    guard let unit = hexUnit() else {
      report("\\u needs four hexadecimal digits", at: start, remedies: [])
      return nil
    }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let afterFirst = index
    if UTF16.isLeadSurrogate(unit), next == "\\", source.scalars[safely: index + 1] == "u" {
      index += 2
      if let low = hexUnit(), UTF16.isTrailSurrogate(low) {
        return UTF16.decode(UTF16.EncodedScalar([unit, low]))
      }
    }
    index = afterFirst
    report(
      "unpaired surrogate", at: start,
      remedies: ["write the character itself, or both surrogates: \\ud83d\\ude00"])
    return nil
  }

  private mutating func hexUnit() -> UInt16? {
    let digits = source.scalars.dropFirst(index).prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.properties.isASCIIHexDigit }) else { return nil }
    index += 4
    return UInt16(String(String.UnicodeScalarView(digits)), radix: 16)
  }
}

/// RFC 8259, section 6.
enum NumberGrammar {
  /// Nil if `text` is a number.
  static func problem(of text: String) -> Text? {
    var rest = Substring(text)
    func takeDigits() -> Int {
      let digits = rest.utf8.prefix(while: \.isDigit).count
      rest.removeFirst(digits)
      return digits
    }
    if rest.first == "+" { return "it starts with \"+\"" }
    if rest.first == "-" { rest.removeFirst() }
    let leadingZero = rest.first == "0"
    switch takeDigits() {
    case 0: return rest.first == "." ? "a digit is missing before the decimal point" : "it has no digits"
    case 2... where leadingZero: return "it has a leading zero"
    default: break
    }
    if rest.first == "." {
      rest.removeFirst()
      if takeDigits() == 0 { return "a digit is missing after the decimal point" }
    }
    if rest.first == "e" || rest.first == "E" {
      rest.removeFirst()
      if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
      if takeDigits() == 0 { return "the exponent has no digits" }
    }
    return rest.isEmpty ? nil : "unexpected \(quoted(String(rest)))"
  }
}
