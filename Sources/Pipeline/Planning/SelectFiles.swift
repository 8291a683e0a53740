import Digest
import Effects
import Git
import Model
import Packaging
import Synchronization

extension Project {
  /// Which files of the commit a target packages; nil when it packages none.
  func packageSelection(of target: Target) throws(Failure) -> Selection? {
    guard case .package(let spec)? = target.artifact else { return nil }
    return try select(spec)
  }

  /// As the first target with such a package had it.
  package func select(_ spec: PackageSpec) throws(Failure) -> Selection {
    try once.selections.value(of: ConfigFingerprint.key(of: spec)) { () throws(Failure) in
      PlacedSelection(try selectAndCompare(spec), at: spec.place)
    }
    .moved(to: spec.place)
  }

  private func selectAndCompare(_ spec: PackageSpec) throws(Failure) -> Selection {
    let hasFailed = Flag()
    let (chosen, isDirty) = try atOnce { () throws(Failure) in
      do throws(Failure) {
        return try selectFromCommit(spec)
      } catch {
        // The comparison serves a notice beside what is selected, and may take far longer.
        hasFailed.isSet.store(true, ordering: .releasing)
        throw error
      }
    } _: { () throws(Failure) in
      try once.isDirty.value(of: head.commit.id) { () throws(Failure) in
        let isStopped = { @Sendable in hasFailed.isSet.load(ordering: .acquiring) || world.isStopping() }
        let isDirty = repository.isDirty(unless: isStopped)
        // The other failure is the one that is reported.
        if isStopped() { throw interrupted }
        return isDirty
      }
    }
    if world.isStopping() { throw interrupted }
    var selection = chosen
    if isDirty {
      selection.findings.append(
        Finding(
          .notice, "the work tree has uncommitted changes; what is packaged is the commit",
          rule: "package/uncommitted", place: spec.place))
    }
    return selection
  }

  private var interrupted: Failure { Failure(.interrupted, "interrupted while selecting files") }

  func selectFromCommit(_ spec: PackageSpec) throws(Failure) -> Selection {
    try once.committed.value(of: ConfigFingerprint.key(of: spec)) { () throws(Failure) in
      PlacedSelection(try selectFrom(listing(), spec), at: spec.place)
    }
    .moved(to: spec.place)
  }

  /// Kept only where another target may need it: of a large commit it is large.
  private func listing() throws(Failure) -> TreeListing {
    let list = { () throws(Failure) in
      try repository.listing(of: head.commit.id, under: ".", unless: world.isStopping)
    }
    let packages = configuration.targets.count { if case .package? = $0.artifact { true } else { false } }
    return packages > 1 ? try once.listing.value(of: head.commit.id, list) : try list()
  }

  private func selectFrom(_ listing: TreeListing, _ spec: PackageSpec) throws(Failure) -> Selection {
    var selection = try repository.withObjects { (objects) throws(Failure) -> Selection in
      try Packaging.select(
        listing.entries, usesLFS: listing.usesLFS, spec: spec,
        from: PackageSources(
          blob: { (id, submodule) throws(Failure) -> [UInt8] in
            guard let submodule else { return try objects.blob(id) }
            return try self.submodule(submodule).withObjects { (inner) throws(Failure) in try inner.blob(id) }
          },
          submodule: { (path, commit) throws(Failure) -> [TreeEntry] in
            let listing = try self.submodule(path).listing(
              of: commit, under: ".", unless: self.world.isStopping)
            try listing.requireContents()
            return listing.entries
          },
          workTree: { () throws(Failure) -> [WorkTreeFile] in try self.workTreeFiles(below: spec) },
          read: { (file) throws(Failure) -> [UInt8] in try self.content(of: file.location, file.version) }))
    }
    try requireContents(of: selection, in: listing)
    let substituted = substituted(in: selection, of: listing)
    if substituted > 0 {
      selection.findings.append(
        Finding(
          .warning,
          "export-subst is not applied (\(counted(substituted, "file"))): contents are packaged as committed",
          rule: "package/export-subst", place: spec.place))
    }
    return selection
  }

  /// A partial or sparse clone may have what is packaged, and no more.
  private func requireContents(of selection: Selection, in listing: TreeListing) throws(Failure) {
    guard !listing.missing.isEmpty else { return }
    let packaged = selection.blobs
    try listing.requireContents { packaged.contains($0.object) }
  }

  /// How many of the packaged files `git archive` would have changed.
  private func substituted(in selection: Selection, of listing: TreeListing) -> Int {
    guard !listing.exportSubst.isEmpty else { return 0 }
    let (paths, packaged) = (Set(listing.exportSubst), selection.blobs)
    return listing.entries.count { packaged.contains($0.object) && paths.contains($0.path) }
  }

  func submodule(_ path: String) throws(Failure) -> Repository {
    try repository.submodule(at: Array(path.utf8))
  }

  private func workTreeFiles(below spec: PackageSpec) throws(Failure) -> [WorkTreeFile] {
    guard let workTree = repository.workTree else {
      throw Failure(
        .repository, "\"add\" and LFS contents need a work tree, and this repository is bare",
        place: spec.place, remedies: ["deploy from a clone with a work tree"])
    }
    let top = spec.path == "." ? [] : Array(spec.path.utf8) + [UInt8(ascii: "/")]
    return try world.files.listInside(workTree, spec.path).map { file in
      let kind: WorkTreeFile.Kind =
        switch file.kind {
        case .file(let isExecutable): .file(isExecutable: isExecutable)
        case .link(let target): .link(target: target)
        case .other: .other
        }
      return WorkTreeFile(path: file.path, location: top + file.path, kind: kind, version: file.version)
    }
  }

  /// A file of the work tree, by its path from the top, as long as it is the one that was selected.
  func content(of path: [UInt8], _ version: FileVersion) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(path, version) { (piece) throws(Failure) in bytes += piece }
    return bytes
  }

  /// Its SHA-256, without the whole file in memory.
  func digest(of path: [UInt8], _ version: FileVersion) throws(Failure) -> String {
    var hash = RunningHash(.sha256)
    try read(path, version) { (piece) throws(Failure) in hash.update(piece) }
    return hex(hash.finish())
  }

  private func read(
    _ path: [UInt8], _ version: FileVersion, _ sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let changed = Failure(
      .repository,
      "\"\(String(decoding: path, as: UTF8.self))\" changed after it was selected for the package",
      remedies: ["package again after the build has finished"])
    var count = 0
    let now = try world.files.streamInside(root, path) { (piece) throws(Failure) in
      count += piece.count
      guard count <= version.byteCount else { throw changed }
      try sink(piece)
    }
    guard now == version else { throw changed }
  }
}

extension Selection {
  /// The blobs of the commit itself, without those of submodules.
  fileprivate var blobs: Set<ObjectID> {
    var blobs: Set<ObjectID> = []
    for case .blob(let id, _, nil) in entries.map(\.content) { blobs.insert(id) }
    return blobs
  }
}

private final class Flag: Sendable {
  let isSet = Atomic(false)
}
