import Model

/// Replaces links by what they point to, within one tree: the commit's or the work tree's. A link to a folder
/// becomes that folder with everything in it.
struct LinkFollower {
  /// What the links became so far.
  private(set) var followed: [Candidate] = []
  /// Links that could not be followed, with the reason.
  private(set) var problems: [Text] = []

  private let sources: PackageSources
  /// Sorted by origin, so that a folder's content is one stretch.
  private let tree: [Candidate]
  private let positions: [[UInt8]: Int]
  private let isExcluded: (_ path: [UInt8], _ isFolder: Bool) -> Bool

  /// As on Linux, and so is the length of a target in bytes.
  private static let deepest = 40
  private static let longestTarget = 4096
  /// Links to folders with links can multiply without end in sight.
  private static let most = 100_000
  private var count = 0

  init(
    tree: [Candidate], from sources: PackageSources,
    isExcluded: @escaping (_ path: [UInt8], _ isFolder: Bool) -> Bool
  ) {
    self.sources = sources
    self.tree = tree.sorted { $0.origin.lexicographicallyPrecedes($1.origin) }
    self.isExcluded = isExcluded
    positions = Dictionary(
      zip(self.tree.map(\.origin), self.tree.indices), uniquingKeysWith: { first, _ in first })
  }

  mutating func follow(_ link: Candidate) throws(Failure) { try follow(link, within: []) }

  /// `outer`: the links being expanded, by origin.
  private mutating func follow(_ link: Candidate, within outer: [[UInt8]]) throws(Failure) {
    try countOne()
    switch try destination(of: link) {
    case .entry(var entry):
      entry.path = link.path
      followed.append(entry)
    case .folder(let folder):
      let open = outer + [link.origin]
      guard open.count <= Self.deepest, !open.contains(where: { relative($0, to: folder) != nil }) else {
        problems.append("\(quoted(link.path)) (contains itself)")
        return
      }
      for var child in content(of: folder) {
        child.path = link.path + [slash] + (relative(child.origin, to: folder) ?? [])
        if isExcluded(child.path, child.isFolder) { continue }
        if child.kind == .symlink {
          try follow(child, within: open)
        } else {
          try countOne()
          followed.append(child)
        }
      }
    case .nowhere(let reason): problems.append("\(quoted(link.path)) (\(reason))")
    }
  }

  private mutating func countOne() throws(Failure) {
    count += 1
    guard count <= Self.most else {
      throw Failure(
        .repository, "following the links of the package gives more than \(Self.most) files",
        remedies: [#"exclude links to directories with "exclude" in "package""#])
    }
  }

  private enum Destination {
    case entry(Candidate)
    case folder([UInt8])
    case nowhere(Text)
  }

  /// Where the link ends, over other links.
  private func destination(of link: Candidate) throws(Failure) -> Destination {
    var place = Array(components(link.origin).dropLast())
    var steps: [[UInt8]] = []  // The next one last.
    var next: Candidate? = link
    var hops = 0
    while true {
      if let link = next {
        hops += 1
        guard hops <= Self.deepest else { return .nowhere("links in a circle") }
        guard link.size < Self.longestTarget else { return .nowhere("target too long") }
        let target = try link.target(from: sources)
        if target.first == slash { return .nowhere("absolute: \(quoted(target))") }
        steps += components(target).reversed()
        next = nil
      }
      guard let step = steps.popLast() else { break }
      if step.isEmpty || step == Array(".".utf8) { continue }
      if step == Array("..".utf8) {
        guard place.popLast() != nil else { return .nowhere("leaves the package") }
        continue
      }
      place.append(step)
      let path = joined(place)
      if let position = positions[path] {
        let entry = tree[position]
        if entry.kind == .symlink {
          place.removeLast()
          next = entry
        } else {
          return steps.isEmpty ? .entry(entry) : .nowhere("no such file")
        }
      } else if content(of: path).isEmpty {
        return .nowhere("no such file")
      }
    }
    return .folder(joined(place))
  }

  private func content(of folder: [UInt8]) -> ArraySlice<Candidate> {
    if folder.isEmpty { return tree[...] }
    let prefix = folder + [slash]
    let start = tree.firstSorted { !$0.origin.lexicographicallyPrecedes(prefix) }
    return tree[start...].prefix { $0.origin.starts(with: prefix) }
  }
}
