/// What is set by `.gitattributes` files about packaging: `export-ignore` and `export-subst`, by the rules of
/// gitattributes(5), read from the commit as `git archive` does, and from `info/attributes`.
///
/// Not left to libgit2: 1.5.1 decides by the work tree whether a path is a folder, so `docs/ export-ignore`
/// would depend on what is checked out, and it consults the machine's own attribute files, so a commit would
/// not give the same package everywhere.
struct Attributes {
  /// One file's rules, in its order.
  private struct Layer {
    /// The file's folder with a trailing slash; empty for the root.
    var base: [UInt8]
    var rules: [Rule]
  }

  /// Lowest precedence first; `info` comes after all of them.
  private var layers: [Layer] = []
  private var info: [Layer] = []
  private var macros: [String: [AttributeLine.Assignment]] = [:]
  /// Defined by `info`, which outranks the root's file.
  private var infoMacros: Set<String> = []
  /// Some rule may decide about a path.
  private var hasRules = false
  /// A file that was added names the filter of Git LFS.
  private(set) var usesLFS = false

  struct Answer: Equatable {
    var isIgnored = false
    var isSubstituted = false
  }

  /// `info`: the text of `$GIT_DIR/info/attributes`.
  init(info text: [UInt8]) {
    let layer = layer(text, at: [], definesMacros: true)
    info = [layer]
    hasRules = !layer.rules.isEmpty
    infoMacros = Set(macros.keys)
  }

  /// Adds the file of a folder (path with a trailing slash, empty for the root); parents come first.
  mutating func add(_ text: [UInt8], inFolder base: [UInt8]) {
    var layer = layer(text, at: base, definesMacros: base.isEmpty)
    // Most rules set other attributes, and each would be compared with every path. Macros are all known by
    // now: only the root's file defines any.
    layer.rules.removeAll { rule in !rule.assignments.contains { concernsPackaging($0.name) } }
    guard !layer.rules.isEmpty else { return }
    layers.append(layer)
    hasRules = true
  }

  private func concernsPackaging(_ name: String) -> Bool {
    name == "export-ignore" || name == "export-subst" || macros[name] != nil
  }

  /// Reads a file. Of several definitions of a macro the last one counts.
  private mutating func layer(_ text: [UInt8], at base: [UInt8], definesMacros: Bool) -> Layer {
    var layer = Layer(base: base, rules: [])
    let lfs = Array("filter=lfs".utf8)
    if text.indices.contains(where: { text[$0] == lfs[0] && text[$0...].starts(with: lfs) }) {
      usesLFS = true
    }
    for line in AttributeLine.lines(of: text) {
      switch line.subject {
      case .pattern(let pattern):
        if let rule = Rule(pattern, line.assignments) { layer.rules.append(rule) }
      case .macro(let name):
        if definesMacros, !infoMacros.contains(name) { macros[name] = line.assignments }
      }
    }
    return layer
  }

  /// What holds for a path from the root of the repository, without a trailing slash.
  func answer(_ path: [UInt8], isFolder: Bool) -> Answer {
    guard hasRules else { return Answer() }
    var states: [String: AttributeLine.State] = [:]
    for layer in (layers + info).reversed() where path.starts(with: layer.base) {
      let relative = path[layer.base.count...]
      for rule in layer.rules.reversed() where rule.matches(relative, isFolder: isFolder) {
        fill(&states, with: rule.assignments)
      }
    }
    return Answer(
      isIgnored: states["export-ignore"] == .set, isSubstituted: states["export-subst"] == .set)
  }

  /// From the highest precedence downwards: what is already decided stays.
  private func fill(
    _ states: inout [String: AttributeLine.State], with assignments: [AttributeLine.Assignment]
  ) {
    for assignment in assignments.reversed() where states[assignment.name] == nil {
      states[assignment.name] = assignment.state
      if assignment.state == .set, let macro = macros[assignment.name] { fill(&states, with: macro) }
    }
  }
}

extension Attributes {
  /// A pattern and what it assigns.
  fileprivate struct Rule {
    var assignments: [AttributeLine.Assignment]
    private var pattern: Wildmatch
    /// Matches the last component only: the pattern had no slash.
    private var isName: Bool
    private var needsFolder: Bool

    /// Nil for what git ignores: a negated pattern, and one that cannot match.
    init?(_ text: [UInt8], _ assignments: [AttributeLine.Assignment]) {
      guard text.first != UInt8(ascii: "!") else { return nil }
      var text = text[...]
      needsFolder = text.last == UInt8(ascii: "/")
      if needsFolder { text.removeLast() }
      isName = !text.contains(UInt8(ascii: "/"))
      if text.first == UInt8(ascii: "/") { text.removeFirst() }
      guard let pattern = Wildmatch(Array(text)) else { return nil }
      self.pattern = pattern
      self.assignments = assignments
    }

    func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
      if needsFolder, !isFolder { return false }
      guard isName, let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return pattern.matches(path) }
      return pattern.matches(path[(slash + 1)...])
    }
  }
}
