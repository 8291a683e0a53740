import Model

/// What may go into a package, but will not arrive everywhere.
func warnings(about entries: [PackageEntry], at place: Place) -> [Finding] {
  var findings: [Finding] = []
  func warn(_ rule: String, _ what: Text, _ items: [String]) {
    guard !items.isEmpty else { return }
    findings.append(
      Finding(
        .warning, "\(what): \(listed(items))", rule: "package/\(rule)", place: place,
        remedies: ["rename them in the repository", #"leave them out with "exclude" in "package""#]))
  }
  // Strings as keys on purpose: they are equal whichever way their accents are composed.
  let groups = Dictionary(grouping: entries.indices) { entries[$0].path.lowercased() }
  let clashes = groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  warn(
    "name-clash", "paths that only differ in case or in how accents are written",
    clashes.map { group in group.map { quoted(Array(entries[$0].path.utf8)) }.joined(separator: " = ") })

  func having(_ isOdd: ([UInt8]) -> Bool) -> [String] {
    entries.map { Array($0.path.utf8) }.filter { components($0).contains(where: isOdd) }.map(quoted)
  }
  warn("windows-name", "names that Windows cannot hold", having { isRefusedByWindows(text($0)) })
  warn("long-name", "names longer than the 255 bytes most file systems hold", having { $0.count > 255 })
  return findings
}

/// Naming rules of Win32: device names with any extension, trailing dots and spaces, characters with a
/// meaning.
private func isRefusedByWindows(_ name: String) -> Bool {
  // Bytes, because characters are slow to tell apart and every name of a package comes by.
  let bytes = name.utf8
  if bytes.last == UInt8(ascii: ".") || bytes.last == UInt8(ascii: " ") { return true }
  if bytes.contains(where: { byte in "<>:\"|?*".utf8.contains(byte) }) { return true }
  guard let first = bytes.first, "CPANLcpanl".utf8.contains(first) else { return false }
  let stem = name.prefix { $0 != "." }.uppercased()
  if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(stem) { return true }
  guard stem.count == 4, stem.hasPrefix("COM") || stem.hasPrefix("LPT") else { return false }
  return stem.last.map { "0123456789¹²³".contains($0) } ?? false
}
