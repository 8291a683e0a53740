import Model

/// The file system, as far as it is needed. Paths are absolute. Every failure names the path and the system's
/// reason.
package struct Files: Sendable {
  /// The whole file, at most `limit` bytes.
  package var read: @Sendable (_ path: String, _ limit: Int) throws(Failure) -> [UInt8] = {
    (path, _) throws(Failure) in throw .refused("read \"\(path)\"")
  }
  /// The whole file in pieces, of any length, in order.
  package var stream:
    @Sendable (_ path: String, _ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void = {
      (path, _) throws(Failure) in throw .refused("read \"\(path)\"")
    }
  /// A file of a folder whose content is not trusted, such as a work tree, in pieces. Returns its version, or nil
  /// when the file does not exist. The path is followed component by component and may not leave the folder through a
  /// link, nor reach a `.git`: `.repository`, as is what is not a regular file.
  package var streamInside:
    @Sendable (_ root: String, _ path: [UInt8], _ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) ->
      FileVersion? = {
        (root, path, _) throws(Failure) in
        throw .refused("read \"\(root)/\(String(decoding: path, as: UTF8.self))\"")
      }
  /// Copies such a file and its permissions to a path of ours.
  package var copyInside:
    @Sendable (_ root: String, _ path: [UInt8], _ to: String) throws(Failure) -> FileVersion? = {
      (root, path, _) throws(Failure) in
      throw .refused("copy \"\(root)/\(String(decoding: path, as: UTF8.self))\"")
    }
  /// Everything but folders below a folder of such a root, links not followed and without what is named `.git`. Empty
  /// when the folder does not exist; `.repository` when a link is on the way to it.
  package var listInside: @Sendable (_ root: String, _ folder: String) throws(Failure) -> [FoundFile] = {
    (root, folder) throws(Failure) in throw .refused("list \"\(root)/\(folder)\"")
  }
  /// Replaces the file atomically: written beside it, flushed, renamed. New files get mode 0644 less umask.
  package var write: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void = {
    (path, _) throws(Failure) in throw .refused("write \"\(path)\"")
  }
  /// The same for a secret: mode 0600, whatever was there before.
  package var writePrivate: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void = {
    (path, _) throws(Failure) in throw .refused("write \"\(path)\"")
  }
  /// Appends, creating the file when needed.
  package var append: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void = {
    (path, _) throws(Failure) in throw .refused("append to \"\(path)\"")
  }
  /// Nil when nothing exists at the path. Links are not followed.
  package var info: @Sendable (_ path: String) throws(Failure) -> FileInfo? = {
    (path) throws(Failure) in throw .refused("inspect \"\(path)\"")
  }
  /// Names in a directory, sorted by bytes; empty when there is no such directory.
  package var list: @Sendable (_ path: String) throws(Failure) -> [String] = {
    (path) throws(Failure) in throw .refused("list \"\(path)\"")
  }
  /// With parents; an existing directory is fine.
  package var makeDirectory: @Sendable (_ path: String) throws(Failure) -> Void = {
    (path) throws(Failure) in throw .refused("make directory \"\(path)\"")
  }
  /// `rename(2)`: atomic, replaces a file or link.
  package var rename: @Sendable (_ from: String, _ to: String) throws(Failure) -> Void = {
    (from, _) throws(Failure) in throw .refused("rename \"\(from)\"")
  }
  package var makeSymlink: @Sendable (_ path: String, _ target: String) throws(Failure) -> Void = {
    (path, _) throws(Failure) in throw .refused("link \"\(path)\"")
  }
  package var readSymlink: @Sendable (_ path: String) throws(Failure) -> String = {
    (path) throws(Failure) in throw .refused("read the link \"\(path)\"")
  }
  /// A file, a link, or a directory with everything below; links are not followed. Absent is fine.
  package var remove: @Sendable (_ path: String) throws(Failure) -> Void = {
    (path) throws(Failure) in throw .refused("remove \"\(path)\"")
  }
  package var copy: @Sendable (_ from: String, _ to: String) throws(Failure) -> Void = {
    (from, _) throws(Failure) in throw .refused("copy \"\(from)\"")
  }
  /// Gives a file or directory the mode that is made of the one it has. Not followed if it is a link; absent, or of
  /// another user, it stays as it is.
  package var changeMode: @Sendable (_ path: String, _ change: ModeChange) throws(Failure) -> Void = {
    (path, _) throws(Failure) in throw .refused("change the mode of \"\(path)\"")
  }
  /// Adds the right to execute for everyone who may read the file.
  package var makeExecutable: @Sendable (_ path: String) throws(Failure) -> Void = {
    (path) throws(Failure) in throw .refused("make \"\(path)\" executable")
  }
  /// Flushes a file, or a directory's own entries, to the disk.
  package var sync: @Sendable (_ path: String) throws(Failure) -> Void = {
    (path) throws(Failure) in throw .refused("sync \"\(path)\"")
  }
  /// Takes an exclusive lock that the kernel releases when the process dies. Nil: another process holds it.
  package var lock: @Sendable (_ path: String) throws(Failure) -> FileLock? = {
    (path) throws(Failure) in throw .refused("lock \"\(path)\"")
  }
  /// Whether `lock` would give nil now. Makes nothing.
  package var isLocked: @Sendable (_ path: String) throws(Failure) -> Bool = {
    (path) throws(Failure) in throw .refused("examine the lock \"\(path)\"")
  }
  /// The path with every link on it followed; what does not exist yet stays as it is written.
  package var resolve: @Sendable (_ path: String) throws(Failure) -> String = {
    (path) throws(Failure) in throw .refused("resolve \"\(path)\"")
  }
  /// A new empty directory for this process alone, mode 0700, until it is removed or the process ends: what a killed
  /// process left, the next one removes.
  package var makeTemporaryDirectory: @Sendable () throws(Failure) -> String = {
    () throws(Failure) in throw .refused("make a temporary directory")
  }
  /// From permission bits, set-group-ID among them, to others.
  package typealias ModeChange = @Sendable (_ mode: UInt32, _ isDirectory: Bool) -> UInt32

  /// Every member fails, until a test or `live` replaces it.
  package init() {}
}

extension Files {
  /// The whole of a file as `streamInside` opens it, at most `limit` bytes, and what it was.
  package func readInside(
    _ root: String, _ path: [UInt8], _ limit: Int
  ) throws(Failure) -> (bytes: [UInt8], version: FileVersion)? {
    var bytes: [UInt8] = []
    let version = try streamInside(root, path) { (piece) throws(Failure) in
      bytes += piece
      guard bytes.count <= limit else {
        throw Failure(
          .repository,
          "cannot read \"\(String(decoding: path, as: UTF8.self))\": it is longer than \(limit) bytes")
      }
    }
    return version.map { (bytes, $0) }
  }
}

package struct FileInfo: Equatable, Sendable {
  package enum Kind: Equatable, Sendable { case file, directory, symlink, other }

  package var kind: Kind
  package var byteCount: Int
  package var isExecutable: Bool
  /// It belongs to the user that this process runs as.
  package var isOurs: Bool

  package init(kind: Kind, byteCount: Int, isExecutable: Bool, isOurs: Bool = true) {
    self.kind = kind
    self.byteCount = byteCount
    self.isExecutable = isExecutable
    self.isOurs = isOurs
  }
}

/// Something below something that is not a folder.
package struct FoundFile: Equatable, Sendable {
  /// From where the listing began, as bytes.
  package var path: [UInt8]
  package var kind: Kind
  package var version: FileVersion

  package enum Kind: Equatable, Sendable {
    case file(isExecutable: Bool)
    case link(target: [UInt8])
    /// A pipe, a socket or a device.
    case other
  }

  package init(path: [UInt8], kind: Kind, version: FileVersion) {
    self.path = path
    self.kind = kind
    self.version = version
  }
}

/// A lock that is held until `release` or the end of the process.
package struct FileLock: Sendable {
  package var release: @Sendable () -> Void

  package init(release: @escaping @Sendable () -> Void) { self.release = release }
}

extension Failure {
  /// The failure of an effect that this world does not have.
  static func refused(_ effect: String) -> Failure {
    Failure(.defect, "this world refuses to \(effect)")
  }
}
