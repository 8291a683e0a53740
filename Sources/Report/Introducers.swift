/// Breaks the prefixes by which CI systems recognize commands in a log, with a backslash.
///
/// Compares scalars, not characters. Scalars that a linguistic comparison ignores (zero-width spaces, joiners, soft
/// hyphens) are ignored here as well, because CI systems may compare in that way.
enum Introducers {
  static func broken(_ line: String) -> String {
    var scalars = Array(line.unicodeScalars)
    breakMarkers(&scalars)
    breakSections(&scalars)
    breakStart(&scalars)
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }

  /// `##[`, `##vso[`, `##teamcity[` anywhere, in any case: two `#`, letters, a bracket.
  /// GitHub: https://github.com/actions/runner, ActionCommand.cs; Azure: Command.cs of the agent.
  private static func breakMarkers(_ scalars: inout [Unicode.Scalar]) {
    var index = 0
    while index < scalars.count {
      defer { index += 1 }
      guard scalars[index] == "#" else { continue }
      let second = skipping(scalars, from: index + 1) { $0.properties.isDefaultIgnorableCodePoint }
      guard second < scalars.count, scalars[second] == "#" else { continue }
      let bracket = skipping(scalars, from: second + 1) {
        $0.properties.isAlphabetic || $0.properties.isDefaultIgnorableCodePoint
      }
      if bracket < scalars.count, scalars[bracket] == "[" { scalars.insert("\\", at: second + 1) }
    }
  }

  /// GitLab's `section_start:` and `section_end:`. They have an effect only with CR and ESC after them, which are
  /// escaped as well.
  private static func breakSections(_ scalars: inout [Unicode.Scalar]) {
    // In ASCII, upper and lower case differ in bit 5.
    let word = "section_".unicodeScalars.map { $0.value | 0x20 }
    var index = 0
    while index + word.count < scalars.count {
      if scalars[index].value | 0x20 == word[0],
        zip(scalars[index...], word).allSatisfy({ $0.value | 0x20 == $1 })
      {
        scalars.insert("\\", at: index + word.count - 1)
        index += word.count
      }
      index += 1
    }
  }

  /// `::` after leading blanks (GitHub), and Buildkite's group markers in the first column.
  private static func breakStart(_ scalars: inout [Unicode.Scalar]) {
    let first = skipping(scalars, from: 0) {
      $0.properties.isWhitespace || $0.properties.isDefaultIgnorableCodePoint
    }
    guard first < scalars.count else { return }
    let second = skipping(scalars, from: first + 1) { $0.properties.isDefaultIgnorableCodePoint }
    if scalars[first] == ":", second < scalars.count, scalars[second] == ":" {
      scalars.insert("\\", at: first)
    } else if ["--- ", "+++ ", "~~~ ", "^^^ "].contains(where: { scalars.starts(with: $0.unicodeScalars) }) {
      scalars.insert(" ", at: 0)
    }
  }

  private static func skipping(
    _ scalars: [Unicode.Scalar], from start: Int, while skips: (Unicode.Scalar) -> Bool
  ) -> Int {
    var index = start
    while index < scalars.count, skips(scalars[index]) { index += 1 }
    return index
  }
}
