/// A command that the repository's config has for a target, in `before` or `after`.
package struct RepositoryCommand: Equatable, Sendable {
  package var place: Place
  package var content: Content

  package init(_ content: Content, at place: Place) {
    self.content = content
    self.place = place
  }

  package enum Content: Equatable, Sendable {
    /// For `sh -c`.
    case line(String)
    /// A program and its arguments; at least one.
    case words([String])
  }

  /// The program and its arguments.
  package var words: [String] {
    switch content {
    case .line(let line): ["sh", "-c", line]
    case .words(let words): words
    }
  }

  /// As a line for a shell that does the same.
  package var shown: String {
    switch content {
    case .line(let line): return line
    case .words(let words):
      return words.map { word in
        let isPlain =
          !word.isEmpty && word.utf8.allSatisfy { $0.isAlphanumeric || "-_./:=@%+,".utf8.contains($0) }
        return isPlain
          ? word
          : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
      }
      .joined(separator: " ")
    }
  }
}
