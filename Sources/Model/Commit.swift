/// A git object id in full: 40 or 64 lower-case hexadecimal digits.
package struct ObjectID: Equatable, Hashable, Sendable, CustomStringConvertible {
  package let hex: String

  /// Nil when the text is not a full object id.
  package init?(_ hex: String) {
    let digits = hex.utf8
    guard digits.count == 40 || digits.count == 64,
      digits.allSatisfy(\.isLowercaseHexDigit)
    else { return nil }
    self.hex = hex
  }

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
  /// The full path from the root of the tree, as the bytes git stores. Valid UTF-8 is not promised.
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
