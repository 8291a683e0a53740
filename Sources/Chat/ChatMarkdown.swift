import Model

/// The messages of chats that take a kind of Markdown. None of them documents an escape character, so characters with
/// a meaning are replaced by their wide forms, which read alike.
struct ChatMarkdown: Sendable {
  var text: ChatText
  /// `**`, or `*`.
  var bold: String
  var link: @Sendable (_ shown: String, _ url: String) -> String

  func lines(of message: ChatMessage) -> [String] {
    ["\(bold)\(escaped(message.title))\(bold)"] + message.lines.map(line)
  }

  private func line(_ line: ChatMessage.Line) -> String {
    switch line {
    case .heading(let title): "\(bold)\(escaped(title))\(bold)"
    case .text(let words): escaped(words)
    case .item(let words): "- \(escaped(words))"
    case .command(let words, let command): "\(escaped(words)): `\(Self.wide(command))`"
    case .link(let words, let url): text.canLink(to: url) ? link(escaped(words), url) : escaped(words)
    }
  }

  private func escaped(_ words: Text) -> String { text(words, escaping: Self.wide) }

  /// No mention (`@`), markup, link, image or HTML is left. An underscore inside of a word stays: there it has no
  /// meaning.
  private static func wide(_ foreign: String) -> String {
    let scalars = Array(foreign.unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "_" where isInsideWord(index, scalars): result.append(scalar)
      case _ where marks.contains(scalar): result.append(Unicode.Scalar(scalar.value + 0xFEE0) ?? " ")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// U+FF01 to U+FF5E are the wide forms of U+0021 to U+007E.
  private static let marks: Set<Unicode.Scalar> = [
    "@", "<", ">", "[", "]", "*", "_", "`", "~", "\\", "|", "&", "#",
  ]

  private static func isInsideWord(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
    func isWord(_ index: Int) -> Bool {
      scalars.indices.contains(index) && scalars[index].properties.isAlphabetic
        || scalars.indices.contains(index) && scalars[index].properties.numericType != nil
    }
    return isWord(index - 1) && isWord(index + 1)
  }
}
