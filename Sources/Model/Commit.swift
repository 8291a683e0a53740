/// A git object id in full: 40 or 64 lower-case hexadecimal digits.
///
/// Stored as numbers to save memory, since a package has one for each file: eight bytes to a number, the first byte
/// lowest.
package struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64
  /// 20 for SHA-1, 32 for SHA-256.
  package let byteCount: Int

  /// Nil when the text is not a full object id: 40 or 64 digits, in lower case.
  package init?(_ hex: String) {
    let digits = hex.utf8
    guard digits.count == 40 || digits.count == 64, digits.allSatisfy(\.isLowercaseHexDigit) else {
      return nil
    }
    var numbers: [UInt64] = [0, 0, 0, 0]
    for (index, digit) in digits.enumerated() {
      let value = UInt64(digit < 0x3A ? digit - 0x30 : digit - 0x57)
      numbers[index / 16] |= value << UInt64(index / 2 % 8 * 8 + (index % 2 == 0 ? 4 : 0))
    }
    (first, second, third, fourth) = (numbers[0], numbers[1], numbers[2], numbers[3])
    byteCount = digits.count / 2
  }

  /// An id of 20 bytes, in parts of eight, eight and four.
  package init(sha1 numbers: (UInt64, UInt64, UInt32)) {
    (first, second, third, fourth) = (numbers.0, numbers.1, UInt64(numbers.2), 0)
    byteCount = 20
  }

  /// Nil for an id of another length.
  package var sha1: (UInt64, UInt64, UInt32)? {
    byteCount == 20 ? (first, second, UInt32(truncatingIfNeeded: third)) : nil
  }

  package var bytes: [UInt8] {
    [first, second, third, fourth].flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    .dropLast(32 - byteCount)
  }

  /// In the order of their bytes, which is that of their digits.
  package static func < (left: ObjectID, right: ObjectID) -> Bool {
    if left.first != right.first { return left.first.byteSwapped < right.first.byteSwapped }
    if left.second != right.second { return left.second.byteSwapped < right.second.byteSwapped }
    if left.third != right.third { return left.third.byteSwapped < right.third.byteSwapped }
    if left.fourth != right.fourth { return left.fourth.byteSwapped < right.fourth.byteSwapped }
    return left.byteCount < right.byteCount
  }

  package var hex: String {
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * byteCount)
    for number in [first, second, third, fourth] {
      for shift in stride(from: 0, to: 64, by: 8) where digits.count < 2 * byteCount {
        let byte = UInt8(truncatingIfNeeded: number >> UInt64(shift))
        digits.append(Self.digit(byte >> 4))
        digits.append(Self.digit(byte & 15))
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x57) }

  /// The first `length` digits. Fixed lengths are used on purpose: "shortest unique" depends on the clone's depth.
  package func prefix(_ length: Int) -> String { String(hex.prefix(length)) }

  package var description: String { hex }
}

/// A commit, decoded: texts are Unicode whatever encoding the commit was written in.
package struct Commit: Equatable, Sendable {
  package var id: ObjectID
  /// The root tree.
  package var tree: ObjectID
  /// The first paragraph of the message joined to one line, as git shows it. Foreign text.
  package var subject: String
  package var authorName: String
  package var authorEmail: String
  /// The committer's time: versions and archives use it, never the author's.
  package var committed: Timestamp
  package var parentCount: Int

  package init(
    id: ObjectID, tree: ObjectID, subject: String, authorName: String, authorEmail: String,
    committed: Timestamp,
    parentCount: Int
  ) {
    self.id = id
    self.tree = tree
    self.subject = subject
    self.authorName = authorName
    self.authorEmail = authorEmail
    self.committed = committed
    self.parentCount = parentCount
  }
}

/// A tag that points at a commit, directly or through tag objects.
package struct Tag: Equatable, Sendable {
  /// Without `refs/tags/`.
  package var name: String
  package var commit: ObjectID
  /// The tagger's time of an annotated tag; nil for a lightweight one.
  package var tagged: Timestamp?

  package var isAnnotated: Bool { tagged != nil }

  package init(name: String, commit: ObjectID, tagged: Timestamp?) {
    self.name = name
    self.commit = commit
    self.tagged = tagged
  }
}

/// One blob, link or submodule of a commit's tree.
package struct TreeEntry: Equatable, Sendable {
  /// The full path from the root of the tree, as the bytes git stores. It may be invalid UTF-8.
  package var path: [UInt8]
  package var kind: Kind
  package var object: ObjectID
  /// Bytes of the blob; 0 for a submodule.
  package var size: Int

  package init(path: [UInt8], kind: Kind, object: ObjectID, size: Int) {
    self.path = path
    self.kind = kind
    self.object = object
    self.size = size
  }

  package enum Kind: String, Sendable {
    /// 100644, and the old 100664.
    case file
    /// 100755
    case executable
    /// 120000: the blob is the link's target.
    case symlink
    /// 160000: the object is a commit of another repository.
    case submodule
  }
}
