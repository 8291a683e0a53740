import Effects
import Git
import Model
import Providers
import Registry

/// What is wrong with this machine, this clone, this config and these credentials, and how to fix it.
package struct Checkup: Sendable {
  /// The checks that passed, one line each.
  package private(set) var passed: [Text] = []
  /// The checks that did not pass.
  package private(set) var findings: [Finding] = []
  /// Of the first check that did not pass; nil: a deploy may be tried.
  package private(set) var problem: Failure.Kind?

  private let world: World

  /// Runs every check for which the checks before it leave enough. Sends nothing, except with `credentials` one call
  /// for each target, which changes nothing.
  package init(
    _ directory: String, configFile: String?, trust: Bool, credentials: Bool, in world: World
  ) async throws(Failure) {
    self.world = world
    checkMachine()
    do throws(Failure) {
      let project = try Project.open(directory, configFile: configFile, trust: trust, in: world)
      findings += project.findings
      describe(project)
      for target in project.configuration.targets {
        checkPlan(of: target, in: project)
        if credentials { try await checkCredentials(of: target, in: project) }
      }
    } catch {
      if error.isStop { throw error }
      add(error, rule: "doctor/project")
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
      passed.append("machine: the temporary directory is writable")
    } catch {
      add(error, rule: "doctor/temporary-files")
    }
    for name in Self.networkVariables where world.variable(name) != nil {
      passed.append("machine: \(name) is set and is used")
    }
    if let job = world.job {
      passed.append("machine: running in \(job.title)")
    }
  }

  private mutating func describe(_ project: Project) {
    let head = project.head
    let place: Text = head.branch.map { "on branch \($0)" } ?? "detached"
    let depth: Text = project.repository.isShallow ? ", a shallow clone" : ""
    passed.append("clone: HEAD is \(head.commit.id.prefix(12)) \(place)\(depth)")
    let count = project.configuration.targets.count
    passed.append("config: \(counted(count, "target"))")
  }

  private mutating func checkPlan(of target: Target, in project: Project) {
    do throws(Failure) {
      let prepared = try project.prepare(target)
      findings += prepared.plan.findings
      if let image = prepared.image { try RegistryCredentials.check(for: image.repository, in: world) }
      passed.append(
        "\(target.name) (\(target.provider)): would deploy \(prepared.plan.deployment.version)")
    } catch {
      add(error, for: target, rule: "doctor/plan")
    }
  }

  private mutating func checkCredentials(of target: Target, in project: Project) async throws(Failure) {
    do throws(Failure) {
      guard let identity = try await project.service(of: target).provider.identity() else {
        return passed.append("\(target.name) (\(target.provider)): needs no credentials")
      }
      let account: Text = identity.account.map { " (account \($0))" } ?? ""
      passed.append(
        """
        \(target.name) (\(target.provider)): authenticated as \(identity.name)\(account), \
        key \(identity.key)
        """)
    } catch {
      if error.isStop { throw error }
      add(error, for: target, rule: "doctor/credentials")
    }
  }

  private mutating func add(_ failure: Failure, for target: Target? = nil, rule: String) {
    problem = problem ?? failure.kind
    let what = target.map { "\($0.name): \(failure.what)" } ?? failure.what
    findings.append(Finding(.error, what, rule: rule, place: failure.place, remedies: failure.remedies))
  }
}
