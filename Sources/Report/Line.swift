import Model

/// A line of output. Its literals are templates; interpolated text is foreign and is cleaned when the line is printed.
/// Only a `StaticString` counts as a literal.
struct Line: Equatable, Sendable {
  struct Piece: Equatable, Sendable {
    var text: String
    var isForeign: Bool
    var style: Style?
    /// In place of a text: blanks up to this column, and at least one.
    var column: Column?
  }

  /// Counted from 0, in columns of a terminal. `gap`: how many blanks at least.
  struct Column: Equatable, Sendable {
    var number: Int
    var gap: Int
  }

  fileprivate enum Argument: Equatable, Sendable {
    case piece(Piece)
    case text(Text, Style?)
    case line(Line)
  }

  /// One interpolated literal.
  fileprivate struct Sentence: Equatable, Sendable {
    var literals: [String]
    var arguments: [Argument]
  }

  private var sentences: [Sentence] = []

  /// `left` followed by `right`; literals stay literals, foreign text stays foreign.
  static func + (left: Line, right: Line) -> Line {
    var joined = left
    joined.sentences += right.sentences
    return joined
  }

  static func += (left: inout Line, right: Line) { left.sentences += right.sentences }

  /// What is printed, in order; in the language of the translation.
  func pieces(in translation: Translation? = nil) -> [Piece] {
    sentences.flatMap { $0.pieces(in: translation) }
  }
}

extension Line.Sentence {
  fileprivate func pieces(in translation: Translation?) -> [Line.Piece] {
    // A translation may change the order of the arguments: their positions show it.
    let plain = Text(literals: literals, arguments: arguments.indices.map { .value(String($0)) })
    let shown = translation.map { $0(plain, hasPlaces: true) } ?? plain
    return shown.pieces { value -> [Line.Piece] in
      guard let position = Int(value) else { return [] }
      switch arguments[position] {
      case .piece(let piece): return [piece]
      case .line(let line): return line.pieces(in: translation)
      case .text(let text, let style):
        return (translation.map { $0(text, within: plain.template) } ?? text).pieces(style)
      }
    }
  }
}

extension Text {
  /// The template is ours, its arguments are foreign.
  fileprivate func pieces(_ style: Style?) -> [Line.Piece] {
    pieces(style) { [Line.Piece(text: $0, isForeign: true, style: style)] }
  }

  fileprivate func pieces(
    _ style: Style? = nil, of value: (String) -> [Line.Piece]
  ) -> [Line.Piece] {
    literals.enumerated().flatMap { index, literal -> [Line.Piece] in
      var pieces: [Line.Piece] = []
      if index > 0 {
        switch arguments[index - 1] {
        case .value(let foreign): pieces += value(foreign)
        case .text(let inner): pieces += inner.pieces(style, of: value)
        }
      }
      return literal.isEmpty ? pieces : pieces + [Line.Piece(text: literal, isForeign: false, style: style)]
    }
  }
}

/// Colours, as SGR parameters of a terminal.
enum Style: String, Equatable, Sendable {
  case bold = "1"
  case dim = "2"
  case red = "1;31"
  case green = "32"
  case yellow = "33"
  case cyan = "36"

  var start: String { "\u{1B}[\(rawValue)m" }
  static let end = "\u{1B}[0m"
}

extension Line: ExpressibleByStringInterpolation {
  init(stringLiteral value: StaticString) {
    sentences = [Sentence(literals: ["\(value)"], arguments: [])]
  }

  init(stringInterpolation: StringInterpolation) {
    sentences = [stringInterpolation.sentence]
  }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sentence = Sentence(literals: [""], arguments: [])

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: StaticString) {
      sentence.literals[sentence.literals.count - 1] += "\(literal)"
    }

    private mutating func append(_ argument: Argument) {
      sentence.arguments.append(argument)
      sentence.literals.append("")
    }

    mutating func appendInterpolation(_ text: String, _ style: Style? = nil) {
      append(.piece(Piece(text: text, isForeign: true, style: style)))
    }

    mutating func appendInterpolation(_ text: Text, _ style: Style? = nil) { append(.text(text, style)) }

    mutating func appendInterpolation(_ number: Int) {
      append(.piece(Piece(text: String(number), isForeign: false)))
    }

    mutating func appendInterpolation(_ line: Line) { append(.line(line)) }

    /// Signs of our own, the same in every language.
    mutating func appendInterpolation(own text: StaticString, _ style: Style) {
      append(.piece(Piece(text: "\(text)", isForeign: false, style: style)))
    }

    /// Blanks up to a column of the terminal, counted from 0; `gap` blanks at least.
    mutating func appendInterpolation(column: Int, gap: Int = 1) {
      append(.piece(Piece(text: "", isForeign: false, column: Column(number: column, gap: gap))))
    }
  }
}
