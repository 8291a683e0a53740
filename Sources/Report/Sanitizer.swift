import Model

/// Makes foreign text safe to print: text from git, a cloud or a file name is never executed as a command by a
/// terminal or a CI system, and contains no secret.
///
/// The order is fixed. Secrets are masked first, so that a cut or an escape cannot leave a part of one. Then control
/// characters are replaced with visible escapes. Then the text is cut. At last the whole line is checked, because the
/// prefix of a command may be made of several pieces.
package struct Sanitizer: Sendable {
  private let masks: SecretMasks
  /// For messages to a person; nil: in English.
  private let translation: Translation?
  /// Of a log that a CI system reads.
  private var breaksCommands = true

  package init(secrets: [String], in translation: Translation? = nil) {
    masks = SecretMasks(secrets)
    self.translation = translation
  }

  /// For what a program reads, and compares with what an earlier run wrote.
  var inEnglish: Sanitizer { Sanitizer(masks: masks, translation: nil) }

  /// For text of a page, which no CI system reads.
  var forPages: Sanitizer {
    var sanitizer = self
    sanitizer.breaksCommands = false
    return sanitizer
  }

  private init(masks: SecretMasks, translation: Translation?) {
    self.masks = masks
    self.translation = translation
  }

  /// The limit for foreign text in one line, in Unicode scalars.
  static let longest = 4096
  /// In bytes: at least one scalar more than the limit, so that a cut is marked.
  private static let longestBytes = 4 * (longest + 1)

  /// The text with every secret replaced by `***`; nothing else is changed.
  package func mask(_ text: String) -> String { masks.applied(to: text) }

  /// Foreign text as one clean line; line ends become visible escapes.
  package func clean(_ foreign: String) -> String { clean("\(foreign)" as Text) }

  /// A message as one clean line, in the language: its template is ours, its arguments are foreign.
  package func clean(_ text: Text) -> String {
    let line = (translation.map { $0(text) } ?? text).mappingArguments { argument in
      let masked = masks.applied(to: argument, limit: Self.longestBytes)
      return Self.cut(Self.escaped(masked, keepsLineEnds: false), to: Self.longest)
    }.description
    return breaksCommands ? Introducers.broken(line) : line
  }

  /// The line as it is printed. If foreign text in it has line ends, these are several lines; all but the first are
  /// indented.
  func printed(_ line: Line, color: Bool = false) -> [String] {
    var whole = ""
    var room = Self.longest
    // In columns of the terminal, of the last line.
    var width = 0
    for piece in line.pieces(in: translation) {
      var text = piece.text
      if let column = piece.column {
        text = String(repeating: " ", count: max(column.gap, column.number - width))
      }
      if piece.isForeign {
        text = masks.applied(to: text, limit: Self.longestBytes)
        text = Self.cut(Self.escaped(text, keepsLineEnds: true), to: room)
        room = max(0, room - text.unicodeScalars.count)
      }
      width = text.split(separator: "\n", omittingEmptySubsequences: false).reduce(width) { width, line in
        line.startIndex == text.startIndex ? width + String(line).columns : String(line).columns
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

  /// Whether a scalar has an effect other than being shown on one line.
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

  /// Counts scalars, not characters: one character can have any number of combining marks.
  private static func cut(_ text: String, to limit: Int) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
  }
}

extension JSONText {
  /// Escapes scalars that could have an effect when they are shown.
  static let forScreens = JSONText(escapes: Sanitizer.isHazard)

  /// For text that a CI system may read as a log: `#` is escaped as well, because `##[command]` is executed anywhere
  /// in a line (GitHub, Azure, CNB, TeamCity). The value that a JSON parser reads is the same.
  static let forLogs = JSONText { $0 == "#" || Sanitizer.isHazard($0) }
}
