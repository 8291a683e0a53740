import Glibc
import Model
import Posix

/// A regular file that is read at any place: a zip, or a segment of the cache.
struct ReadableFile: ~Copyable, Sendable {
  let descriptor: Descriptor
  /// For messages.
  let path: String

  /// A pipe or device is refused instead of waited for.
  init(_ path: String) throws(Failure) {
    guard let file = Descriptor(path, O_RDONLY | O_NONBLOCK) else {
      throw .system("open", path, of: .repository)
    }
    guard let status = file.status else { throw .system("examine", path, of: .repository) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.repository, "\"\(path)\" is not a regular file")
    }
    descriptor = file
    self.path = path
  }

  /// The file's length.
  borrowing func byteCount() throws(Failure) -> UInt64 {
    guard let status = descriptor.status else { throw .system("examine", path, of: .repository) }
    return UInt64(clamping: status.st_size)
  }

  /// Exactly that many bytes from that place on.
  borrowing func read(at offset: UInt64, count: Int) throws(Failure) -> [UInt8] {
    let bytes = descriptor.read(at: offset, count: count)
    guard bytes.count == count else {
      throw Failure(.repository, "\"\(path)\" ends or cannot be read at byte \(offset + UInt64(bytes.count))")
    }
    return bytes
  }
}
