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
  /// only when `add` is given or LFS contents are needed.
  package var workTree: () throws(Failure) -> [WorkTreeFile]
  /// The content of a file of the work tree that is still what it was when it was listed.
  package var read: (_ file: WorkTreeFile) throws(Failure) -> [UInt8]

  package init(
    blob: @escaping (ObjectID, String?) throws(Failure) -> [UInt8],
    submodule: @escaping (String, ObjectID) throws(Failure) -> [TreeEntry],
    workTree: @escaping () throws(Failure) -> [WorkTreeFile],
    read: @escaping (WorkTreeFile) throws(Failure) -> [UInt8]
  ) {
    self.blob = blob
    self.submodule = submodule
    self.workTree = workTree
    self.read = read
  }
}

/// A file of the work tree, or what else has a path in it.
package struct WorkTreeFile: Equatable, Sendable {
  /// Relative to `package.path`, as bytes: not checked yet.
  package var path: [UInt8]
  /// The same from the top of the work tree.
  package var location: [UInt8]
  package var kind: Kind
  package var version: FileVersion

  package enum Kind: Equatable, Sendable {
    case file(isExecutable: Bool)
    case link(target: [UInt8])
    /// A pipe, a socket or a device.
    case other
  }

  package init(path: [UInt8], location: [UInt8], kind: Kind, version: FileVersion) {
    self.path = path
    self.location = location
    self.kind = kind
    self.version = version
  }

  /// Where it points to, as written; nil when it is not a link.
  var linkTarget: [UInt8]? {
    if case .link(let target) = kind { target } else { nil }
  }

  var isRegular: Bool {
    if case .file = kind { true } else { false }
  }
}
