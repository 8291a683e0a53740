import Digest
import Model

/// Recomputes a request's TC3-HMAC-SHA256 signature from the bytes that arrived, as the API gateway does
/// (https://cloud.tencent.com/document/api/213/30654).
package struct TC3Verifier: Sendable {
  private let credentials: [EmulatedCredentials]

  package init(credentials: [EmulatedCredentials]) { self.credentials = credentials }

  /// The service that the request was signed for. Refuses as the gateway does, with `AuthFailure.*` and
  /// `MissingParameter`.
  package func verify(_ request: RecordedRequest, at now: Timestamp) throws(APIError) -> String {
    let authorization = try Authorization(request[header: "Authorization"])
    let timestamp = try Self.timestamp(request[header: "X-TC-Timestamp"])
    guard abs(now.seconds - timestamp.seconds) <= 300 else {
      throw APIError(
        "AuthFailure.SignatureExpire",
        "The signature has expired: `X-TC-Timestamp` and the server's time differ by more than five minutes.")
    }
    guard let credentials = credentials.first(where: { $0.id == authorization.id }) else {
      throw APIError("AuthFailure.SecretIdNotFound", "The SecretId is not found.")
    }
    guard credentials.token == request[header: "X-TC-Token"] else {
      throw APIError("AuthFailure.TokenFailure", "The token of these credentials is missing or wrong.")
    }
    if let end = credentials.end, end <= now {
      throw APIError("AuthFailure.TokenFailure", "The token of these credentials has expired.")
    }
    guard authorization.date == timestamp.utc.date else {
      throw Self.signatureFailure("the credential scope's date is not the UTC date of `X-TC-Timestamp`")
    }
    let canonical = try Self.canonicalRequest(request, signedHeaders: authorization.signedHeaders)
    let scope = "\(authorization.date)/\(authorization.service)/tc3_request"
    let text = "TC3-HMAC-SHA256\n\(timestamp.seconds)\n\(scope)\n\(sha256Hex(canonical.utf8))"
    var key = Array("TC3\(credentials.key)".utf8)
    for part in [authorization.date, authorization.service, "tc3_request", text] {
      key = HashFunction.sha256.authenticate(part.utf8, key: key)
    }
    guard hex(key) == authorization.signature else {
      throw Self.signatureFailure("the provided signature does not match")
    }
    return authorization.service
  }

  private static func timestamp(_ text: String?) throws(APIError) -> Timestamp {
    guard let text else { throw .missing("X-TC-Timestamp") }
    guard let seconds = Int64(text), (0..<100_000_000_000).contains(seconds) else {
      throw .invalid("`X-TC-Timestamp` is not a time in seconds.")
    }
    return Timestamp(seconds: seconds)
  }

  private static func canonicalRequest(
    _ request: RecordedRequest, signedHeaders: String
  ) throws(APIError) -> String {
    guard let names = SignedRequest.headers(signedHeaders) else {
      throw signatureFailure("SignedHeaders has to be sorted, in lower case, each name once")
    }
    guard names.contains("content-type"), names.contains("host") else {
      throw signatureFailure("`content-type` and `host` have to be signed")
    }
    var lines = ""
    for name in names {
      guard let value = request[header: name] else {
        throw signatureFailure("the signed header `\(name)` was not sent")
      }
      // The documentation signs the action in lower case; every other value is signed as it is sent.
      lines += "\(name):\(name == "x-tc-action" ? value.lowercased() : value)\n"
    }
    let isUnsigned = request[header: "X-TC-Content-SHA256"] == "UNSIGNED-PAYLOAD"
    let payload = isUnsigned ? sha256Hex("UNSIGNED-PAYLOAD".utf8) : request.body.sha256
    return "\(request.method)\n\(request.head.path)\n\(request.query)\n\(lines)\n\(signedHeaders)\n\(payload)"
  }

  private static func signatureFailure(_ reason: String) -> APIError {
    APIError(
      "AuthFailure.SignatureFailure",
      "The provided credentials could not be validated. Please check your signature is correct: \(reason).")
  }
}

/// `TC3-HMAC-SHA256 Credential=<id>/<date>/<service>/tc3_request, SignedHeaders=<…>, Signature=<…>`
private struct Authorization {
  var id: String
  var date: String
  var service: String
  var signedHeaders: String
  var signature: String

  init(_ text: String?) throws(APIError) {
    guard let text else {
      throw APIError("AuthFailure.InvalidAuthorization", "The request header `Authorization` is missing.")
    }
    let malformed = APIError(
      "AuthFailure.InvalidAuthorization", "The request header `Authorization` is malformed.")
    guard let fields = SignedRequest.fields(text, scheme: "TC3-HMAC-SHA256", allowsSpaces: true),
      fields.count == 3,
      let credential = fields["Credential"], let signed = fields["SignedHeaders"],
      let signature = fields["Signature"]
    else { throw malformed }
    let scope = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard scope.count == 4, scope[3] == "tc3_request" else { throw malformed }
    (id, date, service) = (scope[0], scope[1], scope[2])
    signedHeaders = String(signed)
    self.signature = String(signature)
  }
}
