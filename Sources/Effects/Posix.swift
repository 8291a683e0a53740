import Foundation
import Model

extension Failure {
  /// A system call that could not do its work on a path. Read right after the call: `errno` is the thread's
  /// own.
  static func system(_ verb: String, _ path: String, _ number: Int32 = errno) -> Failure {
    if number == ENOSPC || number == EDQUOT { return .diskFull(verb, path) }
    let reason = unsafe String(cString: strerror(number)).lowercased()
    let isDenied = number == EACCES || number == EPERM
    let remedies = isDenied ? ["check who owns it: ls -ld \(quoted(path))"] : []
    return Failure(.configuration, "cannot \(verb) \"\(path)\": \(reason)", remedies: remedies)
  }

  /// As one word of a shell.
  private static func quoted(_ path: String) -> String {
    "'" + path.replacing("'", with: "'\\''") + "'"
  }
}

/// A file descriptor that is closed when it goes out of scope.
struct Descriptor: ~Copyable {
  let number: Int32

  /// `open(2)`, never inherited by programs that we start. Nil: see `errno`.
  init?(_ path: String, _ flags: Int32, mode: mode_t = 0) {
    let opened = retryingInterrupted { unsafe open(path, flags | O_CLOEXEC, mode) }
    guard opened >= 0 else { return nil }
    number = opened
  }

  /// `openat(2)`.
  init?(in directory: Int32, _ name: [CChar], _ flags: Int32) {
    let opened = retryingInterrupted { unsafe openat(directory, name, flags | O_CLOEXEC) }
    guard opened >= 0 else { return nil }
    number = opened
  }

  deinit { close(number) }

  /// What the descriptor is open on. Nil: see `errno`.
  var status: stat? {
    var status = stat()
    return unsafe fstat(number, &status) == 0 ? status : nil
  }

  /// Up to that many bytes; empty at the end of the file. Nil: see `errno`.
  func read(_ count: Int) -> [UInt8]? { Effects.read(number, count) }

  /// All of them. False: see `errno`.
  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.count
      let written = retryingInterrupted {
        unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, count) }
      }
      guard written >= 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }
}

/// As `Descriptor.read`, where a closure cannot hold the descriptor itself.
func read(_ number: Int32, _ count: Int) -> [UInt8]? {
  var buffer = [UInt8](repeating: 0, count: count)
  let got = retryingInterrupted { unsafe Glibc.read(number, &buffer, count) }
  guard got >= 0 else { return nil }
  buffer.removeLast(count - got)
  return buffer
}

/// Repeats a system call that a signal cut short.
func retryingInterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

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

/// `lstat(2)`; nil when nothing is there.
func linkStatus(_ path: String) throws(Failure) -> stat? {
  var status = stat()
  if unsafe lstat(path, &status) == 0 { return status }
  guard errno == ENOENT || errno == ENOTDIR else { throw .system("look at", path) }
  return nil
}

/// A path that a C call would cut at a zero byte names another file.
func check(_ path: String) throws(Failure) {
  guard path.hasPrefix("/"), !path.utf8.contains(0) else {
    throw Failure(.defect, "\"\(path)\" is not an absolute path")
  }
}
