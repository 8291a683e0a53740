import Glibc

/// The bytes of a regular file, or the first ones of them; nil when there is none, or it cannot be read. Anything else
/// than a regular file could block, or never end.
func readFile(_ path: String, limit: Int = .max) -> [UInt8]? {
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var status = stat()
  guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  let expected = min(Int(status.st_size) + 1, limit)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(expected)
  var buffer = [UInt8](repeating: 0, count: min(max(expected, 1), 1 << 20))
  while bytes.count < limit {
    let count = unsafe read(file, &buffer, min(buffer.count, limit - bytes.count))
    if count == 0 { break }
    guard count > 0 else {
      if errno == EINTR { continue }
      return nil
    }
    bytes += buffer[..<count]
  }
  return bytes
}

/// A regular file that we may read.
func isReadableFile(_ path: String) -> Bool {
  var status = stat()
  guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
  return unsafe access(path, R_OK) == 0
}
