/// What GitHub's runner would do with a log and with the files it hands out: written from the rules of
/// `ActionCommand.cs`, `ActionCommandManager.cs` and `FileCommandManager.cs` in github.com/actions/runner,
/// and sharing nothing with the code under test.
enum GitHubReader {
  struct Command: Equatable {
    var name: String
    var properties: [String: String] = [:]
    var data = ""
  }

  private static let registered: Set<String> = [
    "error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-matcher", "remove-matcher",
    "stop-commands", "echo", "save-state", "set-output", "set-env", "add-path",
  ]

  static func command(_ line: String) -> Command? {
    // UTF-16, as the runner sees it: no normalization, no grapheme clusters.
    let units = Array(line.utf16)
    return current(units) ?? legacy(units)
  }

  /// `::name key=value,key=value::data`, behind leading blanks.
  private static func current(_ line: [UInt16]) -> Command? {
    let blanks: Set<UInt16> = [
      0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
    ]
    let rest = Array(line.drop { blanks.contains($0) || (0x2000...0x200A).contains($0) })
    guard rest.starts(with: "::".utf16), let end = find("::", in: rest, from: 2) else { return nil }
    return parse(
      head: text(rest[2..<end]), separator: ",", data: text(rest[(end + 2)...]),
      escapes: [("%3A", ":"), ("%2C", ",")], dataEscapes: [])
  }

  /// `##[name key=value;key=value]data`, anywhere.
  private static func legacy(_ line: [UInt16]) -> Command? {
    guard let start = find("##[", in: line, from: 0), let end = find("]", in: line, from: start + 3) else {
      return nil
    }
    let escapes = [("%3B", ";"), ("%5D", "]")]
    return parse(
      head: text(line[(start + 3)..<end]), separator: ";", data: text(line[(end + 1)...]), escapes: escapes,
      dataEscapes: escapes)
  }

  private static func parse(
    head: String, separator: Character, data: String, escapes: [(String, String)],
    dataEscapes: [(String, String)]
  ) -> Command? {
    let words = head.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    let name = words[0].lowercased()
    guard registered.contains(name) else { return nil }
    var command = Command(name: name, data: unescaped(data, dataEscapes))
    for pair in (words.count > 1 ? words[1] : "").split(separator: separator) {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { command.properties[parts[0].lowercased()] = unescaped(String(parts[1]), escapes) }
    }
    return command
  }

  private static func unescaped(_ text: String, _ more: [(String, String)]) -> String {
    var text = text
    for (escape, plain) in [("%0D", "\r"), ("%0A", "\n")] + more + [("%25", "%")] {
      text = text.components(escape).joined(separator: plain)
    }
    return text
  }

  private static func find(_ word: String, in line: [UInt16], from start: Int) -> Int? {
    let word = Array(word.utf16)
    guard start + word.count <= line.count else { return nil }
    return (start...(line.count - word.count)).first {
      line[$0] == word[0] && line[$0...].starts(with: word)
    }
  }

  private static func text(_ units: ArraySlice<UInt16>) -> String { String(decoding: units, as: UTF16.self) }

  struct BadFile: Error { var line: String }

  /// `GITHUB_OUTPUT`. Lines end at LF and only there.
  static func outputs(_ file: String) throws -> [String: String] {
    var result: [String: String] = [:]
    var lines = bytes(file).split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    while let raw = lines.popFirst() {
      let line = String(decoding: raw, as: UTF8.self)
      if line.isEmpty { continue }
      let head = line.components("<<")
      guard head.count > 1, !head[0].isEmpty, !head[0].utf8.contains(0x3D) else { throw BadFile(line: line) }
      let delimiter = head.dropFirst().joined(separator: "<<")
      var value: [ArraySlice<UInt8>] = []
      while true {
        guard let next = lines.popFirst() else { throw BadFile(line: "no \(delimiter)") }
        if next.elementsEqual(delimiter.utf8) { break }
        value.append(next)
      }
      result[head[0]] = String(decoding: Array(value.joined(separator: [0x0A])), as: UTF8.self)
    }
    return result
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

extension String {
  /// By bytes, so that a combining mark behind the prefix does not hide it.
  func begins(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

  /// Split by bytes, so that no grapheme cluster hides a separator.
  func components(_ separator: String) -> [String] {
    let word = Array(separator.utf8)
    let bytes = Array(utf8)
    var parts: [String] = []
    var start = 0
    var index = 0
    while index + word.count <= bytes.count {
      if bytes[index] == word[0], bytes[index..<(index + word.count)].elementsEqual(word) {
        parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
        index += word.count
        start = index
      } else {
        index += 1
      }
    }
    return parts + [String(decoding: bytes[start...], as: UTF8.self)]
  }
}
