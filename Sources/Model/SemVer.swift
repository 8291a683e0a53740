/// A version by the rules of Semantic Versioning 2.0.0 (semver.org), as it is written in tags: a `v` or `V`
/// may precede it, and `1.2` is read as `1.2.0`. `1` alone is not a valid version: such tags are moved from
/// release to release.
package struct SemVer: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// As written, without the `v`.
  package let description: String
  /// Major, minor, patch: decimal digits without leading zeros, of any length.
  private let core: [String]
  private let preRelease: [String]
  /// Written without the patch number.
  package let isAbbreviated: Bool

  /// Nil when the whole text is not a version.
  package init?(_ text: some StringProtocol) {
    let text = text.hasPrefix("v") || text.hasPrefix("V") ? String(text.dropFirst()) : String(text)
    var rest = Substring(text)
    if let plus = rest.firstIndex(of: "+") {
      let build = rest[rest.index(after: plus)...].components
      guard build.allSatisfy(\.isIdentifier) else { return nil }
      rest = rest[..<plus]
    }
    var preRelease: [Substring] = []
    if let dash = rest.firstIndex(of: "-") {
      preRelease = rest[rest.index(after: dash)...].components
      guard preRelease.allSatisfy({ $0.isIdentifier && (!$0.isDecimal || $0.isNumber) }) else { return nil }
      rest = rest[..<dash]
    }
    var core = rest.components
    isAbbreviated = core.count == 2
    if isAbbreviated { core.append("0") }
    guard core.count == 3, core.allSatisfy(\.isNumber) else { return nil }
    self.description = text
    self.core = core.map(String.init)
    self.preRelease = preRelease.map(String.init)
  }

  /// The version in a tag's name: all of it, or what follows the last `/`, or what follows the first `-`, `_`
  /// or `@` that a version follows: `api/v1.2.3`, `release-1.2.3`, `core@1.2.3`.
  package init?(tag: String) {
    let name = tag[(tag.lastIndex(of: "/").map(tag.index(after:)) ?? tag.startIndex)...]
    if let whole = SemVer(name) {
      self = whole
      return
    }
    for separator in name.indices where "-_@".contains(name[separator]) {
      if let version = SemVer(name[name.index(after: separator)...]) {
        self = version
        return
      }
    }
    return nil
  }
}

extension SemVer: Comparable {
  /// Precedence of semver.org §11. Build metadata and abbreviation do not count.
  package static func < (left: SemVer, right: SemVer) -> Bool {
    for (l, r) in zip(left.core, right.core) where l != r { return l.isLessNumber(than: r) }
    if left.preRelease.isEmpty || right.preRelease.isEmpty {
      return !left.preRelease.isEmpty && right.preRelease.isEmpty
    }
    for (l, r) in zip(left.preRelease, right.preRelease) where l != r {
      switch (Substring(l).isDecimal, Substring(r).isDecimal) {
      case (true, true): return l.isLessNumber(than: r)
      case (true, false): return true
      case (false, true): return false
      case (false, false): return l.utf8.lexicographicallyPrecedes(r.utf8)
      }
    }
    return left.preRelease.count < right.preRelease.count
  }

  /// Equal precedence: neither is higher.
  package static func == (left: SemVer, right: SemVer) -> Bool {
    left.core == right.core && left.preRelease == right.preRelease
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(core)
    hasher.combine(preRelease)
  }
}

extension Substring {
  fileprivate var components: [Substring] { split(separator: ".", omittingEmptySubsequences: false) }

  fileprivate var isDecimal: Bool { !isEmpty && utf8.allSatisfy(\.isDigit) }

  /// Decimal without a leading zero.
  fileprivate var isNumber: Bool { isDecimal && (utf8.count == 1 || utf8.first != 0x30) }

  fileprivate var isIdentifier: Bool {
    !isEmpty && utf8.allSatisfy { $0.isAlphanumeric || $0 == 0x2D }
  }
}

extension String {
  /// Both without leading zeros.
  fileprivate func isLessNumber(than other: String) -> Bool {
    utf8.count == other.utf8.count
      ? utf8.lexicographicallyPrecedes(other.utf8) : utf8.count < other.utf8.count
  }
}
