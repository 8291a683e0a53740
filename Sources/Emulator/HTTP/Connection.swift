import Digest
import Model

/// Limits that keep a hostile or broken sender from blocking the server.
package struct ServerLimits: Sendable {
  /// Connections at a time; more are closed at once.
  package var connections = 256
  package var headBytes = 64 * 1024
  package var fields = 200
  /// Larger requests get 413.
  package var bodyBytes = 4 << 30
  /// Larger bodies are counted and hashed, not kept.
  package var keptBodyBytes = 64 << 20
  /// How long a connection may stay silent between requests, and between two pieces of a request.
  package var silence: Duration = .seconds(30)
  /// How long one request may take to arrive.
  package var arrival: Duration = .seconds(600)

  package init() {}
}

/// One client's connection: reads requests, passes them on and writes the answers, one after the other.
struct Connection {
  let socket: Socket
  let bell: Bell
  let limits: ServerLimits
  private var received: [UInt8] = []

  init(_ socket: Socket, bell: Bell, limits: ServerLimits) {
    self.socket = socket
    self.bell = bell
    self.limits = limits
  }

  /// Serves until either side closes.
  mutating func serve(
    screen: (RequestHead) -> Interception?, answer: (RecordedRequest) -> Reply
  ) {
    while true {
      do throws(BadRequest) {
        guard let head = try readHead() else { return }
        guard let body = try readBody(of: head, interception: screen(head)) else { return }
        let reply = answer(RecordedRequest(head: head, body: body))
        guard send(reply, to: head) else { return }
      } catch {
        let refusal = Answer(error.status, type: "text/plain", error.reason + "\n")
        _ = write(refusal.head(keepsAlive: false) + refusal.body)
        return socket.finish(unless: bell)
      }
    }
  }

  /// Nil when the client closed, was silent for too long, or the server stops.
  private mutating func readHead() throws(BadRequest) -> RequestHead? {
    let end: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
    let deadline = ContinuousClock.now + limits.silence
    var searched = 0
    while true {
      if let position = received.firstRange(of: end, from: searched) {
        let head = Array(received[..<position])
        received.removeFirst(position + end.count)
        guard head.count <= limits.headBytes else { throw BadRequest(431, "header section too large") }
        return try RequestHead.parse(head, maxFields: limits.fields)
      }
      guard received.count <= limits.headBytes else { throw BadRequest(431, "header section too large") }
      searched = max(0, received.count - end.count + 1)
      guard let more = socket.receive(16 * 1024, until: deadline, unless: bell) else {
        if received.isEmpty { return nil }
        throw BadRequest(408, "the request did not arrive in full")
      }
      received += more
    }
  }

  /// Nil when the upload was cut, by either side.
  private mutating func readBody(
    of head: RequestHead, interception: Interception?
  ) throws(BadRequest) -> RecordedBody? {
    let byteCount = head.declaredByteCount ?? 0
    guard byteCount <= limits.bodyBytes else { throw BadRequest(413, "body too large") }
    if head.expectsContinue, received.isEmpty, byteCount > 0 {
      guard write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { return nil }
    }
    var cut: Int?
    if case .cutUpload(let afterBytes) = interception { cut = min(afterBytes, byteCount) }

    var hash = RunningHash(.sha256)
    var kept: [UInt8] = []
    var count = 0
    let deadline = ContinuousClock.now + limits.arrival
    while true {
      let piece = Array(received.prefix(byteCount - count))
      received.removeFirst(piece.count)
      hash.update(piece)
      count += piece.count
      if byteCount <= limits.keptBodyBytes { kept += piece }
      if let cut, count >= cut { return nil }
      if count == byteCount { break }
      let pieceDeadline = min(deadline, ContinuousClock.now + limits.silence)
      guard let more = socket.receive(256 * 1024, until: pieceDeadline, unless: bell) else { return nil }
      received = more
    }
    return RecordedBody(
      byteCount: count, sha256: hex(hash.finish()), bytes: byteCount <= limits.keptBodyBytes ? kept : nil)
  }

  /// Whether the connection can be used for another request.
  private func send(_ reply: Reply, to head: RequestHead) -> Bool {
    switch reply {
    case .delay(let duration, let then):
      return bell.sleep(duration) && send(then, to: head)
    case .answer(let answer):
      let body = head.method == "HEAD" ? [] : answer.body
      guard write(answer.head(keepsAlive: head.keepsAlive) + body) else { return false }
      if !head.keepsAlive { socket.finish(unless: bell) }
      return head.keepsAlive
    case .drip(let answer, let pieceBytes, let pause):
      var rest = (answer.head(keepsAlive: head.keepsAlive) + answer.body)[...]
      while !rest.isEmpty {
        guard write(Array(rest.prefix(max(1, pieceBytes)))), bell.sleep(pause) else { return false }
        rest = rest.dropFirst(max(1, pieceBytes))
      }
      return head.keepsAlive
    case .lose:
      return false
    case .cut(let answer, let bodyBytes):
      _ = write(answer.head(keepsAlive: head.keepsAlive) + answer.body.prefix(bodyBytes))
      return false
    case .raw(let bytes):
      _ = write(bytes)
      return false
    }
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    socket.send(bytes, until: ContinuousClock.now + limits.silence, unless: bell)
  }
}

extension [UInt8] {
  /// Where a short pattern begins, at or after a position.
  fileprivate func firstRange(of pattern: [UInt8], from start: Int) -> Int? {
    guard count >= start + pattern.count else { return nil }
    return (start...(count - pattern.count)).first { self[$0..<($0 + pattern.count)].elementsEqual(pattern) }
  }
}
