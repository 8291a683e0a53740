import Digest

/// One line of a header section. Names compare without case.
package struct Field: Equatable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What stands before a request's body.
package struct RequestHead: Equatable, Sendable {
  package var method: String
  /// The exact text of the request line: path and query, nothing decoded.
  package var target: String
  /// In the order they arrived, names as they were spelled.
  package var headers: [Field]
  /// `Content-Length`; nil when the request has none, which also means that there is no body.
  package var declaredByteCount: Int?
  /// The sender wants to send more requests on this connection.
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

  /// A request that did not arrive over a wire, for whoever judges one.
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
