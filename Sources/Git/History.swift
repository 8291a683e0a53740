import Model

/// The commits that some commits descend from, as a graph: numbered in the order they were met, breadth
/// first, and read as far as was asked for.
///
/// A commit whose parents are not known is a *gap*: it was not read yet, or its object is not in the clone.
/// In a shallow clone these are the parents of the oldest commits. What is in the clone is always true,
/// because ids are hashes of contents; so the list that git keeps of where it cut (`shallow`) is not needed,
/// and what is proved without reading behind a gap is true of the whole history.
struct History: ~Copyable {
  private let objects: Handle
  private(set) var ids: [OID] = []
  private var numbers: [OID: Int] = [:]
  /// Of the commits read so far: the first ones by number.
  private var parents: [[Int]] = []
  /// Looked up, and not in the clone.
  private var absent: Set<Int> = []

  /// The starts get the numbers from 0.
  init(_ repository: Repository, from starts: OID...) throws(Failure) {
    objects = try repository.openedObjects(repository.opened())
    for start in starts { _ = number(start) }
  }

  /// Nothing is left to read. There are still gaps when the clone lacks commits.
  var isRead: Bool { parents.count == ids.count }

  /// Reads on until `count` commits are read in all, or all there are.
  mutating func read(atMost count: Int = .max) throws(Failure) {
    while parents.count < min(count, ids.count) {
      let next = parents.count
      guard let found = try CommitLinks(of: ids[next], in: objects)?.parents else {
        absent.insert(next)
        parents.append([])
        continue
      }
      var numbers: [Int] = []
      for parent in found { numbers.append(number(parent)) }
      parents.append(numbers)
    }
  }

  private mutating func number(_ id: OID) -> Int {
    if let known = numbers[id] { return known }
    numbers[id] = ids.count
    ids.append(id)
    return ids.count - 1
  }

  func isGap(_ commit: Int) -> Bool { commit >= parents.count || absent.contains(commit) }

  /// None for a root and for a gap.
  func parents(_ commit: Int) -> [Int] { commit < parents.count ? parents[commit] : [] }

  /// The commit and everything it is known to descend from.
  func ancestors(_ commit: Int) -> Set<Int> {
    var found: Set = [commit]
    var pending = [commit]
    while let next = pending.popLast() {
      for parent in parents(next) where found.insert(parent).inserted { pending.append(parent) }
    }
    return found
  }

  /// The commits that `left` has and `right` has not, each set being all ancestors of some commit; nil when what is
  /// known does not decide that.
  ///
  /// They are those of the whole history when
  /// 1. no gap is in the difference: what hides behind a gap of `left` also hides behind one of `right`; and
  /// 2. nothing in the difference can hide behind a gap of `right`. A commit that descends from a gap cannot
  ///    be its ancestor, so it is enough that every commit of the difference descends from every gap of
  ///    `right`; and since descent is inherited, that the oldest ones do.
  func difference(of left: Set<Int>, without right: Set<Int>) -> Set<Int>? {
    let difference = left.subtracting(right)
    if difference.contains(where: { isGap($0) }) { return nil }
    let hiding = right.filter { isGap($0) }
    if hiding.isEmpty { return difference }
    for commit in difference where parents(commit).allSatisfy({ !difference.contains($0) }) {
      guard ancestors(commit).isSuperset(of: hiding) else { return nil }
    }
    return difference
  }

  /// How many they are.
  func count(of left: Set<Int>, without right: Set<Int>) -> Int? {
    difference(of: left, without: right)?.count
  }
}

extension Repository {
  /// Commits reachable from this one, itself included. Refused where the history is cut off.
  package func commitCount(of commit: ObjectID) throws(Failure) -> Int {
    var history = try History(self, from: OID(commit))
    try history.read()
    guard !history.ids.indices.contains(where: { history.isGap($0) }) else {
      throw Refusal.shallow("count its commits", access: access)
    }
    return history.ids.count
  }
}
