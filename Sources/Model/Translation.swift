/// The messages in another language, by their templates. JSON, outputs for programs and exit codes are not translated.
package struct Translation: Equatable, Sendable {
  /// By template; by context and template where a word needs another translation within a certain message.
  private let sentences: [String: String]

  /// Between context and template.
  private static let separator = "\u{2404}"

  /// `catalogue`: two lines for each message, its key and its translation, in which `\n` is a line end and `\\` a
  /// backslash. The key is the template, after the context and U+2404 if there is one.
  package init(_ catalogue: String) {
    let lines = catalogue.utf8.split(separator: UInt8(ascii: "\n"))
    var sentences: [String: String] = [:]
    sentences.reserveCapacity(lines.count / 2)
    for index in stride(from: 0, to: lines.count - 1, by: 2) {
      sentences[Self.unescaped(lines[index])] = Self.unescaped(lines[index + 1])
    }
    self.sentences = sentences
  }

  private static func unescaped(_ line: Substring.UTF8View) -> String {
    let text = String(Substring(line))
    guard line.contains(UInt8(ascii: "\\")) else { return text }
    return text.split(separator: "\\\\", omittingEmptySubsequences: false)
      .map { $0.replacing("\\n", with: "\n") }.joined(separator: "\\")
  }

  /// The message in the other language, and every message within it. What has no translation stays as it is.
  /// `outer`: the template of the message that contains it, the context of some words.
  package func callAsFunction(_ text: Text, within outer: String? = nil) -> Text {
    let template = text.template
    let arguments = text.arguments.map { argument -> Text.Argument in
      switch argument {
      case .value: argument
      case .text(let inner): .text(self(inner, within: template))
      }
    }
    if let sentence = sentence(template, within: outer) {
      return Text(template: sentence, arguments: arguments)
    }
    let isPunctuation = text.literals.allSatisfy { $0.utf8.allSatisfy { !Self.isLetter($0) } }
    return Text(
      literals: isPunctuation ? Self.punctuation(text.literals) : text.literals, arguments: arguments)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte > 0x7F || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// Templates without letters are in no catalogue. Only what stands before a blank is punctuation of a sentence: a
  /// colon between host and port, or line and column, is not.
  private static func punctuation(_ literals: [String]) -> [String] {
    let hasParentheses = literals.contains { $0.contains(" (") }
    let parentheses = hasParentheses ? [(" (", "（"), (")", "）")] : []
    var literals = literals.map { literal in
      ([(": ", "："), (", ", "，"), ("; ", "；")] + parentheses).reduce(literal) {
        $0.replacing($1.0, with: $1.1)
      }
    }
    if literals.last == ":" { literals[literals.count - 1] = "：" }
    return literals
  }

  /// The translation of a template; nil if there is none.
  package func sentence(_ template: String, within outer: String? = nil) -> String? {
    // One thing and several, of `counted`: the same words.
    let context = outer == "1 %1" ? "%1 %2s" : outer
    return context.flatMap { sentences[$0 + Self.separator + template] } ?? sentences[template]
  }

  /// All keys, with contexts, and their translations.
  package var all: [String: String] { sentences }
}

extension Optional<Translation> {
  /// A message of our own, without foreign text, in a file that a person reads; nil: English.
  package func written(_ text: Text) -> String { (map { $0(text) } ?? text).description }
}
