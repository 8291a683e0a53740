import Model

/// Why a package must not contain this path: it would leave the folder it is unpacked into, write into a repository,
/// or read differently from one unpacker to the next. Nil when nothing is wrong with it.
func objection(to path: [UInt8]) -> Text? {
  if isPlain(path) { return nil }
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

/// Whether the bytes alone show that nothing is wrong: printable ASCII without any character that a rule below is about,
/// and no component that is empty or begins with a dot. True for most paths, and unpackers read them all alike.
private func isPlain(_ path: [UInt8]) -> Bool {
  var isAtStart = true
  for byte in path {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: ":"), UInt8(ascii: "~"): return false
    case slash, UInt8(ascii: "."):
      if isAtStart { return false }
    case 0x20..<0x7F: break
    default: return false
    }
    isAtStart = byte == slash
  }
  return !isAtStart
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
/// folder where another is a file. The candidates are sorted by path.
func checkPaths(of candidates: [Candidate], at place: Place) throws(Failure) {
  let refused = candidates.compactMap { candidate in
    objection(to: candidate.path).map { "\(quoted(candidate.path)) (\($0))" as Text }
  }
  guard refused.isEmpty else {
    throw Failure(
      .repository, "\(counted(refused.count, "path")) cannot go into a package: \(listed(refused))",
      place: place,
      remedies: ["rename them in the repository", #"exclude them with "exclude" in "package""#])
  }
  var twice: [Text] = []
  var blocked: [Text] = []
  // Neighbors are mostly in one folder, which is then judged once.
  var folder: ArraySlice<UInt8> = []
  var isBelowFile = false
  for (index, candidate) in candidates.enumerated() {
    let path = candidate.path
    if index > 0, candidates[index - 1].path == path { twice.append("\(quoted(path)) (twice)") }
    let own = path[..<(path.lastIndex(of: slash) ?? 0)]
    if own != folder {
      folder = own
      isBelowFile = isFile(own, orBelowOne: candidates)
    }
    if isBelowFile { blocked.append("\(quoted(path)) (below a file)") }
  }
  guard twice.isEmpty, blocked.isEmpty else {
    let clashes = twice + blocked
    throw Failure(
      .repository,
      "\(counted(clashes.count, "path")) would be in the package more than once: \(listed(clashes))",
      place: place, remedies: [#"leave one of them out with "exclude" or a "!" pattern in "add""#])
  }
}

/// Whether a folder's path, or that of a folder around it, is the path of a candidate.
private func isFile(_ folder: ArraySlice<UInt8>, orBelowOne candidates: [Candidate]) -> Bool {
  var rest = folder
  while !rest.isEmpty {
    let place = candidates.firstSorted { !$0.path.lexicographicallyPrecedes(rest) }
    if place < candidates.count, candidates[place].path.elementsEqual(rest) { return true }
    rest = rest[..<(rest.lastIndex(of: slash) ?? 0)]
  }
  return false
}
