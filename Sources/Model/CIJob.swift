/// What a CI system says about the job we run in. All of it is a hint: the commit of record is HEAD.
package struct CIJob: Equatable, Sendable {
  /// Stable identifier, e.g. `github`, `gitlab`, `cnb`; `unknown` when only `CI` is set.
  package var system: String
  /// The name people use, e.g. `GitHub Actions`.
  package var title: String
  /// The commit that `branch`, `tag` and `pullRequest` describe, in lower case and perhaps abbreviated; nil when the
  /// system names none.
  package var commit: String?
  /// HEAD, where it is another commit than the job's: `branch` and `tag` are nil then, since they describe that one.
  package var otherHead: ObjectID?
  /// The branch being built; nil for tag builds and pull requests.
  package var branch: String?
  /// The system has one name for branches and tags and does not say which it is: a tag of that name at HEAD decides.
  package var branchMayBeTag = false
  /// The tag being built.
  package var tag: String?
  /// Set for pull and merge requests: its number, or `?` when the system does not tell.
  package var pullRequest: String?
  package var runID: String?
  package var runURL: String?
  /// The directory of the job's checkout.
  package var workspace: String?
  /// What to change so that the whole history is cloned, as text a person can paste.
  package var fullHistoryRemedy: String
  /// The log shows ANSI colours although stdout is not a terminal.
  package var showsColor: Bool

  package init(
    system: String, title: String, commit: String? = nil, branch: String? = nil, tag: String? = nil,
    pullRequest: String? = nil, runID: String? = nil, runURL: String? = nil, workspace: String? = nil,
    fullHistoryRemedy: String, showsColor: Bool = false
  ) {
    self.system = system
    self.title = title
    self.commit = commit
    self.branch = branch
    self.tag = tag
    self.pullRequest = pullRequest
    self.runID = runID
    self.runURL = runURL
    self.workspace = workspace
    self.fullHistoryRemedy = fullHistoryRemedy
    self.showsColor = showsColor
  }
}
