import CLibgit2
import Model

/// An object id as 20 bytes in three words, the first byte lowest: cheap to hash and compare.
struct OID: Hashable {
  private let words: (UInt64, UInt64, UInt32)

  init(_ oid: git_oid) {
    words = unsafe withUnsafeBytes(of: oid) {
      unsafe (
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
      )
    }
  }

  /// Only ids of 20 bytes exist here: repositories with longer ones are refused when they are opened.
  init(_ id: ObjectID) throws(Failure) {
    guard let numbers = id.sha1 else { throw Failure(.repository, "\"\(id)\" is not a SHA-1 object id") }
    words = numbers
  }

  var oid: git_oid {
    var oid = git_oid()
    unsafe withUnsafeMutableBytes(of: &oid) {
      unsafe $0.storeBytes(of: words.0.littleEndian, toByteOffset: 0, as: UInt64.self)
      unsafe $0.storeBytes(of: words.1.littleEndian, toByteOffset: 8, as: UInt64.self)
      unsafe $0.storeBytes(of: words.2.littleEndian, toByteOffset: 16, as: UInt32.self)
    }
    return oid
  }

  var objectID: ObjectID { ObjectID(sha1: words) }

  static func == (left: OID, right: OID) -> Bool { left.words == right.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
  }
}
