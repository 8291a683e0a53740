import Glibc
import Model
import Posix

extension Files {
  /// The file system of this machine, by POSIX calls.
  package static func live(temporaryDirectory: String) -> Files {
    let temporary = TemporaryFolders(in: temporaryDirectory)
    var files = Files()
    (files.read, files.stream, files.streamInside) = (readFile, streamFile, streamFileInside)
    (files.copyInside, files.listInside) = (copyFileInside, listFilesInside)
    files.write = { (path, bytes) throws(Failure) in try replaceFile(path, bytes) }
    files.writePrivate = { (path, bytes) throws(Failure) in try replaceFile(path, bytes, mode: 0o600) }
    (files.append, files.info, files.list) = (appendToFile, fileInfo, listDirectory)
    (files.makeDirectory, files.rename) = (makeDirectories, renameFile)
    (files.makeSymlink, files.readSymlink) = (makeLink, readLink)
    files.remove = { (path) throws(Failure) in
      defer { temporary.forget(path) }
      try removeTree(path)
    }
    (files.copy, files.changeMode, files.makeExecutable) = (copyFile, changeFileMode, makeFileExecutable)
    (files.sync, files.lock, files.isLocked) = (syncFile, lockFile, isFileLocked)
    files.resolve = resolvePath
    files.makeTemporaryDirectory = { () throws(Failure) in try temporary.make() }
    return files
  }
}

private func fileInfo(_ path: String) throws(Failure) -> FileInfo? {
  try check(path)
  guard let status = try linkStatus(path) else { return nil }
  return FileInfo(
    kind: status.kind, byteCount: Int(status.st_size), isExecutable: status.st_mode & S_IXUSR != 0,
    isOurs: status.st_uid == geteuid())
}

private func listDirectory(_ path: String) throws(Failure) -> [String] {
  try check(path)
  guard let directory = Descriptor(path, O_RDONLY | O_DIRECTORY) else {
    if errno == ENOENT { return [] }
    throw .system("list", path)
  }
  guard let names = entryNames(directory.number) else { throw .system("list", path) }
  return names.sorted {
    $0.lexicographicallyPrecedes($1, by: { UInt8(bitPattern: $0) < UInt8(bitPattern: $1) })
  }
  .map { String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) }
}

private func makeDirectories(_ path: String) throws(Failure) {
  try check(path)
  var made = ""
  for component in path.split(separator: "/") {
    made += "/\(component)"
    guard unsafe mkdir(made, 0o777) != 0, errno != EEXIST else { continue }
    // A parent may be unwritable, or on a read-only disk, and yet exist.
    let number = errno
    var status = stat()
    guard unsafe stat(made, &status) == 0, status.kind == .directory else {
      throw .system("make directory", made, number)
    }
  }
  var status = stat()
  guard unsafe stat(path, &status) == 0, status.kind == .directory else {
    throw .system("make directory", path, ENOTDIR)
  }
}

private func renameFile(_ from: String, _ to: String) throws(Failure) {
  try check(from)
  try check(to)
  guard unsafe rename(from, to) == 0 else { throw .system("rename \"\(from)\" to", to) }
}

private func makeLink(_ path: String, _ target: String) throws(Failure) {
  try check(path)
  guard !target.utf8.contains(0), unsafe symlink(target, path) == 0 else { throw .system("link", path) }
}

private func readLink(_ path: String) throws(Failure) -> String {
  try check(path)
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = unsafe readlink(path, &buffer, buffer.count)
  guard count >= 0 else { throw .system("read the link", path) }
  return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func changeFileMode(_ path: String, _ change: Files.ModeChange) throws(Failure) {
  try check(path)
  // The file that was inspected is the one that is changed, whatever else happens in the folder.
  guard let file = Descriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else {
    if errno == ENOENT || errno == ELOOP || errno == EACCES { return }
    throw .system("change the mode of", path)
  }
  guard let status = file.status, status.st_uid == geteuid(), [.file, .directory].contains(status.kind) else {
    return
  }
  let mode = change(status.st_mode & 0o7777, status.kind == .directory)
  guard mode == status.st_mode & 0o7777 || fchmod(file.number, mode & 0o7777) == 0 else {
    throw .system("change the mode of", path)
  }
}

private func makeFileExecutable(_ path: String) throws(Failure) {
  try check(path)
  guard let status = try linkStatus(path), status.kind == .file else {
    throw .system("make executable", path, ENOENT)
  }
  let mode = status.st_mode & 0o777
  guard unsafe chmod(path, mode | (mode & 0o444) >> 2) == 0 else { throw .system("make executable", path) }
}

private func syncFile(_ path: String) throws(Failure) {
  try check(path)
  guard let file = Descriptor(path, O_RDONLY | O_NONBLOCK), retryingInterrupted({ fsync(file.number) }) == 0
  else {
    throw .system("flush", path)
  }
}

private func lockFile(_ path: String) throws(Failure) -> FileLock? {
  try check(path)
  guard let file = Descriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o644) else {
    throw try refusal(to: "open the lock", path)
  }
  try file.requireRegular(to: "open the lock", path)
  // A process that only checks holds the lock for an instant.
  for attempt in 0..<20 {
    if attempt > 0 { usleep(5000) }
    guard retryingInterrupted({ flock(file.number, LOCK_EX | LOCK_NB) }) != 0 else {
      let held = HeldLock(file)
      return FileLock { held.release() }
    }
    guard errno == EWOULDBLOCK else { throw .system("lock", path) }
  }
  return nil
}

private func isFileLocked(_ path: String) throws(Failure) -> Bool {
  try check(path)
  guard let file = Descriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else {
    if errno == ENOENT || errno == ENOTDIR { return false }
    throw try refusal(to: "open the lock", path)
  }
  try file.requireRegular(to: "open the lock", path)
  // Shared, so that two checks do not see each other. Given back when the file is closed.
  guard retryingInterrupted({ flock(file.number, LOCK_SH | LOCK_NB) }) != 0 else { return false }
  guard errno == EWOULDBLOCK else { throw .system("lock", path) }
  return true
}

private func resolvePath(_ path: String) throws(Failure) -> String {
  try check(path)
  var rest: [Substring] = []
  var existing = path.split(separator: "/")
  while true {
    let prefix = "/" + existing.joined(separator: "/")
    if let found = unsafe realpath(prefix, nil) {
      defer { unsafe free(found) }
      let real = unsafe String(cString: found)
      return rest.isEmpty ? real : (real == "/" ? "" : real) + "/" + rest.joined(separator: "/")
    }
    let number = errno
    // A link whose target does not exist does exist itself, and its target can be created.
    guard number == ENOENT, try linkStatus(prefix) == nil, let last = existing.popLast(), last != ".." else {
      throw .system("follow", prefix, number)
    }
    rest.insert(last, at: 0)
  }
}
