import Model

/// JSON text: keys sorted, no slash escaped, every character that could have an effect in a log escaped.
struct JSONWriter: Sendable {
  /// A CI system may read the text as a log: `#` is written as an escape, because `##[command]` is executed anywhere in
  /// a line (GitHub, Azure, CNB, TeamCity). What a parser reads stays the same.
  var escapesHash = false

  /// Everything on one line.
  func compact(_ value: JSON) -> String {
    switch value {
    case .array(let items): "[" + items.map(compact).joined(separator: ",") + "]"
    case .object(let members):
      "{" + sorted(members).map { quoted($0.key) + ":" + compact($0.value) }.joined(separator: ",") + "}"
    default: scalar(value)
    }
  }

  /// Two spaces of indentation a level.
  func pretty(_ value: JSON) -> [String] {
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

  private func scalar(_ value: JSON) -> String {
    switch value {
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    // JSON has no infinities.
    case .number(let number): number.isFinite ? "\(number)" : "null"
    case .string(let text): quoted(text)
    case .null, .array, .object: "null"
    }
  }

  private func quoted(_ text: String) -> String { Self.quoted(text, escapesHash: escapesHash) }

  static func quoted(_ text: String, escapesHash: Bool = false) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "#" where escapesHash: result += escape(scalar)
      case _ where Sanitizer.isHazard(scalar): result += escape(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Only ever called for the basic plane.
  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
