import Model

/// An HTTP request as a value. The URL is text and is sent byte for byte: nothing here re-encodes it.
package struct Request: Equatable, Sendable {
  package var method: String
  /// Absolute, already percent-encoded.
  package var url: String
  /// In the order they are sent. A name appears once.
  package var headers: [Header]
  package var body: Body
  /// From the first byte of the connection to the last byte of the answer.
  package var deadline: Duration
  /// Largest answer that is read; a longer one is a failure.
  package var maxAnswerBytes: Int
  /// Reads may share a connection; a write gets a new one, which the server cannot have closed already.
  package var kind: CallKind
  /// May use plain http to another machine. Only where request and answer contain no secret.
  package var allowsPlainHTTP: Bool
  /// What the API calls it, where the address does not show it. For messages; not sent.
  package var action: String?

  package init(
    _ method: String, _ url: String, headers: [Header] = [], body: Body = .none,
    deadline: Duration = .seconds(60), maxAnswerBytes: Int = 16 * 1024 * 1024, kind: CallKind? = nil,
    allowsPlainHTTP: Bool = false, action: String? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.deadline = deadline
    self.maxAnswerBytes = maxAnswerBytes
    self.kind = kind ?? (method == "GET" || method == "HEAD" ? .read : .write)
    self.allowsPlainHTTP = allowsPlainHTTP
    self.action = action
  }

  package enum Body: Equatable, Sendable {
    case none
    case bytes([UInt8])
    /// Streamed from an absolute path; `byteCount` becomes `Content-Length`.
    case file(path: String, byteCount: Int)
  }
}

/// What a repeated call could do twice.
package enum CallKind: Sendable {
  /// Changes nothing: repeated after every failure that may pass.
  case read
  /// Repeated only where it is proven that nothing was executed.
  case write
  /// A write that depends on what was read before it. The caller reads that again before a repetition.
  case update

  package func mayRepeat(after retry: Failure.Retry) -> Bool {
    switch retry {
    case .never, .whenIdle: false
    case .safe: self != .update
    case .readsOnly: self == .read
    }
  }

  package var isWrite: Bool { self != .read }
}

package struct Header: Equatable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// The value as the clouds' signatures take it: without the blanks around it.
  package var trimmedValue: String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let last = value.utf8.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(value[...last].drop { $0.isWhitespace })
  }
}

/// An HTTP answer, whatever its status.
package struct Response: Equatable, Sendable {
  package var status: Int
  package var headers: [Header]
  package var body: [UInt8]

  package init(status: Int, headers: [Header] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The first value of a header; names compare without case.
  package subscript(header name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// Sends one request and gives one answer. Redirects are not followed and 401 is an answer like any other.
///
/// Failures: `.safe` retry only where it is proven that no byte of the request was sent (name lookup,
/// connect, TLS); `.readsOnly` otherwise. A task's cancellation ends it at once with kind `.interrupted`.
package struct Transport: Sendable {
  package var send:
    @Sendable (_ request: Request, _ sent: (@Sendable (_ byteCount: Int) -> Void)?) async throws(Failure) ->
      Response

  package init(
    send: @escaping @Sendable (Request, (@Sendable (Int) -> Void)?) async throws(Failure) -> Response
  ) {
    self.send = send
  }

  package func callAsFunction(_ request: Request) async throws(Failure) -> Response {
    try await send(request, nil)
  }

  /// The same transport for some origins; a request to any other is refused before anything is looked up.
  package func restricted(to urls: [String]) -> Transport {
    let allowed = urls.compactMap { Origin(of: $0) }
    return Transport { (request, sent) throws(Failure) in
      guard let origin = Origin(of: request.url), allowed.contains(origin) else {
        throw Failure(.configuration, "a rehearsal sends no request to \(redacted(request.url))")
      }
      return try await send(request, sent)
    }
  }
}
