/// A release that the provider keeps: one line of `sampan history`.
package struct Release: Equatable, Sendable {
  /// The provider's own id, as `rollback --to` takes it, e.g. `api-007`.
  package var id: String
  /// Nil where the provider does not report it.
  package var created: Timestamp?
  /// The provider's word, e.g. `normal` or `build_failed`.
  package var status: String
  /// 0–100; nil where the provider does not report a share.
  package var trafficPercent: Int?
  package var remark: String?
  package var image: String?

  package init(
    id: String, created: Timestamp? = nil, status: String, trafficPercent: Int? = nil,
    remark: String? = nil, image: String? = nil
  ) {
    self.id = id
    self.created = created
    self.status = status
    self.trafficPercent = trafficPercent
    self.remark = remark
    self.image = image
  }

  package var stamp: Stamp? { remark.flatMap(Stamp.init(in:)) }

  /// The remark as a person wrote it: without the stamp at its end. Nil when nothing is left.
  package var text: String? {
    guard let remark else { return nil }
    var words = remark.split(whereSeparator: { $0.isWhitespace })
    if let stamp, words.last.map(String.init) == stamp.description { words.removeLast() }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

/// What `history` found for one target.
package struct HistoryReport: Equatable, Sendable {
  package var target: String
  package var provider: String
  /// As in `Target.service`.
  package var service: String
  /// Newest first.
  package var entries: [Entry]

  package init(target: String, provider: String, service: String, entries: [Entry]) {
    self.target = target
    self.provider = provider
    self.service = service
    self.entries = entries
  }

  /// A release, with what this clone knows of it.
  package struct Entry: Equatable, Sendable {
    package var release: Release
    /// Our version; nil where it is not known.
    package var version: String?
    /// The first digits of its commit, by its stamp or its name.
    package var commit: String?
    /// The commit; nil where it is not in the clone.
    package var found: Commit?

    package init(release: Release, version: String? = nil, commit: String? = nil, found: Commit? = nil) {
      self.release = release
      self.version = version
      self.commit = commit
      self.found = found
    }
  }
}
