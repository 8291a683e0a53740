import Glibc
import Model
import Posix

/// Removes what is at the path, and everything below when it is a directory. Every step is taken from an open
/// directory without following links, so a link that is created meanwhile cannot redirect it.
func removeTree(_ path: String) throws(Failure) {
  try check(path)
  guard try linkStatus(path) != nil else { return }
  let name = path.utf8CString.map { $0 }
  guard remove(name, in: AT_FDCWD) else { throw .system("remove", path) }
}

/// False: see `errno`.
func remove(_ name: [CChar], in parent: Int32) -> Bool {
  if unsafe unlinkat(parent, name, 0) == 0 || errno == ENOENT { return true }
  // Linux returns EISDIR for a directory; EPERM is a file that may not be removed.
  guard errno == EISDIR else { return false }
  guard empty(name, in: parent) else { return false }
  return unsafe unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT
}

private func empty(_ name: [CChar], in parent: Int32) -> Bool {
  guard let directory = Descriptor(in: parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
    let names = entryNames(directory.number)
  else { return false }
  return names.allSatisfy { remove($0, in: directory.number) }
}

/// The names in an open directory as they are, each with its closing zero, without `.` and `..`. Nil: see
/// `errno`. `limit`: where to stop.
func entryNames(_ directory: Int32, atMost limit: Int = .max) -> [[CChar]]? {
  // The stream closes its descriptor; the caller keeps its own.
  let own = unsafe openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard own >= 0 else { return nil }
  guard let stream = unsafe fdopendir(own) else {
    close(own)
    return nil
  }
  defer { unsafe closedir(stream) }
  var names: [[CChar]] = []
  while names.count < limit {
    errno = 0
    guard let entry = unsafe readdir(stream) else { return errno == 0 ? names : nil }
    let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      unsafe Array(bytes.prefix { $0 != 0 }).map { CChar(bitPattern: $0) }
    }
    if name != [46], name != [46, 46] { names.append(name + [0]) }
  }
  return names
}
