import Glibc
import Model

/// A TCP socket on 127.0.0.1, with bounded waits: until a deadline, or until the stop bell rings.
struct Socket: Sendable {
  let descriptor: Int32

  /// Listens on a port that the kernel picks.
  static func listen() throws(Failure) -> (socket: Socket, port: Int) {
    let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw failure("no socket could be made") }
    let socket = Socket(descriptor: descriptor)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(descriptor, pointer, size) == 0 && Glibc.listen(descriptor, 128) == 0
          && getsockname(descriptor, pointer, &size) == 0
      }
    }
    guard bound else {
      defer { socket.close() }
      throw failure("127.0.0.1 could not be listened on")
    }
    return (socket, Int(UInt16(bigEndian: address.sin_port)))
  }

  private static func failure(_ what: Text) -> Failure {
    Failure(.defect, what, causes: ["\(unsafe String(cString: strerror(errno)))"])
  }

  /// The next connection; nil when the bell rang.
  func accept(unless bell: Bell) -> Socket? {
    while wait(for: Int16(POLLIN), until: nil, unless: bell) {
      let descriptor = Glibc.accept(self.descriptor, nil, nil)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        _ = unsafe setsockopt(
          descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return Socket(descriptor: descriptor)
      }
      // Out of descriptors, or the client has disconnected: try again after a pause.
      guard bell.sleep(.milliseconds(10)) else { return nil }
    }
    return nil
  }

  /// Up to `limit` bytes; nil at the end of the stream, on an error, at the deadline and when the bell rang.
  func receive(_ limit: Int, until deadline: ContinuousClock.Instant, unless bell: Bell) -> [UInt8]? {
    while wait(for: Int16(POLLIN), until: deadline, unless: bell) {
      var count = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
        count = unsafe recv(descriptor, buffer.baseAddress, limit, Int32(MSG_DONTWAIT))
        initialized = max(0, count)
      }
      if count > 0 { return bytes }
      guard count < 0, errno == EAGAIN || errno == EINTR else { return nil }
    }
    return nil
  }

  /// Whether every byte was handed to the kernel in time.
  func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant, unless bell: Bell) -> Bool {
    var sent = 0
    while sent < bytes.count {
      guard wait(for: Int16(POLLOUT), until: deadline, unless: bell) else { return false }
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.send(
          descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent,
          Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      }
      if count > 0 { sent += count } else if errno != EAGAIN && errno != EINTR { return false }
    }
    return true
  }

  func close() { _ = Glibc.close(descriptor) }

  /// Ends the sending direction, and reads what still arrives for a moment: closing with unread bytes would reset the
  /// connection and could destroy an answer on its way.
  func finish(unless bell: Bell) {
    _ = shutdown(descriptor, Int32(SHUT_WR))
    let deadline = ContinuousClock.now + .seconds(1)
    while receive(64 * 1024, until: deadline, unless: bell) != nil {}
  }

  /// False at the deadline and when the bell rang.
  private func wait(
    for events: Int16, until deadline: ContinuousClock.Instant?, unless bell: Bell
  ) -> Bool {
    while true {
      let left = deadline.map { max(.zero, $0 - ContinuousClock.now) }
      var waits = [
        pollfd(fd: descriptor, events: events, revents: 0),
        pollfd(fd: bell.readEnd, events: Int16(POLLIN), revents: 0),
      ]
      let ready = unsafe poll(&waits, 2, left.map(\.pollTimeout) ?? -1)
      if waits[1].revents != 0 { return false }
      if ready > 0 { return true }
      guard ready < 0 && errno == EINTR || ready == 0 && left != .zero else { return false }
    }
  }
}

/// Rings once and for good, which ends every wait on a socket.
struct Bell: Sendable {
  let readEnd: Int32
  private let writeEnd: Int32

  init() throws(Failure) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw Failure(.defect, "no pipe could be made") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  func ring() { _ = unsafe write(writeEnd, [1], 1) }

  /// False when the bell rang meanwhile.
  func sleep(_ duration: Duration) -> Bool {
    let end = ContinuousClock.now + duration
    while true {
      let left = end - ContinuousClock.now
      guard left > .zero else { return true }
      var waits = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
      _ = unsafe poll(&waits, 1, left.pollTimeout)
      if waits[0].revents != 0 { return false }
    }
  }

  func close() {
    _ = Glibc.close(readEnd)
    _ = Glibc.close(writeEnd)
  }
}

extension Duration {
  /// Milliseconds for `poll(2)`, rounded up so that a wait is not a busy loop; at most a minute at a time.
  fileprivate var pollTimeout: Int32 {
    if self >= .seconds(60) { return 60_000 }
    return max(
      0, Int32(components.seconds) * 1000 + Int32(components.attoseconds / 1_000_000_000_000_000) + 1)
  }
}
