/// One line of a `.gitattributes` file.
struct AttributeLine {
  enum Subject: Equatable {
    case pattern([UInt8])
    /// `[attr]name`
    case macro(String)
  }

  enum State: Equatable {
    case set
    case unset
    /// `!name`: as if no line mentioned it.
    case unspecified
    case value
  }

  struct Assignment: Equatable {
    var name: String
    var state: State
  }

  var subject: Subject
  var assignments: [Assignment]

  /// git's own limits: longer lines and files are ignored.
  private static let longestLine = 2048
  private static let longestFile = 100 << 20

  static func lines(of text: [UInt8]) -> [AttributeLine] {
    if text.count > longestFile { return [] }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = text.starts(with: mark) ? text.dropFirst(mark.count) : text[...]
    return text.split(separator: 0x0A).filter { $0.count <= longestLine }.compactMap(AttributeLine.init)
  }

  /// Nil for comments, blank lines and what git does not understand.
  private init?(_ line: ArraySlice<UInt8>) {
    var rest = line.drop(while: Self.isBlank)
    guard let first = rest.first, first != UInt8(ascii: "#") else { return nil }
    let prefix = Array("[attr]".utf8)
    if rest.starts(with: prefix) {
      rest = rest.dropFirst(prefix.count).drop(while: Self.isBlank)
      let name = rest.prefix { !Self.isBlank($0) }
      if name.isEmpty { return nil }
      subject = .macro(String(decoding: name, as: UTF8.self))
      rest = rest.dropFirst(name.count)
    } else if first == UInt8(ascii: "\""), let (quoted, after) = Self.unquoted(rest) {
      subject = .pattern(quoted)
      rest = after
    } else {
      let pattern = rest.prefix { !Self.isBlank($0) }
      subject = .pattern(Array(pattern))
      rest = rest.dropFirst(pattern.count)
    }
    assignments = rest.split(whereSeparator: Self.isBlank).map(Self.assignment)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0D].contains(byte) }

  private static func assignment(_ word: ArraySlice<UInt8>) -> Assignment {
    let name = { (bytes: ArraySlice<UInt8>) in String(decoding: bytes, as: UTF8.self) }
    switch word.first {
    case UInt8(ascii: "-"): return Assignment(name: name(word.dropFirst()), state: .unset)
    case UInt8(ascii: "!"): return Assignment(name: name(word.dropFirst()), state: .unspecified)
    default:
      let end = word.firstIndex(of: UInt8(ascii: "="))
      return Assignment(name: name(word[..<(end ?? word.endIndex)]), state: end == nil ? .set : .value)
    }
  }

  /// A pattern in quotes, with C's escapes. Nil when the quotes are not closed: git takes them for characters
  /// then.
  static func unquoted(_ text: ArraySlice<UInt8>) -> ([UInt8], ArraySlice<UInt8>)? {
    let escapes: [UInt8: UInt8] = [
      UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10,
      UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
      UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C,
    ]
    var rest = text.dropFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return (bytes, rest)
      case UInt8(ascii: "\\"):
        guard let escape = rest.popFirst() else { return nil }
        if let plain = escapes[escape] {
          bytes.append(plain)
          continue
        }
        let octal = [escape] + rest.prefix(2)
        guard octal.count == 3, octal.allSatisfy({ (0x30...0x37).contains($0) }), escape < 0x34 else {
          return nil
        }
        rest = rest.dropFirst(2)
        bytes.append(octal.reduce(0) { $0 << 3 | ($1 - 0x30) })
      default: bytes.append(byte)
      }
    }
    return nil
  }
}
