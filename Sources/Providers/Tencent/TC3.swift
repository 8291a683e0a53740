import Digest
import HTTP
import Model

/// Tencent Cloud API 3.0 signature, TC3-HMAC-SHA256: a pure function of request, credentials and time.
/// https://cloud.tencent.com/document/api/213/30654 (signature v3), checked against its published example.
package enum TC3 {
  /// The parts that are worth comparing when a signature is refused.
  package struct Signature: Equatable, Sendable {
    package var canonicalRequest: String
    package var stringToSign: String
    package var signature: String
    /// The value of the `Authorization` header.
    package var authorization: String
  }

  /// Signs a POST to `/`. `headers` are the ones to sign: content type and host at least, as they will be sent. The
  /// action's value is signed in lower case.
  package static func sign(
    _ body: [UInt8], headers: [Header], service: String, id: String, key: Secret, at time: Timestamp
  ) -> Signature {
    let signed = headers.map { Header($0.name.lowercased(), canonicalValue($0)) }
      .sorted { $0.name < $1.name }
    let names = signed.map(\.name).joined(separator: ";")
    let canonicalHeaders = signed.map { "\($0.name):\($0.value)\n" }.joined()
    let canonicalRequest = "POST\n/\n\n\(canonicalHeaders)\n\(names)\n\(sha256Hex(body))"

    let date = time.utc.date
    let scope = "\(date)/\(service)/tc3_request"
    let hashed = sha256Hex(canonicalRequest.utf8)
    let stringToSign = "TC3-HMAC-SHA256\n\(time.seconds)\n\(scope)\n\(hashed)"
    let signature = hex(
      HashFunction.sha256.authenticate(
        stringToSign.utf8, key: signingKey(key, date: date, service: service)))
    let authorization =
      "TC3-HMAC-SHA256 Credential=\(id)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
    return Signature(
      canonicalRequest: canonicalRequest, stringToSign: stringToSign, signature: signature,
      authorization: authorization)
  }

  /// The key that signs, derived step by step from the secret, the UTC date and the service.
  package static func signingKey(_ key: Secret, date: String, service: String) -> [UInt8] {
    let hash = HashFunction.sha256
    let dateKey = hash.authenticate(date.utf8, key: "TC3\(key.reveal())".utf8)
    let serviceKey = hash.authenticate(service.utf8, key: dateKey)
    return hash.authenticate("tc3_request".utf8, key: serviceKey)
  }

  private static func canonicalValue(_ header: Header) -> String {
    let value = header.trimmedValue
    return header.name.lowercased() == "x-tc-action" ? value.lowercased() : value
  }
}
