import Model

/// Text that identifies an error in a log line, with holes: `Cannot find module '{}'`. It is found anywhere in a line,
/// ASCII letters in either case; a hole stands for any text, at the end for the rest of the line. Its search is linear,
/// because lines are foreign text of any shape: each piece is taken where it is found first.
struct Sign: Sendable, ExpressibleByStringLiteral {
  private let pieces: [[UInt8]]

  /// In bytes: what a hole has found is printed.
  private static let longestValue = 120

  init(stringLiteral text: String) {
    pieces = Self.split(Array(text.utf8).map(asciiLowercased))
  }

  /// What the holes stand for, without quotes and blanks around it; nil when the line has no such text.
  func values(in line: LogLine) -> [String]? {
    var values: [String] = []
    var position = 0
    for (index, piece) in pieces.enumerated() {
      if index == pieces.count - 1, index > 0, piece.isEmpty {
        values.append(Self.value(line.bytes[position...]))
        break
      }
      guard let start = Self.first(piece, in: line.lowercased, from: position) else { return nil }
      if index > 0 { values.append(Self.value(line.bytes[position..<start])) }
      position = start + piece.count
    }
    return values
  }

  private static func split(_ text: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = [[]]
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "{"), index + 1 < text.count, text[index + 1] == UInt8(ascii: "}") {
        pieces.append([])
        index += 2
      } else {
        pieces[pieces.count - 1].append(text[index])
        index += 1
      }
    }
    return pieces
  }

  private static func first(_ piece: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let head = piece.first else { return start }
    guard bytes.count >= start + piece.count else { return nil }
    for index in start...(bytes.count - piece.count)
    where bytes[index] == head && bytes[index..<index + piece.count].elementsEqual(piece) {
      return index
    }
    return nil
  }

  private static func value(_ bytes: ArraySlice<UInt8>) -> String {
    var text = String(decoding: bytes.prefix(longestValue), as: UTF8.self)[...].drop {
      $0 == " " || $0 == "\t"
    }
    while let last = text.last, " \t.,;:\u{FFFD}".contains(last) { text.removeLast() }
    while text.count > 1, let first = text.first, first == text.last, "'\"`".contains(first) {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }
}

private func asciiLowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

/// A line of a log, without what build tools put before it and without colors.
struct LogLine: Sendable {
  let text: String
  let bytes: [UInt8]
  let lowercased: [UInt8]

  /// In bytes; what is beyond is not read.
  private static let longest = 2000

  init(_ raw: String) {
    text = Self.withoutPrefix(withoutTerminalCodes(raw.utf8.prefix(Self.longest)))
    bytes = Array(text.utf8)
    lowercased = bytes.map(asciiLowercased)
  }

  /// BuildKit's `#12 3.456 `: the number of the step, and its seconds.
  private static func withoutPrefix(_ text: String) -> String {
    var rest = text[...]
    if rest.first == "#" {
      let number = rest.dropFirst().prefix(while: \.isNumber)
      let after = rest.dropFirst(number.count + 1)
      if !number.isEmpty, after.first == " " { rest = after.dropFirst() }
    }
    let seconds = rest.prefix { $0.isNumber || $0 == "." }
    if seconds.contains("."), seconds.first?.isNumber == true, rest.dropFirst(seconds.count).first == " " {
      rest = rest.dropFirst(seconds.count + 1)
    }
    return String(rest)
  }
}
