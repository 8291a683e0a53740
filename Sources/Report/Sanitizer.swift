import Model

/// Makes foreign text harmless: whatever git, a cloud or a file name says, no terminal and no CI system takes
/// it for a command, and no secret is in it.
///
/// The order is fixed: secrets are masked first, so that no cut or escape can hide a part of one, and no further than
/// what can be shown; then
/// control characters become visible; then the text is cut; then the finished line is looked at as a whole,
/// because an introducer may be put together from pieces.
package struct Sanitizer: Sendable {
  private let masks: SecretMasks

  package init(secrets: [String]) { masks = SecretMasks(secrets) }

  /// Unicode scalars of foreign text in one line.
  static let longest = 4096
  /// No less than that many scalars and one more, so that the cut shows.
  private static let longestBytes = 4 * (longest + 1)

  /// The text with every secret replaced by `***`, and nothing else changed.
  package func mask(_ text: String) -> String { masks.applied(to: text) }

  /// Foreign text as one clean line; line ends become visible escapes.
  package func clean(_ foreign: String) -> String { clean("\(foreign)" as Text) }

  /// A message as one clean line: its template is ours, its arguments are foreign.
  package func clean(_ text: Text) -> String {
    Introducers.broken(
      text.mappingArguments { argument in
        let masked = masks.applied(to: argument, limit: Self.longestBytes)
        return Self.cut(Self.escaped(masked, keepsLineEnds: false), to: Self.longest)
      }.description)
  }

  /// The line as it is printed: more than one when foreign text in it has line ends; what follows is indented
  /// deeper than the first.
  func printed(_ line: Line, color: Bool = false) -> [String] {
    var whole = ""
    var room = Self.longest
    for piece in line.pieces {
      var text = piece.text
      if piece.isForeign {
        text = masks.applied(to: text, limit: Self.longestBytes)
        text = Self.cut(Self.escaped(text, keepsLineEnds: true), to: room)
        room = max(0, room - text.unicodeScalars.count)
      }
      if color, let style = piece.style {
        text = text.split(separator: "\n", omittingEmptySubsequences: false)
          .map { style.start + $0 + Style.end }.joined(separator: "\n")
      }
      whole += text
    }
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    let indent = String(lines[0].prefix { $0 == " " }) + "  "
    return lines.enumerated().map { Introducers.broken($0 == 0 ? String($1) : indent + $1) }
  }

  /// Control characters, bidirectional controls, exotic line ends and byte order marks as visible escapes.
  /// TAB stays.
  private static func escaped(_ text: String, keepsLineEnds: Bool) -> String {
    var result = String.UnicodeScalarView()
    var previousIsReturn = false
    for scalar in text.unicodeScalars {
      defer { previousIsReturn = scalar == "\r" }
      if scalar == "\n", keepsLineEnds {
        if previousIsReturn { result.removeLast(4) }
        result.append(scalar)
      } else if isHazard(scalar) {
        result.append(contentsOf: escape(scalar).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Not printable on one line without an effect of its own.
  static func isHazard(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    case 0x2028, 0x2029, 0xFEFF: true
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    guard scalar.value > 0xFF else { return "\\x" + String(repeating: "0", count: 2 - digits.count) + digits }
    return "\\u{" + digits + "}"
  }

  /// Counts scalars, not characters: one character can carry any number of combining marks.
  private static func cut(_ text: String, to limit: Int) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
  }
}

extension JSONText {
  /// What could have an effect where it is shown is escaped.
  static let forScreens = JSONText(escapes: Sanitizer.isHazard)

  /// A CI system may read the text as a log: `#` is written as an escape, because `##[command]` is executed anywhere in
  /// a line (GitHub, Azure, CNB, TeamCity). What a parser reads stays the same.
  static let forLogs = JSONText { $0 == "#" || Sanitizer.isHazard($0) }
}
