import Model

// Paths are bytes here: two Swift strings are equal already when Unicode calls them equivalent.

let slash = UInt8(ascii: "/")

/// The components between the slashes, empty ones included.
func components(_ path: [UInt8]) -> [[UInt8]] {
  path.split(separator: slash, omittingEmptySubsequences: false).map(Array.init)
}

/// Whether some component satisfies it. Makes no arrays: every path of a package is checked with it.
func hasComponent(_ path: [UInt8], where isOdd: (ArraySlice<UInt8>) -> Bool) -> Bool {
  var start = 0
  while let end = path[start...].firstIndex(of: slash) {
    if isOdd(path[start..<end]) { return true }
    start = end + 1
  }
  return isOdd(path[start...])
}

func joined(_ components: [[UInt8]]) -> [UInt8] { Array(components.joined(separator: [slash])) }

/// What is left of the path below the folder; the empty folder is the root. Nil when it is not below it.
func relative(_ path: [UInt8], to folder: [UInt8]) -> [UInt8]? {
  if folder.isEmpty { return path }
  guard path.count > folder.count + 1, path.starts(with: folder), path[folder.count] == slash else {
    return nil
  }
  return Array(path.dropFirst(folder.count + 1))
}

/// For globs and messages: broken UTF-8 becomes replacement characters.
func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }

/// In quotes, with bytes that are not UTF-8 and control characters escaped.
func quoted(_ path: [UInt8]) -> String {
  func escaped(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
  guard let whole = String(validating: path, as: UTF8.self) else {
    return "\"" + path.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : escaped([$0]) }.joined()
      + "\""
  }
  return "\"" + whole.unicodeScalars.map { isControl($0) ? escaped(String($0).utf8) : String($0) }.joined()
    + "\""
}

func isControl(_ scalar: Unicode.Scalar) -> Bool {
  // Looking up Unicode's tables is slow, and most paths do not need it.
  if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
  return scalar.properties.generalCategory == .control
}

extension [Candidate] {
  /// The index of the first element from which on the condition holds, in an array that is sorted by it; `count` when it
  /// holds nowhere.
  func firstSorted(where holds: (Candidate) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// At most ten, then how many more: `a, b and 3 more`.
func listed(_ items: [String]) -> Text { listed(items.map { "\($0)" as Text }) }

func listed(_ items: [Text]) -> Text {
  let shown = items.prefix(10).joined(separator: ", ")
  return items.count > 10 ? "\(shown) and \(items.count - 10) more" : "\(shown)"
}
