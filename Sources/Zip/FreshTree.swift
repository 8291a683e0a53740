import Glibc
import Model
import Posix

/// A directory being filled with new files. Nothing is written outside it, replaced, or reached through a
/// link.
struct FreshTree: ~Copyable {
  private let root: Descriptor
  private let path: String

  /// The directory has to exist.
  init(_ path: String) throws(Failure) {
    guard let folder = Descriptor(path, O_RDONLY | O_DIRECTORY) else { throw .system("open", path) }
    root = folder
    self.path = path
  }

  /// A new file, to be written. Its mode is 0644 or 0755 less umask.
  borrowing func makeFile(_ path: CheckedPath, isExecutable: Bool) throws(Failure) -> Descriptor {
    let folder = try makeFolder(for: path)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    let mode: mode_t = isExecutable ? 0o755 : 0o644
    guard let file = Descriptor(in: folder.number, Array(path.name.utf8CString), flags, mode: mode) else {
      throw refusal("make", path)
    }
    return file
  }

  /// A new link. The target has to stay inside the tree, regardless of other links: parent steps come
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
        .repository, "link \"\(path.text)\" points outside of the package: \"\(target)\"",
        remedies: [#"set "symlinks": "follow" in "package", or take the link out of the commit"#])
    }
    let folder = try makeFolder(for: path)
    guard unsafe symlinkat(target, folder.number, path.name) == 0 else {
      throw refusal("make link", path)
    }
  }

  /// The folder around the path, made step by step where it is missing.
  private borrowing func makeFolder(for path: CheckedPath) throws(Failure) -> Descriptor {
    guard var folder = Descriptor(copying: root) else { throw .system("open", self.path) }
    for name in path.folders {
      guard unsafe mkdirat(folder.number, name, 0o755) == 0 || errno == EEXIST else {
        throw refusal("make folder for", path)
      }
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
      guard let next = Descriptor(in: folder.number, Array(name.utf8CString), flags) else {
        throw refusal("open folder of", path)
      }
      folder = next
    }
    return folder
  }

  /// Errors that the names in the package cause are failures of the package, all others of this machine. Read right
  /// after the call.
  private borrowing func refusal(_ verb: Text, _ path: CheckedPath) -> Failure {
    let number = errno
    let isByName = [EEXIST, ENOTDIR, ELOOP, ENAMETOOLONG].contains(number)
    return .system(verb, path.text, number, of: isByName ? .repository : .machine)
  }
}

/// A path that stays below where it starts: relative, no empty component, no `.` or `..`, no NUL.
struct CheckedPath {
  let text: String
  let folders: [String]
  let name: String

  /// Nil when the bytes are not such a path, or not UTF-8.
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
