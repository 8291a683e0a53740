import Glibc
import Model

/// An open file or directory, closed when it goes out of use.
struct Descriptor: ~Copyable {
  let number: Int32
  /// For messages.
  let path: String

  init(_ number: Int32, path: String) throws(Failure) {
    guard number >= 0 else { throw Failure.system("open", path) }
    self.number = number
    self.path = path
  }

  /// Opens a regular file for reading; a pipe or device is refused instead of waited for.
  static func reading(_ path: String) throws(Failure) -> Descriptor {
    let file = try unsafe Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), path: path)
    guard try file.status().st_mode & S_IFMT == S_IFREG else {
      throw Failure(.repository, "\"\(path)\" is not a regular file")
    }
    return file
  }

  /// The file's length.
  borrowing func byteCount() throws(Failure) -> UInt64 { UInt64(clamping: try status().st_size) }

  private borrowing func status() throws(Failure) -> stat {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw Failure.system("examine", path) }
    return status
  }

  /// Exactly that many bytes from that place on.
  borrowing func read(at offset: UInt64, count: Int) throws(Failure) -> [UInt8] {
    let number = number
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let place = off_t(clamping: offset) + filled
        let got = unsafe pread(number, buffer.baseAddress?.advanced(by: filled), count - filled, place)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { return }
        filled += got
      }
    }
    guard bytes.count == count else {
      throw Failure(.repository, "\"\(path)\" ends or cannot be read at byte \(offset + UInt64(bytes.count))")
    }
    return bytes
  }

  /// Writes all of it at the end of what was written before.
  borrowing func write(_ bytes: [UInt8]) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Failure.system("write", path) }
      rest = rest.dropFirst(written)
    }
  }

  deinit { _ = close(number) }
}

extension Failure {
  /// The last system call did not work: with the system's own reason.
  static func system(_ verb: String, _ path: String) -> Failure {
    let number = errno
    if number == ENOSPC || number == EDQUOT { return .diskFull(verb, path) }
    let reason = unsafe String(cString: strerror(number))
    return Failure(.repository, "cannot \(verb) \"\(path)\": \(reason)")
  }
}
