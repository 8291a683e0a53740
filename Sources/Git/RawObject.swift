import CLibgit2
import Model

/// An object as it is in the database: what git wrote, before anything is made of it.
@safe struct RawObject: ~Copyable {
  private let handle: Handle

  /// Nil when it is not in the clone; `action` completes "cannot …".
  init?(_ id: OID, in database: borrowing Handle, _ action: @autoclosure () -> Text) throws(Failure) {
    var oid = id.oid
    let database = unsafe database.pointer
    let found = try unsafe Handle(ifFound: action(), freedBy: unsafe git_odb_object_free) {
      unsafe git_odb_read($0, database, &oid)
    }
    guard let found else { return nil }
    handle = found
  }

  var type: git_object_t { unsafe git_odb_object_type(handle.pointer) }

  /// The bytes where they are, for as long as the body runs.
  borrowing func withBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    let size = unsafe git_odb_object_size(handle.pointer)
    return try unsafe body(UnsafeRawBufferPointer(start: git_odb_object_data(handle.pointer), count: size))
  }

  /// The type alone. Nil when the object is not in the clone.
  static func type(of id: OID, in database: borrowing Handle) throws(Failure) -> git_object_t? {
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_ANY
    let code = unsafe git_odb_read_header(&size, &type, database.pointer, &oid)
    if code == 0 { return type }
    let error = GitError(code: code)
    if error.isNotFound { return nil }
    throw error.failure("read object \(id.objectID)")
  }

  /// The commit that a commit or a tag leads to in the end, and the time of the first tag on the way. Nil when it leads
  /// to something else, or to what is not in the clone.
  static func peeled(
    _ id: OID, in database: borrowing Handle
  ) throws(Failure) -> (commit: OID, tagged: Timestamp?)? {
    var id = id
    var tagged: Timestamp?
    // More than are ever nested; damaged ones could lead to each other.
    for _ in 0..<64 {
      switch try type(of: id, in: database) {
      case GIT_OBJECT_COMMIT?: return (id, tagged)
      case GIT_OBJECT_TAG?: break
      default: return nil
      }
      let hex = id.objectID
      guard let object = try RawObject(id, in: database, "read tag \(hex)"),
        let tag = unsafe object.withBytes({ unsafe TagText($0) })
      else { return nil }
      id = tag.target
      tagged = tagged ?? tag.tagged
    }
    return nil
  }
}

/// The lines of a tag object that count: `object`, `type`, `tag` and `tagger`.
private struct TagText {
  var target: OID
  var tagged: Timestamp

  /// Nil when it does not begin as tags do.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let target = unsafe HeaderLine(HeaderLine.Word.object, at: 0, of: bytes)?.id else { return nil }
    self.target = target
    // Tags from git's first years do not have a tagger.
    tagged = Timestamp(seconds: 0)
    var start = 0
    for _ in 0..<4 {
      guard let line = unsafe HeaderLine(at: start, of: bytes) else { return }
      if let tagger = unsafe HeaderLine(HeaderLine.Word.tagger, at: start, of: bytes) {
        tagged = Timestamp(seconds: tagger.time)
        return
      }
      start = line.next
    }
  }
}
