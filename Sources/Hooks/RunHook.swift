import Effects
import Git
import Model
import Pipeline

/// What a hook's script starts in the background: deploys what was merged or pushed. Its audience is a log. A deploy
/// that fails is told there and does not keep the next one from its turn.
package struct HookRun: Sendable {
  private let hooks: Hooks
  private let world: World
  private let directory: String
  private let configFile: String?
  private let trust: Bool

  /// As in `Project.open`. `currentDirectory`: where the script stands, in the repository: a work tree may be removed
  /// while its hook starts.
  package init(
    _ directory: String, currentDirectory: String, configFile: String?, trust: Bool, in world: World
  ) throws(Failure) {
    do throws(Failure) {
      hooks = try Hooks.of(directory, trust: trust, in: world)
    } catch {
      guard try world.files.info(directory) == nil else { throw error }
      hooks = try Hooks.of(currentDirectory, trust: trust, in: world)
    }
    self.world = world
    self.directory = directory
    self.configFile = configFile
    self.trust = trust
  }

  /// More in one push are a copy of a repository, not releases. The script passes on one more of each.
  private static let most = [("refs/tags/", "tags", 3), ("refs/heads/", "branches", 10)]

  /// `references`: full names, e.g. `refs/heads/main`.
  package func run(_ script: HookScript, _ references: [String]) async throws(Failure) {
    try? hooks.shareLog()
    say("\(world.now().utc.iso8601) \(script.rawValue): \(references.prefix(8).joined(separator: " "))")
    if ["0", "false", "off"].contains(world.environment["SAMPAN"] ?? "") { return say("SAMPAN says no") }
    if let job = world.job {
      return say("nothing is deployed by a hook in \(job.title): its jobs call sampan deploy")
    }
    // In a bare repository nobody merges, and a merge whose work tree was removed has the rights of a push.
    let hook = hooks.repository.workTree == nil ? .postReceive : script
    let requests =
      script == .postReceive
      ? pushed(references) : references.map { DeployRequest(hook: hook, reference: $0) }
    for request in requests { try hooks.queue.add(request) }
    guard !requests.isEmpty else { return }
    let worked = try await hooks.queue.work { (batch) async throws(Failure) in try await deploy(batch) }
    if !worked { say("a deploy is already running here and will include this one") }
  }

  /// What the options of the push leave of it.
  private func pushed(_ references: [String]) -> [DeployRequest] {
    let options = PushOptions(world.environment)
    for option in options.unknown {
      warn(
        "push option \"\(option)\" is not known", remedies: ["known are sampan.skip and sampan.target=NAME"])
    }
    if options.skips {
      say("the push says sampan.skip")
      return []
    }
    guard options.targets.isEmpty || references.count == 1 else {
      warn(
        "sampan.target with \(references.count) branches and tags: nothing tells which of them is meant",
        remedies: ["push one of them"])
      return []
    }
    var wanted = references
    for (prefix, kind, most) in Self.most {
      guard references.count(where: { $0.hasPrefix(prefix) }) > most else { continue }
      wanted.removeAll { $0.hasPrefix(prefix) }
      warn(
        "more than \(most) \(kind) in one push: none of them is deployed",
        remedies: ["push at most \(most) at a time"])
    }
    return wanted.map { DeployRequest(reference: $0, targets: options.targets) }
  }

  /// The newest commit comes last and stays live. Of tags of one commit the best comes first, because the others
  /// find it unchanged.
  private func deploy(_ batch: [DeployRequest]) async throws(Failure) {
    var tips: [(request: DeployRequest, tag: Tag?, committed: Timestamp)] = []
    let directory = standing
    let repository = try Repository.open(
      at: directory, job: nil, trust: trust, environment: hooks.world.environment)
    let tags = try repository.tags()
    for request in batch {
      guard let tip = try repository.tip(of: request.reference) else {
        say("\(request.reference) is gone, or leads to no commit")
        continue
      }
      let tag = tags.first { "refs/tags/\($0.name)" == request.reference }
      tips.append((request, tag, tip.commit.committed))
    }
    tips.sort { first, second in
      if first.committed != second.committed { return first.committed < second.committed }
      guard let tag = first.tag, let other = second.tag else { return first.tag == nil && second.tag != nil }
      return tag.isBetter(thanBeside: other)
    }
    for tip in tips {
      // What is pushed is deployed from the repository, also by the process of a merge.
      let isPushed = tip.request.hook == .postReceive
      try await deploy(tip.request, in: isPushed ? hooks.repository.commonDirectory : directory)
    }
  }

  /// Where relative paths begin: the work tree of the merge. Where it was removed meanwhile, the repository, which has
  /// the commit.
  private var standing: String {
    let common = hooks.repository.commonDirectory
    let opened = try? Repository.open(
      at: directory, job: nil, trust: trust, environment: hooks.world.environment)
    if opened?.commonDirectory == common { return directory }
    say("\(directory) was removed: deploying from \(common)")
    return common
  }

  private func deploy(_ request: DeployRequest, in directory: String) async throws(Failure) {
    hooks.unfinished.begin(request.reference, at: world.now())
    do throws(Failure) {
      var project = try Project.open(
        directory, configFile: configFile, trust: trust, at: request.reference, in: world)
      project.localRoot = try hooks.localRoot(for: request)
      let commit = project.head.commit
      say("\(request.reference) is commit \(commit.id.prefix(12)) \(commit.subject)")
      for finding in project.findings { world.tell(.finding(finding)) }
      let failures = try await project.deploy(named: request.targets).compactMap(\.failure)
      if let stop = failures.first(where: \.isStop) { throw stop }
      hooks.unfinished.end(request.reference, at: world.now(), isFailed: !failures.isEmpty)
    } catch {
      hooks.unfinished.end(request.reference, at: world.now(), isFailed: true)
      if error.isStop { throw error }
      world.tell(
        .finding(
          Finding(.error, error.what, rule: "hook/deploy", place: error.place, remedies: error.remedies)))
    }
  }

  private func say(_ text: Text) { world.tell(.notice(text)) }

  private func warn(_ text: Text, remedies: [Text]) {
    world.tell(.finding(Finding(.warning, text, rule: "hook/push", remedies: remedies)))
  }
}

extension Hooks {
  /// Where on this machine a hook may have releases written. A server deploys for everybody who may push to it, by a
  /// config file that they push: it names the place itself, in a config that no push reaches.
  func localRoot(for request: DeployRequest) throws(Failure) -> Deployment.LocalRoot {
    guard request.hook == .postReceive else { return .anywhere }
    guard let path = try repository.ownPath("sampan.localRoot") else { return .nowhere }
    guard path.hasPrefix("/") else {
      throw Failure(
        .configuration,
        "sampan.localRoot of \(repository.commonDirectory)/config is not absolute: \"\(path)\"",
        remedies: ["git config sampan.localRoot /srv/sites"])
    }
    return .below(path)
  }
}
