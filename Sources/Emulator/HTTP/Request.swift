import Digest
import Model

/// One line of a header section. Names compare without case.
package struct Field: Equatable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The part of a request before its body.
package struct RequestHead: Equatable, Sendable {
  package var method: String
  /// The exact text of the request line: path and query, nothing decoded.
  package var target: String
  /// In the order they arrived, names as they were spelled.
  package var headers: [Field]
  /// `Content-Length`; nil when the request has none, which also means that there is no body.
  package var declaredByteCount: Int?
  /// The sender may send more requests on this connection.
  var keepsAlive: Bool
  /// The sender waits for `100 Continue` before it sends the body.
  var expectsContinue: Bool

  /// The first value of a header.
  package subscript(header name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name.lowercased() == name }?.value
  }

  /// The target without its query.
  package var path: String { String(target.prefix { $0 != "?" }) }
}

/// A request as it arrived, after its last byte.
package struct RecordedRequest: Sendable {
  package var head: RequestHead
  package var body: RecordedBody
  /// When all of it was here.
  package let arrived = ContinuousClock.now

  /// A request that did not arrive over a connection, for tests.
  package init(_ method: String, _ target: String, headers: [Field], body: [UInt8]) {
    head = RequestHead(
      method: method, target: target, headers: headers, declaredByteCount: body.count, keepsAlive: true,
      expectsContinue: false)
    self.body = RecordedBody(bytes: body)
  }

  init(head: RequestHead, body: RecordedBody) {
    self.head = head
    self.body = body
  }

  package var method: String { head.method }
  package var target: String { head.target }
  /// What follows the target's question mark, as it was sent; empty where there is none.
  var query: Substring { head.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? "" }
  package var headers: [Field] { head.headers }
  package subscript(header name: String) -> String? { head[header: name] }
}

/// A request's body. Every byte was counted and hashed; small ones were kept too.
package struct RecordedBody: Equatable, Sendable {
  package var byteCount: Int
  /// 64 hexadecimal digits.
  package var sha256: String
  /// Nil when the body was larger than `ServerLimits.keptBodyBytes`.
  package var bytes: [UInt8]?

  package init(bytes: [UInt8]) {
    self.init(byteCount: bytes.count, sha256: sha256Hex(bytes), bytes: bytes)
  }

  init(byteCount: Int, sha256: String, bytes: [UInt8]?) {
    self.byteCount = byteCount
    self.sha256 = sha256
    self.bytes = bytes
  }
}

/// A request that is refused because of its form.
struct BadRequest: Error, Equatable {
  var status: Int
  var reason: String

  init(_ status: Int, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  init(_ reason: String) { self.init(400, reason) }
}

extension RequestHead {
  /// Reads a header section, without its closing empty line, as strictly as RFC 9112 allows: no folded lines,
  /// no space before a colon, no bare line feed, exactly one `Host`, no ambiguous length.
  static func parse(_ bytes: [UInt8], maxFields: Int) throws(BadRequest) -> RequestHead {
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x0d || $0 == 0x0a || $0 == 0x09 }) else {
      throw BadRequest("control character in the header section")
    }
    let lines = try lines(of: bytes)
    guard let first = lines.first else { throw BadRequest("no request line") }
    let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 3, isToken(words[0]), words[1].first == 0x2f,
      words[1].allSatisfy({ (0x21...0x7e).contains($0) })
    else { throw BadRequest("malformed request line") }
    let version = String(decoding: words[2], as: UTF8.self)
    guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
      throw BadRequest(version.hasPrefix("HTTP/") ? 505 : 400, "unknown protocol")
    }
    guard lines.count - 1 <= maxFields else { throw BadRequest(431, "too many header fields") }

    var head = RequestHead(
      method: String(decoding: words[0], as: UTF8.self), target: String(decoding: words[1], as: UTF8.self),
      headers: [], keepsAlive: version == "HTTP/1.1", expectsContinue: false)
    for line in lines.dropFirst() { head.headers.append(try field(line)) }
    try head.interpretFields(isVersion11: version == "HTTP/1.1")
    return head
  }

  private mutating func interpretFields(isVersion11: Bool) throws(BadRequest) {
    func values(_ name: String) -> [String] {
      headers.filter { $0.name.lowercased() == name }.map(\.value)
    }
    let hosts = values("host")
    guard hosts.count == 1 || hosts.isEmpty && !isVersion11 else {
      throw BadRequest("a request names exactly one host")
    }
    guard values("transfer-encoding").isEmpty else { throw BadRequest(411, "a length is required") }
    let lengths = values("content-length")
    if let length = lengths.first {
      guard lengths.count == 1, length.utf8.allSatisfy(\.isDigit),
        let count = Int(length)
      else { throw BadRequest("malformed Content-Length") }
      declaredByteCount = count
    }
    if let connection = values("connection").first?.lowercased() {
      keepsAlive = connection == "keep-alive" || keepsAlive && connection != "close"
    }
    expectsContinue = values("expect").first?.lowercased() == "100-continue"
  }

  private static func lines(of bytes: [UInt8]) throws(BadRequest) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
      // The last line has no line end: it belongs to the empty line that was searched for.
      let isLast = line.endIndex == bytes.endIndex
      guard isLast || line.last == 0x0d else { throw BadRequest("bare line feed") }
      let text = isLast ? line : line.dropLast()
      guard !text.contains(0x0d) else { throw BadRequest("bare carriage return") }
      lines.append(text)
    }
    return lines
  }

  private static func field(_ line: ArraySlice<UInt8>) throws(BadRequest) -> Field {
    guard let colon = line.firstIndex(of: 0x3a), isToken(line[..<colon]) else {
      throw BadRequest("malformed header field")
    }
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var value = line[line.index(after: colon)...].drop(while: isBlank)
    while let last = value.last, isBlank(last) { value.removeLast() }
    return Field(
      String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
  }

  /// RFC 9110 §5.6.2.
  private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    let marks = Array("!#$%&'*+-.^_`|~".utf8)
    return !bytes.isEmpty
      && bytes.allSatisfy {
        $0.isAlphanumeric
          || marks.contains($0)
      }
  }
}
