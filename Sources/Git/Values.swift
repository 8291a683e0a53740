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
  /// Blobs of `entries` that are not in the clone (partial clone): their size is 0.
  package var missing: Set<ObjectID>

  package init(
    entries: [TreeEntry], exportSubst: [[UInt8]] = [], usesLFS: Bool = false, missing: Set<ObjectID> = []
  ) {
    self.entries = entries
    self.exportSubst = exportSubst
    self.usesLFS = usesLFS
    self.missing = missing
  }

  /// Refuses when the content of an entry that is needed is not in the clone: nothing is fetched.
  package func requireContents(where isNeeded: (TreeEntry) -> Bool = { _ in true }) throws(Failure) {
    guard !missing.isEmpty else { return }
    let lacking = entries.filter { missing.contains($0.object) && isNeeded($0) }
    guard let first = lacking.first else { return }
    let path = "\"\(String(decoding: first.path, as: UTF8.self))\""
    throw Refusal.missing(
      lacking.count == 1
        ? "the content of \(path) is"
        : "the content of \(path) and of \(counted(lacking.count - 1, "more file")) is")
  }
}
