import Model

/// Where the contents that decide on a selection come from: given by the caller, so that selecting does no
/// IO.
package struct PackageSources {
  /// The content of a blob, of the submodule at that path from the root or (nil) of the repository itself.
  /// Asked for link targets, for candidates of LFS pointers (less than 1 kB) and for files that `add`
  /// matches, too.
  package var blob: (_ object: ObjectID, _ submodule: String?) throws(Failure) -> [UInt8]
  /// The tree of the submodule at that path from the root, at the recorded commit. Paths are relative to it.
  package var submodule: (_ path: String, _ commit: ObjectID) throws(Failure) -> [TreeEntry]
  /// Every file and link below `package.path` in the work tree, tracked or not, without `.git`. Asked for
  /// only when `add` is given or LFS contents are wanted.
  package var workTree: () throws(Failure) -> [WorkTreeFile]
  /// The content of a file of the work tree, by its absolute path.
  package var read: (_ location: String) throws(Failure) -> [UInt8]

  package init(
    blob: @escaping (ObjectID, String?) throws(Failure) -> [UInt8],
    submodule: @escaping (String, ObjectID) throws(Failure) -> [TreeEntry],
    workTree: @escaping () throws(Failure) -> [WorkTreeFile],
    read: @escaping (String) throws(Failure) -> [UInt8]
  ) {
    self.blob = blob
    self.submodule = submodule
    self.workTree = workTree
    self.read = read
  }
}

/// A file or link of the work tree.
package struct WorkTreeFile: Equatable, Sendable {
  /// Relative to `package.path`.
  package var path: String
  /// Absolute.
  package var location: String
  package var size: Int
  package var isExecutable: Bool
  /// Where it points to, as written; nil when it is no link.
  package var linkTarget: String?

  package init(
    path: String, location: String, size: Int, isExecutable: Bool = false, linkTarget: String? = nil
  ) {
    self.path = path
    self.location = location
    self.size = size
    self.isExecutable = isExecutable
    self.linkTarget = linkTarget
  }
}
