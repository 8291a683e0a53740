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
  ///
  /// `hasPlaces`: the arguments only hold the places of others: they are not a list of names.
  package func callAsFunction(_ text: Text, within outer: String? = nil, hasPlaces: Bool = false) -> Text {
    let template = text.template
    let arguments = text.arguments.map { argument -> Text.Argument in
      switch argument {
      case .value: argument
      case .text(let inner): .text(self(inner, within: template))
      }
    }
    if let sentence = sentence(template, within: outer) {
      return Self.tight(Text(template: sentence, arguments: arguments))
    }
    if !hasPlaces, Self.isList(text) {
      return Text(literals: text.literals.map(Self.listed), arguments: arguments)
    }
    let isPunctuation = text.literals.allSatisfy { literal in
      literal.replacing("…", with: "").utf8.allSatisfy { !Self.isLetter($0) }
    }
    return Self.tight(
      Text(literals: isPunctuation ? Self.punctuation(text.literals) : text.literals, arguments: arguments))
  }

  /// Of names, as `listed` makes it: Chinese has a sign of its own between them.
  private static func isList(_ text: Text) -> Bool {
    text.literals.count > 2 && text.literals.first == "" && text.literals.last == ""
      && text.literals.dropFirst().dropLast().allSatisfy { $0 == ", " }
      && text.arguments.allSatisfy { argument in
        switch argument {
        case .value: true
        // A name that has a translation.
        case .text(let name): name.arguments.isEmpty
        }
      }
  }

  private static func listed(_ literal: String) -> String { literal.isEmpty ? "" : "、" }

  /// Without the blanks beside messages that are within it: none is between two Chinese words or beside full-width
  /// punctuation. What is foreign keeps its blanks.
  private static func tight(_ text: Text) -> Text {
    var literals = text.literals
    for (index, argument) in text.arguments.enumerated() {
      guard case .text(let inner) = argument else { continue }
      let scalars = inner.description.unicodeScalars
      let before = literals[index].unicodeScalars
      let after = literals[index + 1].unicodeScalars
      if before.last == " ", joins(before.dropLast().last, scalars.first) { literals[index].removeLast() }
      // Beside an empty message, what is before it.
      if after.first == " ", joins(scalars.last ?? before.last, after.dropFirst().first) {
        literals[index + 1].removeFirst()
      }
    }
    return Text(literals: literals, arguments: text.arguments)
  }

  private static func joins(_ left: Unicode.Scalar?, _ right: Unicode.Scalar?) -> Bool {
    guard left != " ", right != " " else { return false }
    return isPunctuation(left) || isPunctuation(right) || isChinese(left) && isChinese(right)
  }

  private static func isChinese(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map { (0x4E00...0x9FFF).contains($0.value) } ?? false
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map { (0x3000...0x303F).contains($0.value) || (0xFF00...0xFF60).contains($0.value) } ?? false
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
    if let last = literals.last, [":", "）:"].contains(last) {
      literals[literals.count - 1] = "\(last.dropLast())："
    }
    if literals.last == "." { literals[literals.count - 1] = "。" }
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
