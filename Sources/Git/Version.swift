import Model

extension Repository {
  /// Which version a commit is: the tag it carries, or the nearest tag before it and the distance.
  ///
  /// Tags that match `tags` count, whatever they are called; without a list, those that read as SemVer
  /// (see `SemVer`, so `v1.2.3`, `1.2.3` and `v1.2`, but neither `v1` nor `nightly`). Lightweight tags
  /// count as well. Of several on one commit the best is the tag that CI builds, by its variables (`ciTag`, to be given
  /// for HEAD only; used even when the clone lacks it), then an annotated one, the highest version, the
  /// newest, the first by name.
  ///
  /// The nearest tag is the one with the smallest distance, as counted by `git rev-list --count tag..commit`;
  /// at the same distance the highest version. In a shallow clone the answer is that of the whole history or
  /// `.incomplete`.
  ///
  /// `list`: the repository's, where it was read already.
  package func version(
    of commit: ObjectID, tags filter: GlobList?, ciTag: String?, among list: TagList? = nil
  ) throws(Failure) -> TagDescription {
    let tags = try VersionTags(self, filter, list)
    if let exact = try tags.exact(at: commit, ciTag: ciTag) { return .exact(exact) }
    var near = try NearestTag(self) { (id) throws(Failure) in try tags.best(at: id) }
    // More commits than needed: among those that are read, dates are not relied on.
    if let answer = try near.find(from: OID(commit), reading: 100) { return answer }
    return try nearest(tags.all(), to: commit)
  }

  /// The tag that a commit carries, by the rules of `version`; nil when it carries none. Walks no history.
  package func exactTag(
    of commit: ObjectID, tags filter: GlobList?, ciTag: String?, among list: TagList? = nil
  ) throws(Failure) -> Tag? {
    try VersionTags(self, filter, list).exact(at: commit, ciTag: ciTag)
  }

  /// Whether the clone has any tag that is a version, of whichever commit.
  package func hasVersionTags(_ filter: GlobList?, among list: TagList? = nil) throws(Failure) -> Bool {
    try !VersionTags(self, filter, list).isEmpty
  }

  /// As `NearestTag`, from what the clone has, with all its gaps and dates. Most tags are near:
  /// the history is read in steps, until the answer is certain.
  func nearest(
    _ tags: [OID: Tag], to commit: ObjectID, firstStep: Int = 1000
  ) throws(Failure) -> TagDescription {
    var history = try History(self, from: OID(commit))
    var wanted = firstStep
    while true {
      try history.read(atMost: wanted)
      if let answer = history.description(of: 0, tags) { return answer }
      if history.isRead { return .incomplete(Refusal.shallow("find the nearest tag", access: access)) }
      wanted *= 8
    }
  }
}

/// The tags that are versions, by the commits they lead to. Their names are judged, and their objects read, when a
/// commit is asked for: most tags of a long history never are.
private struct VersionTags {
  private let reader: TagReader
  private let filter: GlobList?
  private let references: [OID: [TagReference]]

  init(_ repository: Repository, _ filter: GlobList?, _ list: TagList?) throws(Failure) {
    reader = try TagReader(repository)
    self.filter = filter
    references = if let list { list.references } else { try TagList(reader).references }
  }

  var isEmpty: Bool { !references.values.contains { $0.contains { isVersion($0.name) } } }

  private func isVersion(_ name: String) -> Bool { filter?.matches(name) ?? (SemVer(name) != nil) }

  /// CI's own tag wins on the commit it leads to, or that it leads to by CI's variables when the clone lacks it.
  func exact(at commit: ObjectID, ciTag: String?) throws(Failure) -> Tag? {
    let id = try OID(commit)
    if let ciTag, isVersion(ciTag) {
      let known = references.values.lazy.flatMap { $0 }.first { $0.name == ciTag }
      if known == nil { return Tag(name: ciTag, commit: commit, tagged: nil) }
      if let known, known.commit == id, let tag = try reader.tag(known) { return tag }
    }
    return try best(at: id)
  }

  func best(at commit: OID) throws(Failure) -> Tag? {
    var best: Tag?
    for reference in references[commit] ?? [] where isVersion(reference.name) {
      guard let tag = try reader.tag(reference) else { continue }
      if let other = best, !tag.isBetter(thanBeside: other) { continue }
      best = tag
    }
    return best
  }

  func all() throws(Failure) -> [OID: Tag] {
    var tags: [OID: Tag] = [:]
    for commit in references.keys { tags[commit] = try best(at: commit) }
    return tags
  }
}

extension History {
  /// The nearest tag before an untagged commit; nil when what is known does not decide it.
  fileprivate func description(of head: Int, _ tags: [OID: Tag]) -> TagDescription? {
    let near = walk(from: head) { tags[ids[$0]] != nil }
    if near.stops.isEmpty { return near.hasGap ? nil : .untagged(count: near.passed) }

    // A tag that another one descends from is farther away than that one. If the distances of the rest are
    // certain, so is the choice: a tag behind a gap is an ancestor of all of them, because each of them
    // includes every gap.
    var candidates: [(number: Int, ancestors: Set<Int>)] = []
    for number in near.stops where !candidates.contains(where: { $0.ancestors.contains(number) }) {
      let ancestors = ancestors(number)
      candidates.removeAll { ancestors.contains($0.number) }
      candidates.append((number, ancestors))
    }
    // With gaps, each of very many would have to be proved against each: without any it is a difference of sets.
    guard candidates.count <= 64 || isRead else { return nil }
    let all = ancestors(head)
    var nearest: (tag: Tag, distance: Int)?
    for candidate in candidates {
      guard let distance = count(of: all, without: candidate.ancestors), let tag = tags[ids[candidate.number]]
      else { return nil }
      if let nearest, nearest.distance < distance { continue }
      if let nearest, nearest.distance == distance, !tag.isBetter(thanElsewhere: nearest.tag) { continue }
      nearest = (tag, distance)
    }
    return nearest.map { .after($0.tag, distance: $0.distance) }
  }

  /// Walks back breadth first and does not look behind a stop, unless another way leads there. Returns how many
  /// commits it passed, whether one of them was a gap, and where it stopped, nearest first.
  private func walk(from start: Int, stop: (Int) -> Bool) -> (passed: Int, hasGap: Bool, stops: [Int]) {
    var stops: [Int] = []
    var hasGap = false
    var met: Set = [start]
    var pending = [start]
    var index = 0
    while index < pending.count {
      let commit = pending[index]
      index += 1
      if stop(commit) {
        stops.append(commit)
        continue
      }
      if isGap(commit) { hasGap = true }
      for parent in parents(commit) where met.insert(parent).inserted { pending.append(parent) }
    }
    return (met.count - stops.count, hasGap, stops)
  }
}

extension Tag {
  /// The order among tags of one commit: annotated, highest version, newest, first by name.
  package func isBetter(thanBeside other: Tag) -> Bool {
    if isAnnotated != other.isAnnotated { return isAnnotated }
    if let higher = isHigher(than: other) { return higher }
    if tagged != other.tagged, let tagged, let othersTime = other.tagged { return tagged > othersTime }
    return name.utf8.lexicographicallyPrecedes(other.name.utf8)
  }

  /// The order among tags at the same distance.
  func isBetter(thanElsewhere other: Tag) -> Bool {
    isHigher(than: other) ?? isBetter(thanBeside: other)
  }

  /// Nil when neither is. A version is higher than a name without one, and `v1.2.0` than `v1.2`, which is
  /// moved from release to release.
  private func isHigher(than other: Tag) -> Bool? {
    switch (SemVer(tag: name), SemVer(tag: other.name)) {
    case (nil, nil): nil
    case (nil, _): false
    case (_, nil): true
    case (let mine?, let others?) where mine != others: mine > others
    case (let mine?, let others?):
      mine.isAbbreviated == others.isAbbreviated ? nil : others.isAbbreviated
    }
  }
}
