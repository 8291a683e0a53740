/// JSON as text. The same value gives the same text everywhere: signatures, fingerprints and snapshots depend on it.
/// Members are sorted by the bytes of their names, `/` is not escaped, and whole numbers have no `.0`.
package struct JSONText: Sendable {
  /// Which characters are written as `\uXXXX` although JSON does not require it.
  private let escapes: @Sendable (Unicode.Scalar) -> Bool
  private let comma: String
  private let colon: String

  /// `spaced`: with a blank after each comma and colon, as in documents.
  package init(
    spaced: Bool = false, escapes: @escaping @Sendable (Unicode.Scalar) -> Bool = { _ in false }
  ) {
    (comma, colon) = spaced ? (", ", ": ") : (",", ":")
    self.escapes = escapes
  }

  /// Everything on one line.
  package func compact(_ value: JSON) -> String {
    switch value {
    case .array(let items): "[" + items.map(compact).joined(separator: comma) + "]"
    case .object(let members):
      "{" + sorted(members).map { quoted($0.key) + colon + compact($0.value) }.joined(separator: comma) + "}"
    case .string(let text): quoted(text)
    case .integer(let number): String(number)
    case .number(let number): Self.digits(number)
    case .boolean(let flag): flag ? "true" : "false"
    case .null: "null"
    }
  }

  /// Two spaces of indentation a level, one line an element.
  package func pretty(_ value: JSON) -> [String] {
    switch value {
    case .array(let items) where !items.isEmpty:
      return block("[", "]", items.map(pretty))
    case .object(let members) where !members.isEmpty:
      return block(
        "{", "}",
        sorted(members).map { member in
          var lines = pretty(member.value)
          lines[0] = quoted(member.key) + ": " + lines[0]
          return lines
        })
    default: return [compact(value)]
    }
  }

  private func block(_ open: String, _ close: String, _ items: [[String]]) -> [String] {
    var lines = [open]
    for (index, item) in items.enumerated() {
      lines += item.map { "  " + $0 }
      if index < items.count - 1 { lines[lines.count - 1] += "," }
    }
    return lines + [close]
  }

  private func sorted(_ members: [String: JSON]) -> [(key: String, value: JSON)] {
    members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  /// JSON has no infinities.
  private static func digits(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case _ where scalar.value < 0x20 || escapes(scalar):
        // Beyond the basic plane: two surrogates (RFC 8259 §7).
        for unit in scalar.utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSON {
  /// On one line, without blanks: what is sent, signed and hashed.
  package var text: String { JSONText().compact(self) }
}
