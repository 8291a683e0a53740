/// What a CI system reports about the job we run in. These are hints only: the commit that is deployed is HEAD.
package struct CIJob: Equatable, Sendable {
  package var system: System
  /// The name that is shown, e.g. `GitHub Actions`.
  package var title: String
  /// The commit that `ref` describes, in lower case and perhaps abbreviated; nil when the system does not report one.
  package var commit: String?
  /// HEAD, if it is not the job's commit: then `ref` does not describe it and is a branch without a name.
  package var otherHead: ObjectID?
  /// What the job was started for.
  package var ref: Ref
  package var runID: String?
  package var runURL: String?
  /// The URL of the file that describes the job, at the branch or tag that it was read from:
  /// `https://github.com/acme/api/.github/workflows/deploy.yml@refs/heads/main`. Nil when the system does not report it.
  package var workflow: String?
  /// The directory of the job's checkout.
  package var workspace: String?
  /// What to change so that the whole history is cloned, as text to copy and paste.
  package var fullHistoryRemedy: Text
  /// The log shows ANSI colors although stdout is not a terminal.
  package var showsColor: Bool

  package init(
    _ system: System, title: String, commit: String? = nil, ref: Ref = .branch(nil), runID: String? = nil,
    runURL: String? = nil, workflow: String? = nil, workspace: String? = nil, fullHistoryRemedy: Text,
    showsColor: Bool = false
  ) {
    self.system = system
    self.title = title
    self.commit = commit
    self.ref = ref
    self.runID = runID
    self.runURL = runURL
    self.workflow = workflow
    self.workspace = workspace
    self.fullHistoryRemedy = fullHistoryRemedy
    self.showsColor = showsColor
  }

  /// The systems that are distinguished; the raw values are the arguments of `init --ci`.
  package enum System: String, CaseIterable, Sendable {
    case github, gitea, gitlab, cnb, coding
    case codingCI = "coding-ci"
    case gitee, azure, buildkite, circleci, teamcity, woodpecker, drone, bitbucket, jenkins, yunxiao, travis,
      appveyor, semaphore, codebuild, cirrus
    /// Only `CI` is set.
    case unknown
  }

  package enum Ref: Equatable, Sendable {
    /// Nil when the system does not name it.
    case branch(String?)
    /// A branch or a tag: the system uses one variable for both. It is a tag if HEAD has a tag of that name.
    case branchOrTag(String?)
    case tag(String)
    /// Of a pull or merge request: its number, or nil when the system does not name it.
    case pullRequest(String?)
  }
}

extension CIJob {
  /// The branch being built; nil for tag builds and pull requests.
  package var branch: String? {
    switch ref {
    case .branch(let name), .branchOrTag(let name): name
    case .tag, .pullRequest: nil
    }
  }

  /// The tag being built.
  package var tag: String? { if case .tag(let name) = ref { name } else { nil } }

  /// Set for pull and merge requests: the number, or `?`.
  package var pullRequest: String? { if case .pullRequest(let number) = ref { number ?? "?" } else { nil } }

  /// Runs plugins as containers, and passes their settings as `PLUGIN_…`.
  package var isPluginContainer: Bool { [.cnb, .woodpecker, .drone].contains(system) }
}
