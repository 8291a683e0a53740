import Model
import Synchronization

extension Transport {
  /// The network, through libcurl, which is loaded when the first request is sent. It follows no redirect, decodes
  /// nothing, repeats nothing and answers no challenge: every answer is returned as it arrived.
  ///
  /// `environment` provides `CURL_CA_BUNDLE`, `SSL_CERT_FILE` and `SSL_CERT_DIR`. libcurl reads the
  /// proxies (`HTTPS_PROXY`, `http_proxy`, `NO_PROXY` and so on) from the environment of the process, and uses none for
  /// this machine; `environment` has to be the same one, since the address of a proxy is checked there first. Plain http
  /// is sent to loopback hosts only, unless the request allows it.
  package static func live(version: String, environment: [String: String] = [:]) -> Transport {
    let trust = TrustedCertificates(environment)
    // A thread and a library: a run that sends nothing needs neither.
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

/// The certificate authorities to trust, read from the environment as the `curl` program does. By default those that
/// libcurl was built with: on Debian `/etc/ssl/certs`.
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
