import Glibc
import Model
import Posix

/// The directory of the cache: its ownership, and what is in it.
enum CacheDirectory {
  struct File {
    var name: String
    var byteCount: Int
    /// Seconds and nanoseconds since the epoch.
    var used: (Int, Int)
    var isOurs: Bool
  }

  /// Whether there is such a directory now that can be written; a private one belongs to us, no other user writes in it,
  /// and neither it nor its parent is a link. Made with its parents, but nothing is made in a directory of another
  /// user.
  static func make(_ path: String, isPrivate: Bool) -> Bool {
    guard path.hasPrefix("/"), !path.utf8.contains(0) else { return false }
    var made = ""
    var isOurs = false
    var status = stat()
    for component in path.split(separator: "/") {
      made += "/\(component)"
      if unsafe stat(made, &status) != 0 {
        guard errno == ENOENT, isOurs, unsafe mkdir(made, 0o700) == 0 || errno == EEXIST,
          unsafe stat(made, &status) == 0
        else { return false }
      }
      isOurs = status.st_uid == geteuid()
    }
    if isPrivate {
      guard unsafe lstat(parentPath(path), &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        return false
      }
    }
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, unsafe access(path, W_OK) == 0
    else { return false }
    return !isPrivate || isOurs && status.st_mode & (S_IWGRP | S_IWOTH) == 0
  }

  /// The files in it, most recently used first.
  static func files(of directory: String) -> [File] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var files: [File] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      var status = stat()
      guard unsafe lstat("\(directory)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      files.append(
        File(
          name: name, byteCount: Int(status.st_size), used: (status.st_mtim.tv_sec, status.st_mtim.tv_nsec),
          isOurs: status.st_uid == geteuid()))
    }
    return files.sorted { ($0.used.0, $0.used.1, $0.name) > ($1.used.0, $1.used.1, $1.name) }
  }

  /// Removes what exceeds the limits and what killed processes left. Only names that the cache gives are
  /// touched: the user may keep other things in the directory.
  static func trim(_ directory: String, to limits: BlobCache.Limits) {
    var byteCount = 0
    var count = 0
    for file in files(of: directory) {
      var isKept = true
      if BlobSegment.isPartialName(file.name) {
        isKept = isBeingWritten("\(directory)/\(file.name)")
      } else if BlobSegment.isName(file.name) {
        // A sparse file can claim any size.
        byteCount += min(file.byteCount, limits.byteCount + 1)
        count += 1
        isKept = byteCount <= limits.byteCount && count <= limits.segmentCount
      }
      if !isKept { _ = unsafe unlink("\(directory)/\(file.name)") }
    }
  }

  /// The writer holds a lock, which the kernel releases when it dies.
  private static func isBeingWritten(_ path: String) -> Bool {
    guard let file = Descriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else { return false }
    return flock(file.number, LOCK_SH | LOCK_NB) != 0
  }
}
