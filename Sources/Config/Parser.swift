import Model

/// Parses JSON with `//` and `/* */` comments and trailing commas. After a mistake whose meaning is clear (a missing
/// comma, single quotes) it reports a finding and continues; at any other it stops.
struct Parser {
  /// Limits the recursion.
  static let depthLimit = 64

  let source: SourceText
  var findings: Findings
  var index = 0
  private var depth = 0

  /// Parsing stops; the finding was already added.
  struct Stop: Error {}

  init(_ source: SourceText, findings: Findings) {
    self.source = source
    self.findings = findings
  }

  /// Nil if parsing stopped.
  mutating func document() -> Node? {
    do throws(Stop) {
      try skipBlanks()
      guard next != nil else {
        let what: Text = source.scalars.isEmpty ? "the file is empty" : "the file contains no configuration"
        findings.add(
          .empty, what, at: source.place(at: 0), remedies: ["sampan init writes an example"])
        return nil
      }
      let root = try value()
      try skipBlanks()
      if next != nil { throw unexpected("the end of the file") }
      return root
    } catch {
      return nil
    }
  }

  /// The scalar to read next; nil at the end.
  var next: Unicode.Scalar? { source.scalars[safely: index] }

  mutating func value() throws(Stop) -> Node {
    let start = index
    switch next {
    case "{":
      return Node(value: .object(try nested { parser throws(Stop) in try parser.members() }), offset: start)
    case "[":
      return Node(value: .list(try nested { parser throws(Stop) in try parser.elements() }), offset: start)
    case .some(let scalar) where Self.closingQuote(of: scalar) != nil:
      return Node(value: .string(try string()), offset: start)
    case .some(let scalar) where Self.startsNumber(scalar): return number()
    case .some(let scalar) where Self.isWordPart(scalar): return word()
    default: throw unexpected("a value")
    }
  }

  private mutating func nested<T>(_ read: (inout Parser) throws(Stop) -> T) throws(Stop) -> T {
    guard depth < Self.depthLimit else {
      findings.add(
        .tooDeep, "lists and objects are nested more than \(Self.depthLimit) deep",
        at: source.place(at: index),
        remedies: ["reduce the nesting: no key of the configuration needs it"])
      throw Stop()
    }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func members() throws(Stop) -> [Node.Member] {
    let start = index
    var members: [Node.Member] = []
    var firstOffsets: [String: Int] = [:]
    index += 1
    while try continues(until: "}", openedAt: start, name: "object") {
      let offset = index
      let key = try key()
      let first = firstOffsets[key]
      if let first {
        findings.add(
          .duplicateKey, "duplicate key \(quoted(key)), first at \(source.place(at: first))",
          at: source.place(at: offset), remedies: ["remove one of them"])
      } else {
        firstOffsets[key] = offset
      }
      try colon(after: key)
      try skipBlanks()
      let value = try value()
      // Findings in the value of a duplicate key would only repeat: the key is to be removed.
      if first == nil { members.append(Node.Member(key: key, offset: offset, value: value)) }
      try comma(before: "}")
    }
    return members
  }

  private mutating func elements() throws(Stop) -> [Node] {
    let start = index
    var elements: [Node] = []
    index += 1
    while try continues(until: "]", openedAt: start, name: "list") {
      elements.append(try value())
      try comma(before: "]")
    }
    return elements
  }

  /// Whether another member or element follows; reads the closing bracket if none does.
  private mutating func continues(
    until close: Unicode.Scalar, openedAt start: Int, name: Text
  ) throws(Stop) -> Bool {
    try skipBlanks()
    while next == "," {
      report("unexpected comma", at: index, remedies: ["remove the comma"])
      index += 1
      try skipBlanks()
    }
    if next == nil {
      throw unexpected("\"\(close)\" to close the \(name) that starts at \(source.place(at: start))")
    }
    guard next == close else { return true }
    index += 1
    return false
  }

  private mutating func key() throws(Stop) -> String {
    guard let scalar = next else { throw unexpected("a key in double quotes") }
    if Self.closingQuote(of: scalar) != nil { return try string() }
    guard Self.isWordPart(scalar) else { throw unexpected("a key in double quotes or \"}\"") }
    let start = index
    let word = takeWord()
    report("key \(quoted(word)) is not in quotes", at: start, remedies: ["write \(quoted(word))"])
    return word
  }

  private mutating func colon(after key: String) throws(Stop) {
    let end = index
    try skipBlanks()
    let found = found
    switch next {
    case ":": index += 1
    case .some(let scalar) where Self.halfWidth(of: scalar) == ":":
      reportFullWidth("\":\" after key \(quoted(key))")
    case "=":
      report("expected \":\" after key \(quoted(key)), found \"=\"", at: index, remedies: ["write \":\""])
      index += 1
    case .some(let scalar) where startsValue(scalar):
      report("expected \":\" after key \(quoted(key)), found \(found)", at: end, remedies: ["add \":\" here"])
    default: throw unexpected("\":\" after key \(quoted(key))")
    }
  }

  private mutating func comma(before close: Unicode.Scalar) throws(Stop) {
    let end = index
    try skipBlanks()
    let found = found
    switch next {
    case ",": index += 1
    case close: break
    case .some(let scalar) where Self.halfWidth(of: scalar) == ",":
      reportFullWidth("\",\" or \"\(close)\"")
    case .some(let scalar) where startsValue(scalar):
      report("expected \",\" or \"\(close)\", found \(found)", at: end, remedies: ["add a comma here"])
    case nil: break
    default: throw unexpected("\",\" or \"\(close)\"")
    }
  }

  /// The ASCII sign of one that a Chinese or Japanese keyboard writes in its place; nil for all others.
  private static func halfWidth(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    // FULLWIDTH EXCLAMATION MARK to FULLWIDTH TILDE.
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0)
    case 0x3000: " "
    case 0x3001: ","
    case 0x3002: "."
    case 0x3010: "["
    case 0x3011: "]"
    default: nil
    }
  }

  /// At the current position, after which parsing continues.
  private mutating func reportFullWidth(_ expected: Text) {
    let (found, remedies) = (found, halfWidthRemedies)
    report("expected \(expected), found \(found)", at: index, remedies: remedies)
    index += 1
  }

  private var halfWidthRemedies: [Text] {
    guard let scalar = next, let meant = Self.halfWidth(of: scalar) else { return [] }
    return meant == " " ? ["write a half-width blank"] : ["write the half-width \"\(meant)\""]
  }

  private func startsValue(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "{" || scalar == "[" || Self.closingQuote(of: scalar) != nil || Self.isWordPart(scalar)
      || Self.startsNumber(scalar)
  }

  /// White space and comments.
  mutating func skipBlanks() throws(Stop) {
    while let scalar = next {
      switch scalar {
      case " ", "\t", "\n", "\r": index += 1
      case "/" where source.scalars[safely: index + 1] == "/": skipLine()
      case "/" where source.scalars[safely: index + 1] == "*": try skipBlockComment()
      case "#":
        report("expected a value or a comment, found \"#\"", at: index, remedies: ["comments start with //"])
        skipLine()
      case "\u{3000}": reportFullWidth("a value or a blank")
      default: return
      }
    }
  }

  private mutating func skipLine() {
    while let scalar = next, scalar != "\n", scalar != "\r" { index += 1 }
  }

  private mutating func skipBlockComment() throws(Stop) {
    let start = index
    index += 2
    while index < source.scalars.count {
      if next == "*", source.scalars[safely: index + 1] == "/" {
        index += 2
        return
      }
      index += 1
    }
    throw stop("unterminated comment", at: start, remedies: ["close it with */"])
  }

  /// Reports a mistake after which parsing can continue.
  mutating func report(
    _ message: @autoclosure () -> Text, at offset: Int, remedies: @autoclosure () -> [Text]
  ) {
    findings.add(.syntax, message(), at: source.place(at: offset), remedies: remedies())
  }

  mutating func stop(_ message: Text, at offset: Int, remedies: [Text] = []) -> Stop {
    findings.add(.syntax, message, at: source.place(at: offset), remedies: remedies)
    return Stop()
  }

  private mutating func unexpected(_ expected: Text) -> Stop {
    stop("expected \(expected), found \(found)", at: index, remedies: halfWidthRemedies)
  }

  /// What is at the current position, for a message.
  private var found: Text {
    guard let scalar = next else { return "the end of the file" }
    if Self.isWordPart(scalar) {
      let word = source.scalars[index...].prefix(while: Self.isWordPart).prefix(61)
      return "\(quoted(String(String.UnicodeScalarView(word))))"
    }
    if scalar.value > 0x20, scalar.value < 0x7F { return "'\(scalar)'" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    guard Self.halfWidth(of: scalar) != nil else { return "the character U+\(code)" }
    return "the full-width character \"\(scalar)\" (U+\(code))"
  }
}
