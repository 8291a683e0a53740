import Effects
import Git
import Model
import Pipeline

/// Deploys what was merged or pushed; started in the background by a hook's script. The output is a log. A failed
/// deploy is reported there, and does not prevent the next one.
package struct HookRun: Sendable {
  private let hooks: Hooks
  private let world: World
  private let directory: String
  private let configFile: String?
  private let trust: Bool

  /// As in `Project.open`. `currentDirectory`: of the script, in the repository. It is used if the work tree was
  /// removed meanwhile.
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

  /// The limits for one push: with more, a repository is being copied. The script passes on one more of each.
  private static let most = [("refs/tags/", "tags", 3), ("refs/heads/", "branches", 10)]

  /// `references`: full names, e.g. `refs/heads/main`.
  package func run(_ script: HookScript, _ references: [String]) async throws(Failure) {
    try? hooks.shareLog()
    say("\(world.now().utc.iso8601) \(script.rawValue): \(references.prefix(8).joined(separator: " "))")
    if let setting = world.environment["SAMPAN"], ["0", "false", "off"].contains(setting) {
      return say("nothing is deployed: SAMPAN is set to \(setting)")
    }
    if let job = world.job {
      return say("nothing is deployed: hooks do not deploy in jobs of \(job.title)")
    }
    // There are no merges in a bare repository; a merge whose work tree was removed gets the rights of a push.
    let hook = hooks.repository.workTree == nil ? .postReceive : script
    let requests =
      script == .postReceive
      ? pushed(references) : references.map { DeployRequest(hook: hook, reference: $0) }
    for request in requests { try hooks.queue.add(request) }
    guard !requests.isEmpty else { return }
    let worked = try await hooks.queue.work { (batch) async throws(Failure) in try await deploy(batch) }
    if !worked { say("a deploy is already running, and will deploy this as well") }
  }

  /// The requests of a push, after its options are applied.
  private func pushed(_ references: [String]) -> [DeployRequest] {
    let options = PushOptions(world.environment)
    for option in options.unknown {
      warn(
        "unknown push option \"\(option)\"", remedies: ["valid options: sampan.skip, sampan.target=NAME"])
    }
    if options.skips {
      say("nothing is deployed: the push has the option sampan.skip")
      return []
    }
    guard options.targets.isEmpty || references.count == 1 else {
      warn(
        "sampan.target is ambiguous: \(references.count) branches and tags were pushed",
        remedies: ["push one branch or tag at a time"])
      return []
    }
    var wanted = references
    for (prefix, kind, most) in Self.most {
      guard references.count(where: { $0.hasPrefix(prefix) }) > most else { continue }
      wanted.removeAll { $0.hasPrefix(prefix) }
      warn(
        "more than \(most) \(kind) in one push: none is deployed",
        remedies: ["push at most \(most) at a time"])
    }
    return wanted.map { DeployRequest(reference: $0, targets: options.targets) }
  }

  /// The newest commit is deployed last, so that it stays live. Of several tags on one commit, the best is deployed
  /// first: for the others the deploy is then unchanged.
  private func deploy(_ batch: [DeployRequest]) async throws(Failure) {
    var tips: [(request: DeployRequest, tag: Tag?, committed: Timestamp)] = []
    let directory = deployDirectory
    let repository = try Repository.open(
      at: directory, job: nil, trust: trust, environment: hooks.world.environment)
    let tags = try repository.tags()
    for request in batch {
      guard let tip = try repository.tip(of: request.reference) else {
        say("\(request.reference) does not exist, or is not a commit")
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
      // A push is deployed from the repository, even by the process of a merge.
      let isPushed = tip.request.hook == .postReceive
      try await deploy(tip.request, in: isPushed ? hooks.repository.commonDirectory : directory)
    }
  }

  /// The directory for relative paths: the work tree of the merge, or the repository if the work tree was removed
  /// meanwhile.
  private var deployDirectory: String {
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
      project.mayRunCommands = try hooks.mayRunCommands(for: request)
      let commit = project.head.commit
      say("\(request.reference) is commit \(commit.id.prefix(12)) \(commit.subject)")
      for finding in project.findings { world.tell(.finding(finding)) }
      let outcomes = try await project.deploy(named: request.targets)
      if request.hook != .postReceive { await project.showOnDesktop(outcomes) }
      let failures = outcomes.compactMap(\.failure)
      if let stop = failures.first(where: \.isStop) { throw stop }
      let freezeEnd =
        failures.contains { $0.kind == .guarded } ? project.freezeEnd(named: request.targets) : nil
      hooks.unfinished.end(
        request.reference, at: world.now(), isFailed: !failures.isEmpty, frozenUntil: freezeEnd)
    } catch {
      hooks.unfinished.end(request.reference, at: world.now(), isFailed: true)
      if error.isStop { throw error }
      if request.hook != .postReceive {
        await world.showOnDesktop("sampan: \(request.reference) was not deployed", error.what)
      }
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
  /// Users who may push to a server also write the commands in `sampan.json`: the server decides, as for `localRoot`.
  func mayRunCommands(for request: DeployRequest) throws(Failure) -> Bool {
    guard request.hook == .postReceive else { return true }
    return try repository.ownFlag("sampan.allowCommands")
  }

  /// Where on this machine a hook may write releases. Users who may push to a server also write the `sampan.json`
  /// that is deployed. So the server sets the directory in git's config of the repository, which a push cannot
  /// change.
  func localRoot(for request: DeployRequest) throws(Failure) -> Deployment.LocalRoot {
    guard request.hook == .postReceive else { return .anywhere }
    guard let path = try repository.ownPath("sampan.localRoot") else { return .nowhere }
    guard path.hasPrefix("/") else {
      throw Failure(
        .configuration,
        "sampan.localRoot in \(repository.commonDirectory)/config is not an absolute path: \"\(path)\"",
        remedies: ["git config sampan.localRoot /srv/sites"])
    }
    return .below(path)
  }
}
