import CLibgit2
import Model

extension Repository {
  /// How far HEAD is from what is live, named by the first digits of its commit. What the clone does not
  /// prove is `.unknown`, with the reason and what to do.
  package func relation(
    ofLive prefix: String, toHead head: ObjectID
  ) throws(Failure) -> StatusReport.Relation {
    let live: OID
    switch try lookup(prefix) {
    case .one(let id): live = id
    case .none(let reason): return .unknown(reason)
    }
    let head = try OID(head)
    if live == head { return .same }
    var history = try History(self, from: head, live)
    var wanted = 1000
    while true {
      try history.read(atMost: wanted)
      let (ofHead, ofLive) = (history.ancestors(0), history.ancestors(1))
      if let ahead = history.count(of: ofHead, without: ofLive),
        let behind = history.count(of: ofLive, without: ofHead)
      {
        switch (ahead, behind) {
        case (_, 0): return .headIsAhead(ahead)
        case (0, _): return .liveIsAhead(behind)
        default: return .diverged(head: ahead, live: behind)
        }
      }
      if history.isRead { break }
      wanted *= 8
    }
    let refusal = Refusal.shallow("compare commit \(prefix) with HEAD", access: access)
    guard let remedy = refusal.remedies.first else { return .unknown(refusal.what) }
    return .unknown("\(refusal.what); \(remedy)")
  }

  private enum Found {
    case one(OID)
    case none(Text)
  }

  private func lookup(_ prefix: String) throws(Failure) -> Found {
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
