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
    unsafe self.init(UnsafeRawBufferPointer(start: data, count: size))
  }

  /// The lines `parent <40 digits>` follow the first line, `tree <40 digits>`; then come author and
  /// committer, whose lines end in seconds and zone.
  private init(_ commit: UnsafeRawBufferPointer) {
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
    self.parents = parents
    committed = 0
    guard line <= commit.count else { return }
    let newline = UInt8(ascii: "\n")
    let blank = UInt8(ascii: " ")
    let author = unsafe commit[line...]
    guard let authorEnd = unsafe author.firstIndex(of: newline) else { return }
    let rest = unsafe author[(authorEnd + 1)...]
    guard unsafe rest.starts(with: "committer ".utf8), let end = unsafe rest.firstIndex(of: newline),
      let zone = unsafe rest[..<end].lastIndex(of: blank),
      let time = unsafe rest[..<zone].lastIndex(of: blank)
    else { return }
    for digit in unsafe Array(rest[(time + 1)..<zone]) {
      guard (0x30...0x39).contains(digit), committed < 1 << 50 else { return }
      committed = committed * 10 + Int64(digit - 0x30)
    }
  }
}
