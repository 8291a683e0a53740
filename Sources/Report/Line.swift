import Model

/// A line of output. Its literals are printed as they are; interpolated text is foreign and is cleaned when the line is
/// printed. Only a `StaticString` counts as a literal.
struct Line: Equatable, Sendable {
  struct Piece: Equatable, Sendable {
    var text: String
    var isForeign: Bool
    var style: Style?
  }

  private(set) var pieces: [Piece] = []

  /// `left` followed by `right`; literals stay literals, foreign text stays foreign.
  static func + (left: Line, right: Line) -> Line {
    var joined = left
    joined.pieces += right.pieces
    return joined
  }

  static func += (left: inout Line, right: Line) { left.pieces += right.pieces }

  /// In characters, before it is cleaned.
  var width: Int { pieces.reduce(0) { $0 + $1.text.count } }
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
    pieces = [Piece(text: "\(value)", isForeign: false)]
  }

  init(stringInterpolation: StringInterpolation) {
    pieces = stringInterpolation.pieces
  }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: StaticString) {
      pieces.append(Piece(text: "\(literal)", isForeign: false))
    }

    mutating func appendInterpolation(_ text: String, _ style: Style? = nil) {
      pieces.append(Piece(text: text, isForeign: true, style: style))
    }

    /// The template is ours, its arguments are foreign.
    mutating func appendInterpolation(_ text: Text, _ style: Style? = nil) {
      for (index, literal) in text.literals.enumerated() {
        if index > 0 {
          switch text.arguments[index - 1] {
          case .value(let value): appendInterpolation(value, style)
          case .text(let inner): appendInterpolation(inner, style)
          }
        }
        if !literal.isEmpty { pieces.append(Piece(text: literal, isForeign: false, style: style)) }
      }
    }

    mutating func appendInterpolation(_ number: Int) {
      pieces.append(Piece(text: String(number), isForeign: false))
    }

    mutating func appendInterpolation(_ line: Line) { pieces += line.pieces }

    mutating func appendInterpolation(own text: StaticString, _ style: Style) {
      pieces.append(Piece(text: "\(text)", isForeign: false, style: style))
    }
  }
}
