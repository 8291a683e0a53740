import Digest
import HTTP
import Model

/// Alibaba Cloud's V3 signature, ACS3-HMAC-SHA256: a pure function of request and credentials.
/// https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature, checked against its
/// published example and the official Python SDK.
package enum ACS3 {
  /// The parts that are worth comparing when a signature is refused.
  package struct Signature: Equatable, Sendable {
    package var canonicalRequest: String
    package var stringToSign: String
    package var signature: String
    /// The value of the `Authorization` header.
    package var authorization: String
  }

  /// Signs a request to `/`. `query` is the one in the URL, made by `canonicalQuery`; `headers` are the ones to sign:
  /// host, `x-acs-*`, and the content type where there is a body. The network library changes others. `payloadHash`
  /// is the SHA-256 of the body, of no bytes when there is none.
  package static func sign(
    _ method: String, query: String, headers: [Header], payloadHash: String, id: String, key: Secret
  ) -> Signature {
    let values = Dictionary(grouping: headers) { $0.name.lowercased() }
      .mapValues { $0.map { $0.trimmedValue }.sorted().joined(separator: ",") }
    let names = values.keys.sorted()
    let signedHeaders = names.joined(separator: ";")
    let lines = names.map { "\($0):\(values[$0, default: ""])\n" }.joined()
    let canonicalRequest = "\(method)\n/\n\(query)\n\(lines)\n\(signedHeaders)\n\(payloadHash)"
    let stringToSign = "ACS3-HMAC-SHA256\n\(sha256Hex(canonicalRequest.utf8))"
    // The secret is the key as it is: nothing is derived from it.
    let signature = hex(HashFunction.sha256.authenticate(stringToSign.utf8, key: key.reveal().utf8))
    return Signature(
      canonicalRequest: canonicalRequest, stringToSign: stringToSign, signature: signature,
      authorization:
        "ACS3-HMAC-SHA256 Credential=\(id),SignedHeaders=\(signedHeaders),Signature=\(signature)")
  }

  /// `name=value&…`, sorted by name, every byte but the unreserved ones encoded: for the URL and the signature alike.
  /// Form bodies are written the same way.
  package static func canonicalQuery(_ parameters: [String: String]) -> String {
    queryString(parameters.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) })
  }
}
