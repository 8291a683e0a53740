import Model

/// The syntax of a command.
enum CommandText {
  /// Not empty, and without a NUL byte, which no argument can have.
  static let pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"
}

/// The rules for `before` and `after`.
extension Checker {
  mutating func check(commands node: Node, _ path: Path) {
    guard case .list(let elements) = node.value else { return check(command: node, path) }
    if elements.isEmpty { reportEmpty(node, path) }
    for (index, element) in elements.enumerated() {
      check(command: element, path.appending("[\(index)]", at: element.offset))
    }
  }

  private mutating func check(command node: Node, _ path: Path) {
    switch node.value {
    case .string(let line): check(words: [line], node, path)
    case .list(let words):
      guard words.allSatisfy({ $0.string != nil }) else { return reportWrong(node, path) }
      check(words: words.compactMap(\.string), node, path)
    case .invalid: break
    default: reportWrong(node, path)
    }
  }

  private mutating func check(words: [String], _ node: Node, _ path: Path) {
    guard let first = words.first, !first.allSatisfy(\.isWhitespace) else { return reportEmpty(node, path) }
    guard words.contains(where: { $0.unicodeScalars.contains("\0") }) else { return }
    findings.add(
      .command, "\(path.description) contains a NUL byte", at: source.place(at: node.offset),
      remedies: ["remove it: no argument of a program can have one"])
  }

  private mutating func reportEmpty(_ node: Node, _ path: Path) {
    findings.add(
      .empty, "\(path.description) is an empty command", at: source.place(at: node.offset),
      remedies: ["write a line such as \"npm run build\", or remove it"])
  }

  private mutating func reportWrong(_ node: Node, _ path: Path) {
    findings.add(
      .wrongType, "expected a line or a list of words for \(path.description), found \(node.description)",
      at: source.place(at: node.offset),
      remedies: ["write \"npm run build\", or [\"npm\", \"run\", \"build\"] in a list of commands"])
  }
}
