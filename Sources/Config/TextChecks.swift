import Model

/// Checks the syntax of strings.
extension Checker {
  mutating func check(_ text: String, _ form: TextForm, _ node: Node, _ path: Path) {
    let offset = node.offset
    if text.isEmpty, form != .any {
      findings.add(
        .empty, "\(path.description) is empty", at: source.place(at: offset),
        remedies: ["write \(form.expectation), or remove the key"])
      return
    }
    switch form {
    case .any, .nonEmpty: break
    case .template, .versionTemplate:
      check(template: text, at: offset, path, makesVersion: form == .versionTemplate)
    case .glob, .refGlob: check(glob: text, at: offset, path, isForRefs: form == .refGlob)
    case .directory: check(directory: text, at: offset, path)
    case .path: check(path: text, at: offset, path)
    case .duration: check(duration: text, at: offset, path)
    case .url: check(url: text, at: offset, path)
    case .imageRepository: check(imageRepository: text, at: offset, path)
    case .environmentName: check(environmentName: text, at: offset, path)
    case .freezeTime: check(freezeTime: text, at: offset, path)
    case .zone: check(zone: text, at: offset, path)
    }
  }

  private mutating func check(template text: String, at start: Int, _ path: Path, makesVersion: Bool) {
    let template: Template
    do throws(Template.Malformed) {
      template = try Template(text)
    } catch {
      report(error, in: text, at: start, path)
      return
    }
    var offset = 0
    for piece in template.pieces {
      switch piece {
      case .text(let literal):
        // A literal brace is written twice.
        offset += literal.unicodeScalars.count + literal.count { $0 == "{" || $0 == "}" }
      case .name(let name):
        check(name, at: source.offset(ofScalar: offset, inStringAt: start), path, makesVersion: makesVersion)
        offset += name.text.unicodeScalars.count + 2
      }
    }
  }

  private mutating func check(_ name: Template.Name, at offset: Int, _ path: Path, makesVersion: Bool) {
    switch name {
    case .known(.version) where makesVersion:
      findings.add(
        .template, "{version} cannot be used in \(path.description), which defines the version",
        at: source.place(at: offset),
        remedies: ["use {tag}, {describe}, {date} or {short}"])
    case .environment(let variable) where !allowEnv.contains(variable):
      findings.add(
        .template, "{env:\(variable)} in \(path.description) is not in \"allowEnv\"",
        at: source.place(at: offset),
        remedies: [
          Spelling.nearest(to: variable, among: allowEnv.sorted()).map { "did you mean {env:\($0)}?" },
          "add \(quoted(variable)) to \"allowEnv\" at the top level",
        ].compactMap(\.self))
    default: break
    }
  }

  private mutating func report(_ malformed: Template.Malformed, in text: String, at start: Int, _ path: Path)
  {
    // `Malformed` counts characters, the source counts scalars.
    let scalars = text.prefix(malformed.offset).unicodeScalars.count
    let place = source.place(at: source.offset(ofScalar: scalars, inStringAt: start))
    let known = Template.Name.Known.allCases.map(\.rawValue)
    switch malformed.reason {
    case .unknownName(let name):
      let meant: Text? = Spelling.nearest(to: name, among: known).map { "did you mean {\($0)}?" }
      findings.add(
        .template, "unknown name {\(name.prefix(60))} in \(path.description)", at: place,
        remedies: [meant ?? "valid names: \(known.map { "{\($0)}" }.joined(separator: " ")) {env:NAME}"])
    case .unclosedBrace:
      findings.add(
        .template, "unclosed { in \(path.description)", at: place,
        remedies: ["close it with }", "write {{ for a literal {"])
    case .strayBrace:
      findings.add(
        .template, "unmatched } in \(path.description)", at: place,
        remedies: ["write }} for a literal }"])
    }
  }

  private mutating func check(directory text: String, at offset: Int, _ path: Path) {
    guard let problem = DirectoryPath.problem(of: text) else { return }
    findings.add(
      .path, "\(quoted(text)) in \(path.description) \(problem)", at: source.place(at: offset),
      remedies: [
        "write an absolute path, ~/… for your home directory, or a path relative to the repository root"
      ])
  }

  private mutating func check(glob text: String, at offset: Int, _ path: Path, isForRefs: Bool) {
    let pattern = text.hasPrefix("!") ? String(text.dropFirst()) : text
    if pattern.isEmpty {
      findings.add(
        .glob, "\(quoted(text)) in \(path.description) excludes nothing", at: source.place(at: offset),
        remedies: ["add a pattern after the !"])
    } else if Glob(pattern) == nil {
      findings.add(
        .glob,
        "glob \(quoted(text)) in \(path.description) is not valid: a bracket is not closed, or a range is empty",
        at: source.place(at: offset), remedies: ["write a set as [a-z]", "write [[] for a literal ["])
    } else if pattern.utf8.count > GlobText.longest {
      findings.add(
        .glob,
        "the glob in \(path.description) is \(pattern.utf8.count) bytes long, the limit is \(GlobText.longest)",
        at: source.place(at: offset))
    } else if let problem = GlobText.problem(of: pattern, isForRefs: isForRefs) {
      findings.add(
        .glob, "glob \(quoted(text)) in \(path.description) \(problem.what)", at: source.place(at: offset),
        remedies: [problem.remedy])
    }
  }

  private mutating func check(path text: String, at offset: Int, _ path: Path) {
    guard let problem = RelativePath.problem(of: text) else { return }
    findings.add(
      .path, "path \(quoted(text)) in \(path.description) \(problem)", at: source.place(at: offset),
      remedies: ["write it relative to the repository root, e.g. services/api"])
  }

  private mutating func check(duration text: String, at offset: Int, _ path: Path) {
    let shortest = Duration.seconds(1)
    let examples: [Text] = ["write it as \"90s\", \"30m\", \"2h\" or \"1h30m\""]
    guard let duration = DurationText.parse(text) else {
      findings.add(
        .duration, "\(quoted(text)) in \(path.description) is not a valid duration",
        at: source.place(at: offset),
        remedies: examples)
      return
    }
    guard duration < shortest || duration > DurationText.limit else { return }
    findings.add(
      .outOfRange, "\(quoted(text)) in \(path.description) must be between 1s and 168h",
      at: source.place(at: offset),
      remedies: examples)
  }

  private mutating func check(url text: String, at offset: Int, _ path: Path) {
    guard let problem = ProbeURL.problem(of: text) else { return }
    // The URL is not printed: it may contain a password.
    findings.add(
      .url, "the URL for \(path.description) \(problem)", at: source.place(at: offset),
      remedies: ["write \"https://api.example.com/health\" or \"/health\""])
  }

  private mutating func check(imageRepository text: String, at offset: Int, _ path: Path) {
    guard let problem = ImageRepository.problem(of: text) else { return }
    findings.add(
      .image, "\(quoted(text)) for \(path.description) \(problem)", at: source.place(at: offset),
      remedies: [
        "write only registry and repository, e.g. registry.example.com/acme/api",
        "put the tag in \"from\" or \"tag\"",
      ])
  }

  private mutating func check(environmentName text: String, at offset: Int, _ path: Path) {
    guard Name.isEnvironmentVariable(text) else {
      findings.add(
        .name, "\(quoted(text)) in \(path.description) is not a valid environment variable name",
        at: source.place(at: offset), remedies: ["use letters, digits and _, and do not start with a digit"])
      return
    }
    guard let objection = Credentials.objection(toPrinting: text) else { return }
    findings.add(
      .secret,
      "\(quoted(text)) in \(path.description) \(objection), and templates are printed and sent",
      at: source.place(at: offset),
      remedies: [
        "remove it from \"allowEnv\"", "if its value is not a secret, use a variable with another name",
      ])
  }
}
