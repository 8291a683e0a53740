import Model

/// What goes into a package.
package struct Selection: Equatable, Sendable {
  /// Checked, and sorted by the UTF-8 bytes of the path.
  package var entries: [PackageEntry]
  /// Warnings.
  package var findings: [Finding]
}

/// Selects the entries of a package from the whole tree of a commit.
///
/// * `include` and `exclude` decide over committed files; `exclude` also over built ones and over what a
///   followed link to a folder brings in. A link itself is followed to anywhere below `path`, even to what is
///   excluded.
/// * `add` brings in files of the work tree that are not in the commit. Of a kept link of the work tree, the
///   entry's content is the target, not the file.
///
/// `usesLFS`: the attributes of the commit name Git LFS (`TreeListing.usesLFS`).
///
/// Contents are raw: no end-of-line conversion, no filters, no `export-subst`. Every failure is of kind
/// `.repository` and names up to ten paths; failures of the sources pass through. An empty package is always
/// a mistake.
package func select(
  _ listing: [TreeEntry], usesLFS: Bool, spec: PackageSpec, from sources: PackageSources
) throws(Failure) -> Selection {
  let exclude = spec.exclude
  let isExcluded = { (path: [UInt8], isFolder: Bool) in
    exclude?.covers(path: path, isFolder: isFolder) ?? false
  }
  let tree = try Scope(listing, spec: spec, from: sources).candidates
  let included =
    spec.include == nil && exclude == nil
    ? tree
    : tree.filter { candidate in
      (spec.include?.covers(path: candidate.path, isFolder: candidate.isFolder) ?? true)
        && !isExcluded(candidate.path, candidate.isFolder)
    }
  let workTree = WorkTree(sources)
  let committed = try LinkPolicy(included, in: tree, spec: spec, from: sources, isExcluded: isExcluded)
  var candidates = try withoutSubmodules(committed.candidates, spec: spec)
  candidates = try resolvePointers(
    candidates, usesLFS: usesLFS, spec: spec, from: sources, workTree: workTree)

  // The work tree has the files that LFS pointers stand for, which is not a change.
  let held = spec.add == nil ? [] : candidates.filter(\.isFromWorkTree) + tree
  let built = try builtFiles(
    held, spec: spec, from: sources, workTree: workTree, isExcluded: isExcluded)
  let added = try LinkPolicy(
    built, in: spec.add == nil ? [] : try workTree.files().compactMap(Candidate.init), spec: spec,
    from: sources,
    isExcluded: isExcluded)
  // What comes from the commit alone is in order already; a copy of a hundred thousand files would need 10 MB.
  if !added.candidates.isEmpty { candidates += added.candidates }
  if zip(candidates, candidates.dropFirst()).contains(where: { $1.path.lexicographicallyPrecedes($0.path) }) {
    candidates.sort { $0.path.lexicographicallyPrecedes($1.path) }
  }
  try checkPaths(of: candidates, at: spec.place)
  guard !candidates.isEmpty else {
    throw Failure(
      .repository, "nothing is left to package below \"\(spec.path)\"", place: spec.place,
      remedies: [#"correct "include" and "exclude" in "package""#])
  }
  var entries: [PackageEntry] = []
  entries.reserveCapacity(candidates.count)
  for candidate in candidates { if let entry = candidate.entry { entries.append(entry) } }
  return Selection(
    entries: entries,
    findings: committed.findings + added.findings + warnings(about: candidates, at: spec.place))
}

/// Applies `submodules` to those whose content was not included.
private func withoutSubmodules(
  _ candidates: [Candidate], spec: PackageSpec
) throws(Failure) -> [Candidate] {
  let submodules = candidates.filter { $0.kind == .submodule }
  if submodules.isEmpty { return candidates }
  guard spec.submodules == .skip else {
    let paths = listed(submodules.map { quoted($0.path) })
    throw Failure(
      .repository, "\(counted(submodules.count, "submodule")) in the package: \(paths)",
      place: spec.place,
      remedies: [
        #"set "submodules": "include" in "package" to pack their files"#,
        #"set "submodules": "skip" to exclude them"#,
      ])
  }
  return candidates.filter { $0.kind != .submodule }
}
