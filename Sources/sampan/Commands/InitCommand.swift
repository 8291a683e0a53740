import Effects
import Model
import Pipeline
import Providers
import Report

enum InitCommand: Command {
  static let name = "init"
  static let summary: Text =
    "write a commented sampan.json for this repository, and with --ci the file of a CI system"
  static let usage = ""
  static let flags = Flag.common + [.provider, .ci, .print, .force]
  static var notes: [Text] {
    [
      """
      Reads branch, remote, Dockerfile and its port, the JAR of a build, an image that CI pushes, and the folder that \
      it runs in.
      """,
      "Never asks. Without --force, existing files are not changed. Several files are written all or none.",
      "Providers: \(Catalog.all.schemas.map(\.name).list); default: what fits the repository.",
      "CI systems: \(CIFile.all.map(\.name).list); auto: that of the remote.",
      "sampan init --ci auto",
    ]
  }

  static func run(_ context: Context) async throws(Failure) -> Product {
    let starter = try Starter(context)
    let files = try starter.files()
    if context.arguments.isSet(.print) { return .text(printed(files)) }
    for note in starter.survey.notes { context.world.tell(.notice(note)) }
    let written = try StarterFiles(files, below: starter.root, context).write()
    for file in files where !written.contains(file) {
      context.world.tell(
        .notice(
          "\(starter.shown(file.path)) already exists and was not changed; the template: \(file.address)"))
    }
    if let branch = starter.survey.branch, !written.isEmpty {
      let isWritable = starter.ci == nil || BranchName.canReplace(branch)
      if !isWritable || !StarterConfig.canMatch(branch) {
        context.world.tell(
          .notice(
            """
            the files use the branch "main": replace it with "\(branch)", quoted where necessary
            """))
      }
    }
    let lines: [Text] = written.map { "wrote \(starter.shown($0.path))" }
    guard !context.arguments.isSet(.quiet) else { return .text(lines) }
    let steps = starter.nextSteps(written)
    return .text(lines + (steps.isEmpty ? [] : ["", "next:"] + steps.map { "  \($0)" }))
  }

  /// One file as it is; several with a line before each, as `head` prints them.
  private static func printed(_ files: [StarterFile]) -> [Text] {
    files.flatMap { file -> [Text] in
      var lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      return (files.count > 1 ? ["==> \(file.path) <=="] : []) + lines.map { "\($0)" }
    }
  }
}

/// What `init` does in one repository: what it found, and the files that follow from it.
private struct Starter {
  let root: String
  let hasCommit: Bool
  let survey: Survey
  let provider: String
  let ci: CIFile?
  /// Relative to the root; absolute if it is outside.
  let configPath: String
  /// Where the user is in the repository, relative to the root; nil: outside of it.
  private let place: String?
  /// The targets of a config that exists and is kept; nil if it is written.
  let kept: [Target]?
  private let translation: Translation?

  init(_ context: Context) throws(Failure) {
    let files = context.world.files
    let found = try Project.workTree(of: context.directory, trust: context.trust, in: context.world)
    translation = context.translation
    root = found.root
    hasCommit = found.hasCommit
    let top = try files.resolve(root)
    let folder = try files.resolve(context.directory)
    place = Self.folder(try files.resolve(Invocation.currentDirectory), in: top)
    let remote = found.remote.flatMap(Remote.init)
    let tree = try WorkTreeFiles(top, files)
    survey = Survey(tree, in: Self.folder(folder, in: top) ?? "", branch: found.branch, remote: remote)
    provider = context.arguments.value(.provider) ?? survey.provider
    ci =
      switch context.arguments.value(.ci) {
      case nil: nil
      case "auto": try .detected(remote, in: tree)
      case let name?: CIFile.all.first { $0.name == name }
      }
    configPath =
      context.configFile.map { Self.relative($0, to: [found.root, top]) } ?? Project.defaultConfigFile
    let exists = try files.info(Self.absolute(configPath, root)) != nil
    let writesConfig = !exists || context.arguments.isSet(.force) || context.arguments.isSet(.print)
    kept =
      writesConfig
      ? nil
      : Project.declaredTargets(
        context.directory, configFile: Self.absolute(configPath, root), trust: context.trust,
        in: context.world)
        ?? []
    try refuseUnwritable()
  }

  static func absolute(_ path: String, _ root: String) -> String {
    path.hasPrefix("/") ? path : "\(root)/\(path)"
  }

  private static func relative(_ path: String, to roots: [String]) -> String {
    for root in roots where path.hasPrefix(root + "/") {
      return String(path.dropFirst(root.count + 1))
    }
    return path
  }

  /// A folder relative to the root; nil: it is outside.
  private static func folder(_ path: String, in root: String) -> String? {
    if path == root { return "" }
    return path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : nil
  }

  /// A file or, empty, the root, as the user can name it in a command.
  func shown(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    guard let place else { return Self.absolute(path, root) }
    var (down, up) = (path.split(separator: "/")[...], place.split(separator: "/")[...])
    while let next = down.first, next == up.first {
      down.removeFirst()
      up.removeFirst()
    }
    let steps = up.map { _ in ".." } + down
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }

  /// Names that a config or a CI file cannot contain.
  private func refuseUnwritable() throws(Failure) {
    if survey.folder.unicodeScalars.contains(where: { $0 == "\\" || $0.value < 0x20 }) {
      throw Failure(
        .usage, "\"path\" of a package cannot be \"\(survey.folder)\"", remedies: ["rename the folder"])
    }
    guard ci != nil, configPath != Project.defaultConfigFile else { return }
    let isPlain = configPath.utf8.allSatisfy { $0.isAlphanumeric || "._/-".utf8.contains($0) }
    guard isPlain, !configPath.hasPrefix("/"), !configPath.contains("..") else {
      throw Failure(
        .usage, "the file for CI cannot name the config \"\(configPath)\"",
        remedies: ["give --config a path inside the repository, of letters, digits, . _ / and -"])
    }
  }

  private var config: StarterConfig {
    StarterConfig(provider: provider, survey: survey, isForCI: ci != nil, translation: translation)
  }

  func files() throws(Failure) -> [StarterFile] {
    let config = StarterFile(path: configPath, text: config.text, source: "sampan.json")
    guard let ci else { return [config] }
    return [config, try ci.file(branch: survey.branch, needs: needs)]
  }

  private var needs: JobNeeds {
    let images: [String] =
      kept.map { targets in
        targets.compactMap { if case .image(let spec)? = $0.artifact { spec.repository } else { nil } }
      } ?? [config.image].compactMap { $0 }
    return JobNeeds(
      targets: kept?.map { JobNeeds.Need(provider: $0.provider, sendsPackage: $0.artifact?.form == .package) }
        ?? [JobNeeds.Need(provider: provider, sendsPackage: config.image == nil)],
      registries: images.compactMap { ImageRepository($0)?.registry },
      configFile: configPath == Project.defaultConfigFile ? nil : configPath, on: ci?.name)
  }

  // MARK: next steps

  func nextSteps(_ written: [StarterFile]) -> [Text] {
    guard !written.isEmpty else { return [] }
    let wroteConfig = written.contains { $0.path == configPath }
    // Where the user is outside, every command names the repository, and paths are relative to that.
    let inside = place == nil ? " -C \(ShellWord(root))" : ""
    func named(_ path: String) -> ShellWord { ShellWord(place == nil ? path : shown(path)) }
    let option =
      inside + (configPath == Project.defaultConfigFile ? "" : " --config \(named(configPath))")
    let target = wroteConfig ? config.names[0] : kept?.first?.name ?? "TARGET"
    var steps: [Text] = []
    if wroteConfig, !config.madeUp.isEmpty {
      let keys = config.madeUp.map { "\"\($0)\"" }.list
      steps.append("edit \(shown(configPath)): set \(keys)")
    }
    if wroteConfig, config.needsDockerfile {
      steps.append("add a Dockerfile: the cloud builds the image with it")
    }
    if let ci {
      steps += ci.secrets.advice(needs)
      if let host = registryHost(of: ci, written) { steps.append(host) }
      if let jar = survey.jar, let command = config.buildCommand,
        written.contains(where: { $0.path == ci.path })
      {
        steps.append("edit \(shown(ci.path)): build \(jar) before the deploy, with \(command)")
      }
      if let names = missingTargets(of: ci) { steps.append(names) }
      if ci.name == "yunxiao" { steps.append("paste \(shown(ci.path)) into the pipeline's YAML editor") }
    }
    if written.contains(where: { $0.text.contains("OWNER/sampan") && $0.path != configPath }),
      ReleasePlace.repository.hasPrefix("OWNER/")
    {
      steps.append("replace OWNER/sampan in \(shown(ci?.path ?? configPath))")
    }
    let added =
      written.map(\.path) + (wroteConfig && config.needsDockerfile ? [survey.path("Dockerfile")] : [])
    let paths =
      hasCommit ? added.map { "\(named($0))" }.joined(separator: " ") : place == nil ? "." : shown("")
    let options: Text = "\(option)"
    return steps + [
      configPath.hasPrefix("/") && ci == nil
        ? "git commit, because what is committed is deployed"
        : "git\(inside) add \(paths) && git\(inside) commit -m 'Deploy with Sampan'"
    ] + (wroteConfig ? build : []) + [
      "sampan check\(options)",
      // A one-click task is started elsewhere: there is nothing to rehearse.
      provider == "tcbTask" ? "sampan plan \(target)\(options)" : "sampan rehearse \(target)\(options)",
    ] + (provider == "local" && wroteConfig ? ["sampan deploy\(options)"] : [])
  }

  /// The command that makes the file that is deployed.
  private var build: [Text] {
    guard let command = config.buildCommand else { return [] }
    let folder = shown(survey.folder)
    return [folder == "." ? "\(command)" : "(cd \(ShellWord(folder)) && \(command))"]
  }

  /// The host that a login is sent to, where the file of the CI system does not have it from here.
  private func registryHost(of ci: CIFile, _ written: [StarterFile]) -> Text? {
    let wroteConfig = written.contains { $0.path == configPath }
    let isMadeUp = wroteConfig && config.madeUp.contains("repository")
    guard needs.registry != nil, isMadeUp || !written.contains(where: { $0.path == ci.path }) else {
      return nil
    }
    let name = ["cnb", "woodpecker"].contains(ci.name) ? "sampan_registry_host" : "SAMPAN_REGISTRY_HOST"
    return "edit \(shown(ci.path)): set \(name) to the registry of \"repository\""
  }

  /// The jobs of some systems name their targets.
  private func missingTargets(of ci: CIFile) -> Text? {
    guard let kept, ["gitlab", "cnb"].contains(ci.name) else { return nil }
    let missing = ["staging", "production"].filter { name in !kept.contains { $0.name == name } }
    guard !missing.isEmpty else { return nil }
    return
      "edit \(shown(ci.path)): its jobs deploy \(listed(missing, joining: "and")), not in \(shown(configPath))"
  }
}
