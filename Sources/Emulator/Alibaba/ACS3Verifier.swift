import Digest
import FoundationEssentials
import Model

/// Recomputes a request's ACS3-HMAC-SHA256 signature from the bytes that arrived, as the API gateway does
/// (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature).
package struct ACS3Verifier: Sendable {
  private let credentials: [EmulatedCredentials]

  package init(credentials: [EmulatedCredentials]) { self.credentials = credentials }

  /// The request's nonce, which must not be used twice. Refuses as the gateway does.
  package func verify(_ request: RecordedRequest, at now: Timestamp) throws(APIError) -> String {
    let authorization = try Authorization(request[header: "Authorization"])
    try Self.checkDate(request[header: "x-acs-date"], now)
    guard let nonce = request[header: "x-acs-signature-nonce"], !nonce.isEmpty else {
      throw APIError("MissingSignatureNonce", "SignatureNonce is mandatory for this action.")
    }
    guard let credentials = credentials.first(where: { $0.id == authorization.id }) else {
      throw APIError("InvalidAccessKeyId.NotFound", "Specified access key is not found.", status: 404)
    }
    try Self.check(credentials, request, now)
    let canonical = try Self.canonicalRequest(request, signedHeaders: authorization.signedHeaders)
    let text = "ACS3-HMAC-SHA256\n\(sha256Hex(canonical.utf8))"
    let signature = hex(HashFunction.sha256.authenticate(text.utf8, key: credentials.key.utf8))
    guard signature == authorization.signature else {
      throw APIError(
        "SignatureDoesNotMatch", "Specified signature does not match our calculation.")
    }
    return nonce
  }

  /// Temporary keys are sent with their token and the id of the key it belongs to.
  private static func check(
    _ credentials: EmulatedCredentials, _ request: RecordedRequest, _ now: Timestamp
  ) throws(APIError) {
    let token = request[header: "x-acs-security-token"]
    guard credentials.token == token else {
      throw token == nil
        ? APIError("MissingSecurityToken", "SecurityToken is mandatory for this action.")
        : APIError(
          "InvalidSecurityToken.Mismatch", "Specified SecurityToken mismatch with the AccessKey.")
    }
    guard credentials.end.map({ now < $0 }) ?? true else {
      throw APIError("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
    }
    guard token == nil || request[header: "x-acs-accesskey-id"] == credentials.id else {
      throw APIError("InvalidSecurityToken.Mismatch", "x-acs-accesskey-id names another key.")
    }
  }

  static func checkDate(_ text: String?, _ now: Timestamp) throws(APIError) {
    guard let text, text.utf8.count == 20, let date = try? Date(text, strategy: .iso8601) else {
      throw APIError(
        "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
    }
    guard abs(now.seconds - Int64(date.timeIntervalSince1970)) <= 15 * 60 else {
      throw APIError("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
    }
  }

  private static let mandatory: Set<String> = [
    "host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version",
  ]

  private static func canonicalRequest(
    _ request: RecordedRequest, signedHeaders: String
  ) throws(APIError) -> String {
    guard let names = SignedRequest.headers(signedHeaders) else {
      throw incomplete("SignedHeaders has to be sorted, in lower case, each name once")
    }
    let sent = Dictionary(grouping: request.headers) { $0.name.lowercased() }
    let own = sent.keys.filter { $0.hasPrefix("x-acs-") }
    let hasBody = request.body.byteCount > 0
    guard mandatory.union(own).union(hasBody ? ["content-type"] : []).isSubset(of: names) else {
      throw incomplete("host, every x-acs-* header and the content type have to be signed")
    }
    var lines = ""
    for name in names {
      guard let fields = sent[name] else { throw incomplete("the signed header \(name) was not sent") }
      lines += "\(name):\(fields.map(\.value).sorted().joined(separator: ","))\n"
    }
    guard request[header: "x-acs-content-sha256"] == request.body.sha256 else {
      throw APIError("SignatureDoesNotMatch", "x-acs-content-sha256 is not the hash of the body.")
    }
    guard let values = FormText.parse(request.query) else { throw .invalid("The query is malformed.") }
    return
      "\(request.method)\n\(request.head.path)\n\(FormText.canonical(values))\n\(lines)\n\(signedHeaders)\n"
      + request.body.sha256
  }

  private static func incomplete(_ reason: String) -> APIError {
    APIError("IncompleteSignature", "The request signature does not conform to the standard: \(reason).")
  }
}

/// `ACS3-HMAC-SHA256 Credential=<id>,SignedHeaders=<…>,Signature=<…>`
private struct Authorization {
  var id: String
  var signedHeaders: String
  var signature: String

  init(_ text: String?) throws(APIError) {
    let malformed = APIError(
      "IncompleteSignature", "The request signature does not conform to the standard: Authorization.")
    guard let text, let fields = SignedRequest.fields(text, scheme: "ACS3-HMAC-SHA256"), fields.count == 3,
      let id = fields["Credential"], let signed = fields["SignedHeaders"],
      let signature = fields["Signature"]
    else { throw malformed }
    self.id = String(id)
    signedHeaders = String(signed)
    self.signature = String(signature)
  }
}

/// `name=value&name=value` as in a query or a form body.
enum FormText {
  /// Decoded; nil when it is malformed or has a name twice. A plus sign is a space, as the official clients write it.
  static func parse(_ text: some StringProtocol) -> [String: String]? {
    var values: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { percentDecoded(String($0).replacing("+", with: " ")) }
      guard parts.count == 2, let name = parts[0], let value = parts[1], !name.isEmpty,
        values.updateValue(value, forKey: name) == nil
      else { return nil }
    }
    return values
  }

  /// Sorted by name, with the encoding that the signature prescribes.
  static func canonical(_ values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }.map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }
      .joined(separator: "&")
  }
}
