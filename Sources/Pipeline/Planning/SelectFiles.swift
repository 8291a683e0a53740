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

  package func select(_ spec: PackageSpec) throws(Failure) -> Selection {
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
      repository.isDirty { hasFailed.isSet.load(ordering: .acquiring) || world.isStopping() }
    }
    if world.isStopping() { throw Failure(.interrupted, "interrupted while selecting files") }
    var selection = chosen
    if isDirty {
      selection.findings.append(
        Finding(
          .notice, "the work tree has uncommitted changes; what is packaged is the commit",
          rule: "package/uncommitted", place: spec.place))
    }
    return selection
  }

  func selectFromCommit(_ spec: PackageSpec) throws(Failure) -> Selection {
    let listing = try repository.listing(of: head.commit.id, under: ".", unless: world.isStopping)
    var selection = try repository.withObjects { (objects) throws(Failure) -> Selection in
      try Packaging.select(
        listing.entries, spec: spec,
        from: PackageSources(
          blob: { (id, submodule) throws(Failure) -> [UInt8] in
            guard let submodule else { return try objects.blob(id) }
            return try self.submodule(submodule).withObjects { (inner) throws(Failure) in try inner.blob(id) }
          },
          submodule: { (path, commit) throws(Failure) -> [TreeEntry] in
            try self.submodule(path).listing(of: commit, under: ".", unless: self.world.isStopping).entries
          },
          workTree: { () throws(Failure) -> [WorkTreeFile] in try self.workTreeFiles(below: spec) },
          read: { (location) throws(Failure) -> [UInt8] in try self.world.files.read(location, Int.max) }))
    }
    if !listing.exportSubst.isEmpty {
      selection.findings.append(
        Finding(
          .warning,
          "export-subst is not applied (\(listing.exportSubst.count) files): contents go as committed",
          rule: "package/export-subst", place: spec.place))
    }
    return selection
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
    let top = spec.path == "." ? workTree : "\(workTree)/\(spec.path)"
    var found: [WorkTreeFile] = []
    var folders = [""]
    while let folder = folders.popLast() {
      for name in try world.files.list("\(top)/\(folder)") where name != ".git" {
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        let location = "\(top)/\(path)"
        guard let info = try world.files.info(location) else { continue }
        switch info.kind {
        case .directory: folders.append(path)
        case .file:
          found.append(
            WorkTreeFile(
              path: path, location: location, size: info.byteCount, isExecutable: info.isExecutable))
        case .symlink:
          found.append(
            WorkTreeFile(
              path: path, location: location, size: info.byteCount,
              linkTarget: try world.files.readSymlink(location)))
        case .other: continue
        }
      }
    }
    return found
  }
}

private final class Flag: Sendable {
  let isSet = Atomic(false)
}
