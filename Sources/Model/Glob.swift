/// A pattern for paths and ref names, the same everywhere: `*` and `?` stay within a component, `**` crosses `/`,
/// `[a-z]` and `[!a-z]` match one character. With a `/` at its end it matches folders only, as in git.
package struct Glob: Equatable, Sendable, CustomStringConvertible {
  package let text: String
  private let pattern: GlobPattern<Character>
  /// The same for subjects in ASCII, whose bytes are compared many times as fast; nil when the pattern has other characters.
  private let bytePattern: GlobPattern<UInt8>?
  private let matchesFoldersOnly: Bool

  /// Nil when a bracket is not closed or a range is empty.
  package init?(_ text: String) {
    var characters = Self.characters(of: text)[...]
    matchesFoldersOnly = characters.last == "/"
    if matchesFoldersOnly { characters.removeLast() }
    guard let pattern = GlobPattern(characters) else { return nil }
    self.text = text
    self.pattern = pattern
    bytePattern = pattern.inASCII
  }

  /// Keeps a slash separate from a combining mark after it, which Swift would join into one character: for the file
  /// system, the mark begins the next name.
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
    !matchesFoldersOnly && matches(Subject(Array(subject.utf8), isFolder: false), above: false)
  }

  /// A path or name to match, prepared once for all globs of a list.
  fileprivate final class Subject {
    let bytes: [UInt8]
    let isASCII: Bool
    let isFolder: Bool
    /// With replacement characters where the bytes are not UTF-8.
    lazy var characters = Glob.characters(of: String(decoding: bytes, as: UTF8.self))

    init(_ bytes: [UInt8], isFolder: Bool) {
      self.bytes = bytes
      self.isFolder = isFolder
      // CR LF is one `Character`.
      isASCII = bytes.allSatisfy { $0 < 0x80 && $0 != 0x0D }
    }
  }

  /// Whether the whole subject matches or, with `above`, a folder that contains it.
  fileprivate func matches(_ subject: Subject, above: Bool) -> Bool {
    let mayBeWhole = subject.isFolder || !matchesFoldersOnly
    if subject.isASCII, let bytePattern {
      return bytePattern.matches(subject.bytes, slash: UInt8(ascii: "/"), whole: mayBeWhole, above: above)
    }
    return pattern.matches(subject.characters, slash: "/", whole: mayBeWhole, above: above)
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

  /// Nil when a pattern is malformed, see `Glob.init`.
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

  /// Like `matches`, but a pattern that matches a folder also covers everything below it, as in git. A submodule is a
  /// folder.
  package func covers(path: String, isFolder: Bool = false) -> Bool {
    covers(path: Array(path.utf8), isFolder: isFolder)
  }

  /// For paths as git stores them: bytes, in any encoding.
  package func covers(path: [UInt8], isFolder: Bool = false) -> Bool {
    let subject = Glob.Subject(path, isFolder: isFolder)
    return decide { $0.glob.matches(subject, above: true) }
  }

  private func decide(_ applies: (Pattern) -> Bool) -> Bool {
    if let decisive = patterns.last(where: applies) { return !decisive.excludes }
    return !patterns.isEmpty && patterns.allSatisfy(\.excludes)
  }
}
