import Glibc

/// An open file or directory, closed when it goes out of scope.
package struct Descriptor: ~Copyable, Sendable {
  package let number: Int32

  /// `open(2)`, never inherited by programs that we start. Nil: see `errno`.
  package init?(_ path: String, _ flags: Int32, mode: mode_t = 0) {
    let opened = retryingInterrupted { unsafe open(path, flags | O_CLOEXEC, mode) }
    guard opened >= 0 else { return nil }
    number = opened
  }

  /// `openat(2)`; the name ends with its zero.
  package init?(in directory: Int32, _ name: [CChar], _ flags: Int32, mode: mode_t = 0) {
    let opened = retryingInterrupted { unsafe openat(directory, name, flags | O_CLOEXEC, mode) }
    guard opened >= 0 else { return nil }
    number = opened
  }

  /// The same file or directory once more.
  package init?(copying other: borrowing Descriptor) {
    let copy = fcntl(other.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { return nil }
    number = copy
  }

  deinit { _ = close(number) }

  /// What the descriptor is open on. Nil: see `errno`.
  package var status: stat? {
    var status = stat()
    return unsafe fstat(number, &status) == 0 ? status : nil
  }

  /// Up to that many bytes; empty at the end of the file. Nil: see `errno`.
  package func read(_ count: Int) -> [UInt8]? { Posix.read(number, count) }

  /// So many bytes from that place on, fewer where the file ends or cannot be read.
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

  /// All of them. False: see `errno`.
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

/// As `Descriptor.read`, where a closure cannot hold the descriptor itself.
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

/// Repeats a system call that a signal cut short.
package func retryingInterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
