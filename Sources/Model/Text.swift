/// A message for a person, as a value: its template in plain English, and what was put into it. It is written as an
/// interpolated string: the literal parts are the template, everything interpolated is an argument.
///
/// The template is the program's own; arguments may be foreign (a file name, a provider's answer), and the code that
/// prints a message cleans and masks each. Translations are found by the template.
package struct Text: Sendable {
  /// The text before, between and after the arguments: one more than there are arguments.
  package private(set) var literals: [String]
  package private(set) var arguments: [Argument]

  package enum Argument: Sendable {
    case value(String)
    /// A message within the message, with a template of its own.
    case text(Text)
  }

  /// The key of translations: arguments are `%1` to `%9`, and a percent sign in the text is `%%`.
  package var template: String {
    literals.enumerated().map { index, literal in
      (index == 0 ? "" : "%\(index)")
        + literal.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
    }.joined()
  }

  package var isEmpty: Bool { description.isEmpty }

  package init(literals: [String], arguments: [Argument]) {
    self.literals = literals
    self.arguments = arguments
  }

  /// The message of a template, with the arguments by their numbers, in any order.
  package init(template: String, arguments: [Argument]) {
    var (literals, placed): ([String], [Argument]) = ([""], [])
    var rest = template.utf8[...]
    while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
      literals[literals.count - 1] += String(Substring(rest[..<percent]))
      rest = rest[rest.index(after: percent)...]
      if let next = rest.first, let number = Self.number(next), arguments.indices.contains(number - 1) {
        placed.append(arguments[number - 1])
        literals.append("")
        rest = rest.dropFirst()
      } else {
        literals[literals.count - 1] += "%"
        if rest.first == UInt8(ascii: "%") { rest = rest.dropFirst() }
      }
    }
    literals[literals.count - 1] += String(Substring(rest))
    self.init(literals: literals, arguments: placed)
  }

  private static func number(_ digit: UInt8) -> Int? {
    (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(digit) ? Int(digit - UInt8(ascii: "0")) : nil
  }
}

extension Text: CustomStringConvertible {
  /// The whole message, neither cleaned nor masked.
  package var description: String {
    var text = literals[0]
    for (argument, literal) in zip(arguments, literals.dropFirst()) {
      switch argument {
      case .value(let value): text += value
      case .text(let inner): text += inner.description
      }
      text += literal
    }
    return text
  }
}

/// Two messages are the same when they read the same.
extension Text: Hashable {
  package static func == (left: Text, right: Text) -> Bool { left.description == right.description }
  package func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension Text: ExpressibleByStringInterpolation {
  package init(stringLiteral literal: StaticString) {
    literals = ["\(literal)"]
    arguments = []
  }

  package init(stringInterpolation: StringInterpolation) {
    literals = stringInterpolation.literals
    arguments = stringInterpolation.arguments
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var literals = [""]
    fileprivate var arguments: [Argument] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: StaticString) {
      literals[literals.count - 1] += "\(literal)"
    }

    package mutating func appendInterpolation(_ text: Text) {
      arguments.append(.text(text))
      literals.append("")
    }

    /// Second choice, so that a literal within an interpolation is a template too.
    @_disfavoredOverload
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      arguments.append(.value(value.description))
      literals.append("")
    }
  }
}

extension Text {
  /// The same words with every argument changed, also those of messages within it.
  package func mappingArguments(_ change: (String) -> String) -> Text {
    var text = self
    text.arguments = arguments.map { argument in
      switch argument {
      case .value(let value): .value(change(value))
      case .text(let inner): .text(inner.mappingArguments(change))
      }
    }
    return text
  }
}

extension Optional where Wrapped: CustomStringConvertible {
  /// The value, or a message where there is none. With `??` and a literal, the literal would be a value, which is not
  /// translated.
  package func or(_ message: Text) -> Text { map { "\($0)" } ?? message }
}

extension Sequence<Text> {
  /// One message of several. The separator is punctuation: it is not translated.
  package func joined(separator: StaticString) -> Text {
    var interpolation = Text.StringInterpolation(literalCapacity: 0, interpolationCount: 0)
    for (index, text) in enumerated() {
      if index > 0 { interpolation.appendLiteral(separator) }
      interpolation.appendInterpolation(text)
    }
    return Text(stringInterpolation: interpolation)
  }
}
