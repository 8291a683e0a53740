import Config
import Effects
import Git
import Model
import Providers

/// What `check` found out about a config file.
package struct CheckedConfig: Equatable, Sendable {
  /// As findings name it.
  package var file: String
  /// The targets of the file in which the config reader found no errors.
  package var targets: [Target]
  /// In the order of the file.
  package var findings: [Finding]
  /// Whether HEAD could be read: without a commit nothing can be planned, and the hints of that finding come first.
  package var hasCommit: Bool { !findings.contains { $0.rule == Self.noCommitRule } }

  fileprivate static let noCommitRule = "check/head"
}

extension Project {
  /// The targets of a config that have no errors in themselves; nil without such a file. Reports nothing.
  package static func declaredTargets(
    _ directory: String, configFile: String?, trust: Bool, in world: World, with catalog: Catalog = .all
  ) -> [Target]? {
    guard
      let source = try? checkedSource(directory, configFile: configFile, trust: trust, in: world)
    else { return nil }
    return ConfigurationReader.read(source.bytes, file: source.name, providers: catalog.schemas).soundTargets
  }

  /// Everything that `plan`, `rehearse` or `deploy` would refuse without asking the network: what the reader of the
  /// config finds, what is wrong with a target whatever the commit, and what HEAD's tree refuses to package. All three
  /// are errors. What depends on the job or the build as well (a variable that is not set, a file that is not built yet)
  /// is a warning, and only for the targets that this commit deploys to by itself.
  package static func check(
    _ directory: String, configFile: String?, trust: Bool, in world: World, with catalog: Catalog = .all
  ) throws(Failure) -> CheckedConfig {
    let source = try checkedSource(directory, configFile: configFile, trust: trust, in: world)
    let reading = ConfigurationReader.read(source.bytes, file: source.name, providers: catalog.schemas)
    var checked = CheckedConfig(file: source.name, targets: reading.soundTargets, findings: reading.findings)
    checked.findings += (reading.configuration?.allowEnv ?? []).compactMap {
      credential(in: $0, file: source.name, world)
    }
    var sound: [Target] = []
    for target in reading.soundTargets {
      let problems = target.problems(by: catalog, in: world)
      checked.findings += problems.map { Finding($0, at: target, .error) }
      if problems.isEmpty { sound.append(target) }
    }
    checked.findings += sharedDirectories(of: sound)
    checked.findings += wrongChats(for: sound, in: world)
    checked.findings += missingChats(for: sound, in: world)
    if let repository = source.repository, !sound.isEmpty {
      checked.findings += try atHead(of: repository, sound, in: world, with: catalog) {
        () throws(Failure) -> Project? in
        guard reading.configuration != nil else { return nil }
        return try open(directory, configFile: configFile, trust: trust, in: world, with: catalog)
      }
    }
    checked.findings = inOrder(checked.findings)
    return checked
  }

  /// Local targets with the directory of an earlier one: a deploy of either becomes live for both.
  private static func sharedDirectories(of targets: [Target]) -> [Finding] {
    var owners: [String: String] = [:]
    return targets.compactMap { target in
      guard target.provider == LocalReleases.schema.name, target.fleet == nil,
        let option = target.options["directory"], let text = option.value.string
      else { return nil }
      // Far enough from the root for every `..`.
      let path = absolutePath(text, from: String(repeating: "/x", count: 64))
      guard let other = owners[path] else {
        owners[path] = target.name
        return nil
      }
      return Finding(
        .warning,
        "targets \"\(other)\" and \"\(target.name)\" have the same \"directory\": each replaces what the other made live",
        rule: "check/directory", place: option.place, remedies: ["give each target a directory of its own"])
    }
  }

  /// A variable whose value is, or contains, a secret: templates must not print it.
  private static func credential(in variable: String, file: String, _ world: World) -> Finding? {
    do throws(Failure) {
      _ = try world.printable(variable)
      return nil
    } catch {
      return Finding(
        .error, error.what, rule: "config/secret", place: Place(file: file), remedies: error.remedies)
    }
  }

  /// By place; findings at the same place keep their order.
  private static func inOrder(_ findings: [Finding]) -> [Finding] {
    func key(_ found: (offset: Int, element: Finding)) -> (Int, Int, Int) {
      (found.element.place?.line ?? 0, found.element.place?.column ?? 0, found.offset)
    }
    return findings.enumerated().sorted { key($0) < key($1) }.map(\.element)
  }

  /// `open`: the project as a deploy would see it; nil when the errors of the file prevent that.
  private static func atHead(
    of repository: Repository, _ targets: [Target], in world: World, with catalog: Catalog,
    open: () throws(Failure) -> Project?
  ) throws(Failure) -> [Finding] {
    do throws(Failure) {
      guard let project = try open() else {
        let parts = Project(
          world: world, catalog: catalog, job: nil, repository: repository, head: try repository.head(),
          tag: nil,
          configuration: Configuration(file: "", targets: targets, allowEnv: []), configSHA256: "",
          findings: [])
        return try parts.findings(of: targets, deploying: [])
      }
      return try project.findings(
        of: targets, deploying: try project.targets(named: []).chosen.map(\.name))
    } catch {
      if error.isStop { throw error }
      return [
        Finding(
          .notice, "what would be packaged was not checked: \(error.what)", rule: CheckedConfig.noCommitRule,
          remedies: error.remedies)
      ]
    }
  }

  private func findings(of targets: [Target], deploying names: [String]) throws(Failure) -> [Finding] {
    var findings: [Finding] = []
    for target in targets {
      findings +=
        names.contains(target.name)
        ? try self.findings(planning: target) : try self.findings(packaging: target)
    }
    return findings
  }

  private func findings(planning target: Target) throws(Failure) -> [Finding] {
    do throws(Failure) {
      return try (target.before.isEmpty ? prepare(target) : preview(target)).plan.findings.filter {
        $0.severity != .notice
      }
    } catch {
      if error.isStop { throw error }
      let errors = try findings(packaging: target)
      return errors.isEmpty ? [Finding(error, at: target, .warning)] : errors
    }
  }

  /// What the commit's tree alone decides: built files may not exist yet, and contents of Git LFS not be fetched.
  private func findings(packaging target: Target) throws(Failure) -> [Finding] {
    guard case .package(var spec)? = target.artifact else { return [] }
    spec.add = nil
    do throws(Failure) {
      _ = try inputTree(of: target)
      _ = try selectFromCommit(spec)
      return []
    } catch {
      if error.isStop { throw error }
      return [Finding(error, at: target, error.place == nil || spec.lfs == .worktree ? .warning : .error)]
    }
  }
}

extension Finding {
  /// The failure that a deploy would have.
  fileprivate init(_ failure: Failure, at target: Target, _ severity: Severity) {
    self.init(
      severity, failure.what, rule: "check/\(failure.kind.rawValue)", place: failure.place ?? target.place,
      remedies: failure.remedies)
  }
}
