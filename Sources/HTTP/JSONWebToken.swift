import FoundationEssentials
import Model

/// The claims of a JSON Web Token (RFC 7519), to show them to a person. The signature is not checked.
package struct JSONWebToken: Equatable, Sendable {
  package var issuer: String?
  package var subject: String?
  package var audiences: [String]
  /// When the token expires.
  package var end: Timestamp?

  /// Nil when the text is not a signed token: three parts in base64url, the second a JSON object.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(Self.decoded)
    guard parts.count == 3, let payload = parts[1], parts[0] != nil, parts[2] != nil,
      let claims = try? JSONDecoder().decode(JSON.self, from: payload), claims.object != nil
    else { return nil }
    issuer = claims["iss"]?.string
    subject = claims["sub"]?.string
    audiences = claims["aud"]?.array?.compactMap(\.string) ?? [claims["aud"]?.string].compactMap { $0 }
    end = claims["exp"]?.number.flatMap(Int64.init(exactly:)).map(Timestamp.init(seconds:))
  }

  private static func decoded(_ part: Substring) -> Data? {
    var text = part.replacing("-", with: "+").replacing("_", with: "/")
    while text.utf8.count % 4 != 0 { text += "=" }
    return part.isEmpty || part.contains("=") ? nil : Data(base64Encoded: String(text))
  }
}
