import Model

/// Reads zips that `ZipWriter` wrote, and nothing that it would not have written.
package enum Unzip {
  /// Unpacks into an existing directory.
  package static func unpack(_ zip: String, into directory: String) throws(Failure) {
    throw Failure(.defect, "not written yet")
  }

  /// The entries in the order of the zip.
  package static func list(_ zip: String) throws(Failure) -> [ZipListing] {
    throw Failure(.defect, "not written yet")
  }
}

/// One line of a package's listing.
package struct ZipListing: Equatable, Sendable {
  package var mode: PackageEntry.Mode
  /// Bytes after unpacking.
  package var size: Int
  package var path: String
}
