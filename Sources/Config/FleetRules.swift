import Model

/// The rules for `fleet.over`: the option that differs between tenants.
extension Checker {
  mutating func check(fleetOver members: [Node.Member], _ node: Node, _ path: Path) {
    guard let member = members.first, members.count == 1 else {
      findings.add(
        .fleet, "\(path.description) needs one key, found \(members.count)",
        at: source.place(at: node.offset),
        remedies: ["write { \"envId\": [\"env-a\", \"env-b\"] } or { \"file\": \"tenants.txt\" }"])
      return
    }
    let shape: Shape = member.key == "file" ? .text(.path) : .list(.text(.nonEmpty), canBeEmpty: false)
    check(member.value, shape, path.appending(member.key, at: member.offset))
  }

  /// The option that differs must be an option of the provider.
  mutating func check(fleetOf target: Node, _ provider: ProviderSchema, _ path: Path) {
    guard let option = target["fleet"]?["over"]?.members.first, option.key != "file" else { return }
    let texts = provider.options.filter { [.string, .directory, .template].contains($0.kind) }.map(\.name)
    guard !texts.contains(option.key) else { return }
    findings.add(
      .fleet,
      "\(quoted(option.key)) in \"fleet.over\" \(path.place) is not a text option of \"\(provider.name)\"",
      at: source.place(at: option.offset), remedies: Spelling.remedies(for: option.key, among: texts))
  }

  /// Required options that the fleet sets: the option in `over`; with a file, the only required option that is missing.
  func suppliedByFleet(of target: Node, to provider: ProviderSchema, _ options: Node) -> Set<String> {
    guard let over = target["fleet"]?["over"]?.members.first else { return [] }
    guard over.key == "file" else { return [over.key] }
    let missing = provider.options.filter { $0.isRequired && options[$0.name] == nil }
    return missing.count == 1 ? Set(missing.map(\.name)) : []
  }
}
