import CLibgit2
import Model

/// An object id as 20 bytes in three words: cheap to hash and compare.
struct OID: Hashable {
  private let words: (UInt64, UInt64, UInt32)

  init(_ oid: git_oid) {
    words = unsafe withUnsafeBytes(of: oid) {
      unsafe (
        $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
        $0.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
      )
    }
  }

  /// Only 40-digit ids exist here: repositories with longer ones are refused when they are opened.
  init(_ id: ObjectID) throws(Failure) {
    var oid = git_oid()
    guard id.hex.utf8.count == 40, unsafe git_oid_fromstr(&oid, id.hex) == 0 else {
      throw Failure(.repository, "\"\(id)\" is not a SHA-1 object id")
    }
    self.init(oid)
  }

  var oid: git_oid {
    var oid = git_oid()
    unsafe withUnsafeMutableBytes(of: &oid) {
      unsafe $0.storeBytes(of: words.0, toByteOffset: 0, as: UInt64.self)
      unsafe $0.storeBytes(of: words.1, toByteOffset: 8, as: UInt64.self)
      unsafe $0.storeBytes(of: words.2, toByteOffset: 16, as: UInt32.self)
    }
    return oid
  }

  var objectID: ObjectID {
    get throws(Failure) {
      let hex = unsafe withUnsafeBytes(of: oid) { bytes in
        unsafe String(unsafeUninitializedCapacity: 2 * bytes.count) { digits in
          for index in 0..<bytes.count {
            unsafe digits[2 * index] = Self.digit(bytes[index] >> 4)
            unsafe digits[2 * index + 1] = Self.digit(bytes[index] & 15)
          }
          return 2 * bytes.count
        }
      }
      guard let id = ObjectID(hex) else { throw Failure(.defect, "\(hex) is no object id") }
      return id
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x57) }

  static func == (left: OID, right: OID) -> Bool { left.words == right.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
  }
}
