import Glibc
import Model

/// A directory being filled with new files. Nothing is written outside it, replaced, or reached through a
/// link.
struct FreshTree: ~Copyable {
  private let root: Descriptor

  /// The directory has to exist.
  init(_ path: String) throws(Failure) {
    root = try unsafe Descriptor(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path: path)
  }

  /// A new file, to be written. Its mode is 0644 or 0755 less umask.
  borrowing func makeFile(_ path: CheckedPath, isExecutable: Bool) throws(Failure) -> Descriptor {
    let folder = try makeFolder(for: path)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    return try unsafe Descriptor(
      openat(folder.number, path.name, flags, isExecutable ? 0o755 : 0o644), path: path.text)
  }

  /// A new link. The target has to stay inside the tree, whatever other links there are: parent steps come
  /// first, no more of them than folders above the link. (Below a link nothing is ever made, so those folders
  /// are real; after them the way only leads down.)
  borrowing func makeLink(_ path: CheckedPath, to target: String) throws(Failure) {
    let steps = target.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
      .filter { $0 != "." }
    let climbs = steps.prefix { $0 == ".." }.count
    guard !target.isEmpty, !target.utf8.starts(with: "/".utf8), !target.utf8.contains(0),
      climbs <= path.folders.count, !steps.dropFirst(climbs).contains("..")
    else {
      throw Failure(
        .repository, "link \"\(path.text)\" leads out of the package: \"\(target)\"",
        remedies: [#"set "symlinks": "follow" in "package", or take the link out of the commit"#])
    }
    let folder = try makeFolder(for: path)
    guard unsafe symlinkat(target, folder.number, path.name) == 0 else {
      throw Failure.system("make link", path.text)
    }
  }

  /// The folder that holds the path, made step by step where it is missing.
  private borrowing func makeFolder(for path: CheckedPath) throws(Failure) -> Descriptor {
    var folder = try Descriptor(fcntl(root.number, F_DUPFD_CLOEXEC, 0), path: root.path)
    for name in path.folders {
      guard unsafe mkdirat(folder.number, name, 0o755) == 0 || errno == EEXIST else {
        throw Failure.system("make folder for", path.text)
      }
      folder = try unsafe Descriptor(
        openat(folder.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), path: path.text)
    }
    return folder
  }
}

/// A path that stays below where it starts: relative, no empty component, no `.` or `..`, no NUL.
struct CheckedPath {
  let text: String
  let folders: [String]
  let name: String

  /// Nil when the bytes are no such path, or not UTF-8.
  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { return nil }
    var components = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), let name = components.popLast()
    else { return nil }
    self.text = text
    self.folders = components
    self.name = name
  }
}
