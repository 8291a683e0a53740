import Model

/// A message for a chat, before it is written in the chat's own form. Its arguments may be foreign.
package struct ChatMessage: Equatable, Sendable {
  package enum Tone: Sendable { case good, bad, waiting }

  package enum Line: Equatable, Sendable {
    /// The name of a target, where there are several.
    case heading(Text)
    case text(Text)
    /// Of a list.
    case item(Text)
    /// What a person can copy: a command of ours.
    case command(Text, String)
    /// Where the address is not a plain one, only the words are shown.
    case link(Text, url: String)
  }

  /// Short, without markup. It begins with the program's name: some robots take only messages that contain a word of
  /// their settings.
  package var title: Text
  package var tone: Tone
  /// The most important first: where a chat takes less, the end is left out.
  package var lines: [Line]

  package init(title: Text, tone: Tone, lines: [Line]) {
    self.title = title
    self.tone = tone
    self.lines = lines
  }
}

/// Makes the text of messages: translated, without secrets and control characters, and escaped where it is foreign.
package struct ChatText: Sendable {
  private let translation: Translation?
  /// The text without secrets.
  private let masked: @Sendable (String) -> String

  package init(in translation: Translation? = nil, masked: @escaping @Sendable (String) -> String = { $0 }) {
    self.translation = translation
    self.masked = masked
  }

  /// `escaping`: what an argument is turned into. The template is ours.
  package func callAsFunction(_ text: Text, escaping: (String) -> String = { $0 }) -> String {
    (translation.map { $0(text) } ?? text).mappingArguments { escaping(Self.clean(masked($0))) }.description
  }

  /// In scalars, of one argument.
  private static let longest = 300

  /// One line: without control characters, line ends, and what is invisible or changes the direction of text.
  private static func clean(_ foreign: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in foreign.unicodeScalars.prefix(longest) {
      text.append(scalar.isInvisible ? " " : scalar)
    }
    let isCut = foreign.unicodeScalars.count > longest
    return String(text).split(separator: " ").joined(separator: " ") + (isCut ? "…" : "")
  }

  /// Whether a link may lead there: a plain web address, without the characters that end a link in any of the chats,
  /// and without a secret.
  func canLink(to url: String) -> Bool {
    let isWeb = ["https://", "http://"].contains { url.hasPrefix($0) && url.count > $0.count }
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?=&%+,;#".utf8)
    return isWeb && url.utf8.count <= 1000 && url.utf8.allSatisfy(allowed.contains) && masked(url) == url
  }
}

/// Lines that fit into a number of bytes of UTF-8, joined; what does not fit is left out at the end.
func fitted(_ lines: [String], into limit: Int, separator: String) -> String {
  let more = "…"
  var text = ""
  for (index, line) in lines.enumerated() {
    let next = text.isEmpty ? line : text + separator + line
    let rest = index < lines.count - 1 ? separator.utf8.count + more.utf8.count : 0
    guard next.utf8.count + rest <= limit else {
      // Of the first line, something is always shown.
      guard text.isEmpty else { return text + separator + more }
      var room = limit - more.utf8.count
      return String(
        next.prefix {
          room -= $0.utf8.count; return room >= 0
        }) + more
    }
    text = next
  }
  return text
}
