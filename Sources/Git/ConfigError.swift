import Model

/// What libgit2 reports of a config file that it cannot read, e.g.
/// `failed to parse config file: missing ']' in section header (in /root/.gitconfig:3)`; of an escape that git does not
/// know only `invalid escape at qb`, without the file (1.5.1, `config_parse.c`).
struct ConfigError {
  private var reason: String
  private var place: Place?

  init(_ message: String) {
    let prefix = "failed to parse config file: "
    reason = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
    let mark = Array(" (in ".utf8)
    let bytes = Array(reason.utf8)
    guard reason.hasSuffix(")"),
      let start = bytes.indices.last(where: { bytes[$0...].starts(with: mark) })
    else { return }
    let inside = String(decoding: bytes[(start + mark.count)..<(bytes.count - 1)], as: UTF8.self)
    let plain = inside.split(separator: ", column ").first.map(String.init) ?? inside
    guard let colon = plain.lastIndex(of: ":"), let line = Int(plain[plain.index(after: colon)...]) else {
      return
    }
    place = Place(file: String(plain[..<colon]), line: line)
    reason = String(decoding: bytes[..<start], as: UTF8.self)
  }

  func failure(lookingIn files: [String]) -> Failure {
    let place = place ?? foundEscape(in: files)
    guard let place, let line = place.line else {
      return Failure(
        .repository, "git's config cannot be read: \(reason)", remedies: ["git config --list --show-origin"])
    }
    return Failure(
      .repository, "git's config cannot be read: \(reason)", place: place,
      remedies: ["correct line \(line) of \(place.file)"])
  }

  private func foundEscape(in files: [String]) -> Place? {
    let prefix = "invalid escape at "
    guard reason.hasPrefix(prefix) else { return nil }
    let escape = Array(("\\" + reason.dropFirst(prefix.count)).utf8)
    for file in files {
      let lines = (readFile(file) ?? []).split(separator: 0x0A, omittingEmptySubsequences: false)
      let number = lines.firstIndex { line in
        line.indices.contains { line[$0...].starts(with: escape) }
      }
      if let number { return Place(file: file, line: number + 1) }
    }
    return nil
  }
}
