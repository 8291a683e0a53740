import Config
import Digest
import Effects
import Git
import Model
import Providers

/// What a command starts from: the repository at HEAD, the config file, the CI job. Reading it sends nothing and
/// needs no secret.
package struct Project: Sendable {
  package private(set) var world: World
  /// The providers that a target may name.
  let catalog: Catalog
  package let job: CIJob?
  package let repository: Repository
  package let head: Head
  /// The tag being released: as CI names it, or the one that was pushed. Nil: by hand, and for branches.
  let tag: String?
  package let configuration: Configuration
  /// Of the config file's bytes, as 64 digits.
  let configSHA256: String
  /// Warnings of the config file and of opening the repository.
  package let findings: [Finding]
  /// Where the commit may have releases written to on this machine.
  package var localRoot = Deployment.LocalRoot.anywhere
  /// Whether the commands of the config are run: not by a hook on a server, unless that allows it.
  package var mayRunCommands = true
  /// Deploys during a freeze as well.
  package var ignoresFreeze = false
  /// The plan that is carried out, if a file has it.
  var approved: PlanFile?
  /// A rehearsal: its times are not kept for later deploys, and no commands are run.
  var isRehearsal = false
  /// What one target read serves the others.
  private(set) var once = ReadOnce()

  package static let defaultConfigFile = "sampan.json"
  /// Bounds what is read; the reader itself has a smaller bound, and a better message for it.
  private static let largestConfig = 16 * 1024 * 1024

  /// `directory`: absolute, anywhere inside the repository. `configFile`: absolute; nil means `sampan.json` at the
  /// repository's root, in a bare repository that of HEAD. `trust`: read the repository regardless of its owner.
  /// `reference`: the full name of a branch or tag to take instead of HEAD, and with it its own config file.
  package static func open(
    _ directory: String, configFile: String?, trust: Bool, at reference: String? = nil, in world: World,
    with catalog: Catalog = .all
  ) throws(Failure) -> Project {
    let repository = try Repository.open(
      at: directory, job: world.job, trust: trust, environment: world.environment)
    let head = try head(of: repository, at: reference)
    let job = try world.job.map { (job) throws(Failure) in try settled(job, at: head, repository) }
    let source = try configSource(
      configFile, repository, readsCommit: reference != nil, head, world)
    let reading = ConfigurationReader.read(source.bytes, file: source.name, providers: catalog.schemas)
    guard let configuration = reading.configuration else {
      throw invalid(reading.findings, file: source.name, at: configFile, world)
    }
    return Project(
      world: world, catalog: catalog, job: job, repository: repository, head: head,
      tag: job?.tag ?? reference.flatMap(tagName), configuration: configuration,
      configSHA256: sha256Hex(source.bytes), findings: repository.notes + reading.findings)
  }

  private static func head(of repository: Repository, at reference: String?) throws(Failure) -> Head {
    guard let reference else { return try repository.head() }
    if let tip = try repository.tip(of: reference) { return tip }
    throw Failure(
      .repository, "\"\(reference)\" does not exist or is not a commit", remedies: ["git show-ref"])
  }

  private static func tagName(_ reference: String) -> String? {
    let prefix = "refs/tags/"
    return reference.hasPrefix(prefix) ? String(reference.dropFirst(prefix.count)) : nil
  }

  /// A job's branch and tag describe the job's commit. Where HEAD is another one (a job of `main` that checks out a
  /// pull request, for example), they do not describe it. A job that does not report its commit is trusted.
  ///
  /// Where the CI has one name for branches and tags, a tag of that name at HEAD is meant.
  private static func settled(
    _ job: CIJob, at head: Head, _ repository: Repository
  ) throws(Failure) -> CIJob {
    if let commit = job.commit, try !isCommit(commit, of: head, repository) {
      var job = job
      job.otherHead = head.commit.id
      if job.pullRequest == nil { job.ref = .branch(nil) }
      return job
    }
    guard case .branchOrTag(let name?) = job.ref,
      try repository.tags().contains(where: { $0.name == name && $0.commit == head.commit.id })
    else { return job }
    var job = job
    job.ref = .tag(name)
    return job
  }

  /// Some systems name the tag object where they build an annotated tag.
  private static func isCommit(
    _ id: String, of head: Head, _ repository: Repository
  ) throws(Failure) -> Bool {
    // git abbreviates to 4 digits at least.
    if id.utf8.count >= 4, head.commit.id.hex.hasPrefix(id) { return true }
    guard let object = ObjectID(id) else { return false }
    return try repository.isTag(object, of: head.commit.id)
  }

  /// The text that `check` reads. A file that is named can be checked anywhere, outside of a repository too.
  static func checkedSource(
    _ directory: String, configFile: String?, trust: Bool, in world: World
  ) throws(Failure) -> (name: String, bytes: [UInt8], repository: Repository?) {
    let repository: Repository
    do throws(Failure) {
      repository = try Repository.open(
        at: directory, job: world.job, trust: trust, environment: world.environment)
    } catch {
      guard let configFile else { throw error }
      return (configFile, try world.files.read(configFile, largestConfig), nil)
    }
    let head = repository.workTree == nil ? try repository.head() : nil
    let source = try configSource(configFile, repository, readsCommit: false, head, world)
    return (source.name, source.bytes, repository)
  }

  /// The top of the work tree that holds a directory, where the config file belongs; the branch that is checked out in
  /// it, nil when HEAD is detached; the URL of its remote, as git's config has it; and whether there is a commit.
  package static func workTree(
    of directory: String, trust: Bool, in world: World
  ) throws(Failure) -> (root: String, branch: String?, remote: String?, hasCommit: Bool) {
    let repository = try Repository.open(
      at: directory, job: world.job, trust: trust, environment: world.environment)
    guard let workTree = repository.workTree else {
      throw Failure(
        .usage, "\"\(repository.gitDirectory)\" is bare: there is no work tree to write files into",
        remedies: ["work in a clone of it"])
    }
    return (
      workTree, try repository.checkedOutBranch(), try repository.remoteURL(),
      (try? repository.head()) != nil
    )
  }

  /// Where relative paths of options and packages begin.
  var root: String { repository.workTree ?? repository.gitDirectory }

  private static func configSource(
    _ configFile: String?, _ repository: Repository, readsCommit: Bool, _ head: Head?, _ world: World
  ) throws(Failure) -> (name: String, bytes: [UInt8]) {
    if let configFile {
      let name = shown(configFile, in: repository)
      // A file in the work tree is not trusted: a link must not lead out of it.
      if let workTree = repository.workTree, name != configFile,
        let file = try world.files.readInside(workTree, Array(name.utf8), largestConfig)
      {
        return (name, file.bytes)
      }
      return (name, try world.files.read(configFile, largestConfig))
    }
    if !readsCommit, let workTree = repository.workTree {
      guard let file = try world.files.readInside(workTree, Array(defaultConfigFile.utf8), largestConfig)
      else { throw missing(workTree) }
      return (defaultConfigFile, file.bytes)
    }
    let bytes = try head.flatMap { (head) throws(Failure) in
      try repository.file(at: defaultConfigFile, of: head.commit.id, limit: largestConfig)
    }
    guard let bytes else {
      throw missing(head.map { "commit \($0.commit.id.prefix(8))" } ?? repository.gitDirectory)
    }
    return (defaultConfigFile, bytes)
  }

  /// Relative to the work tree where possible: annotations need that.
  private static func shown(_ path: String, in repository: Repository) -> String {
    guard let workTree = repository.workTree, path.hasPrefix(workTree + "/") else { return path }
    return String(path.dropFirst(workTree.count + 1))
  }

  private static func missing(_ place: String) -> Failure {
    Failure(
      .configuration, "no \(defaultConfigFile) in \(place)",
      remedies: ["write one, with comments: sampan init", "name another file with --config"])
  }

  /// Reports every finding, then fails with their number.
  private static func invalid(
    _ findings: [Finding], file: String, at path: String?, _ world: World
  ) -> Failure {
    for finding in findings { world.tell(.finding(finding)) }
    let count = findings.count { $0.severity == .error }
    let check = "sampan check" + (path.map { " --config \($0)" } ?? "")
    return Failure(
      .configuration, "\(file) has \(count == 1 ? "an error" : "\(count) errors")",
      remedies: ["fix it; print all errors and warnings: \(check)"])
  }
}

extension Project {
  /// The same project, seen and sent from another world.
  func through(_ world: World) -> Project {
    var project = self
    project.world = world
    return project
  }

  /// The same project, which reads the work tree again.
  func reread() -> Project {
    var project = self
    project.once = ReadOnce()
    return project
  }

  /// Where caches are between runs: `SAMPAN_CACHE_DIR`, relative to the repository's root (`~/` is expanded, since CI
  /// files have no shell to do it), or a directory of ours beside the objects. The contents of the first are not
  /// trusted.
  var cache: (directory: String, isGiven: Bool) {
    guard let given = world.variable("SAMPAN_CACHE_DIR").flatMap(world.expandingHome) else {
      return ("\(repository.commonDirectory)/sampan", false)
    }
    return (given.hasPrefix("/") ? given : "\(root)/\(given)", true)
  }

  /// What other users may do with our own directory and what is in it; nil: umask decides.
  var cacheSharing: Sharing? { cache.isGiven ? nil : try? repository.sharing() }
}

extension Project {
  /// The same project in another world, for a rehearsal: local targets deploy below the given directory instead of
  /// below the one in the config, real addresses are not probed, and no docker daemon is used.
  package func staged(in world: World, directory: String) -> Project {
    var configuration = configuration
    for (index, target) in configuration.targets.enumerated() {
      if target.verify?.isAbsolute == true { configuration.targets[index].verify = nil }
      if case .image(var image)? = target.artifact, image.via == .docker {
        image.via = .registry
        configuration.targets[index].artifact = .image(image)
      }
      guard target.provider == LocalReleases.schema.name, let option = target.options["directory"] else {
        continue
      }
      configuration.targets[index].options["directory"] = Target.Option(
        .string("\(directory)/\(target.name)"), at: option.place)
    }
    return Project(
      world: world, catalog: catalog, job: job, repository: repository, head: head, tag: tag,
      configuration: configuration, configSHA256: configSHA256,
      findings: findings, isRehearsal: true)
  }
}
