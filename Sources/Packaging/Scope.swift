import Model

/// The part of a commit's tree that can go into a package: everything below `package.path`, paths relative to
/// it, with the content of submodules where they are included.
struct Scope {
  var candidates: [Candidate] = []

  private let spec: PackageSpec
  private let sources: PackageSources
  private let root: [UInt8]

  /// Deeper nesting is a mistake or an attack.
  private static let deepest = 40

  init(_ listing: [TreeEntry], spec: PackageSpec, from sources: PackageSources) throws(Failure) {
    self.spec = spec
    self.sources = sources
    root = spec.path == "." ? [] : Array(spec.path.utf8)
    try add(listing, of: [])
    guard !candidates.isEmpty else { throw missing(listing) }
  }

  /// `outer`: the submodules around the listing, by their path from the root of the repository.
  private mutating func add(_ listing: [TreeEntry], of outer: [[UInt8]]) throws(Failure) {
    let prefix = outer.last.map { $0 + [slash] } ?? []
    let submodule = outer.last.map(text)
    candidates.reserveCapacity(candidates.count + listing.count)
    for entry in listing {
      let full = prefix.isEmpty ? entry.path : prefix + entry.path
      if entry.kind == .submodule, spec.submodules == .include, touches(full) {
        guard outer.count < Self.deepest, String(validating: full, as: UTF8.self) != nil else {
          throw Failure(
            .repository, "submodule \(quoted(full)) is nested too deeply, or its path is not UTF-8")
        }
        try add(try sources.submodule(text(full), entry.object), of: outer + [full])
      } else if let path = relative(full, to: root) {
        candidates.append(
          Candidate(
            path: path, kind: entry.kind, source: .object(entry.object, submodule: submodule),
            size: entry.size))
      }
    }
  }

  /// Whether something of the submodule is in the package: it is below `path`, is `path`, or is around it.
  private func touches(_ submodule: [UInt8]) -> Bool {
    if submodule == root || relative(root, to: submodule) != nil { return true }
    guard let path = relative(submodule, to: root) else { return false }
    return spec.exclude?.covers(path: path, isFolder: true) != true
  }

  private func missing(_ listing: [TreeEntry]) -> Failure {
    let around = listing.first { entry in
      entry.kind == .submodule && (entry.path == root || relative(root, to: entry.path) != nil)
    }
    if let around {
      return Failure(
        .repository, "\"path\": \"\(spec.path)\" is in the submodule \(quoted(around.path))",
        place: spec.place,
        remedies: [#"set "submodules": "include" in "package""#])
    }
    return Failure(
      .repository, "the commit has no file below \"path\": \"\(spec.path)\"", place: spec.place,
      remedies: ["git ls-tree -r --name-only HEAD", #"correct "path" in "package""#])
  }
}
