import Digest
import HTTP
import Model

/// The signature of Tencent Cloud's object storage (COS), `q-sign-algorithm=sha1`: a pure function of request,
/// credentials and validity.
/// https://cloud.tencent.com/document/product/436/7778 (request signature), checked against its published example.
package enum COS {
  package struct Signature: Equatable, Sendable {
    /// What is hashed into the string that is signed.
    package var httpString: String
    package var signature: String
    /// The value of the `Authorization` header; of a presigned URL, its query.
    package var authorization: String
  }

  /// Seconds since 1970 between which the signature is valid.
  package struct Validity: Equatable, Sendable {
    package var start: Int64
    package var end: Int64

    package init(start: Int64, end: Int64) {
      self.start = start
      self.end = end
    }
  }

  /// `path` is the object's, decoded, with its leading slash. `headers` are the ones to sign: host at least, and every
  /// `x-cos-…` that is sent.
  package static func sign(
    _ method: String, path: String, headers: [Header], id: String, key: Secret, during validity: Validity
  ) -> Signature {
    let signed = headers.map { (percentEncoded($0.name.lowercased()), percentEncoded($0.value)) }
      .sorted { $0.0 < $1.0 }
    let canonical = signed.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    let httpString = "\(method.lowercased())\n\(path)\n\n\(canonical)\n"

    let hash = HashFunction.sha1
    let time = "\(validity.start);\(validity.end)"
    // The key is its hexadecimal text, not the bytes.
    let signingKey = hex(hash.authenticate(time.utf8, key: key.reveal().utf8))
    let stringToSign = "sha1\n\(time)\n\(hex(hash.digest(httpString.utf8)))\n"
    let signature = hex(hash.authenticate(stringToSign.utf8, key: signingKey.utf8))
    let names = signed.map(\.0).joined(separator: ";")
    return Signature(
      httpString: httpString, signature: signature,
      authorization: "q-sign-algorithm=sha1&q-ak=\(id)&q-sign-time=\(time)&q-key-time=\(time)"
        + "&q-header-list=\(names)&q-url-param-list=&q-signature=\(signature)")
  }
}

extension COS {
  private static let checksumHeader = "x-cos-hash-crc64ecma"

  /// Fails when an answer of status 200 does not prove that the storage has the object: without COS's own headers it
  /// is from another server, e.g. a captive portal, and with another checksum other bytes were stored than those
  /// sent.
  /// https://www.tencentcloud.com/document/product/436/7729 (common response headers) and …/436/45260 (CRC64 check),
  /// read 2026-11-28.
  ///
  /// `checksum` computes the CRC-64 of what was sent; it is called only when the answer has one.
  static func confirm(
    _ response: Response, of host: String, stored checksum: () throws(Failure) -> UInt64
  ) throws(Failure) {
    let id = response[header: "x-cos-request-id"] ?? ""
    guard !id.isEmpty, response[header: "ETag"]?.isEmpty == false else {
      throw Failure(
        .unavailable,
        "\(host) answered \(response.status) without the storage's headers: the package may not be stored",
        remedies: [Failure.proxyHint], requestID: id.isEmpty ? nil : id)
    }
    guard let stored = response[header: checksumHeader] else { return }
    let sent = try checksum()
    guard stored != String(sent) else { return }
    throw Failure(
      .unavailable,
      """
      the file stored at \(host) differs from the uploaded one: CRC-64 "\(stored.prefix(40))", not "\(sent)"
      """,
      remedies: [Failure.proxyHint], retry: .readsOnly, requestID: id)
  }
}
