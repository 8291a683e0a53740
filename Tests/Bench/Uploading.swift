import Foundation
import HTTP
import Model

/// An upload over loopback to a server that reads and drops it, by Sampan's transport and by `curl -T`.
extension Bench {
  mutating func uploading() throws {
    guard isInstalled("curl") else { return note("curl is not installed: uploads are not compared") }
    let file = "\(scratch)/upload"
    try upload(of: isSmall ? 20 : 300, file, answeredAfter: 0)
    // What waiting costs: URLSession kept a processor busy.
    try upload(of: isSmall ? 5 : 50, file, answeredAfter: isSmall ? 1 : 10)
    try FileManager.default.removeItem(atPath: file)
  }

  private mutating func upload(of megabytes: Int, _ file: String, answeredAfter seconds: Int) throws {
    try Data(count: megabytes * 1_000_000).write(to: URL(fileURLWithPath: file))
    let sink = try Sink(answersAfter: .seconds(seconds))
    let url = "http://127.0.0.1:\(sink.port)/upload"
    let duel = try Duel(
      rounds: seconds > 0 ? 1 : 2 * rounds,
      ours: Program(arguments: [try Self.program(), Uploader.word, file, url], directory: scratch),
      theirs: [Program(arguments: ["curl", "-sS", "-o", "/dev/null", "-T", file, url], directory: scratch)])
    let work = "upload of \(megabytes) MB" + (seconds > 0 ? ", answered after \(seconds) s" : "")
    if seconds == 0 {
      add([
        Figure(work, against: "`curl -T`", "× wall", duel.ratios(\.wall), aim: 1.5),
        Figure(work, "MB/s", duel.ours.map { Double(megabytes) / $0.wall }),
        Figure(work, against: "`curl -T`", "MB/s", duel.theirs.map { Double(megabytes) / $0.wall }),
      ])
    }
    add([
      Figure(work, against: "`curl -T`", "× CPU", duel.ratios(\.cpu), aim: 1.5),
      Figure(work, "ms CPU", duel.ours.map { $0.cpu * 1000 }),
    ])
  }

  /// This program.
  private static func program() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }
}

/// The upload as a program of its own, so that the kernel counts what it costs: the released program uploads to clouds
/// only.
enum Uploader {
  static let word = "--upload"

  /// Arguments: file and URL.
  static func run(_ file: String, _ url: String) async throws {
    let byteCount = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
    let request = Request("PUT", url, body: .file(path: file, byteCount: byteCount))
    let response = try await Transport.live(version: "bench").send(request) { _ in }
    guard response.status == 200 else {
      throw Program.Failed(description: "the upload was answered with \(response.status)")
    }
  }
}

/// A server that reads uploads as fast as it can and drops them: the emulated storage keeps and hashes them, and would be
/// what is measured.
private final class Sink: Sendable {
  let port: Int
  private let listener: Int32

  init(answersAfter pause: Duration) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listener, $0, length) == 0 && listen(listener, 8) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw Program.Failed(description: "no port to listen on") }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        Self.serve(client, pause)
        close(client)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func serve(_ client: Int32, _ pause: Duration) {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var head: [UInt8] = []
    var left: Int?
    while left != 0 {
      let count = unsafe recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      if let known = left {
        left = known - count
        continue
      }
      head += buffer.prefix(count)
      guard let end = head.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
      let text = String(decoding: head[..<end.lowerBound], as: UTF8.self).lowercased()
      let announced = text.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
      // curl asks before it sends a long body.
      if text.contains("expect: 100-continue") { send(client, "HTTP/1.1 100 Continue\r\n\r\n") }
      left = (announced ?? 0) - (head.count - end.upperBound)
    }
    usleep(useconds_t(pause / .microseconds(1)))
    send(client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
  }

  private static func send(_ client: Int32, _ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
