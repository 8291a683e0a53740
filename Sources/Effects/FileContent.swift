import Glibc
import Model
import Posix

/// Opens a regular file; anything else could block or never end.
private func openRegular(_ path: String, to verb: Text) throws(Failure) -> Descriptor {
  try check(path)
  guard let file = Descriptor(path, O_RDONLY | O_NONBLOCK) else { throw try refusal(to: verb, path) }
  try file.requireRegular(to: verb, path)
  return file
}

extension Descriptor {
  /// Fails unless the open file is a regular one: the path may lead elsewhere by now.
  borrowing func requireRegular(to verb: Text, _ path: String) throws(Failure) {
    guard let status else { throw .system(verb, path) }
    guard status.kind == .file else { throw .notRegular(verb, path) }
  }
}

extension Failure {
  fileprivate static func notRegular(_ verb: Text, _ path: String) -> Failure {
    Failure(.configuration, "cannot \(verb) \"\(path)\": it is not a regular file")
  }
}

/// Why a path could not be opened: `errno`, or in plain words that it is a pipe, a socket or a device.
func refusal(to verb: Text, _ path: String) throws(Failure) -> Failure {
  let number = errno
  if try linkStatus(path)?.kind == .other { return .notRegular(verb, path) }
  return .system(verb, path, number)
}

func readFile(_ path: String, _ limit: Int) throws(Failure) -> [UInt8] {
  let file = try openRegular(path, to: "read")
  var bytes: [UInt8] = []
  // One byte more than allowed distinguishes a file at the limit from a longer one.
  while bytes.count <= limit {
    guard let more = file.read(min(64 * 1024, limit - bytes.count) + 1) else { throw .system("read", path) }
    if more.isEmpty { return bytes }
    bytes += more
  }
  throw Failure(.configuration, "cannot read \"\(path)\": it is longer than \(limit) bytes")
}

func streamFile(_ path: String, _ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
  let file = try openRegular(path, to: "read")
  while true {
    guard let piece = file.read(1024 * 1024) else { throw .system("read", path) }
    if piece.isEmpty { return }
    try sink(piece)
  }
}

func appendToFile(_ path: String, _ bytes: [UInt8]) throws(Failure) {
  try check(path)
  let file = try appending(to: path)
  guard file.write(bytes) else { throw .system("append to", path) }
}

private func appending(to path: String) throws(Failure) -> Descriptor {
  guard let file = Descriptor(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, mode: 0o644) else {
    throw try refusal(to: "append to", path)
  }
  try file.requireRegular(to: "append to", path)
  return file
}

/// Without a mode, the old file's stays.
func replaceFile(_ path: String, _ bytes: [UInt8], mode: mode_t? = nil) throws(Failure) {
  let old = try linkStatus(path)
  let kept = old?.kind == .file ? old.map { $0.st_mode & 0o777 } : nil
  try replace(path, mode: mode ?? kept) { $0.write(bytes) }
}

/// Permissions are copied; links at the source are followed.
func copyFile(_ from: String, _ to: String) throws(Failure) {
  try copy(try openRegular(from, to: "copy"), to)
}

func copy(_ source: borrowing Descriptor, _ to: String) throws(Failure) {
  guard let status = source.status else { throw .system("copy to", to) }
  let number = source.number
  try replace(to, mode: status.st_mode & 0o777) { target in
    while let bytes = read(number, 1024 * 1024) {
      if bytes.isEmpty { return true }
      if !target.write(bytes) { return false }
    }
    return false
  }
}

/// Fills a file beside `path` and renames it in one step: at every moment the path holds the old bytes or the new.
private func replace(
  _ path: String, mode: mode_t?, _ fill: (borrowing Descriptor) -> Bool
) throws(Failure) {
  try check(path)
  if try linkStatus(path)?.kind == .other { throw .notRegular("write", path) }
  let directory = parentPath(path)
  let beside = "\(directory)/.sampan-\(randomName())"
  guard let file = Descriptor(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o644) else {
    throw .system("write", path)
  }
  let isDone =
    (mode.map { fchmod(file.number, $0) } ?? 0) == 0 && fill(file)
    && retryingInterrupted { fsync(file.number) } == 0
  guard isDone, unsafe rename(beside, path) == 0 else {
    let number = errno
    unsafe unlink(beside)
    throw .system("write", path, number)
  }
  // The rename itself reaches the disk with its directory; some file systems cannot flush one, and need not.
  if let parent = Descriptor(directory, O_RDONLY | O_DIRECTORY) {
    fsync(parent.number)
  }
}

/// 64 random bits in hexadecimal: a unique name.
func randomName() -> String { String(UInt64.random(in: .min ... .max), radix: 16) }
