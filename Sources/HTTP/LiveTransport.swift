import Model
import Synchronization

extension Transport {
  /// The network, by libcurl, which is loaded when the first request is sent. Nothing is followed, decoded,
  /// repeated or answered on its own: every answer is handed over as it came.
  ///
  /// `environment` is asked for `CURL_CA_BUNDLE`, `SSL_CERT_FILE` and `SSL_CERT_DIR`. Proxies are libcurl's:
  /// `HTTPS_PROXY`, `http_proxy`, `NO_PROXY` and their like of the process's own environment, never for this
  /// machine; `environment` is the process's too, so that a proxy's address is checked first. Plain http is sent to
  /// loopback hosts only, and elsewhere where the request allows it.
  package static func live(version: String, environment: [String: String] = [:]) -> Transport {
    let trust = TrustedCertificates(environment)
    // A thread and a library: only those who send something pay for them.
    let made = Mutex<Result<CurlTransfers, Failure>?>(nil)
    return Transport { (request, sent) throws(Failure) in
      let origin = try exactURL(request)
      let proxy = ProxyAddress(for: origin, in: environment)
      try proxy?.check()
      let transfers = try made.withLock { made in
        let transfers = made ?? CurlTransfers.start(userAgent: "sampan/\(version)", trust: trust)
        made = transfers
        return transfers
      }.get()
      return try await transfers.send(Exchange(request, to: origin, by: proxy, sent: sent)).get()
    }
  }
}

/// Whom to trust in TLS, as the `curl` program reads it from the environment. Without any of it, what libcurl was
/// built with: on Debian `/etc/ssl/certs`.
struct TrustedCertificates: Sendable {
  /// Certificates in PEM form.
  var file: String?
  /// Certificates named by their hashes (`openssl rehash`).
  var folder: String?

  init(_ environment: [String: String]) {
    file = environment.variable("CURL_CA_BUNDLE") ?? environment.variable("SSL_CERT_FILE")
    folder = environment.variable("SSL_CERT_DIR")
  }
}
