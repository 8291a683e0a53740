import Model

/// What a tag names after we gave it.
package struct TaggedImage: Equatable, Sendable {
  package var digest: ImageDigest
  package var change: Change

  package enum Change: Equatable, Sendable {
    case tagged
    case moved(from: ImageDigest)
    /// The tag named this image already.
    case unchanged
  }
}

extension Failure {
  /// A version names one image. `wanted` is what it was to be, where that is known.
  static func occupied(
    _ tag: ImageTag, of repository: ImageRepository, by present: ImageDigest, wanted: ImageDigest? = nil
  ) -> Failure {
    Failure(
      .guarded,
      """
      tag "\(tag)" of \(repository) is another image already: \(present)\
      \(wanted.map { ", not \($0)" } ?? "")
      """,
      remedies: [
        "deploy a commit that has a version of its own",
        "to move the tag on purpose: \"replace\": true in the target's \"image\"",
      ])
  }
}

/// When a tag is written, for plans.
func tagCondition(replaces: Bool) -> Text {
  replaces ? "if the tag does not exist, or points to another image" : "if the tag does not exist"
}
