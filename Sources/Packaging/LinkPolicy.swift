import Model

/// Applies `symlinks` to candidates of one tree: refuses links, follows them, or keeps them.
struct LinkPolicy {
  var candidates: [Candidate]
  var findings: [Finding] = []

  /// `tree` is everything a link may lead to.
  init(
    _ selected: [Candidate], in tree: [Candidate], spec: PackageSpec, from sources: PackageSources,
    isExcluded: @escaping (_ path: [UInt8], _ isFolder: Bool) -> Bool
  ) throws(Failure) {
    candidates = selected
    let links = selected.filter { $0.kind == .symlink }
    if links.isEmpty { return }
    switch spec.symlinks {
    case .error: throw Self.refused(links, at: spec.place)
    case .keep: findings = try Self.leaving(links, at: spec.place, from: sources)
    case .follow:
      var follower = LinkFollower(tree: tree, from: sources, isExcluded: isExcluded)
      for link in links { try follower.follow(link) }
      guard follower.problems.isEmpty else { throw Self.broken(follower.problems, at: spec.place) }
      candidates = selected.filter { $0.kind != .symlink } + follower.followed
    }
  }

  private static func refused(_ links: [Candidate], at place: Place) -> Failure {
    Failure(
      .repository,
      "\(counted(links.count, "symbolic link")) in the package: \(listed(links.map { quoted($0.path) }))",
      place: place,
      remedies: [
        #"set "symlinks": "follow" in "package" to pack what they point to"#,
        #"set "symlinks": "keep" if what unpacks the package makes links"#,
        #"exclude them with "exclude""#,
      ])
  }

  private static func broken(_ problems: [Text], at place: Place) -> Failure {
    Failure(
      .repository,
      "\(counted(problems.count, "symbolic link")) cannot be followed inside the package: \(listed(problems))",
      place: place,
      remedies: [
        #"exclude them with "exclude" in "package""#,
        #"set "symlinks": "keep" if what unpacks the package makes links"#,
      ])
  }

  /// Kept links that point out of the package, regardless of other links on their path.
  private static func leaving(
    _ links: [Candidate], at place: Place, from sources: PackageSources
  ) throws(Failure) -> [Finding] {
    var leaving: [String] = []
    for link in links {
      let target = try link.target(from: sources)
      var depth = components(link.path).count - 1
      var leaves = target.first == slash
      for step in components(target) where !step.isEmpty && step != Array(".".utf8) {
        depth += step == Array("..".utf8) ? -1 : 1
        if depth < 0 { leaves = true }
      }
      if leaves { leaving.append("\(quoted(link.path)) -> \(quoted(target))") }
    }
    guard !leaving.isEmpty else { return [] }
    return [
      Finding(
        .warning, "links that point outside of the package: \(listed(leaving))", rule: "package/link-leaves",
        place: place,
        remedies: [#"exclude them with "exclude" in "package""#])
    ]
  }
}
