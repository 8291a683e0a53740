import Model

/// Fails when a finished zip is bigger than the target allows (`maxBytes`); names what is biggest in it.
package func checkSize(byteCount: Int, of entries: [PackageEntry], spec: PackageSpec) throws(Failure) {
  guard let limit = spec.maxBytes, byteCount > limit else { return }
  // The first path wins among equals, so that the message does not change from run to run.
  let largest = entries.enumerated()
    .sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
    .prefix(5)
  throw Failure(
    .repository, "package has \(byteCount) bytes, more than the \(limit) allowed by \"maxBytes\"",
    place: spec.place,
    remedies: [
      "leave out what the service does not need with \"exclude\" in \"package\"",
      "raise \"maxBytes\" in \"package\" if the provider accepts more",
    ],
    causes: largest.map { "\($0.element.path): \($0.element.size) bytes before compression" })
}
