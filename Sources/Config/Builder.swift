import Model

/// Makes the configuration from a document that `Checker` has no findings for. Of other documents, only the targets
/// without findings are valid.
struct Builder {
  let source: SourceText
  let providers: [ProviderSchema]

  func configuration(_ root: Node) -> Configuration {
    let version = templates(root["version"]) ?? Tables.defaultVersion.compactMap(template)
    let remark = templates(root["remark"]) ?? [Tables.defaultRemark].compactMap(template)
    return Configuration(
      file: source.file,
      targets: (root["targets"]?.members ?? []).compactMap { target($0, version: version, remark: remark) },
      allowEnv: strings(root["allowEnv"]) ?? [])
  }

  private func target(_ member: Node.Member, version: [Template], remark: [Template]) -> Target? {
    let node = member.value
    guard let provider = providers.first(where: { node[$0.name] != nil }) else { return nil }
    var target = Target(
      name: member.key, place: source.place(at: member.offset), places: places(in: node),
      provider: provider.name, version: version, remark: remark)
    for option in node[provider.name]?.members ?? [] {
      target.options[option.key] = Target.Option(option.value.json, at: source.place(at: option.value.offset))
    }
    target.service = provider.serviceOptions.compactMap { target.options[$0]?.value.string }.joined(
      separator: "/")
    target.artifact = artifact(of: node)
    target.when = node["when"].map { Target.When(branch: globs($0["branch"]), tag: globs($0["tag"])) }
    target.tags = globs(node["tags"])
    target.version = templates(node["version"]) ?? version
    target.remark = templates(node["remark"]) ?? remark
    if let wait = node["wait"] { set(&target.wait, from: wait) }
    target.verify = node["verify"].map { verify in
      Target.Verify(
        url: verify["url"]?.string, expectStatus: verify["expectStatus"]?.integer ?? 200,
        expectBody: verify["expectBody"]?.string,
        within: verify["within"]?.string.flatMap(DurationText.parse) ?? Target.Verify.usual)
    }
    set(&target.onConflict, from: node["onConflict"])
    set(&target.onFailure, from: node["onFailure"])
    set(&target.order, from: node["order"])
    target.notify = Set((strings(node["notify"]) ?? []).compactMap(Target.Notify.init(rawValue:)))
    target.before = commands(node["before"])
    target.after = commands(node["after"])
    target.freeze = node["freeze"]?.oneOrMore.compactMap(freeze) ?? []
    target.fleet = node["fleet"].flatMap(fleet)
    return target
  }

  private func places(in node: Node) -> [String: Place] {
    Dictionary(node.members.map { ($0.key, source.place(at: $0.offset)) }) { first, _ in first }
  }

  private func set(_ wait: inout Target.Wait, from node: Node) {
    wait.isEnabled = node.boolean ?? true
    if let timeout = node["timeout"]?.string.flatMap(DurationText.parse) { wait.timeout = timeout }
    wait.interval = node["interval"]?.string.flatMap(DurationText.parse)
  }

  private func artifact(of target: Node) -> ArtifactSpec? {
    func place(_ key: String) -> Place {
      source.place(at: target.members.first { $0.key == key }?.offset ?? target.offset)
    }
    if let node = target["package"] { return package(node, at: place("package")) }
    if let node = target["image"], let tag = template(node["tag"]) ?? template("{version}") {
      var image = ImageSpec(
        place: place("image"), repository: node["repository"]?.string ?? "", from: template(node["from"]),
        tag: tag)
      set(&image.via, from: node["via"])
      image.replace = node["replace"]?.boolean ?? image.replace
      return .image(image)
    }
    return target["repository"].map { node in
      .repository(
        RepositorySpec(
          place: place("repository"), source: node["source"]?.string ?? "", name: node["name"]?.string ?? "",
          branch: template(node["branch"])))
    }
  }

  private func package(_ node: Node, at place: Place) -> ArtifactSpec {
    if let file = node["file"]?.string {
      return .file(path: RelativePath.normalized(file), maxBytes: node["maxBytes"]?.integer, place: place)
    }
    var package = PackageSpec(place: place)
    package.path = node["path"]?.string.map(RelativePath.normalized) ?? package.path
    package.include = globs(node["include"])
    package.exclude = globs(node["exclude"])
    package.shared = (strings(node["shared"]) ?? []).map(RelativePath.normalized)
    set(&package.symlinks, from: node["symlinks"])
    set(&package.submodules, from: node["submodules"])
    set(&package.lfs, from: node["lfs"])
    package.add = globs(node["add"])
    package.level = node["level"]?.integer ?? package.level
    package.maxBytes = node["maxBytes"]?.integer
    return .package(package)
  }

  private func commands(_ node: Node?) -> [RepositoryCommand] {
    (node?.oneOrMore ?? []).compactMap { node in
      let place = source.place(at: node.offset)
      if let line = node.string { return RepositoryCommand(.line(line), at: place) }
      let words = node.elements.compactMap(\.string)
      return words.isEmpty ? nil : RepositoryCommand(.words(words), at: place)
    }
  }

  private func freeze(_ node: Node) -> Freeze? {
    guard let from = node["from"]?.string.flatMap(Freeze.Bound.init),
      let to = node["to"]?.string.flatMap(Freeze.Bound.init), let span = Freeze.Span(from: from, to: to)
    else { return nil }
    let place = source.place(at: node.offset)
    return Freeze(
      place: place, span: span, zone: node["zone"]?.string ?? "UTC",
      zonePlace: node["zone"].map { source.place(at: $0.offset) } ?? place)
  }

  private func fleet(_ node: Node) -> Target.Fleet? {
    guard let over = node["over"]?.members.first else { return nil }
    let waves = node["waves"]?.elements.compactMap(wave)
    return Target.Fleet(
      over: over.value.string.map { .file(RelativePath.normalized($0)) }
        ?? .values(option: over.key, strings(over.value) ?? []),
      waves: waves ?? ["100%"], maxFailures: node["maxFailures"]?.integer ?? 0,
      parallel: node["parallel"]?.integer ?? 1)
  }

  /// A separate function: inlined above, it crashes the optimizer of Swift 6.3.1 (in a release build).
  private func wave(_ node: Node) -> String? {
    if let number = node.integer { return String(number) }
    return node.string
  }

  private func set<Choice: RawRepresentable<String>>(_ choice: inout Choice, from node: Node?) {
    if let named = node?.string.flatMap(Choice.init(rawValue:)) { choice = named }
  }

  private func strings(_ node: Node?) -> [String]? { node?.oneOrMore.compactMap(\.string) }

  /// Nil for an empty list as well: it would match nothing.
  private func globs(_ node: Node?) -> GlobList? {
    guard let texts = strings(node), !texts.isEmpty else { return nil }
    return GlobList(texts)
  }

  private func template(_ node: Node?) -> Template? { node?.string.flatMap(template) }
  private func template(_ text: String) -> Template? { try? Template(text) }
  private func templates(_ node: Node?) -> [Template]? { strings(node)?.compactMap(template) }
}
