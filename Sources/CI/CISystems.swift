import Model

/// Detects the CI system from the environment.
package enum CISystems {
  /// The first system whose variables are set. `CI=false` disables detection.
  package static func detect(_ environment: [String: String]) -> CIJob? {
    let variables = Variables(environment)
    guard variables["CI"]?.lowercased() != "false" else { return nil }
    return all.first { $0.isActive(variables) }?.job(variables)
  }

  /// A system by the identifier of `CIJob.system`, e.g. `travis`: its title, and what to change there so that the whole
  /// history is cloned.
  package static func named(_ name: String) -> (title: String, fullHistory: Text)? {
    all.first { $0.id.rawValue == name && $0.id != .unknown }.map { ($0.title, $0.fullHistory) }
  }

  /// The order matters, because systems set the variables of others: Gitea sets `GITHUB_ACTIONS`, Woodpecker can set
  /// Drone's variables, CODING's classic pipelines are Jenkins, and Yunxiao uses GitLab's names for the commit.
  static let all: [CISystem] = [
    .gitea, .github, .gitlab, .cnb, .coding, .codingClassic, .gitee, .azure, .buildkite, .circle, .teamcity,
    .woodpecker, .drone, .bitbucket, .jenkins, .yunxiao, .travis, .appveyor, .semaphore, .codebuild, .cirrus,
    .unknown,
  ]
}

/// One CI system: how it is recognized, and which of its variables hold the facts about a job.
struct CISystem: Sendable {
  let id: CIJob.System
  let title: String
  /// Whether its log shows ANSI colors.
  let showsColor: Bool
  /// What to change so that the whole history is cloned.
  let fullHistory: Text
  let isActive: @Sendable (Variables) -> Bool
  let read: @Sendable (Variables) -> Facts

  init(
    _ id: CIJob.System, title: String, showsColor: Bool = false, fullHistory: Text,
    isActive: @escaping @Sendable (Variables) -> Bool, read: @escaping @Sendable (Variables) -> Facts
  ) {
    self.id = id
    self.title = title
    self.showsColor = showsColor
    self.fullHistory = fullHistory
    self.isActive = isActive
    self.read = read
  }

  /// What the variables of a job contain.
  struct Facts {
    /// The commit that `ref` describes, as the variable has it. Nil if the system has no variable for it: then `ref` is
    /// taken to describe HEAD.
    var commit: String?
    var ref: CIJob.Ref
    var runID: String?
    var runURL: String?
    var workflow: String?
    var workspace: String?
  }

  func job(_ variables: Variables) -> CIJob {
    let facts = read(variables)
    return CIJob(
      id, title: title, commit: facts.commit.flatMap(Self.id), ref: facts.ref, runID: facts.runID,
      runURL: facts.runURL, workflow: facts.workflow, workspace: facts.workspace,
      fullHistoryRemedy: fullHistory, showsColor: showsColor)
  }

  /// The id of a commit in lower case, or its first digits. A value that is not an id is kept: it matches no commit,
  /// so the job's branch and tag are not used. A system that documents other values removes them in its own `read`.
  private static func id(_ text: String) -> String? {
    let id = text.lowercased().drop(while: \.isWhitespace)
    guard let last = id.lastIndex(where: { !$0.isWhitespace }) else { return nil }
    return String(id[...last])
  }
}

extension CIJob.Ref {
  /// From a full name, e.g. `refs/heads/main`; nil for any other. Only for variables that contain full names: a
  /// branch can also be named `refs/heads/main`.
  init?(full name: String?) {
    func rest(after prefix: String) -> String? {
      guard let name, name.hasPrefix(prefix), name.count > prefix.count else { return nil }
      return String(name.dropFirst(prefix.count))
    }
    if let branch = rest(after: "refs/heads/") {
      self = .branch(branch)
    } else if let tag = rest(after: "refs/tags/") {
      self = .tag(tag)
    } else if let branch = rest(after: "refs/remotes/") {
      self = .branch(Self.local(branch))
    } else if let request = rest(after: "refs/pull/") ?? rest(after: "refs/pull-requests/")
      ?? rest(after: "refs/merge-requests/")
    {
      self = .pullRequest(String(request.prefix { $0 != "/" }))
    } else {
      return nil
    }
  }
}

extension CIJob.Ref {
  /// The name of a remote's branch, without the remote. Only for the remotes that usually are the repository itself:
  /// `main` of another remote, such as a fork, is not this repository's `main`.
  static func local(_ branch: String) -> String {
    let remote = ["origin/", "upstream/"].first { branch.hasPrefix($0) && branch.count > $0.count }
    return String(branch.dropFirst(remote?.count ?? 0))
  }
}

/// The environment. A variable that is empty counts as not set.
struct Variables: Sendable {
  private let values: [String: String]

  init(_ values: [String: String]) { self.values = values }

  subscript(name: String) -> String? { values.variable(name) }

  /// Set, and not to `false`.
  func has(_ name: String) -> Bool { self[name].map { $0.lowercased() != "false" } ?? false }

  /// The rest of a value after a prefix; nil without that prefix.
  func suffix(of name: String, after prefix: String) -> String? {
    guard let value = self[name], value.hasPrefix(prefix), value.count > prefix.count else { return nil }
    return String(value.dropFirst(prefix.count))
  }

  /// The different values of all variables whose names start with the prefix.
  func all(withPrefix prefix: String) -> Set<String> {
    Set(values.lazy.filter { $0.key.hasPrefix(prefix) && !$0.value.isEmpty }.map(\.value))
  }

  /// The values joined by `/`; nil if one of them is not set. A `/` at the end of a part is not doubled.
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
