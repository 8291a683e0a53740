import Glibc
import Model
import Posix

extension stat {
  var kind: FileInfo.Kind {
    switch st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .directory
    case S_IFLNK: .symlink
    default: .other
    }
  }
}

/// `lstat(2)`; nil when nothing exists at the path.
func linkStatus(_ path: String) throws(Failure) -> stat? {
  var status = stat()
  if unsafe lstat(path, &status) == 0 { return status }
  guard errno == ENOENT || errno == ENOTDIR else { throw .system("inspect", path) }
  return nil
}

/// A C call would cut the path at a zero byte, and so use another file.
func check(_ path: String) throws(Failure) {
  guard path.hasPrefix("/"), !path.utf8.contains(0) else {
    throw Failure(.defect, "\"\(path)\" is not an absolute path")
  }
}
