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
  /// BuildKit's number of the step that the line is of.
  let step: Int?
  /// Whether the line is what BuildKit reports of the step, e.g. `DONE 1.2s`: what the step itself prints has a time.
  let isReport: Bool

  /// In bytes; what is beyond is not read.
  private static let longest = 2000

  init(_ raw: String) {
    var rest = withoutTerminalCodes(raw.utf8.prefix(Self.longest))[...]
    step = Self.takeStep(from: &rest)
    let hasTime = Self.takeSeconds(from: &rest)
    isReport = step != nil && !hasTime
    text = String(rest)
    bytes = Array(text.utf8)
    lowercased = bytes.map(asciiLowercased)
  }

  /// `#12 `, also after the time at which a collector has read the line.
  private static func takeStep(from text: inout Substring) -> Int? {
    let start = text.drop { ("0"..."9").contains($0) || " -:.TZ+[]/".contains($0) }
    guard start.first == "#" else { return nil }
    let digits = start.dropFirst().prefix { ("0"..."9").contains($0) }
    guard let number = Int(digits), start.dropFirst(digits.count + 1).first == " " else { return nil }
    text = start.dropFirst(digits.count + 2)
    return number
  }

  /// `3.456 `.
  private static func takeSeconds(from text: inout Substring) -> Bool {
    let seconds = text.prefix { $0.isNumber || $0 == "." }
    guard seconds.contains("."), seconds.first?.isNumber == true,
      text.dropFirst(seconds.count).first ?? " " == " "
    else { return false }
    text = text.dropFirst(seconds.count + 1)
    return true
  }
}
