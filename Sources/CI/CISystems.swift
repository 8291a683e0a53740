import Model

/// Which CI system runs us, told from the environment alone.
package enum CISystems {
  /// The first row that recognises the environment. `CI=false` switches detection off.
  package static func detect(_ environment: [String: String]) -> CIJob? {
    let variables = Variables(environment)
    guard variables["CI"]?.lowercased() != "false" else { return nil }
    return all.first { $0.isActive(variables) }?.job(variables)
  }

  /// The order matters, because systems imitate one another: Gitea sets `GITHUB_ACTIONS`, Woodpecker can
  /// export Drone's names, CODING's classic pipelines are Jenkins, Yunxiao uses GitLab's names for the
  /// commit.
  static let all: [CISystem] = [
    .gitea, .github, .gitlab, .cnb, .coding, .codingClassic, .gitee, .azure, .buildkite, .circle, .teamcity,
    .woodpecker, .drone, .bitbucket, .jenkins, .yunxiao, .travis, .appveyor, .semaphore, .codebuild, .cirrus,
    .unknown,
  ]
}

/// One row of the table: how a system is recognised and where it keeps what we ask for.
struct CISystem: Sendable {
  var name: String
  var title: String
  /// Whether its log shows ANSI colours.
  var showsColor = false
  /// What to change so that the whole history is cloned.
  var fullHistory: String
  var isActive: @Sendable (Variables) -> Bool
  var read: @Sendable (Variables) -> Facts

  /// What a job's variables say.
  struct Facts {
    var commit: String?
    var ref: Ref
    var runID: String?
    var runURL: String?
    var workspace: String?
  }

  /// What the job was started for.
  enum Ref {
    case branch(String?)
    /// The one or the other: the system does not tell.
    case branchOrTag(String?)
    case tag(String)
    /// The number, or nil when the system does not tell.
    case pullRequest(String?)
  }

  func job(_ variables: Variables) -> CIJob {
    let facts = read(variables)
    var job = CIJob(
      system: name, title: title, commit: facts.commit, runID: facts.runID, runURL: facts.runURL,
      workspace: facts.workspace, fullHistoryRemedy: fullHistory, showsColor: showsColor)
    switch facts.ref {
    case .branch(let branch): job.branch = branch
    case .branchOrTag(let name): (job.branch, job.branchMayBeTag) = (name, true)
    case .tag(let tag): job.tag = tag
    case .pullRequest(let number): job.pullRequest = number ?? "?"
    }
    return job
  }
}

/// The environment with "empty" read as "not set".
struct Variables: Sendable {
  private let values: [String: String]

  init(_ values: [String: String]) { self.values = values }

  subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Set, and not to `false`.
  func has(_ name: String) -> Bool { self[name].map { $0.lowercased() != "false" } ?? false }

  /// The rest of a value behind a prefix; nil without that prefix.
  func suffix(of name: String, after prefix: String) -> String? {
    guard let value = self[name], value.hasPrefix(prefix), value.count > prefix.count else { return nil }
    return String(value.dropFirst(prefix.count))
  }

  /// The values joined by `/`; nil when one of them is not set. A trailing `/` of a part is not doubled.
  func path(_ parts: String?...) -> String? {
    var joined: [String] = []
    for part in parts {
      guard var part else { return nil }
      while part.hasSuffix("/") { part.removeLast() }
      joined.append(part)
    }
    return joined.joined(separator: "/")
  }
}
