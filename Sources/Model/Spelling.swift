/// Suggestions for misspelled words.
package enum Spelling {
  /// The known word that was probably meant; nil when none is similar, since a wrong suggestion is worse than none.
  package static func nearest(to word: String, among known: [String]) -> String? {
    let letters = plain(word)
    guard !letters.isEmpty, letters.count <= 64 else { return nil }
    if let same = known.first(where: { plain($0) == letters }) { return same }
    let bound = max(1, min(3, letters.count / 3))
    var best: (word: String, distance: Int)?
    for candidate in known {
      let other = plain(candidate)
      guard abs(other.count - letters.count) <= bound else { continue }
      let distance = distance(letters, other)
      if distance <= bound, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }

  /// The word that was probably meant, or else all valid ones.
  package static func remedies(for word: String, among known: [String]) -> [Text] {
    if let meant = nearest(to: word, among: known) { return ["did you mean \"\(meant)\"?"] }
    return known.isEmpty ? [] : ["valid values: \(listed(known, joining: "and"))"]
  }

  /// Without case and the usual separators, which do not count in a comparison.
  package static func plain(_ word: String) -> [Character] {
    word.lowercased().filter { $0 != "_" && $0 != "-" }
  }

  /// Damerau-Levenshtein in its restricted form: insert, delete, replace, swap neighbors; each costs 1.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}

/// `"a", "b" or "c"`
package func listed(_ words: [String], joining word: Text = "or") -> Text {
  let words = words.map { "\"\($0)\"" }
  guard let last = words.last, words.count > 1 else { return "\(words.joined())" }
  return "\(words.dropLast().list) \(word) \(last)"
}

extension Sequence<String> {
  /// `a, b, c`, separated as the language of the message does it.
  package var list: Text {
    let words = Array(self)
    guard !words.isEmpty else { return "" }
    return Text(
      literals: [""] + words.dropLast().map { _ in ", " } + [""], arguments: words.map(Text.Argument.value))
  }

  /// `a, b and c`
  package var conjunction: Text {
    let words = Array(self)
    guard let last = words.last, words.count > 1 else { return words.list }
    return "\(words.dropLast().list) and \(last)"
  }
}
