import Glibc

/// An open file or directory, closed when it goes out of scope.
package struct Descriptor: ~Copyable, Sendable {
  package let number: Int32

  /// `open(2)`. Child processes do not inherit it. Nil: see `errno`.
  package init?(_ path: String, _ flags: Int32, mode: mode_t = 0) {
    let opened = retryingInterrupted { unsafe open(path, flags | O_CLOEXEC, mode) }
    guard opened >= 0 else { return nil }
    number = opened
  }

  /// `openat(2)`; the name ends with a NUL.
  package init?(in directory: Int32, _ name: [CChar], _ flags: Int32, mode: mode_t = 0) {
    let opened = retryingInterrupted { unsafe openat(directory, name, flags | O_CLOEXEC, mode) }
    guard opened >= 0 else { return nil }
    number = opened
  }

  /// A copy of the descriptor, for the same file or directory.
  package init?(copying other: borrowing Descriptor) {
    let copy = fcntl(other.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { return nil }
    number = copy
  }

  deinit { _ = close(number) }

  /// `fstat(2)`. Nil: see `errno`.
  package var status: stat? {
    var status = stat()
    return unsafe fstat(number, &status) == 0 ? status : nil
  }

  /// Reads at most `count` bytes; empty at the end of the file. Nil: see `errno`.
  package func read(_ count: Int) -> [UInt8]? { Posix.read(number, count) }

  /// Reads `count` bytes from an offset; fewer if the file ends or could not be read.
  package func read(at offset: UInt64, count: Int) -> [UInt8] {
    let number = number
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let (place, rest) = (off_t(clamping: offset) + filled, count - filled)
        let got = retryingInterrupted {
          unsafe pread(number, buffer.baseAddress?.advanced(by: filled), rest, place)
        }
        guard got > 0 else { return }
        filled += got
      }
    }
  }

  /// Writes all bytes. False: see `errno`.
  package func write(_ bytes: [UInt8]) -> Bool {
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

/// Like `Descriptor.read`, for closures that cannot capture the descriptor.
package func read(_ number: Int32, _ count: Int) -> [UInt8]? {
  var isRead = false
  // Not filled with zeros first: that cost a third of the instructions of `check`, for a buffer of 1 MB.
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    let got = retryingInterrupted { unsafe Glibc.read(number, buffer.baseAddress, count) }
    isRead = got >= 0
    filled = max(got, 0)
  }
  return isRead ? bytes : nil
}

/// Repeats a system call that was interrupted by a signal.
package func retryingInterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
