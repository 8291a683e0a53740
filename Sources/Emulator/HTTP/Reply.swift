/// What the server does with a request that it has read: an ordinary answer, or a fault.
package indirect enum Reply: Sendable {
  case answer(Answer)
  /// Waits, then continues with the rest.
  case delay(Duration, then: Reply)
  /// Sends the answer in pieces of that many bytes with a pause after each.
  case drip(Answer, pieceBytes: Int, pause: Duration)
  /// Closes without sending a byte: the request was executed, and the sender cannot know.
  case lose
  /// Announces the whole answer, sends that many bytes of its body and closes.
  case cut(Answer, bodyBytes: Int)
  /// Sends these bytes as they are, which need not be HTTP, and closes.
  case raw([UInt8])
}

/// What the server does before it has read a request's body.
package enum Interception: Sendable {
  /// Closes the connection once that many bytes of the body have arrived; the request is not recorded.
  case cutUpload(afterBytes: Int)
}

/// An HTTP answer. The server adds `Content-Length` and `Connection`.
package struct Answer: Equatable, Sendable {
  package var status: Int
  package var headers: [Field]
  package var body: [UInt8]

  package init(_ status: Int = 200, headers: [Field] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package init(_ status: Int = 200, type: String, _ text: String) {
    self.init(status, headers: [Field("Content-Type", type)], body: Array(text.utf8))
  }

  /// Everything up to the body.
  func head(keepsAlive: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(Answer.reasons[status] ?? "Status")\r\n"
    for field in headers { text += "\(field.name): \(field.value)\r\n" }
    text += "Content-Length: \(body.count)\r\nConnection: \(keepsAlive ? "keep-alive" : "close")\r\n\r\n"
    return Array(text.utf8)
  }

  private static let reasons = [
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found",
    304: "Not Modified", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 407: "Proxy Authentication Required",
    408: "Request Timeout", 411: "Length Required", 413: "Content Too Large", 416: "Range Not Satisfiable",
    429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable", 505: "HTTP Version Not Supported",
  ]
}
