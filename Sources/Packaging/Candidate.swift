import Model

/// Something that may go into the package.
struct Candidate: Equatable {
  /// In the package, as bytes: not checked yet.
  var path: [UInt8]
  /// Its real path, relative to `package.path`. Differs from `path` only below a followed link.
  var origin: [UInt8]
  var kind: TreeEntry.Kind
  var source: Source
  var size: Int

  enum Source: Equatable {
    /// A blob or, for a submodule, a commit; of the repository itself or of the submodule at that path from
    /// the root.
    case object(ObjectID, submodule: String?)
    // Apart, because it is long and rare.
    indirect case workTree(WorkTreeFile)
  }

  init(path: [UInt8], kind: TreeEntry.Kind, source: Source, size: Int) {
    self.path = path
    self.origin = path
    self.kind = kind
    self.source = source
    self.size = size
  }

  /// Nil for what is neither file nor link.
  init?(_ file: WorkTreeFile) {
    let kind: TreeEntry.Kind
    var size = file.version.byteCount
    switch file.kind {
    case .file(let isExecutable): kind = isExecutable ? .executable : .file
    case .link(let target): (kind, size) = (.symlink, target.count)
    case .other: return nil
    }
    self.init(path: file.path, kind: kind, source: .workTree(file), size: size)
  }

  /// For globs: git takes a submodule for a folder.
  var isFolder: Bool { kind == .submodule }

  var isFromWorkTree: Bool {
    if case .workTree = source { true } else { false }
  }

  /// Of a link.
  func target(from sources: PackageSources) throws(Failure) -> [UInt8] {
    switch source {
    case .object(let object, let submodule): try sources.blob(object, submodule)
    case .workTree(let file): file.linkTarget ?? []
    }
  }

  /// As the zip writer gets it; nil for what a zip cannot contain.
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
    case .workTree(let file):
      let content = file.linkTarget.map { PackageEntry.Content.link($0) }
      return PackageEntry(path: path, mode: mode, content: content ?? .file(file.location, file.version))
    }
  }
}
