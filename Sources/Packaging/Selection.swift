import Model

/// What goes into a package.
package struct Selection: Equatable, Sendable {
  /// Checked, and sorted by the UTF-8 bytes of the path.
  package var entries: [PackageEntry]
  /// Warnings.
  package var findings: [Finding]
}

/// Selects the entries of a package from the whole tree of a commit.
package func select(
  _ listing: [TreeEntry], spec: PackageSpec, from sources: PackageSources
) throws(Failure) -> Selection {
  throw Failure(.defect, "not written yet")
}
