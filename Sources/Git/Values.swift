import Model

/// What is checked out.
package struct Head: Equatable, Sendable {
  package var commit: Commit
  /// Without `refs/heads/`; nil when HEAD is detached, as most CI systems leave it.
  package var branch: String?

  package init(commit: Commit, branch: String?) {
    self.commit = commit
    self.branch = branch
  }
}

/// The position of a commit relative to the tags that are versions.
package enum TagDescription: Equatable, Sendable {
  /// The commit itself carries the tag.
  case exact(Tag)
  /// The nearest tag, and how many commits came after it: `git rev-list --count tag..commit`.
  case after(Tag, distance: Int)
  /// No such tag in the whole history of `count` commits.
  case untagged(count: Int)
  /// The clone has too little of the history. The failure names the fix.
  case incomplete(Failure)
}

/// What a folder of a commit contains.
package struct TreeListing: Equatable, Sendable {
  /// Blobs, links and submodules in git's tree order. Paths are relative to the folder.
  package var entries: [TreeEntry]
  /// Paths among `entries` that have the attribute `export-subst`: `git archive` would rewrite them, we do
  /// not.
  package var exportSubst: [[UInt8]]
  /// An attribute file that was read names the filter of Git LFS, for whichever paths.
  package var usesLFS: Bool

  package init(entries: [TreeEntry], exportSubst: [[UInt8]] = [], usesLFS: Bool = false) {
    self.entries = entries
    self.exportSubst = exportSubst
    self.usesLFS = usesLFS
  }
}
