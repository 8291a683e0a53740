import Model

extension Failure {
  /// What an error of the network library means for the caller. `code` is an `NSURLError` number, `text`
  /// libcurl's sentence: on Linux TLS trouble and a cut connection share the code -1, and only the sentence
  /// tells them apart. `proxy`: the one that stands between.
  static func network(code: Int, text: String, _ origin: Origin, _ proxy: ProxyAddress? = nil) -> Failure {
    if let proxy, let status = ProxyAddress.refusal(in: text) { return proxy.refused(status, origin) }
    switch code {
    case -1003, -1006:
      return Failure(
        .tryLater, "no address found for \(origin.name)",
        remedies: ["check the name, this machine's DNS and HTTPS_PROXY"], retry: .safe(after: nil),
        causes: [text])
    case -1004:
      return Failure(
        .tryLater, "no connection to \(origin.name)",
        remedies: ["check this machine's network, firewall and HTTPS_PROXY"], retry: .safe(after: nil),
        causes: [text])
    case _ where isHandshake(text) || (-1206 ... -1200).contains(code):
      return Failure(
        .tryLater, "no trusted TLS connection to \(origin.name)",
        remedies: [
          "openssl s_client -connect \(origin.host):\(origin.port)",
          "install the CA certificates of this machine (ca-certificates), or of the proxy that reads TLS",
        ], retry: .safe(after: nil), causes: [text])
    default:
      return Failure(
        .tryLater, "the connection to \(origin.name) was lost before its answer was complete",
        retry: .readsOnly,
        causes: [text])
    }
  }

  static func noAnswer(from origin: Origin, within deadline: Duration) -> Failure {
    Failure(.tryLater, "no answer from \(origin.name) within \(seconds(deadline)) s", retry: .readsOnly)
  }

  /// libcurl's sentences of a handshake that ended before any request. Later trouble begins with the name of
  /// the call (`OpenSSL SSL_read: …`) and proves nothing.
  private static func isHandshake(_ text: String) -> Bool {
    ["SSL certificate problem", "SSL: ", "OpenSSL/", "OpenSSL SSL_connect", "TLS connect error"]
      .contains { text.hasPrefix($0) }
  }
}

/// Seconds with at most one decimal, e.g. `60` or `0.5`.
func seconds(_ duration: Duration) -> String {
  let tenths = min(max((duration / .milliseconds(100)).rounded(), -1e15), 1e15)
  return tenths.truncatingRemainder(dividingBy: 10) == 0 ? "\(Int(tenths / 10))" : "\(tenths / 10)"
}
