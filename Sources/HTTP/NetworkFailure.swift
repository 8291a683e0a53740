import Model

/// How a transfer without an answer ended.
struct CurlEnd {
  var cause: CurlCause
  /// libcurl's sentence.
  var text: String
  /// The status with which a proxy answered the request for a tunnel; 0 without one.
  var connectStatus: Int
  /// Whether a byte of the request may have been sent.
  var mayHaveSent: Bool
}

/// The results of libcurl (CURLcode) that are treated differently.
enum CurlCause: Equatable {
  case proxyNotFound, hostNotFound, noConnection, handshake, untrusted, noCertificates, refusedByLibrary,
    other
}

extension Failure {
  /// What the end of a transfer means for the caller. `proxy`: the one that the request went through.
  static func network(_ end: CurlEnd, _ origin: Origin, _ proxy: ProxyAddress? = nil) -> Failure {
    if let proxy, end.connectStatus != 0, !(200..<300).contains(end.connectStatus) {
      return proxy.refused(end.connectStatus, origin)
    }
    switch end.cause {
    case .hostNotFound, .proxyNotFound:
      let name: Text = end.cause == .proxyNotFound ? "the proxy" : "\(origin.name)"
      return Failure(
        .tryLater, "no address found for \(name)",
        remedies: ["check the name, this machine's DNS and HTTPS_PROXY"], retry: .safe(after: nil),
        causes: ["\(end.text)"])
    case .untrusted:
      return Failure(
        .configuration, "the certificate of \(origin.name) is not trusted",
        remedies: [
          "openssl s_client -connect \(origin.host):\(origin.port)",
          "if a company's proxy inspects TLS, set SSL_CERT_FILE to the file with its CA certificate",
        ], causes: ["\(end.text)"])
    case .noCertificates:
      return Failure(
        .configuration, "the CA certificates cannot be read",
        remedies: [
          "apt-get install ca-certificates", "check SSL_CERT_FILE, SSL_CERT_DIR and CURL_CA_BUNDLE",
        ],
        causes: ["\(end.text)"])
    case .handshake:
      return Failure(
        .tryLater, "no TLS connection to \(origin.name)",
        remedies: ["openssl s_client -connect \(origin.host):\(origin.port)", "check HTTPS_PROXY"],
        retry: .safe(after: nil), causes: ["\(end.text)"])
    case .refusedByLibrary where !end.mayHaveSent:
      return Failure(.configuration, "libcurl cannot send to \(origin.name)", causes: ["\(end.text)"])
    case .noConnection: return noConnection(to: origin, causes: ["\(end.text)"])
    case .other where !end.mayHaveSent: return noConnection(to: origin, causes: ["\(end.text)"])
    case .refusedByLibrary, .other:
      return Failure(
        .tryLater, "the connection to \(origin.name) was closed before the response was complete",
        retry: .readsOnly,
        causes: end.text.isEmpty ? [] : ["\(end.text)"])
    }
  }

  static func noAnswer(from origin: Origin, within deadline: Duration) -> Failure {
    Failure(.tryLater, "no response from \(origin.name) within \(seconds(deadline)) s", retry: .readsOnly)
  }

  /// Nothing of the request was sent.
  static func noConnection(
    to origin: Origin, within deadline: Duration? = nil, causes: [Text] = []
  ) -> Failure {
    Failure(
      .tryLater, "no connection to \(origin.name)\(deadline.map { " within \(seconds($0)) s" } ?? "")",
      remedies: ["check this machine's network, firewall and HTTPS_PROXY"], retry: .safe(after: nil),
      causes: causes)
  }
}

/// Seconds with at most one decimal, e.g. `60` or `0.5`.
func seconds(_ duration: Duration) -> String {
  let tenths = min(max((duration / .milliseconds(100)).rounded(), -1e15), 1e15)
  return tenths.truncatingRemainder(dividingBy: 10) == 0 ? "\(Int(tenths / 10))" : "\(tenths / 10)"
}
