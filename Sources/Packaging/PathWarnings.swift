import Model

/// What may go into a package, but will not be unpacked the same everywhere. The candidates are those of the package, in
/// its order.
func warnings(about candidates: [Candidate], at place: Place) -> [Finding] {
  var findings: [Finding] = []
  func warn(_ rule: String, _ what: Text, _ items: [String]) {
    guard !items.isEmpty else { return }
    findings.append(
      Finding(
        .warning, "\(what): \(listed(items))", rule: "package/\(rule)", place: place,
        remedies: ["rename them in the repository", #"exclude them with "exclude" in "package""#]))
  }
  warn(
    "name-clash", "paths that only differ in case or in how accents are written",
    clashes(candidates).map { group in group.map(quoted).joined(separator: " = ") })

  func having(_ isOdd: (ArraySlice<UInt8>) -> Bool) -> [String] {
    candidates.filter { hasComponent($0.path, where: isOdd) }.map { quoted($0.path) }
  }
  warn("windows-name", "names that Windows does not allow", having(isRefusedByWindows))
  warn("long-name", "names longer than the 255 bytes most file systems allow", having { $0.count > 255 })
  return findings
}

/// Paths that some file systems take for the same, in groups.
private func clashes(_ candidates: [Candidate]) -> [[[UInt8]]] {
  // Strings as keys on purpose: they are equal whichever way their accents are composed.
  func key(_ candidate: Candidate) -> String { text(candidate.path).lowercased() }
  // Almost always there are none, which hashes alone show.
  var hashes = Set<Int>(minimumCapacity: candidates.count)
  guard !candidates.allSatisfy({ hashes.insert(key($0).hashValue).inserted }) else { return [] }
  let groups = Dictionary(grouping: candidates.indices) { key(candidates[$0]) }
  return groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    .map { group in group.map { candidates[$0].path } }
}

/// Naming rules of Win32: device names with any extension, trailing dots and spaces, characters with a
/// meaning.
private func isRefusedByWindows(_ name: ArraySlice<UInt8>) -> Bool {
  if name.last == UInt8(ascii: ".") || name.last == UInt8(ascii: " ") { return true }
  if name.contains(where: hasMeaningOnWindows) { return true }
  // The first letters and the lengths of the names below.
  guard let first = name.first, [0x43, 0x50, 0x41, 0x4E, 0x4C].contains(first & 0xDF) else { return false }
  let bytes = name.prefix { $0 != UInt8(ascii: ".") }
  guard (3...7).contains(bytes.count) else { return false }
  let stem = String(decoding: bytes, as: UTF8.self).uppercased()
  if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(stem) { return true }
  guard stem.count == 4, stem.hasPrefix("COM") || stem.hasPrefix("LPT") else { return false }
  return stem.last.map { "0123456789¹²³".contains($0) } ?? false
}

private func hasMeaningOnWindows(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "|"),
    UInt8(ascii: "?"), UInt8(ascii: "*"):
    true
  default: false
  }
}
