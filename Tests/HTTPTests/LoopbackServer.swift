import Foundation
import Synchronization

/// A raw TCP server on 127.0.0.1: every connection runs the test's script on a thread of its own.
final class LoopbackServer: Sendable {
  let port: Int
  private let listener: Int32
  private let heads = Mutex<[String]>([])
  private let bodies = Mutex<[Int]>([])

  struct NoSocket: Error {}

  init(_ script: @escaping @Sendable (Connection) -> Void) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let fd = listener
    let isBound = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(fd, $0, length) == 0 && listen(fd, 128) == 0 && getsockname(fd, $0, &length) == 0
      }
    }
    guard isBound else { throw NoSocket() }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in
      while true {
        let client = accept(fd, nil, nil)
        guard client >= 0 else {
          close(fd)
          return
        }
        Thread.detachNewThread { [self] in
          script(Connection(fd: client, server: self))
          close(client)
        }
      }
    }
  }

  func url(_ target: String = "/") -> String { "http://127.0.0.1:\(port)\(target)" }

  /// The heads of all requests so far, in the order they came.
  var requests: [String] { heads.withLock { $0 } }
  /// How many bytes of body each `readBody` read.
  var bodyByteCounts: [Int] { bodies.withLock { $0 } }

  /// The accepting thread closes the listener: closed here, its number could be another server's at the next
  /// accept.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  struct Connection: Sendable {
    let fd: Int32
    let server: LoopbackServer

    /// Request line and headers, read byte by byte so that the body stays in the socket; nil at the end.
    func readHead() -> String? {
      var bytes: [UInt8] = []
      while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
        var byte: UInt8 = 0
        guard unsafe recv(fd, &byte, 1, 0) == 1 else { return nil }
        bytes.append(byte)
      }
      let head = String(decoding: bytes, as: UTF8.self)
      server.heads.withLock { $0.append(head) }
      return head
    }

    /// Reads the body by its Content-Length.
    func readBody(_ head: String) {
      var left = header("Content-Length", in: head).flatMap { Int($0) } ?? 0
      let total = left
      var buffer = [UInt8](repeating: 0, count: 65536)
      while left > 0 {
        let count = unsafe recv(fd, &buffer, min(buffer.count, left), 0)
        guard count > 0 else { break }
        left -= count
      }
      server.bodies.withLock { $0.append(total - left) }
    }

    func send(_ text: String) {
      let bytes = Array(text.utf8)
      _ = unsafe Glibc.send(fd, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// A whole answer; the connection stays usable.
    func answer(_ status: String, _ headers: String = "", body: String = "") {
      send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    /// A connection to another server of this machine.
    init(to port: Int, of server: LoopbackServer) throws {
      let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      address.sin_port = UInt16(port).bigEndian
      let isMade = unsafe withUnsafePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard isMade else { throw NoSocket() }
      self.init(fd: number, server: server)
    }

    init(fd: Int32, server: LoopbackServer) {
      self.fd = fd
      self.server = server
    }

    /// Copies bytes both ways until one side ends.
    func exchange(with other: Connection) {
      let (ours, theirs) = (fd, other.fd)
      let back = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        Self.copy(from: theirs, to: ours)
        back.signal()
      }
      Self.copy(from: ours, to: theirs)
      back.wait()
    }

    private static func copy(from source: Int32, to target: Int32) {
      var buffer = [UInt8](repeating: 0, count: 16384)
      while true {
        let count = unsafe recv(source, &buffer, buffer.count, 0)
        guard count > 0, unsafe Glibc.send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
      }
      shutdown(target, Int32(SHUT_WR))
      shutdown(source, Int32(SHUT_RD))
    }

    /// Nothing, until the client goes away or some seconds have passed.
    func stall(seconds: Int = 20) {
      var limit = timeval(tv_sec: seconds, tv_usec: 0)
      unsafe setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      var byte: UInt8 = 0
      _ = unsafe recv(fd, &byte, 1, 0)
    }
  }
}

/// The value of a header in a request head.
func header(_ name: String, in head: String) -> String? {
  head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
    .map { $0.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces) }
}

/// A port of 127.0.0.1 where nobody listens.
func closedPort() throws -> Int {
  let server = try LoopbackServer { _ in }
  server.stop()
  return server.port
}
