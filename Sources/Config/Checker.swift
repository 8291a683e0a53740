import Model

/// Checks a document against the tables. `Builder` can read a document without findings and does not check again.
struct Checker {
  let source: SourceText
  let tables: Tables
  var findings: Findings
  /// The variables that templates may use.
  private(set) var allowEnv: Set<String> = []
  /// The targets without findings.
  var soundTargets: Set<String> = []

  init(source: SourceText, tables: Tables, findings: Findings) {
    self.source = source
    self.tables = tables
    self.findings = findings
  }

  mutating func check(file root: Node) {
    guard case .object = root.value else {
      if case .invalid = root.value { return }
      findings.add(
        .wrongType, "expected an object at the top level, found \(root.description)",
        at: source.place(at: root.offset), remedies: ["sampan init writes an example"])
      return
    }
    allowEnv = Set((root["allowEnv"]?.elements ?? []).compactMap(\.string))
    check(root, tables.file, Path(start: root.offset))
  }

  mutating func check(_ node: Node, _ shape: Shape, _ path: Path) {
    switch (shape, node.value) {
    case (_, .invalid), (.boolean, .boolean), (.orFalse, .boolean(false)): break
    case (.text(let form), .string(let text)): check(text, form, node, path)
    case (.integer(let range), .integer(let number)):
      if !range.contains(number) { report(.outOfRange, node, shape, path) }
    case (.number(let range), .integer(let number)):
      if !range.contains(Double(number)) { report(.outOfRange, node, shape, path) }
    case (.number(let range), .number(let number)):
      if !range.contains(number) { report(.outOfRange, node, shape, path) }
    case (.choice(let words), .string(let word)):
      if !words.contains(word) {
        report(
          .notAllowed, node, shape, path,
          Spelling.nearest(to: word, among: words).map { "did you mean \"\($0)\"?" })
      }
    case (.list(let element, let canBeEmpty), .list(let elements)):
      check(elements, element, node, path, canBeEmpty: canBeEmpty)
    case (.oneOrMore(let element), .list(let elements)):
      check(elements, element, node, path, canBeEmpty: false)
    case (.oneOrMore(let element), .string): check(node, element, path)
    case (.oneOrMore(.section(let section)), .object): check(node, section, path)
    case (.commands, .string), (.commands, .list): check(commands: node, path)
    case (.section(let section), .object): check(node, section, path)
    case (.map(let element), .object(let members)):
      for member in members {
        checkSecret(member, path)
        check(member.value, element, path.appending(member.key, at: member.offset))
      }
    case (.orFalse(let inner), .object): check(node, inner, path)
    case (.targets(let section), .object(let members)): check(targets: members, node, section)
    case (.fleetOver, .object(let members)): check(fleetOver: members, node, path)
    case (.wave, .integer(1...)): break
    case (.wave, .string(let text)):
      if FleetWave.percent(text) == nil { report(.outOfRange, node, shape, path) }
    default: report(.wrongType, node, shape, path, hint(for: node, shape))
    }
  }

  private mutating func check(
    _ elements: [Node], _ shape: Shape, _ node: Node, _ path: Path, canBeEmpty: Bool
  ) {
    if elements.isEmpty, !canBeEmpty {
      findings.add(
        .empty, "\(path.description) is an empty list", at: source.place(at: node.offset),
        remedies: ["add at least one element, or remove the key"])
    }
    guard !shape.isGlob || elements.count <= GlobText.mostInList else {
      findings.add(
        .glob, "\(path.description) has \(elements.count) globs, the limit is \(GlobText.mostInList)",
        at: source.place(at: node.offset), remedies: ["use fewer globs: ** and * match many names at once"])
      return
    }
    for (index, element) in elements.enumerated() {
      check(element, shape, path.appending("[\(index)]", at: element.offset))
    }
  }

  mutating func check(_ node: Node, _ section: Section, _ path: Path) {
    let known = Dictionary(section.fields.map { ($0.name, $0) }) { first, _ in first }
    for member in node.members {
      if let field = known[member.key] {
        check(member.value, field.shape, path.appending(member.key, at: member.offset))
      } else {
        unknown(member, among: section.fields.map(\.name), path)
      }
    }
    let present = Set(node.members.map(\.key)).union(path.supplied).union(misspelt(in: node, section))
    for field in section.fields where field.isRequired && !present.contains(field.name) {
      let inside: Text = path.steps.isEmpty ? "" : " in \(quoted(path.dotted))"
      findings.add(
        .missingKey, "\(path.container) needs \"\(field.name)\"\(inside)", at: source.place(at: path.start),
        remedies: field.help.isEmpty ? [] : ["add \"\(field.name)\": \(field.help)"])
    }
    if let remedy = section.remedyWhenEmpty, node.members.isEmpty {
      let keys = listed(section.fields.map(\.name))
      findings.add(
        .empty, "\(path.description) is empty", at: source.place(at: node.offset),
        remedies: ["add \(keys)", remedy])
    }
  }

  /// The keys that were probably meant by unknown keys: these are reported as unknown, and not as missing as well.
  func misspelt(in node: Node, _ section: Section) -> Set<String> {
    let names = section.fields.map(\.name)
    return Set(
      node.members.compactMap { member in
        names.contains(member.key) ? nil : Spelling.nearest(to: member.key, among: names)
      })
  }

  private mutating func unknown(_ member: Node.Member, among known: [String], _ path: Path) {
    let place = source.place(at: member.offset)
    if checkSecret(member, path) { return }
    if Credentials.namesEndpoint(member.key) {
      findings.add(
        .endpoint,
        "\(quoted(member.key)) \(path.place): endpoints are read from the environment, never from this file",
        at: place, remedies: Credentials.endpointRemedies)
      return
    }
    findings.add(
      .unknownKey, "unknown key \(quoted(member.key)) \(path.place)", at: place,
      remedies: Spelling.remedies(for: member.key, among: known))
  }

  /// Reports a key whose value would be a secret.
  @discardableResult
  private mutating func checkSecret(_ member: Node.Member, _ path: Path) -> Bool {
    guard Credentials.namesSecret(member.key) else { return false }
    findings.add(
      .secret,
      "\(quoted(member.key)) \(path.place): secrets are read from the environment, never from this file",
      at: source.place(at: member.offset), remedies: Credentials.secretRemedies)
    return true
  }

  private mutating func report(
    _ rule: Findings.Rule, _ node: Node, _ shape: Shape, _ path: Path, _ remedy: Text? = nil
  ) {
    findings.add(
      rule, "expected \(shape.expectation) for \(path.description), found \(node.description)",
      at: source.place(at: node.offset), remedies: remedy.map { [$0] } ?? [])
  }

  /// Hints for common mistakes with types.
  private func hint(for node: Node, _ shape: Shape) -> Text? {
    switch (shape, node.value) {
    case (.list, .string(let text)): "write [\(quoted(text))]"
    case (.text(.duration), .integer(let number)): "write \"\(number)s\" or \"\(number)m\""
    case (.text, .integer(let number)): "write \"\(number)\""
    case (.text, .number(let number)): "write \"\(number)\""
    case (.integer, .string(let text)): Int(text).map { "write \($0)" }
    case (.boolean, .string("true")): "write true"
    case (.boolean, .string("false")): "write false"
    default: nil
    }
  }
}
