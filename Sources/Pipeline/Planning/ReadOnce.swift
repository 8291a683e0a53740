import Git
import Model
import Packaging
import Synchronization

/// What the targets of one run have in common, read or worked out when the first of them needs it: they deploy one
/// commit, beside one work tree.
final class ReadOnce: Sendable {
  /// Folders of the commit by path; nil where there is none.
  let trees = Once<String, ObjectID?>()
  /// Of the whole commit, for each package that selects from it.
  let listing = Once<ObjectID, TreeListing>()
  /// By `ConfigFingerprint.key`, with the place of the target that it was made for.
  let committed = Once<String, PlacedSelection>()
  let selections = Once<String, PlacedSelection>()
  /// SHA-256 of the contents in a package that are not in the commit, by its key and their paths.
  let extras = Once<String, [String: String]>()
  let isDirty = Once<ObjectID, Bool>()
  let builtFiles = Once<String, BuiltContent?>()
  let tagList = Once<ObjectID, TagList>()
  /// By the patterns of the tags that count.
  let versions = Once<[String]?, TagDescription>()
  let exactTags = Once<[String]?, Tag?>()
  let hasVersionTags = Once<[String]?, Bool>()
  let remotesWithoutTags = Once<ObjectID, [String]>()
  let commitCounts = Once<ObjectID, Int>()
}

/// Values by what they were made of. Several threads may ask at a time; failures are not kept.
final class Once<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values = Mutex<[Key: Value]>([:])

  func value(of key: Key, _ make: () throws(Failure) -> Value) throws(Failure) -> Value {
    if let known = values.withLock({ $0[key] }) { return known }
    let made = try make()
    values.withLock { $0[key] = made }
    return made
  }
}

/// The file of a build: its length and SHA-256.
struct BuiltContent: Sendable {
  var byteCount: Int
  var sha256: String
}

/// A selection and the place of the block that it was made for, which findings name.
struct PlacedSelection: Sendable {
  private let selection: Selection
  private let place: Place

  init(_ selection: Selection, at place: Place) {
    self.selection = selection
    self.place = place
  }

  /// The same selection for another block with the same words.
  func moved(to other: Place) -> Selection {
    var moved = selection
    for index in moved.findings.indices where moved.findings[index].place == place {
      moved.findings[index].place = other
    }
    return moved
  }
}

extension GlobList {
  /// The patterns as they are written: what is made with a list depends on nothing else.
  var texts: [String] { patterns.map { ($0.excludes ? "!" : "") + $0.glob.text } }
}
