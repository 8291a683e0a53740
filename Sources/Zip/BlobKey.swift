import Model

/// The id of a blob that is cached.
struct BlobKey: Equatable, Sendable {
  let id: ObjectID

  static let byteCount = 20

  var bytes: [UInt8] { id.bytes }

  /// Nil for ids of other lengths: they are not cached.
  init?(_ id: ObjectID) {
    guard id.byteCount == Self.byteCount else { return nil }
    self.id = id
  }
}
