import Digest
import Foundation
import Model

/// Recomputes a request's ACS3-HMAC-SHA256 signature from the bytes that arrived, as the API gateway does
/// (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature).
package struct ACS3Verifier: Sendable {
  private let credentials: [EmulatedCloud.Credentials]

  package init(credentials: [EmulatedCloud.Credentials]) { self.credentials = credentials }

  /// The request's nonce, which must never come again. Refuses as the gateway refuses.
  package func verify(_ request: RecordedRequest, at now: Timestamp) throws(AlibabaError) -> String {
    let authorization = try Authorization(request[header: "Authorization"])
    try Self.checkDate(request[header: "x-acs-date"], now)
    guard let nonce = request[header: "x-acs-signature-nonce"], !nonce.isEmpty else {
      throw AlibabaError("MissingSignatureNonce", "SignatureNonce is mandatory for this action.")
    }
    guard let credentials = credentials.first(where: { $0.id == authorization.id }) else {
      throw AlibabaError("InvalidAccessKeyId.NotFound", "Specified access key is not found.", status: 404)
    }
    try Self.check(credentials, request, now)
    let canonical = try Self.canonicalRequest(request, signedHeaders: authorization.signedHeaders)
    let text = "ACS3-HMAC-SHA256\n\(sha256Hex(canonical.utf8))"
    let signature = hex(HashFunction.sha256.authenticate(text.utf8, key: credentials.key.utf8))
    guard signature == authorization.signature else {
      throw AlibabaError(
        "SignatureDoesNotMatch", "Specified signature does not match our calculation.")
    }
    return nonce
  }

  /// Temporary keys come with their token, and say whose it is.
  private static func check(
    _ credentials: EmulatedCloud.Credentials, _ request: RecordedRequest, _ now: Timestamp
  ) throws(AlibabaError) {
    let token = request[header: "x-acs-security-token"]
    guard credentials.token == token else {
      throw token == nil
        ? AlibabaError("MissingSecurityToken", "SecurityToken is mandatory for this action.")
        : AlibabaError(
          "InvalidSecurityToken.Mismatch", "Specified SecurityToken mismatch with the AccessKey.")
    }
    guard credentials.end.map({ now < $0 }) ?? true else {
      throw AlibabaError("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
    }
    guard token == nil || request[header: "x-acs-accesskey-id"] == credentials.id else {
      throw AlibabaError("InvalidSecurityToken.Mismatch", "x-acs-accesskey-id names another key.")
    }
  }

  static func checkDate(_ text: String?, _ now: Timestamp) throws(AlibabaError) {
    let formatter = ISO8601DateFormatter()
    guard let text, text.utf8.count == 20, let date = formatter.date(from: text) else {
      throw AlibabaError(
        "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
    }
    guard abs(now.seconds - Int64(date.timeIntervalSince1970)) <= 15 * 60 else {
      throw AlibabaError("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
    }
  }

  private static let mandatory: Set<String> = [
    "host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version",
  ]

  private static func canonicalRequest(
    _ request: RecordedRequest, signedHeaders: String
  ) throws(AlibabaError) -> String {
    let names = signedHeaders.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    let sent = Dictionary(grouping: request.headers) { $0.name.lowercased() }
    let own = sent.keys.filter { $0.hasPrefix("x-acs-") }
    let hasBody = request.body.byteCount > 0
    guard mandatory.union(own).union(hasBody ? ["content-type"] : []).isSubset(of: names) else {
      throw incomplete("host, every x-acs-* header and the content type have to be signed")
    }
    guard names == names.sorted(), Set(names).count == names.count,
      signedHeaders == signedHeaders.lowercased()
    else { throw incomplete("SignedHeaders has to be sorted, in lower case, each name once") }
    var lines = ""
    for name in names {
      guard let fields = sent[name] else { throw incomplete("the signed header \(name) was not sent") }
      lines += "\(name):\(fields.map(\.value).sorted().joined(separator: ","))\n"
    }
    guard request[header: "x-acs-content-sha256"] == request.body.sha256 else {
      throw AlibabaError("SignatureDoesNotMatch", "x-acs-content-sha256 is not the hash of the body.")
    }
    let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    guard let values = FormText.parse(query) else { throw .invalid("The query is malformed.") }
    return
      "\(request.method)\n\(request.head.path)\n\(FormText.canonical(values))\n\(lines)\n\(signedHeaders)\n"
      + request.body.sha256
  }

  private static func incomplete(_ reason: String) -> AlibabaError {
    AlibabaError("IncompleteSignature", "The request signature does not conform to the standard: \(reason).")
  }
}

/// `ACS3-HMAC-SHA256 Credential=<id>,SignedHeaders=<…>,Signature=<…>`
private struct Authorization {
  var id: String
  var signedHeaders: String
  var signature: String

  init(_ text: String?) throws(AlibabaError) {
    let malformed = AlibabaError(
      "IncompleteSignature", "The request signature does not conform to the standard: Authorization.")
    let scheme = "ACS3-HMAC-SHA256 "
    guard let text, text.hasPrefix(scheme) else { throw malformed }
    var fields: [Substring: Substring] = [:]
    for part in text.dropFirst(scheme.count).split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, fields.updateValue(pair[1], forKey: pair[0]) == nil else { throw malformed }
    }
    guard fields.count == 3, let id = fields["Credential"], let signed = fields["SignedHeaders"],
      let signature = fields["Signature"]
    else { throw malformed }
    self.id = String(id)
    signedHeaders = String(signed)
    self.signature = String(signature)
  }
}
