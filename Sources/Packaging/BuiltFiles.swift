import Model

/// The built files that `add` names: in the work tree, not in the commit and not excluded. A file of the
/// commit is taken from there; when the build has changed it, it is not clear which one is meant, and
/// that is a failure.
func builtFiles(
  _ committed: [Candidate], spec: PackageSpec, from sources: PackageSources, workTree: WorkTree,
  isExcluded: (_ path: [UInt8], _ isFolder: Bool) -> Bool
) throws(Failure) -> [Candidate] {
  guard let add = spec.add else { return [] }
  let held = Dictionary(committed.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
  var built: [Candidate] = []
  var changed: [String] = []
  var odd: [String] = []
  var isMatched = false
  for file in try workTree.files() where add.covers(path: file.path) {
    isMatched = true
    if isExcluded(file.path, false) { continue }
    guard let candidate = Candidate(file) else {
      odd.append(quoted(file.path))
      continue
    }
    guard let committed = held[candidate.path] else {
      built.append(candidate)
      continue
    }
    if try !isSame(committed, file, from: sources) { changed.append(quoted(candidate.path)) }
  }
  guard odd.isEmpty else {
    throw Failure(
      .repository, "\(counted(odd.count, "pipe, socket or device")) cannot be packaged: \(listed(odd))",
      place: spec.place, remedies: [#"exclude them with "exclude" or a "!" pattern in "add""#])
  }
  guard changed.isEmpty else {
    throw Failure(
      .repository,
      "\(counted(changed.count, "file")) of \"add\" in the commit with other content: \(listed(changed))",
      place: spec.place,
      remedies: [
        #"take them out of "add" with a "!" pattern to send what is committed"#,
        "git rm --cached FILE, and commit, to send what is built",
      ])
  }
  guard isMatched else {
    let patterns = add.patterns.map { ($0.excludes ? "!" : "") + $0.glob.text }
    throw Failure(
      .repository, "no file in the work tree matches \"add\": \(listed(patterns))", place: spec.place,
      remedies: ["build first, then package", #"patterns are relative to "path", which is "\#(spec.path)""#])
  }
  return built
}

private func isSame(
  _ committed: Candidate, _ file: WorkTreeFile, from sources: PackageSources
) throws(Failure) -> Bool {
  guard case .object(let object, let submodule) = committed.source else {
    return committed.source == .workTree(file)
  }
  guard committed.kind != .submodule, (committed.kind == .symlink) == (file.linkTarget != nil),
    committed.size == file.linkTarget?.count ?? file.version.byteCount
  else { return false }
  let content = if let target = file.linkTarget { target } else { try sources.read(file) }
  return try sources.blob(object, submodule) == content
}
