import Glibc
import Model
import Posix
import Synchronization

/// The folders of this process for temporary files, and those that killed processes left. A folder is in use as long as
/// the lock on the file in it is held, which the kernel releases when its process dies.
final class TemporaryFolders: Sendable {
  private let parent: String
  private let locks = Mutex<[String: HeldLock]>([:])

  private static let prefix = "sampan-"
  private static let lockName = ".lock"
  /// A folder for temporary files can be of any size: at most so many names are read, and so many folders are
  /// removed.
  private static let mostNames = 20_000
  private static let mostRemoved = 16

  init(in parent: String) { self.parent = parent == "/" ? "" : parent }

  func make() throws(Failure) -> String {
    let isFirst = locks.withLock { $0.isEmpty }
    if isFirst { removeAbandoned() }
    // A process that cleans up at this moment treats a folder without a lock as abandoned.
    for _ in 0..<8 {
      let path = "\(parent)/\(Self.prefix)\(randomName())"
      try check(path)
      guard unsafe mkdir(path, 0o700) == 0 else { throw .system("make directory", path) }
      let name = "\(path)/\(Self.lockName)"
      guard let file = Descriptor(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600) else {
        if errno == ENOENT { continue }
        throw .system("write", name)
      }
      guard flock(file.number, LOCK_EX | LOCK_NB) == 0, file.status?.st_nlink == 1 else { continue }
      let lock = HeldLock(file)
      locks.withLock { $0[path] = lock }
      return path
    }
    throw Failure(.configuration, "cannot make a folder in \"\(parent)\": another process removes it")
  }

  /// Of a folder that is removed.
  func forget(_ path: String) { locks.withLock { $0.removeValue(forKey: path) }?.release() }

  /// What cannot be removed stays: this run works without that.
  private func removeAbandoned() {
    guard let directory = Descriptor(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY),
      let names = entryNames(directory.number, atMost: Self.mostNames)
    else { return }
    for name in names.lazy.filter(Self.isName).prefix(Self.mostRemoved) {
      removeAbandoned(name, in: directory.number)
    }
  }

  private static func isName(_ name: [CChar]) -> Bool {
    let text = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard text.hasPrefix(prefix) else { return false }
    return (1...16).contains(text.utf8.count - prefix.utf8.count)
      && text.dropFirst(prefix.count).allSatisfy(\.isHexDigit)
  }

  private func removeAbandoned(_ name: [CChar], in parent: Int32) {
    guard let folder = Descriptor(in: parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
      folder.status?.st_uid == geteuid()
    else { return }
    let lockName = Self.lockName.utf8CString.map { $0 }
    guard let lock = Descriptor(in: folder.number, lockName, O_RDWR | O_NOFOLLOW | O_NONBLOCK) else {
      // Without a lock it is just being made, or its process died doing so: then it is empty.
      if errno == ENOENT { _ = unsafe unlinkat(parent, name, AT_REMOVEDIR) }
      return
    }
    guard lock.status?.kind == .file, flock(lock.number, LOCK_EX | LOCK_NB) == 0,
      let names = entryNames(folder.number)
    else { return }
    // The lock last: a folder without it is not recognized again.
    let isEmpty = names.allSatisfy { $0 == lockName || remove($0, in: folder.number) }
    if isEmpty { _ = remove(name, in: parent) }
  }
}
