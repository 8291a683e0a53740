import Model

/// An exchange in progress: as much of the answer as has arrived. For libcurl's thread only.
final class Transfer {
  let exchange: Exchange
  /// When the answer has to be complete.
  let deadline: ContinuousClock.Instant
  /// When the connection has to be established.
  let connectDeadline: ContinuousClock.Instant
  /// Whether the connection is known to be established.
  var isConnected = false
  /// Why the transfer was stopped from our side.
  private(set) var failure: Failure?

  private var headers: [Header] = []
  private var headByteCount = 0
  /// The status of the head being read; interim answers (1xx) precede the final one.
  private var status = 0
  private(set) var isHeadComplete = false
  private var body: [UInt8] = []
  private var sentByteCount = 0

  /// DNS, connection and TLS together, unless the deadline of the request is shorter.
  static let longestConnecting = Duration.seconds(30)
  /// All heads of an answer together. Servers and proxies themselves refuse heads of 8 to 64 KiB.
  static let longestHead = 256 * 1024

  init(_ exchange: Exchange, start: ContinuousClock.Instant = .now) {
    self.exchange = exchange
    deadline = start + exchange.request.deadline
    connectDeadline = start + min(Self.longestConnecting, exchange.request.deadline)
  }

  /// A line of a head, or a trailer, which is ignored. False stops the transfer.
  func received(line: [UInt8]) -> Bool {
    headByteCount += line.count
    guard headByteCount <= Self.longestHead else {
      return stop(isLong("the headers in the answer of \(exchange.origin.name) are", Self.longestHead))
    }
    guard !isHeadComplete else { return true }
    let text = String(decoding: line.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      headers = []
      status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    } else if text.isEmpty {
      isHeadComplete = status >= 200
    } else if let colon = text.firstIndex(of: ":"), text.first != " ", text.first != "\t" {
      add(String(text[..<colon]), trimmed(text[text.index(after: colon)...]))
    } else if let last = headers.indices.last {
      // A folded line (RFC 9112 §5.2).
      headers[last].value += " " + trimmed(text[...])
    }
    return true
  }

  /// Headers of the same name are one list (RFC 9110 §5.2).
  private func add(_ name: String, _ value: String) {
    let known = headers.firstIndex { $0.name.lowercased() == name.lowercased() }
    guard let known else { return headers.append(Header(name, value)) }
    headers[known].value += ", " + value
  }

  /// A piece of the body. False stops the transfer.
  func received(body piece: [UInt8]) -> Bool {
    let limit = exchange.request.maxAnswerBytes
    guard body.count + piece.count <= limit else {
      return stop(isLong("the answer of \(exchange.origin.name) is", limit))
    }
    body += piece
    return true
  }

  func sent(_ byteCount: Int) {
    guard byteCount > sentByteCount else { return }
    sentByteCount = byteCount
    exchange.progressed(byteCount)
  }

  /// The file of the body has become shorter.
  func fileChanged() {
    guard case .file(let path, let byteCount) = exchange.request.body else { return }
    failure = Failure(.repository, "\"\(path)\" changed: it has fewer than \(byteCount) bytes")
  }

  func response(status: Int) -> Response {
    Response(status: status, headers: headers, body: body)
  }

  private func stop(_ failure: Failure) -> Bool {
    self.failure = failure
    return false
  }

  private func isLong(_ what: Text, _ limit: Int) -> Failure {
    Failure(.unavailable, "\(what) longer than \(limit) bytes", retry: .readsOnly)
  }
}

private func trimmed(_ text: Substring) -> String {
  var text = text
  while let last = text.last, last == " " || last == "\t" { text.removeLast() }
  return String(text.drop { $0 == " " || $0 == "\t" })
}
