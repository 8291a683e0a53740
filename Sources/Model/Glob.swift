/// A pattern for paths and ref names, the same everywhere: `*` and `?` stay within a component, `**` crosses `/`,
/// `[a-z]` and `[!a-z]` match one character.
package struct Glob: Equatable, Sendable, CustomStringConvertible {
  package let text: String
  private let parts: [Part]

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
    var rest = Substring(text)
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
  }

  private static func characterSet(_ rest: inout Substring) -> Part? {
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

  /// Whether the whole of `subject` matches. Time is bounded by pattern length times subject length.
  package func matches(_ subject: String) -> Bool {
    let subject = Array(subject)
    // reachable[i]: the parts so far can match exactly the first i characters.
    var reachable = [Bool](repeating: false, count: subject.count + 1)
    reachable[0] = true
    for part in parts {
      var next = [Bool](repeating: false, count: subject.count + 1)
      var spreading = false
      for i in 0...subject.count {
        switch part {
        case .character(let expected):
          if i > 0, reachable[i - 1], subject[i - 1] == expected { next[i] = true }
        case .anyCharacter:
          if i > 0, reachable[i - 1], subject[i - 1] != "/" { next[i] = true }
        case .oneOf(let ranges, let negated):
          if i > 0, reachable[i - 1], subject[i - 1] != "/",
            ranges.contains(where: { $0.contains(subject[i - 1]) }) != negated
          {
            next[i] = true
          }
        case .anyInComponent:
          if i > 0, subject[i - 1] == "/" { spreading = false }
          if reachable[i] { spreading = true }
          next[i] = spreading
        case .anyAcross:
          if reachable[i] { spreading = true }
          next[i] = spreading
        case .anyComponents:
          if reachable[i] {
            next[i] = true
            spreading = true
          } else if spreading, i > 0, subject[i - 1] == "/" {
            next[i] = true
          }
        }
      }
      reachable = next
    }
    return reachable[subject.count]
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

  /// As `matches`, and a pattern that matches a folder covers everything below it, as in git.
  package func covers(path: String) -> Bool {
    let paths = Self.ancestorsAndSelf(of: path)
    return decide { pattern in paths.contains(where: pattern.glob.matches) }
  }

  private func decide(_ applies: (Pattern) -> Bool) -> Bool {
    if let decisive = patterns.last(where: applies) { return !decisive.excludes }
    return !patterns.isEmpty && patterns.allSatisfy(\.excludes)
  }

  private static func ancestorsAndSelf(of path: String) -> [String] {
    path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) } + [path]
  }
}
