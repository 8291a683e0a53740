/// A pattern for paths and ref names, the same everywhere: `*` and `?` stay within a component, `**` crosses `/`,
/// `[a-z]` and `[!a-z]` match one character. With a `/` at its end it matches folders only, as in git.
package struct Glob: Equatable, Sendable, CustomStringConvertible {
  package let text: String
  private let parts: [Part]
  /// How many of the parts at the beginning are characters.
  private let literalCount: Int
  private let matchesFoldersOnly: Bool

  private enum Part: Equatable, Sendable {
    case character(Character)
    case anyCharacter
    case oneOf([ClosedRange<Character>], negated: Bool)
    case anyInComponent
    case anyAcross
    /// `**/`: nothing, or any number of whole components.
    case anyComponents
  }

  /// Nil when a bracket is not closed or a range is empty.
  package init?(_ text: String) {
    var parts: [Part] = []
    var rest = Self.characters(of: text)[...]
    matchesFoldersOnly = rest.last == "/"
    if matchesFoldersOnly { rest.removeLast() }
    while let next = rest.popFirst() {
      switch next {
      case "*" where rest.first == "*":
        rest.removeFirst()
        let atStart = parts.isEmpty || parts.last == .character("/") || parts.last == .anyComponents
        if atStart, rest.first == "/" {
          rest.removeFirst()
          parts.append(.anyComponents)
        } else {
          parts.append(.anyAcross)
        }
      case "*": parts.append(.anyInComponent)
      case "?": parts.append(.anyCharacter)
      case "[":
        guard let set = Glob.characterSet(&rest) else { return nil }
        parts.append(set)
      default: parts.append(.character(next))
      }
    }
    self.text = text
    self.parts = parts
    literalCount =
      parts.firstIndex { part in
        if case .character = part { false } else { true }
      } ?? parts.count
  }

  private static func characterSet(_ rest: inout ArraySlice<Character>) -> Part? {
    var negated = false
    if rest.first == "!" || rest.first == "^" {
      negated = true
      rest.removeFirst()
    }
    var ranges: [ClosedRange<Character>] = []
    while let low = rest.popFirst() {
      if low == "]", !ranges.isEmpty { return .oneOf(ranges, negated: negated) }
      var high = low
      if rest.first == "-", rest.dropFirst().first != "]" {
        rest.removeFirst()
        guard let end = rest.popFirst() else { return nil }
        high = end
      }
      guard low <= high else { return nil }
      ranges.append(low...high)
    }
    return nil
  }

  /// A slash stays one when a combining mark follows it, which Swift would make one character of: to the system the mark
  /// begins the next name.
  fileprivate static func characters(of text: String) -> [Character] {
    var characters: [Character] = []
    for component in text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false) {
      characters += String(component)
      characters.append("/")
    }
    return characters.dropLast()
  }

  /// Whether the whole of `subject`, which is not a folder, matches.
  package func matches(_ subject: String) -> Bool {
    !matchesFoldersOnly && matches(Subject(subject, isFolder: false), above: false)
  }

  /// What is matched, taken apart once for all globs of a list.
  fileprivate struct Subject {
    var characters: [Character]
    var isFolder: Bool

    init(_ text: String, isFolder: Bool) {
      characters = Glob.characters(of: text)
      self.isFolder = isFolder
    }
  }

  /// Whether the whole matches or, with `above`, a folder that it lies in. Time is bounded by pattern length times
  /// subject length; most patterns of a long list end at their first characters.
  fileprivate func matches(_ subject: Subject, above: Bool) -> Bool {
    let characters = subject.characters
    guard literalCount <= characters.count else { return false }
    for index in 0..<literalCount where parts[index] != .character(characters[index]) { return false }
    // reachable[i]: the parts so far can match exactly the first i characters.
    var reachable = [Bool](repeating: false, count: characters.count + 1)
    reachable[literalCount] = true
    for part in parts[literalCount...] {
      var next = [Bool](repeating: false, count: characters.count + 1)
      var isAlive = false
      var spreading = false
      for i in 0...characters.count {
        switch part {
        case .character(let expected):
          next[i] = i > 0 && reachable[i - 1] && characters[i - 1] == expected
        case .anyCharacter:
          next[i] = i > 0 && reachable[i - 1] && characters[i - 1] != "/"
        case .oneOf(let ranges, let negated):
          next[i] =
            i > 0 && reachable[i - 1] && characters[i - 1] != "/"
            && ranges.contains { $0.contains(characters[i - 1]) } != negated
        case .anyInComponent:
          if i > 0, characters[i - 1] == "/" { spreading = false }
          if reachable[i] { spreading = true }
          next[i] = spreading
        case .anyAcross:
          if reachable[i] { spreading = true }
          next[i] = spreading
        case .anyComponents:
          if reachable[i] {
            next[i] = true
            spreading = true
          } else if spreading, i > 0, characters[i - 1] == "/" {
            next[i] = true
          }
        }
        if next[i] { isAlive = true }
      }
      guard isAlive else { return false }
      reachable = next
    }
    if reachable[characters.count], subject.isFolder || !matchesFoldersOnly { return true }
    return above && characters.indices.contains { reachable[$0] && characters[$0] == "/" }
  }

  package var description: String { text }
}

/// A list of globs. A leading `!` excludes; the last matching pattern decides, and a list of exclusions only starts
/// from "everything".
package struct GlobList: Equatable, Sendable {
  package struct Pattern: Equatable, Sendable {
    package var glob: Glob
    package var excludes: Bool
  }

  package var patterns: [Pattern]

  package init(_ patterns: [Pattern]) { self.patterns = patterns }

  /// Nil when a pattern is malformed; `Glob.init` says how.
  package init?(_ texts: [String]) {
    var patterns: [Pattern] = []
    for text in texts {
      let excludes = text.hasPrefix("!")
      guard let glob = Glob(excludes ? String(text.dropFirst()) : text) else { return nil }
      patterns.append(Pattern(glob: glob, excludes: excludes))
    }
    self.patterns = patterns
  }

  package func matches(_ subject: String) -> Bool {
    decide { $0.glob.matches(subject) }
  }

  /// As `matches`, and a pattern that matches a folder covers everything below it, as in git. A submodule is a folder.
  package func covers(path: String, isFolder: Bool = false) -> Bool {
    let subject = Glob.Subject(path, isFolder: isFolder)
    return decide { $0.glob.matches(subject, above: true) }
  }

  private func decide(_ applies: (Pattern) -> Bool) -> Bool {
    if let decisive = patterns.last(where: applies) { return !decisive.excludes }
    return !patterns.isEmpty && patterns.allSatisfy(\.excludes)
  }
}
