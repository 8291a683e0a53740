import Effects
import Git
import HTTP
import Model
import Providers
import Registry
import Synchronization

/// What is wrong with this machine, this clone, this config and these credentials, and how to fix it.
package struct Checkup: Sendable {
  /// What was checked: machine, clone, config, then a block for each target, which is `ok` or what has to be fixed.
  package private(set) var lines: [Text] = []
  /// The checks that did not pass: what several targets have in common is one finding.
  package private(set) var findings: [Finding] = []
  /// Of the first check that did not pass, for which a deploy would fail; nil: a deploy may be tried.
  package private(set) var problem: Failure.Kind?

  private let world: World
  /// Failures of targets, with the names of those that have them, in order.
  private var shared: [(failure: Failure, names: [String], isError: Bool)] = []
  private var setups = ConsoleSetup.all

  /// Runs every check for which the checks before it leave enough. Sends nothing, except with `credentials` calls
  /// that change nothing: one to each target's cloud, and those that show whether its registries accept the login.
  package init(
    _ directory: String, configFile: String?, trust: Bool, credentials: Bool, in world: World
  ) async throws(Failure) {
    self.world = world
    checkMachine()
    do throws(Failure) {
      let project = try Project.open(directory, configFile: configFile, trust: trust, in: world)
      findings += project.findings
      describe(project)
      // Without an answer, every target counts.
      let chosen =
        (try? project.targets(named: []).chosen.map(\.name)) ?? project.configuration.targets.map(\.name)
      for target in project.configuration.targets {
        // By hand, a target without `when` is deployed by its name.
        let wouldDeploy = chosen.contains(target.name) || world.job == nil && target.when == nil
        try await check(target, in: project, online: credentials, wouldDeploy: wouldDeploy)
      }
      if credentials { try explainConsoles(project) }
    } catch {
      if error.isStop { throw error }
      problem = problem ?? error.kind
      findings.append(
        Finding(.error, error.what, rule: "doctor/project", place: error.place, remedies: error.remedies))
    }
    findings += shared.map { shared in
      let names = shared.names.list
      let failure = shared.failure
      return Finding(
        shared.isError ? .error : .warning, "\(names): \(failure.what)", rule: "doctor/target",
        place: failure.place, remedies: failure.remedies)
    }
  }

  /// Those that libcurl reads, and those that set the trusted certificates.
  private static let networkVariables = [
    "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
  ]

  private mutating func checkMachine() {
    do throws(Failure) {
      let folder = try world.files.makeTemporaryDirectory()
      try world.files.write("\(folder)/probe", [1])
      try world.files.remove(folder)
      lines.append("machine: the temporary directory is writable")
    } catch {
      problem = problem ?? error.kind
      findings.append(
        Finding(.error, error.what, rule: "doctor/temporary-files", remedies: error.remedies))
    }
    for name in Self.networkVariables where world.variable(name) != nil {
      lines.append("machine: \(name) is set and is used")
    }
    if let job = world.job {
      lines.append("machine: running in \(job.title)")
    }
  }

  private mutating func describe(_ project: Project) {
    let head = project.head
    let place: Text = head.branch.map { "on branch \($0)" } ?? "detached"
    let depth: Text = project.repository.isShallow ? ", a shallow clone" : ""
    lines.append("clone: HEAD is \(head.commit.id.prefix(12)) \(place)\(depth)")
    let count = project.configuration.targets.count
    lines.append("config: \(counted(count, "target"))")
    describeChats(for: project.configuration.targets.filter { !$0.notify.isEmpty })
  }

  private mutating func describeChats(for targets: [Target]) {
    guard !targets.isEmpty else { return }
    findings += Project.wrongChats(for: targets, in: world)
    findings += Project.missingChats(for: targets, in: world)
    let chats = ChatAccount.all.filter { world.variable($0.address) != nil }.map(\.name)
    guard !chats.isEmpty else { return }
    let names = targets.map(\.name).list
    lines.append("chats: \(chats.joined(separator: ", ")), for \(names)")
  }

  // MARK: Targets

  /// What a target's checks have come to.
  private struct Block {
    var facts: [Text] = []
    var failures: [Failure] = []
  }

  private mutating func check(
    _ target: Target, in project: Project, online: Bool, wouldDeploy: Bool
  ) async throws(Failure) {
    var block = Block()
    let image = checkPlan(of: target, in: project, &block)
    if online {
      try await checkIdentity(of: target, in: project, &block)
      if let image { try await checkLogin(image, &block) }
    } else {
      try await checkPresence(for: target, in: project, &block)
    }
    let verdict: Text = block.failures.first.map { "to fix: \(Self.area($0.kind)), see above" } ?? "ok"
    lines.append("\(target.name) (\(target.provider)): \(verdict)")
    lines += block.facts.map { "  \($0)" }
    for failure in block.failures {
      // A job that does not deploy a target may lack its credentials.
      let mayLack = failure.kind == .credentials && !isIncomplete(failure)
      note(failure, of: target.name, isError: wouldDeploy || !mayLack)
    }
  }

  /// Whether one variable of a pair is set without the other, which is a mistake for every job.
  private func isIncomplete(_ failure: Failure) -> Bool {
    let what = failure.what.description
    let pairs = CloudAccount.all.flatMap { account in
      account.keys.map { ($0.id, $0.secret) } + (account.role.map { [($0.arn, $0.identityProvider)] } ?? [])
    }
    return pairs.contains { one, other in
      what.contains(one) && what.contains(other)
        && (world.variable(one) == nil) != (world.variable(other) == nil)
    }
  }

  private static func area(_ kind: Failure.Kind) -> Text {
    switch kind {
    case .credentials: "credentials"
    case .configuration, .usage: "configuration"
    case .repository: "repository or package"
    case .unavailable, .tryLater: "the provider cannot be reached"
    default: "it cannot be deployed"
    }
  }

  /// The same cause of several targets is one finding, as serious as for the one that it matters to most.
  private mutating func note(_ failure: Failure, of name: String, isError: Bool) {
    if isError { problem = problem ?? failure.kind }
    let same = shared.firstIndex { known in
      known.failure.what == failure.what && known.failure.place == failure.place
        && known.failure.remedies == failure.remedies
    }
    if let same {
      if !shared[same].names.contains(name) { shared[same].names.append(name) }
      shared[same].isError = shared[same].isError || isError
    } else {
      shared.append((failure, [name], isError))
    }
  }

  /// How the image gets its tag, if the target has one and can be planned.
  private mutating func checkPlan(
    of target: Target, in project: Project, _ block: inout Block
  ) -> PublishImage? {
    do throws(Failure) {
      let prepared = try target.before.isEmpty ? project.prepare(target) : project.preview(target)
      findings += prepared.plan.findings
      if let image = prepared.image { try RegistryCredentials.check(for: image.repository, in: world) }
      block.facts.append("would deploy \(prepared.plan.deployment.version)")
      return prepared.image
    } catch {
      block.failures.append(error)
      return nil
    }
  }

  /// Whether there are credentials, as a deploy would find them; sends nothing.
  private func checkPresence(
    for target: Target, in project: Project, _ block: inout Block
  ) async throws(Failure) {
    try await checkPresence(for: target, in: project, &block) { (provider) async throws(Failure) in
      _ = try await provider.identity()
    }
    try await checkPresence(for: target, in: project, &block) { (provider) async throws(Failure) in
      try await provider.findUploadKey()
    }
  }

  private func checkPresence(
    for target: Target, in project: Project, _ block: inout Block,
    by find: (any Provider) async throws(Failure) -> Void
  ) async throws(Failure) {
    let wasSending = Sending()
    var offline = world
    offline.transport = Transport { (_, _) throws(Failure) in
      wasSending.value.withLock { $0 = true }
      throw Failure(.unavailable, "nothing is sent")
    }
    offline.tell = { _ in }
    do throws(Failure) {
      try await find(project.through(offline).service(of: target).provider)
    } catch {
      if error.isStop { throw error }
      // What would be sent to find out more is not: there is something to send it with. A service that cannot be made
      // fails both times.
      guard !wasSending.value.withLock({ $0 }), error.kind == .credentials,
        !block.failures.contains(where: { $0.what == error.what })
      else { return }
      block.failures.append(error)
    }
  }

  private final class Sending: Sendable {
    let value = Mutex(false)
  }

  private mutating func checkIdentity(
    of target: Target, in project: Project, _ block: inout Block
  ) async throws(Failure) {
    do throws(Failure) {
      let provider = try project.service(of: target).provider
      guard let identity = try await provider.identity() else {
        return block.facts.append("needs no credentials")
      }
      note(identity, &block)
    } catch {
      if error.isStop { throw error }
      block.failures.append(error)
    }
    do throws(Failure) {
      guard let identity = try await project.service(of: target).provider.uploadIdentity() else { return }
      note(identity, &block)
    } catch {
      if error.isStop { throw error }
      if !block.failures.contains(where: { $0.what == error.what }) { block.failures.append(error) }
    }
  }

  private mutating func note(_ identity: CallerIdentity, _ block: inout Block) {
    let account: Text = identity.account.map { " (account \($0))" } ?? ""
    block.facts.append("authenticated as \(identity.name)\(account), key \(identity.key)")
    for index in setups.indices where identity.name.description.hasPrefix(setups[index].role.policies.prefix)
    {
      setups[index].accountID = identity.account
    }
  }

  private func checkLogin(_ image: PublishImage, _ block: inout Block) async throws(Failure) {
    do throws(Failure) {
      for (registry, source) in try await image.checkLogin() {
        block.facts.append(
          source.map { "\(registry) accepts the login from \($0)" } ?? "\(registry) needs no login")
      }
    } catch {
      if error.isStop { throw error }
      block.failures.append(error)
    }
  }

  // MARK: Consoles

  /// The plans are made with the vendors' own addresses: their hosts name the services.
  private mutating func explainConsoles(_ project: Project) throws(Failure) {
    var world = world
    world.environment = world.environment.filter { !$0.key.contains("SAMPAN_ENDPOINT_") }
    let plain = project.through(world)
    for target in plain.configuration.targets {
      guard let prepared = try? plain.prepare(target) else { continue }
      for index in setups.indices { setups[index].add(prepared.plan.requests) }
    }
    let identity = try JobIdentity(of: project, in: world)
    for setup in setups where !setup.actions.isEmpty {
      do throws(Failure) {
        lines += try setup.lines(for: identity, in: world)
      } catch {
        // The targets of this cloud have the same problem, which was reported.
        if error.isStop || problem == nil { throw error }
      }
    }
  }
}
