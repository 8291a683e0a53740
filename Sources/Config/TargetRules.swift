import Model

/// The rules that concern more than one key of a target.
extension Checker {
  mutating func check(targets: [Node.Member], _ node: Node, _ section: Section) {
    if targets.isEmpty {
      findings.add(
        .empty, "\"targets\" is empty", at: source.place(at: node.offset),
        remedies: ["add a target: sampan init writes an example"])
    }
    for target in targets {
      let count = findings.count
      if !Name.isTarget(target.key) {
        findings.add(
          .name,
          "invalid target name \(quoted(target.key))", at: source.place(at: target.offset),
          remedies: [
            "use 1 to 63 letters, digits, \".\", \"_\" or \"-\", and start with a letter or digit"
          ])
      }
      check(target: target, section)
      if findings.count == count { soundTargets.insert(target.key) }
    }
  }

  private mutating func check(target: Node.Member, _ section: Section) {
    let providers = target.value.members.filter { member in
      tables.providers.contains { $0.name == member.key }
    }
    let provider = tables.providers.first { $0.name == providers.first?.key }
    var path = Path(target: target.key, start: target.offset)
    if let provider, let options = providers.first?.value {
      path.supplied = suppliedByFleet(of: target.value, to: provider, options)
    }
    check(target.value, .section(section), path)
    guard case .object = target.value.value else { return }
    check(providers: providers, of: target, path)
    if let package = target.value["package"] { check(package: package, path) }
    check(freezesOf: target.value, path)
    if let provider, let options = providers.first?.value {
      check(artifactFor: provider, options: options, of: target, path)
      check(fleetOf: target.value, provider, path)
      check(conflictOf: target.value, provider, path)
    }
  }

  private mutating func check(providers: [Node.Member], of target: Node.Member, _ path: Path) {
    let names = tables.providers.map(\.name)
    guard let first = providers.first else {
      if misspelt(in: target.value, tables.target).isDisjoint(with: names) {
        findings.add(
          .provider, "\(path.container) has no provider", at: source.place(at: target.offset),
          remedies: ["add \(listed(names))"])
      }
      return
    }
    for other in providers.dropFirst() where other.key != first.key {
      let both = pair(first, other)
      findings.add(
        .provider,
        "\(path.container) has two providers: \(both)",
        at: source.place(at: other.offset), remedies: ["keep one, and add another target for the other"])
    }
  }

  private mutating func check(conflictOf target: Node, _ provider: ProviderSchema, _ path: Path) {
    guard let node = target["onConflict"], node.string == Target.OnConflict.cancel.rawValue,
      let reason = provider.cannot[.cancel]
    else { return }
    findings.add(
      .notAllowed,
      "\"onConflict\" \(path.place) is \"cancel\", which \(quoted(provider.name)) does not support: \(reason)",
      at: source.place(at: node.offset), remedies: ["set it to \"wait\" or \"fail\""])
  }

  private func pair(_ first: Node.Member, _ second: Node.Member) -> Text {
    "\"\(first.key)\" at \(source.place(at: first.offset)) and \"\(second.key)\""
  }

  private mutating func check(package: Node, _ path: Path) {
    guard package["file"] != nil, case .section(let section) = tables.target["package"]?.shape else { return }
    for member in package.members where section[member.key] != nil {
      if ["file", "maxBytes"].contains(member.key) { continue }
      findings.add(
        .artifact,
        "\"package.\(member.key)\" \(path.place) cannot be combined with \"file\", which is sent as it is",
        at: source.place(at: member.offset), remedies: ["remove it, or remove \"file\""])
    }
  }

  private mutating func check(
    artifactFor provider: ProviderSchema, options: Node, of target: Node.Member, _ path: Path
  ) {
    let accepted = Tables.artifactKeys.filter { key in provider.accepts.contains { $0.rawValue == key } }
    let artifacts = target.value.members.filter { Tables.artifactKeys.contains($0.key) }
    let named = options.members.first { provider.artifactOptions.contains($0.key) }
    for artifact in artifacts where !accepted.contains(artifact.key) {
      findings.add(
        .artifact, "\"\(provider.name)\" does not accept \"\(artifact.key)\" (\(path.container))",
        at: source.place(at: artifact.offset),
        remedies: [accepted.isEmpty ? "remove \"\(artifact.key)\"" : "use \(listed(accepted))"])
    }
    let usable = artifacts.filter { accepted.contains($0.key) }
    if let named {
      for artifact in usable {
        findings.add(
          .artifact, "\"\(provider.name).\(named.key)\" \(path.place) already specifies what to deploy",
          at: source.place(at: artifact.offset), remedies: ["remove \"\(artifact.key)\", or \"\(named.key)\""]
        )
      }
    } else if let first = usable.first {
      for other in usable.dropFirst() where other.key != first.key {
        let both = pair(first, other)
        findings.add(
          .artifact,
          "\(path.container) has two artifacts: \(both)",
          at: source.place(at: other.offset), remedies: ["keep one"])
      }
    } else if artifacts.isEmpty, !accepted.isEmpty,
      misspelt(in: target.value, tables.target).isDisjoint(with: accepted),
      misspelt(in: options, Tables.section(of: provider)).isDisjoint(with: provider.artifactOptions)
    {
      let options = provider.artifactOptions.sorted()
      findings.add(
        .artifact, "nothing to deploy in \(path.container)", at: source.place(at: target.offset),
        remedies: ["add \(listed(accepted))"]
          + (options.isEmpty ? [] : ["or set \(listed(options)) in \"\(provider.name)\""]))
    }
  }
}
