import CLibgit2
import Model

/// The commits of a repository as a graph, read when first asked for and numbered in the order they were met.
///
/// A commit whose object is not in the clone is a *gap*: it is known to exist, its parents are not known. In a shallow
/// clone these are the parents of the oldest commits. What is in the clone is always true, because ids are hashes of
/// contents; so everything here follows from the commits that are there, and the list git keeps of where it cut
/// (`shallow`) is not needed.
struct History: ~Copyable {
  private let objects: Handle
  private var ids: [OID] = []
  private var numbers: [OID: Int] = [:]
  /// Nil until read.
  private var parentsRead: [[Int]?] = []
  private var gaps: Set<Int> = []

  init(_ repository: Repository) throws(Failure) {
    objects = try repository.openedObjects(repository.opened())
  }

  /// The number of a commit, which need not be in the clone.
  mutating func number(_ id: OID) -> Int {
    if let known = numbers[id] { return known }
    numbers[id] = ids.count
    ids.append(id)
    parentsRead.append(nil)
    return ids.count - 1
  }

  func id(_ number: Int) -> OID { ids[number] }

  /// Only of a commit that was read.
  func isGap(_ number: Int) -> Bool { gaps.contains(number) }

  func gaps(among commits: Set<Int>) -> Set<Int> { gaps.intersection(commits) }

  /// None for a root and for a gap.
  mutating func parents(_ number: Int) throws(Failure) -> [Int] {
    if let read = parentsRead[number] { return read }
    guard let parents = try readParents(ids[number]) else {
      gaps.insert(number)
      parentsRead[number] = []
      return []
    }
    var numbers: [Int] = []
    for parent in parents { numbers.append(self.number(parent)) }
    parentsRead[number] = numbers
    return numbers
  }

  /// The commit and everything it descends from.
  mutating func ancestors(_ number: Int) throws(Failure) -> Set<Int> {
    var found: Set = [number]
    var pending = [number]
    while let next = pending.popLast() {
      for parent in try parents(next) where found.insert(parent).inserted { pending.append(parent) }
    }
    return found
  }

  /// How many commits `left` has that `right` has not, each set being all ancestors of some commit; nil when that
  /// cannot be told from the commits that are here.
  ///
  /// The number is that of the whole history when
  /// 1. no gap is in the difference, so whatever hides behind a gap of `left` also hides behind a gap of `right`; and
  /// 2. nothing in the difference can hide behind a gap of `right`. A commit that descends from a gap cannot be its
  ///    ancestor, so it is enough that every commit of the difference descends from every gap of `right`; and since
  ///    descent is inherited, that the oldest ones do.
  mutating func count(of left: Set<Int>, without right: Set<Int>) throws(Failure) -> Int? {
    let difference = left.subtracting(right)
    guard gaps(among: difference).isEmpty else { return nil }
    let hiding = gaps(among: right)
    if hiding.isEmpty { return difference.count }
    for commit in difference {
      let isOldest = try parents(commit).allSatisfy { !difference.contains($0) }
      if isOldest, try !ancestors(commit).isSuperset(of: hiding) { return nil }
    }
    return difference.count
  }

  /// Nil when the commit is not in the clone.
  private func readParents(_ id: OID) throws(Failure) -> [OID]? {
    var oid = id.oid
    let database = unsafe objects.pointer
    let action = "read the history"
    guard
      let object = try unsafe Handle(
        ifFound: action, freedBy: unsafe git_odb_object_free, { unsafe git_odb_read($0, database, &oid) })
    else { return nil }
    guard unsafe git_odb_object_type(object.pointer) == GIT_OBJECT_COMMIT,
      let data = unsafe git_odb_object_data(object.pointer)
    else { throw Failure(.repository, "\(try id.objectID) is not a commit", remedies: ["git fsck --full"]) }
    let size = unsafe git_odb_object_size(object.pointer)
    return unsafe Self.parents(UnsafeRawBufferPointer(start: data, count: size))
  }

  /// The lines `parent <40 digits>` that follow the first line, `tree <40 digits>`. Read here because decoding whole
  /// commits takes three times as long, and histories have many.
  private static func parents(_ commit: UnsafeRawBufferPointer) -> [OID] {
    let word = Array("parent ".utf8)
    var line = "tree ".utf8.count + Int(GIT_OID_HEXSZ) + 1
    var parents: [OID] = []
    while line + word.count + Int(GIT_OID_HEXSZ) <= commit.count, unsafe commit[line...].starts(with: word) {
      var oid = git_oid()
      let digits = unsafe commit.baseAddress?.advanced(by: line + word.count)
      guard let digits = unsafe digits?.assumingMemoryBound(to: CChar.self),
        unsafe git_oid_fromstrn(&oid, digits, Int(GIT_OID_HEXSZ)) == 0
      else { break }
      parents.append(OID(oid))
      line += word.count + Int(GIT_OID_HEXSZ) + 1
    }
    return parents
  }
}

extension Repository {
  /// Commits reachable from this one, itself included. Refused where the history is cut off.
  package func commitCount(of commit: ObjectID) throws(Failure) -> Int {
    var history = try History(self)
    let all = try history.ancestors(history.number(OID(commit)))
    guard history.gaps(among: all).isEmpty else { throw Refusal.shallow("count its commits", access: access) }
    return all.count
  }
}
