import Model

/// The image that a tag points to after it was set.
package struct TaggedImage: Equatable, Sendable {
  package var digest: ImageDigest
  package var change: Change
  /// Bytes that were transferred from another registry.
  package var copiedByteCount = 0

  package enum Change: Equatable, Sendable {
    case tagged
    case moved(from: ImageDigest)
    /// The tag already pointed to this image.
    case unchanged
  }
}

extension Failure {
  /// The tag points to another image already. `wanted`: the digest that it should have, if known.
  static func occupied(
    _ tag: ImageTag, of repository: ImageRepository, by present: ImageDigest, wanted: ImageDigest? = nil
  ) -> Failure {
    Failure(
      .guarded,
      """
      tag "\(tag)" of \(repository) already points to another image: \(present)\
      \(wanted.map { ", not \($0)" } ?? "")
      """,
      remedies: [
        "deploy a commit with a new version",
        "to move the tag, set \"replace\": true in the target's \"image\"",
      ])
  }
}

/// When a tag is written, for plans.
func tagCondition(replaces: Bool) -> Text {
  replaces ? "if the tag does not exist, or points to another image" : "if the tag does not exist"
}
