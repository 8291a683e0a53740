import CLibgit2
import Model

extension Repository {
  /// How far HEAD is from what is live, named by the first digits of its commit. What the clone does not
  /// prove is `.unknown`, with the reason and what to do.
  package func relation(
    ofLive prefix: String, toHead head: ObjectID
  ) throws(Failure) -> StatusReport.Relation {
    switch try lookup(prefix) {
    case .one(let live): try between(live, OID(head)).relation
    case .none(let reason): .unknown(reason)
    }
  }

  /// The commits that only one of two commits descends from.
  struct Sides {
    var relation: StatusReport.Relation
    var ahead: [OID] = []
    var behind: [OID] = []
  }

  /// Nothing on either side where the relation is `.unknown`.
  func between(_ live: OID, _ head: OID) throws(Failure) -> Sides {
    if live == head { return Sides(relation: .same) }
    var history = try History(self, from: head, live)
    var wanted = 1000
    while true {
      try history.read(atMost: wanted)
      let (ofHead, ofLive) = (history.ancestors(0), history.ancestors(1))
      if let ahead = history.difference(of: ofHead, without: ofLive),
        let behind = history.difference(of: ofLive, without: ofHead)
      {
        let relation: StatusReport.Relation =
          switch (ahead.count, behind.count) {
          case (_, 0): .headIsAhead(ahead.count)
          case (0, _): .liveIsAhead(behind.count)
          default: .diverged(head: ahead.count, live: behind.count)
          }
        return Sides(
          relation: relation, ahead: ahead.sorted().map { history.ids[$0] },
          behind: behind.sorted().map { history.ids[$0] })
      }
      if history.isRead { break }
      wanted *= 8
    }
    let refusal = Refusal.shallow("compare commit \(live.objectID.prefix(12)) with HEAD", access: access)
    guard let remedy = refusal.remedies.first else { return Sides(relation: .unknown(refusal.what)) }
    return Sides(relation: .unknown("\(refusal.what); \(remedy)"))
  }

  enum Found {
    case one(OID)
    case none(Text)
  }

  func lookup(_ prefix: String) throws(Failure) -> Found {
    let digits = prefix.utf8.count
    var short = git_oid()
    guard (Int(GIT_OID_MINPREFIXLEN)...Int(GIT_OID_HEXSZ)).contains(digits),
      unsafe git_oid_fromstrn(&short, prefix, digits) == 0
    else { return .none("\"\(prefix)\" is not a commit id") }
    let objects = try openedObjects(opened())
    var full = git_oid()
    let code = unsafe git_odb_exists_prefix(&full, objects.pointer, &short, digits)
    if code == GIT_EAMBIGUOUS.rawValue { return .none("several commits begin with \(prefix)") }
    let error = GitError(code: code)
    guard code == 0 || error.isNotFound else { throw error.failure("look for commit \(prefix)") }
    guard code == 0, try RawObject.type(of: OID(full), in: objects) == GIT_OBJECT_COMMIT else {
      return .none("commit \(prefix) is not in this clone\(isShallow ? ", which is shallow" : "")")
    }
    return .one(OID(full))
  }
}
