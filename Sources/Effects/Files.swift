import Model

/// The file system, as far as it is needed. Paths are absolute. Every failure names the path and the system's
/// reason.
package struct Files: Sendable {
  /// The whole file, at most `limit` bytes.
  package var read: @Sendable (_ path: String, _ limit: Int) throws(Failure) -> [UInt8]
  /// The whole file in pieces, of any length, in order.
  package var stream:
    @Sendable (_ path: String, _ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void
  /// A file of a folder whose content others make, such as a work tree, in pieces; what it was, or nil when there is none.
  /// The path is followed component by component and may not leave the folder through a link, nor reach a `.git`:
  /// `.repository`, as is what is not a regular file.
  package var streamInside:
    @Sendable (_ root: String, _ path: [UInt8], _ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) ->
      FileVersion?
  /// Copies such a file to a path of ours, its permissions with it.
  package var copyInside:
    @Sendable (_ root: String, _ path: [UInt8], _ to: String) throws(Failure) -> FileVersion?
  /// Everything but folders below a folder of such a root, links not followed and without what is named `.git`. Empty
  /// when the folder does not exist; `.repository` when a link is on the way to it.
  package var listInside: @Sendable (_ root: String, _ folder: String) throws(Failure) -> [FoundFile]
  /// Replaces the file atomically: written beside it, flushed, renamed. New files get mode 0644 less umask.
  package var write: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void
  /// The same for a secret: mode 0600, whatever was there before.
  package var writePrivate: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void
  /// Appends, creating the file when needed.
  package var append: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void
  /// Nil when nothing is there. Links are not followed.
  package var info: @Sendable (_ path: String) throws(Failure) -> FileInfo?
  /// Names in a directory, sorted by bytes; empty when there is no such directory.
  package var list: @Sendable (_ path: String) throws(Failure) -> [String]
  /// With parents; an existing directory is fine.
  package var makeDirectory: @Sendable (_ path: String) throws(Failure) -> Void
  /// `rename(2)`: atomic, replaces a file or link.
  package var rename: @Sendable (_ from: String, _ to: String) throws(Failure) -> Void
  package var makeSymlink: @Sendable (_ path: String, _ target: String) throws(Failure) -> Void
  package var readSymlink: @Sendable (_ path: String) throws(Failure) -> String
  /// A file, a link, or a directory with everything below; links are not followed. Absent is fine.
  package var remove: @Sendable (_ path: String) throws(Failure) -> Void
  package var copy: @Sendable (_ from: String, _ to: String) throws(Failure) -> Void
  /// Gives a file or directory the mode that is made of the one it has. Not followed if it is a link; absent, or of
  /// another user, it stays as it is.
  package var changeMode: @Sendable (_ path: String, _ change: ModeChange) throws(Failure) -> Void
  /// Adds the right to execute for everybody who may read the file.
  package var makeExecutable: @Sendable (_ path: String) throws(Failure) -> Void
  /// Flushes a file, or a directory's own entries, to the disk.
  package var sync: @Sendable (_ path: String) throws(Failure) -> Void
  /// Takes an exclusive lock that the kernel releases when the process dies. Nil: another process holds it.
  package var lock: @Sendable (_ path: String) throws(Failure) -> FileLock?
  /// Whether `lock` would give nil now. Makes nothing.
  package var isLocked: @Sendable (_ path: String) throws(Failure) -> Bool
  /// The path with every link on it followed; what does not exist yet stays as it is written.
  package var resolve: @Sendable (_ path: String) throws(Failure) -> String
  /// A new empty directory that nobody else has, mode 0700, until it is removed or the process ends: what a killed process
  /// left, the next one removes.
  package var makeTemporaryDirectory: @Sendable () throws(Failure) -> String
  /// Unpacks a zip of ours into an existing empty directory.
  package var unpack: @Sendable (_ zip: String, _ directory: String) throws(Failure) -> Void

  /// From permission bits, set-group-ID among them, to others.
  package typealias ModeChange = @Sendable (_ mode: UInt32, _ isDirectory: Bool) -> UInt32

  package init(
    read: @escaping @Sendable (String, Int) throws(Failure) -> [UInt8],
    stream: @escaping @Sendable (String, ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void,
    streamInside:
      @escaping @Sendable (String, [UInt8], ([UInt8]) throws(Failure) -> Void) throws(Failure) ->
      FileVersion?,
    copyInside: @escaping @Sendable (String, [UInt8], String) throws(Failure) -> FileVersion?,
    listInside: @escaping @Sendable (String, String) throws(Failure) -> [FoundFile],
    write: @escaping @Sendable (String, [UInt8]) throws(Failure) -> Void,
    writePrivate: @escaping @Sendable (String, [UInt8]) throws(Failure) -> Void,
    append: @escaping @Sendable (String, [UInt8]) throws(Failure) -> Void,
    info: @escaping @Sendable (String) throws(Failure) -> FileInfo?,
    list: @escaping @Sendable (String) throws(Failure) -> [String],
    makeDirectory: @escaping @Sendable (String) throws(Failure) -> Void,
    rename: @escaping @Sendable (String, String) throws(Failure) -> Void,
    makeSymlink: @escaping @Sendable (String, String) throws(Failure) -> Void,
    readSymlink: @escaping @Sendable (String) throws(Failure) -> String,
    remove: @escaping @Sendable (String) throws(Failure) -> Void,
    copy: @escaping @Sendable (String, String) throws(Failure) -> Void,
    changeMode: @escaping @Sendable (String, ModeChange) throws(Failure) -> Void,
    makeExecutable: @escaping @Sendable (String) throws(Failure) -> Void,
    sync: @escaping @Sendable (String) throws(Failure) -> Void,
    lock: @escaping @Sendable (String) throws(Failure) -> FileLock?,
    isLocked: @escaping @Sendable (String) throws(Failure) -> Bool,
    resolve: @escaping @Sendable (String) throws(Failure) -> String,
    makeTemporaryDirectory: @escaping @Sendable () throws(Failure) -> String,
    unpack: @escaping @Sendable (String, String) throws(Failure) -> Void
  ) {
    self.read = read
    self.stream = stream
    self.streamInside = streamInside
    self.copyInside = copyInside
    self.listInside = listInside
    self.write = write
    self.writePrivate = writePrivate
    self.append = append
    self.info = info
    self.list = list
    self.makeDirectory = makeDirectory
    self.rename = rename
    self.makeSymlink = makeSymlink
    self.readSymlink = readSymlink
    self.remove = remove
    self.copy = copy
    self.changeMode = changeMode
    self.makeExecutable = makeExecutable
    self.sync = sync
    self.lock = lock
    self.isLocked = isLocked
    self.resolve = resolve
    self.makeTemporaryDirectory = makeTemporaryDirectory
    self.unpack = unpack
  }
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
  /// It belongs to the user that this process acts as.
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

/// A held lock; `release` gives it back, and so does the end of the process.
package struct FileLock: Sendable {
  package var release: @Sendable () -> Void

  package init(release: @escaping @Sendable () -> Void) { self.release = release }
}
