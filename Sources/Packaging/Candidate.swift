import Model

/// Something that may go into the package.
struct Candidate: Equatable {
  /// In the package, as bytes: not checked yet.
  var path: [UInt8]
  /// Where it really lies, relative to `package.path`. Other than `path` only below a followed link.
  var origin: [UInt8]
  var kind: TreeEntry.Kind
  var source: Source
  var size: Int

  enum Source: Equatable {
    /// A blob or, for a submodule, a commit; of the repository itself or of the submodule at that path from
    /// the root.
    case object(ObjectID, submodule: String?)
    /// A file of the work tree by its absolute path; of a link, the target.
    case workTree(String, linkTarget: String?)
  }

  init(path: [UInt8], kind: TreeEntry.Kind, source: Source, size: Int) {
    self.path = path
    self.origin = path
    self.kind = kind
    self.source = source
    self.size = size
  }

  init(_ file: WorkTreeFile) {
    let kind: TreeEntry.Kind =
      file.linkTarget != nil ? .symlink : file.isExecutable ? .executable : .file
    self.init(
      path: Array(file.path.utf8), kind: kind,
      source: .workTree(file.location, linkTarget: file.linkTarget), size: file.size)
  }

  var isFromWorkTree: Bool {
    if case .workTree = source { true } else { false }
  }

  /// Of a link.
  func target(from sources: PackageSources) throws(Failure) -> [UInt8] {
    switch source {
    case .object(let object, let submodule): try sources.blob(object, submodule)
    case .workTree(_, let linkTarget): Array((linkTarget ?? "").utf8)
    }
  }

  /// As the zip writer gets it; nil for what no zip can hold.
  var entry: PackageEntry? {
    let mode: PackageEntry.Mode
    switch kind {
    case .file: mode = .file
    case .executable: mode = .executable
    case .symlink: mode = .symlink
    case .submodule: return nil
    }
    guard let path = String(validating: path, as: UTF8.self) else { return nil }
    switch source {
    case .object(let object, let submodule):
      return PackageEntry(path: path, mode: mode, content: .blob(object, size: size, submodule: submodule))
    case .workTree(let location, _):
      return PackageEntry(path: path, mode: mode, content: .file(location, size: size))
    }
  }
}
