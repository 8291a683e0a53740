import Model

/// Why no package may hold this path: it would leave the folder it is unpacked into, write into a repository,
/// or read differently from one unpacker to the next. Nil when there is nothing against it.
func objection(to path: [UInt8]) -> String? {
  guard let whole = String(validating: path, as: UTF8.self) else { return "not UTF-8" }
  if path.first == slash { return "absolute" }
  if path.contains(UInt8(ascii: "\\")) { return "backslash" }
  if whole.unicodeScalars.contains(where: isControl) { return "control character" }
  if hasDrivePrefix(path) { return "drive letter" }
  for component in components(path) {
    switch text(component) {
    case "": return "empty component"
    case ".", "..": return "component \"\(text(component))\""
    case let name where isRepositoryFolder(name): return "component that may read as \".git\""
    default: break
    }
  }
  return nil
}

private func hasDrivePrefix(_ path: [UInt8]) -> Bool {
  guard path.count >= 2, path[1] == UInt8(ascii: ":") else { return false }
  return (0x61...0x7A).contains(path[0] | 0x20)
}

/// `.git` as some file system would take it: in any case, with what NTFS (trailing dots and spaces, streams,
/// short name) or HFS+ (invisible characters) overlooks.
private func isRepositoryFolder(_ name: String) -> Bool {
  var visible = String.UnicodeScalarView()
  for scalar in name.unicodeScalars.prefix(while: { $0 != ":" }) where !isIgnoredByHFS(scalar) {
    visible.append(scalar)
  }
  while let last = visible.last, last == "." || last == " " { visible.removeLast() }
  return [".git", "git~1"].contains(String(visible).lowercased())
}

private func isIgnoredByHFS(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
  default: false
  }
}

/// Fails when a path may not go into a package, when two entries have the same one, or when one needs a
/// folder where another is a file.
func checkPaths(of candidates: [Candidate], at place: Place) throws(Failure) {
  let refused = candidates.compactMap { candidate in
    objection(to: candidate.path).map { "\(quoted(candidate.path)) (\($0))" }
  }
  guard refused.isEmpty else {
    throw Failure(
      .repository, "\(counted(refused.count, "path")) cannot go into a package: \(listed(refused))",
      place: place,
      remedies: ["rename them in the repository", #"leave them out with "exclude" in "package""#])
  }
  var paths: Set<[UInt8]> = []
  let twice = candidates.map(\.path).filter { !paths.insert($0).inserted }
  let blocked = candidates.map(\.path).filter { path in
    path.indices.contains { path[$0] == slash && paths.contains(Array(path[..<$0])) }
  }
  guard twice.isEmpty, blocked.isEmpty else {
    let clashes = twice.map { "\(quoted($0)) (twice)" } + blocked.map { "\(quoted($0)) (below a file)" }
    throw Failure(
      .repository,
      "\(counted(clashes.count, "path")) would be in the package more than once: \(listed(clashes))",
      place: place, remedies: [#"leave one of them out with "exclude" or a "!" pattern in "add""#])
  }
}
