extension StarterFile {
  /// The branch that the templates are written for.
  private static let usual = "main"

  /// How the templates write it, where a branch is meant.
  private static let spellings = [
    "branch main", "branch: main", "branches: [main]", "include: [main]", "precise: [main]", "\nmain:",
    "branch 'main'",
    "\"branch\": \"main\"",
  ]

  /// The same file for a repository whose branch has another name. A name that JSON, YAML or Groovy would have to quote
  /// is left to the person.
  func deploying(branch: String?) -> StarterFile {
    guard let branch, branch != Self.usual, Self.isPlain(branch) else { return self }
    var file = self
    for spelling in Self.spellings {
      file.text = file.text.replacing(spelling, with: spelling.replacing(Self.usual, with: branch))
    }
    return file
  }

  private static func isPlain(_ branch: String) -> Bool {
    let words: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    return branch.first?.isASCII == true && branch.first?.isLetter == true
      && !words.contains(branch.lowercased())
      && branch.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._/-".utf8.contains(byte)
        }
      }
  }
}
