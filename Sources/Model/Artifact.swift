/// One entry of a package: what the zip writer gets.
package struct PackageEntry: Equatable, Sendable {
  /// Path inside the zip, checked: relative, `/` between components, no `.`, `..` or empty component.
  package var path: String
  package var mode: Mode
  package var content: Content

  package init(path: String, mode: Mode, content: Content) {
    self.path = path
    self.mode = mode
    self.content = content
  }

  /// Unix mode in octal as it goes into the zip.
  package enum Mode: UInt32, Sendable {
    case file = 0o100644
    case executable = 0o100755
    case symlink = 0o120777
  }

  package enum Content: Equatable, Sendable {
    /// A blob of the repository that holds `submodule` (a path from the root; nil: the repository itself).
    case blob(ObjectID, size: Int, submodule: String?)
    /// A file of the work tree: its path from the top, as bytes, and what it was when it was selected.
    case file([UInt8], FileVersion)
    /// The target of a link in the work tree.
    case link([UInt8])
  }

  /// Bytes before compression.
  package var size: Int {
    switch content {
    case .blob(_, let size, _): size
    case .file(_, let version): version.byteCount
    case .link(let target): target.count
    }
  }
}

extension [PackageEntry] {
  /// Bytes of all entries together, before compression.
  package var byteCount: Int { reduce(0) { $0 + $1.size } }
}

/// Shows whether a file was changed or replaced since it was read: the system sets `changed` at every change, and
/// programs cannot set it. (The inode is not compared: some network file systems assign new numbers.)
package struct FileVersion: Equatable, Hashable, Sendable {
  package var byteCount: Int
  /// Nanoseconds since the epoch.
  package var modified: Int64
  package var changed: Int64

  package init(byteCount: Int, modified: Int64 = 0, changed: Int64 = 0) {
    self.byteCount = byteCount
    self.modified = modified
    self.changed = changed
  }
}

/// A zip or a built file, ready to be sent.
package struct PackageFile: Equatable, Sendable {
  /// Absolute path on this machine; of a built file that is only planned, from the top of the work tree.
  package var path: String
  /// The name that is sent to the provider, e.g. `api.zip`.
  package var name: String
  package var byteCount: Int
  /// 64 lower-case hexadecimal digits.
  package var sha256: String
  /// A zip made by us (true) or a built file sent as it is.
  package var isZip: Bool
  package var entryCount: Int

  package init(path: String, name: String, byteCount: Int, sha256: String, isZip: Bool, entryCount: Int) {
    self.path = path
    self.name = name
    self.byteCount = byteCount
    self.sha256 = sha256
    self.isZip = isZip
    self.entryCount = entryCount
  }
}

/// What a target deploys, for one commit: the plan prints it, the deploy carries it out.
package enum Artifact: Equatable, Sendable {
  /// Files of the commit that go into a zip.
  case zip([PackageEntry], PackageSpec)
  /// A file that can be sent: one that a build made, or the zip.
  case file(PackageFile)
  /// `from`: what gets the image's tag first; nil when the image has it already.
  case image(ImageReference, from: ImageReference?)
  /// The cloud pulls the source itself. `branch` nil: the one that the service is set up with.
  case repository(source: String, name: String, branch: String?)
  /// The provider already has it; an option names it.
  case held

  package var image: ImageReference? { if case .image(let image, _) = self { image } else { nil } }
  package var branch: String? { if case .repository(_, _, let branch) = self { branch } else { nil } }
  package var file: PackageFile? { if case .file(let file) = self { file } else { nil } }
}
