/// What `diff` found for one target: what is live, against what a deploy of HEAD would send.
package struct DifferenceReport: Equatable, Sendable {
  package var target: String
  package var provider: String
  /// As in `Target.service`.
  package var service: String
  /// Nil: nothing is live.
  package var live: ServiceState.Online?
  /// Of what is live; nil where it is not in the clone, or not known.
  package var liveCommit: Commit?
  package var head: Commit
  package var relation: StatusReport.Relation
  /// The commits that HEAD has and what is live has not, newest first.
  package var ahead: [Commit] = []
  /// The commits that what is live has and HEAD has not.
  package var behind: [Commit] = []
  /// The files of the target that differ, from what is live to HEAD; nil where they are not known.
  package var files: [FileChange]?
  /// There are more than `files`.
  package var hasMoreFiles = false
  /// How many files differ that are not part of what the target deploys.
  package var otherFileCount = 0
  /// Whether the content differs, by the stamp, which is known even where the commit is not; nil: not known.
  package var contentDiffers: Bool?
  /// Whether the settings, or contents from outside of the commit, differ; nil: not known.
  package var settingsDiffer: Bool?
  /// The target sends files that are not in the commit, which count as settings.
  package var hasOutsideContent = false

  package init(
    target: String, provider: String, service: String, live: ServiceState.Online?, head: Commit,
    relation: StatusReport.Relation
  ) {
    self.target = target
    self.provider = provider
    self.service = service
    self.live = live
    self.head = head
    self.relation = relation
  }

  /// Deploying HEAD would change nothing. False where it is not known what is live.
  package var isSame: Bool { contentDiffers == false && settingsDiffer != true }
}

/// One file that differs between two commits.
package struct FileChange: Equatable, Sendable {
  package var kind: Kind
  /// From the root of the repository, as the bytes git stores.
  package var path: [UInt8]

  package init(_ kind: Kind, _ path: [UInt8]) {
    self.kind = kind
    self.path = path
  }

  /// With git's letters.
  package enum Kind: String, CaseIterable, Sendable {
    case added = "A"
    case modified = "M"
    case removed = "D"
    /// A file, a link or a submodule became another of them.
    case retyped = "T"
  }
}
