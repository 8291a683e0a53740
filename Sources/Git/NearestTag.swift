import Model

/// A walk from a commit to older ones, newest first, that finds the nearest tag and reads no more than that
/// takes: a commit is read when its turn may come.
///
/// What is found is that of the whole history if no commit is dated more than a day before its parents among
/// those that were not read; git makes the same assumption. Among those that were read it is checked.
struct NearestTag: ~Copyable {
  private struct Commit {
    var links: CommitLinks
    /// The candidates that descend from it, by bit.
    var marks: UInt64
    var isPassed = false
  }

  private let objects: Handle
  private let tag: (OID) throws(Failure) -> Tag?
  private var commits: [OID: Commit] = [:]
  /// The next to read, oldest first.
  private var queue: [(id: OID, date: Int64)] = []
  /// How many of these some candidate is not known to descend from.
  private var openCount = 0
  private var candidates: [(tag: Tag, distance: Int)] = []
  private var everyMark: UInt64 { candidates.isEmpty ? 0 : .max >> (64 - UInt64(candidates.count)) }
  private var passedCount = 0
  private var oldestPassed = Int64.max
  /// Of the commits that some candidate is ahead of.
  private var oldestOpen = Int64.max

  private static let slack: Int64 = 86_400

  /// `tag` gives the tag of a commit; it is asked once for each that is met and may be a candidate.
  init(_ repository: Repository, tag: @escaping (OID) throws(Failure) -> Tag?) throws(Failure) {
    objects = try repository.openedObjects(repository.opened())
    self.tag = tag
  }

  /// The answer for a commit that is not tagged itself; nil when the whole history is needed: a commit
  /// is not in the clone, dates contradict descent, or there are very many tags on parallel branches. Reads at least
  /// that many commits, if there are.
  mutating func find(from start: OID, reading atLeast: Int) throws(Failure) -> TagDescription? {
    guard try meet(start, marks: 0) else { return nil }
    while let next = queue.popLast() {
      guard try pass(next.id, date: next.date) else { return nil }
      let isBelow = (queue.last?.date ?? .min) < oldestOpen - min(oldestOpen, Self.slack)
      if openCount == 0, !candidates.isEmpty, isBelow, passedCount >= atLeast { break }
    }
    var nearest: (tag: Tag, distance: Int)?
    for candidate in candidates {
      guard let best = nearest else {
        nearest = candidate
        continue
      }
      if best.distance < candidate.distance { continue }
      if best.distance > candidate.distance || candidate.tag.isBetter(thanElsewhere: best.tag) {
        nearest = candidate
      }
    }
    return nearest.map { .after($0.tag, distance: $0.distance) } ?? .untagged(count: passedCount)
  }

  /// False when this walk cannot decide it.
  private mutating func pass(_ id: OID, date: Int64) throws(Failure) -> Bool {
    guard var commit = commits[id] else { return false }
    if commit.marks != everyMark { openCount -= 1 }
    oldestPassed = min(oldestPassed, date)
    if commit.marks == 0, let tag = try tag(id) {
      guard candidates.count < 64 else { return false }
      commit.marks = 1 << UInt64(candidates.count)
      candidates.append((tag, distance: passedCount))
      // Nothing before it is known to be older than it.
      oldestOpen = oldestPassed
      openCount = queue.count { commits[$0.id]?.marks != everyMark }
    }
    if commit.marks != everyMark { oldestOpen = min(oldestOpen, date) }
    for index in candidates.indices where commit.marks & 1 << UInt64(index) == 0 {
      candidates[index].distance += 1
    }
    passedCount += 1
    commit.isPassed = true
    commits[id] = commit
    for parent in commit.links.parents {
      guard try meet(parent, marks: commit.marks) else { return false }
    }
    return true
  }

  /// False when the commit is not in the clone, or should have been met before it was passed.
  private mutating func meet(_ id: OID, marks: UInt64) throws(Failure) -> Bool {
    if let known = commits[id] {
      let all = known.marks | marks
      guard all != known.marks else { return true }
      guard !known.isPassed else { return false }
      commits[id]?.marks = all
      if all == everyMark { openCount -= 1 }
      return true
    }
    guard let links = try CommitLinks(of: id, in: objects) else { return false }
    commits[id] = Commit(links: links, marks: marks)
    if marks != everyMark { openCount += 1 }
    let date = links.committed
    var place = queue.count
    while place > 0, queue[place - 1].date > date { place -= 1 }
    queue.insert((id, date), at: place)
    return true
  }
}
