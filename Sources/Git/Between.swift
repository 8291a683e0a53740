import CLibgit2
import Model

extension Repository {
  /// The commit whose id begins with these digits; nil when the clone has none, or several.
  package func commit(startingWith prefix: String) throws(Failure) -> Commit? {
    guard case .one(let id) = try lookup(prefix) else { return nil }
    return try commit(id, in: opened())
  }

  /// What lies between a commit, by its first digits, and HEAD: both commits are read here, nothing is fetched.
  ///
  /// Refused when the commit is not in the clone, with what to do. Where it is, but not the history between, the
  /// relation is `.unknown` and there are files but no commits.
  package func between(
    live prefix: String, and head: Commit, unless isStopped: () -> Bool = { false }
  ) throws(Failure) -> Between {
    let id: OID
    switch try lookup(prefix) {
    case .one(let found): id = found
    case .none(let reason): throw Refusal.absent(reason, isShallow: isShallow, access: access)
    }
    let repository = try opened()
    let live = try commit(id, in: repository)
    let sides = try between(id, OID(head.id))
    var between = Between(live: live, relation: sides.relation)
    between.ahead = try commits(sides.ahead, in: repository)
    between.behind = try commits(sides.behind, in: repository)
    (between.files, between.hasMoreFiles) = try withObjects { (objects) throws(Failure) in
      try objects.changes(from: OID(live.tree), to: OID(head.tree), unless: isStopped)
    }
    return between
  }

  /// Newest first; commits of the same second in the order of descent.
  private func commits(_ ids: [OID], in repository: borrowing Handle) throws(Failure) -> [Commit] {
    var commits: [Commit] = []
    for id in ids.prefix(Between.mostCommits) { commits.append(try commit(id, in: repository)) }
    return commits.enumerated().sorted {
      ($1.element.committed, $0.offset) < ($0.element.committed, $1.offset)
    }.map(\.element)
  }
}

/// What lies between a commit and HEAD.
package struct Between: Equatable, Sendable {
  package var live: Commit
  package var relation: StatusReport.Relation
  /// Those that HEAD has and the other commit has not, newest first; at most `mostCommits`.
  package var ahead: [Commit] = []
  /// Those that the other commit has and HEAD has not.
  package var behind: [Commit] = []
  /// From the other commit to HEAD, by path; at most `mostFiles`.
  package var files: [FileChange] = []
  package var hasMoreFiles = false

  /// The nearest ones are read; the relation has their number.
  package static let mostCommits = 1000
  package static let mostFiles = 10_000
}

extension Refusal {
  /// A commit that is not in the clone.
  fileprivate static func absent(_ reason: Text, isShallow: Bool, access: Access) -> Failure {
    let full: [Text] = isShallow ? access.job.map { [$0.fullHistoryRemedy] } ?? [] : []
    return Failure(
      .repository, reason,
      remedies: full + [
        isShallow ? "git fetch --unshallow --tags" : "fetch the branch that has it: git fetch --all"
      ])
  }
}

extension ObjectReader {
  /// Two folders that differ; nil: it does not exist on that side.
  private struct Pair {
    var path: [UInt8]
    var old: OID?
    var new: OID?
    var depth: Int
  }

  /// Every file that differs between two trees, by path, without detection of renames, as `git diff --no-renames
  /// --name-status`. Trees that are the same are not read. Ends early, with true, at more than `Between.mostFiles`, and at
  /// what no checkout has (`ListingLimits`).
  fileprivate func changes(
    from old: OID, to new: OID, unless isStopped: () -> Bool
  ) throws(Failure) -> (files: [FileChange], hasMore: Bool) {
    var files: [FileChange] = []
    var pending = old == new ? [] : [Pair(path: [], old: old, new: new, depth: 0)]
    var visited = 0
    var hasMore = false
    while let pair = pending.popLast() {
      if isStopped() { throw Failure(.interrupted, "interrupted while comparing two commits") }
      let before = try pair.old.map { (id) throws(Failure) in try items(of: id) } ?? []
      let after = try pair.new.map { (id) throws(Failure) in try items(of: id) } ?? []
      visited += before.count + after.count
      guard visited <= ListingLimits.entries, files.count <= Between.mostFiles else {
        hasMore = true
        break
      }
      for (name, old, new) in Self.matched(before, after) where old?.id != new?.id || old?.mode != new?.mode {
        let path = pair.path + name
        if old?.isTree == true || new?.isTree == true {
          guard path.count < ListingLimits.pathBytes, pair.depth < ListingLimits.depth else {
            hasMore = true
            continue
          }
          pending.append(
            Pair(
              path: path + [UInt8(ascii: "/")], old: old.flatMap { $0.isTree ? $0.id : nil },
              new: new.flatMap { $0.isTree ? $0.id : nil }, depth: pair.depth + 1))
        }
        if let kind = FileChange.Kind(old, new) { files.append(FileChange(kind, path)) }
      }
    }
    files.sort { $0.path.lexicographicallyPrecedes($1.path) }
    return (Array(files.prefix(Between.mostFiles)), hasMore || files.count > Between.mostFiles)
  }

  private static func matched(
    _ old: [TreeItem], _ new: [TreeItem]
  ) -> [(name: [UInt8], old: TreeItem?, new: TreeItem?)] {
    var byName = Dictionary(new.map { ($0.name, $0) }) { first, _ in first }
    let both = old.map { ($0.name, Optional($0), byName.removeValue(forKey: $0.name)) }
    return both + new.filter { byName[$0.name] != nil }.map { ($0.name, nil, $0) }
  }
}

extension FileChange.Kind {
  /// Of what is no folder on either side; nil when both sides are folders or nothing.
  fileprivate init?(_ old: TreeItem?, _ new: TreeItem?) {
    switch (old.flatMap { $0.isTree ? nil : $0 }, new.flatMap { $0.isTree ? nil : $0 }) {
    case (nil, nil): return nil
    case (nil, _?): self = .added
    case (_?, nil): self = .removed
    case (let old?, let new?): self = old.isOtherType(than: new) ? .retyped : .modified
    }
  }
}

extension TreeItem {
  /// A file, a link and a submodule are different types; whether a file is executable is not.
  fileprivate func isOtherType(than other: TreeItem) -> Bool { mode & 0o170000 != other.mode & 0o170000 }
}
