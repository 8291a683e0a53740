/// Text with names in braces, e.g. `{tag}-{short}`. `{{` and `}}` stand for the braces themselves.
package struct Template: Equatable, Sendable, CustomStringConvertible {
  package enum Piece: Equatable, Sendable {
    case text(String)
    case name(Name)
  }

  /// A name a template may use.
  package enum Name: Equatable, Hashable, Sendable {
    case known(Known)
    /// `{env:NAME}`; only names listed in the file's `allowEnv`.
    case environment(String)

    package enum Known: String, CaseIterable, Sendable {
      case tag, describe, branch, commit, short, count, date, time, subject, author, run, runUrl, tree,
        target,
        version
    }

    package var text: String {
      switch self {
      case .known(let known): known.rawValue
      case .environment(let name): "env:\(name)"
      }
    }
  }

  package let text: String
  package let pieces: [Piece]

  /// What is wrong with a template, and where, in characters from its start.
  package struct Malformed: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
      case unclosedBrace
      case strayBrace
      case unknownName(String)
    }
    package var reason: Reason
    package var offset: Int

    package init(reason: Reason, offset: Int) {
      self.reason = reason
      self.offset = offset
    }
  }

  package init(_ text: String) throws(Malformed) {
    var pieces: [Piece] = []
    var literal = ""
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      let character = characters[index]
      let doubled = index + 1 < characters.count && characters[index + 1] == character
      switch character {
      case "{" where doubled, "}" where doubled:
        literal.append(character)
        index += 2
      case "{":
        guard let end = characters[index...].firstIndex(of: "}") else {
          throw Malformed(reason: .unclosedBrace, offset: index)
        }
        let word = String(characters[(index + 1)..<end])
        guard let name = Self.name(word) else {
          throw Malformed(reason: .unknownName(word), offset: index)
        }
        if !literal.isEmpty { pieces.append(.text(literal)) }
        literal = ""
        pieces.append(.name(name))
        index = end + 1
      case "}": throw Malformed(reason: .strayBrace, offset: index)
      default:
        literal.append(character)
        index += 1
      }
    }
    if !literal.isEmpty { pieces.append(.text(literal)) }
    self.text = text
    self.pieces = pieces
  }

  /// The names used, in order of appearance.
  package var names: [Name] {
    pieces.compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  /// The text between the names.
  package var literals: [String] {
    pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The text of a template without names; nil where it depends on the commit or the job.
  package var constant: String? { names.isEmpty ? literals.joined() : nil }

  /// The text with every name replaced; the error is whatever `value` throws for a name without a value.
  package func filled<E: Error>(_ value: (Name) throws(E) -> String) throws(E) -> String {
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .name(let name): result += try value(name)
      }
    }
    return result
  }

  package var description: String { text }

  private static func name(_ word: String) -> Name? {
    if let known = Name.Known(rawValue: word) { return .known(known) }
    guard word.hasPrefix("env:"), word.count > 4 else { return nil }
    return .environment(String(word.dropFirst(4)))
  }
}
