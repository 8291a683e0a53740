import CLibgit2
import Model

/// Reads objects of one repository. For one thread at a time: every thread opens its own with `withObjects`.
package final class ObjectReader {
  let repository: Handle
  private let database: Handle
  let access: Access
  /// A terabyte: sizes can be added up without an overflow.
  private static let largest = 1 << 40

  fileprivate init(_ repository: Repository) throws(Failure) {
    access = repository.access
    let opened = try repository.opened()
    database = try repository.openedObjects(opened)
    self.repository = opened
  }

  /// The bytes of a blob, all at once: ask for its `size` first.
  package func blob(_ id: ObjectID) throws(Failure) -> [UInt8] {
    try withBlob(id) { (bytes) throws(Failure) in unsafe bytes.withUnsafeBytes { unsafe Array($0) } }
  }

  /// The bytes of a blob where they are, for as long as the body runs.
  package func withBlob<R>(_ id: ObjectID, _ body: (RawSpan) throws(Failure) -> R) throws(Failure) -> R {
    guard let object = try RawObject(OID(id), in: database, "read blob \(id)") else {
      throw Refusal.missing("blob \(id) is")
    }
    guard object.type == GIT_OBJECT_BLOB else {
      throw Failure(.repository, "object \(id) is not a blob", remedies: ["git fsck --full"])
    }
    return try unsafe object.withBytes { (bytes) throws(Failure) in try body(unsafe bytes.bytes) }
  }

  /// Bytes, without reading them.
  package func size(_ id: ObjectID) throws(Failure) -> Int {
    guard let size = try sizeIfPresent(OID(id)) else {
      throw Refusal.missing("object \(id) is")
    }
    return size
  }

  package func exists(_ id: ObjectID) throws(Failure) -> Bool { try sizeIfPresent(OID(id)) != nil }

  func sizeIfPresent(_ id: OID) throws(Failure) -> Int? {
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_ANY
    let code = unsafe git_odb_read_header(&size, &type, database.pointer, &oid)
    guard code == 0 else {
      let error = GitError(code: code)
      if error.isNotFound { return nil }
      throw error.failure("read object \(id.objectID)")
    }
    guard size <= Self.largest else {
      throw Failure(
        .repository, "object \(id.objectID) claims to have \(size) bytes", remedies: ["git fsck --full"])
    }
    return size
  }
}

extension Repository {
  /// Opens the object database for many reads on one thread.
  package func objects() throws(Failure) -> ObjectReader { try ObjectReader(self) }

  /// Opens the object database once for many reads.
  package func withObjects<R>(_ body: (ObjectReader) throws(Failure) -> R) throws(Failure) -> R {
    try body(ObjectReader(self))
  }
}
