import HTTP
import Model

extension COS {
  private static let checksumHeader = "x-cos-hash-crc64ecma"

  /// Fails where an answer of status 200 does not prove that the storage has the object: without COS's own headers
  /// it is another server's, e.g. the page of a captive portal, and with another checksum than that of the bytes
  /// that were sent it is not this object that was stored.
  /// https://www.tencentcloud.com/document/product/436/7729 (common response headers) and …/436/45260 (CRC64 check),
  /// read 2026-11-28.
  ///
  /// `checksum` computes the CRC-64 of what was sent; it is asked only where the storage names one.
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
      "\(host) stored other bytes than were sent: CRC-64 \"\(stored.prefix(40))\", not \"\(sent)\"",
      remedies: [Failure.proxyHint], retry: .readsOnly, requestID: id)
  }
}
