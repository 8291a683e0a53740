import CLibgit2
import Model

/// What a walk needs of a commit. Read here because decoding whole commits takes three times as long, and
/// histories have many.
struct CommitLinks {
  var parents: [OID]
  /// The committer's time, in seconds since 1970; 0 when it cannot be read.
  var committed: Int64

  /// Nil when the commit is not in the clone.
  init?(of id: OID, in objects: borrowing Handle) throws(Failure) {
    guard let object = try RawObject(id, in: objects, "read the history") else { return nil }
    guard object.type == GIT_OBJECT_COMMIT else { throw Refusal.notACommit(id) }
    self = unsafe object.withBytes { unsafe CommitText($0).links }
  }

  init(parents: [OID], committed: Int64) {
    self.parents = parents
    self.committed = committed
  }
}

/// A commit object taken apart: `tree`, any number of `parent`, `author` and `committer`, which git writes in this
/// order, others, an empty line and the message. Has a pointer into the object.
@safe struct CommitText {
  private let bytes: UnsafeRawBufferPointer
  let links: CommitLinks
  /// Nil when it does not begin with one.
  let tree: OID?
  private let author: HeaderLine?
  /// Where the lines begin that may follow the committer.
  private let others: Int

  /// More lines before the message are not searched for its encoding, which git writes first.
  private static let mostOthers = 1000

  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
    let first = unsafe HeaderLine(HeaderLine.Word.tree, at: 0, of: bytes)
    tree = first?.id
    var start = first?.next ?? 0
    var parents: [OID] = []
    while let line = unsafe HeaderLine(HeaderLine.Word.parent, at: start, of: bytes), let parent = line.id {
      parents.append(parent)
      start = line.next
    }
    author = unsafe HeaderLine(HeaderLine.Word.author, at: start, of: bytes)
    start = author?.next ?? start
    let committer = unsafe HeaderLine(HeaderLine.Word.committer, at: start, of: bytes)
    others = committer?.next ?? start
    links = CommitLinks(parents: parents, committed: committer?.time ?? 0)
  }

  var person: (name: [UInt8], address: [UInt8]) { author?.person ?? ([], []) }

  /// Of the texts, as the commit names it; nil: UTF-8.
  var encoding: String? {
    var start = others
    for _ in 0..<Self.mostOthers {
      guard let line = unsafe HeaderLine(at: start, of: bytes) else { return nil }
      if let encoding = unsafe HeaderLine(HeaderLine.Word.encoding, at: start, of: bytes) {
        return String(decoding: encoding.text.prefix(64), as: UTF8.self)
      }
      start = line.next
    }
    return nil
  }

  /// The first paragraph of the message, cut to `HeaderLine.longestText`.
  var subject: [UInt8] {
    var start = others
    while let line = unsafe HeaderLine(at: start, of: bytes) { start = line.next }
    guard unsafe start + 1 < bytes.count else { return [] }
    return GitText.subject(of: unsafe GitText.cut(UnsafeRawBufferPointer(rebasing: bytes[(start + 1)...])))
  }
}
