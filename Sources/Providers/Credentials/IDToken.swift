import Effects
import HTTP
import Model

/// The token that identifies a CI job (OpenID Connect). A cloud that trusts the CI exchanges it for a temporary key,
/// so that no key has to be stored.
struct IDToken: Sendable {
  var value: Secret
  /// The name of where it came from.
  var source: String
  var claims: JSONWebToken

  /// Longer ones are refused by the clouds.
  private static let maxBytes = 20_000

  /// From the file that `fileVariable` names, `SAMPAN_ID_TOKEN`, or GitHub, which makes one for an audience on demand.
  static func find(
    for audience: String, fileVariable: String? = nil, in world: World
  ) async throws(Failure) -> IDToken {
    if let fileVariable, let path = world.variable(fileVariable) {
      let bytes = try world.files.read(path, maxBytes)
      return try IDToken(String(decoding: bytes, as: UTF8.self), from: fileVariable, in: world)
    }
    for variable in ["SAMPAN_ID_TOKEN", "GITLAB_OIDC_TOKEN"] {
      if let text = try world.setting(variable) { return try IDToken(text, from: variable, in: world) }
    }
    if let url = try world.setting(requestURL), let token = try world.setting(requestToken) {
      return try await GitHubIDToken(url: url, token: Secret(token)).request(for: audience, in: world)
    }
    throw Failure(
      .credentials, "a role is set, but this job has no id token",
      remedies: [remedy(for: audience, in: world)])
  }

  fileprivate static let requestURL = "ACTIONS_ID_TOKEN_REQUEST_URL"
  private static let requestToken = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"

  private static func remedy(for audience: String, in world: World) -> Text {
    if world.variable("GITHUB_ACTIONS") != nil { return "give the job \"permissions: { id-token: write }\"" }
    if world.variable("GITLAB_CI") != nil {
      return "give the job \"id_tokens: { SAMPAN_ID_TOKEN: { aud: \(audience) } }\""
    }
    return "set SAMPAN_ID_TOKEN to an OpenID Connect token of this job for the audience \(audience)"
  }

  /// Refuses a token that no cloud would accept, before anything is sent. Registers it as secret.
  fileprivate init(_ text: String, from source: String, in world: World) throws(Failure) {
    let text = String(text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace })
    value = Secret(text)
    world.secrets.add(value)
    guard text.utf8.count <= Self.maxBytes, let claims = JSONWebToken(text) else {
      throw Failure(
        .credentials, "\(source) is not a valid id token: a JSON Web Token has three parts separated by dots")
    }
    self.source = source
    self.claims = claims
    if let end = claims.end, end <= world.now() {
      throw Failure(
        .credentials, "the id token of \(source) expired at \(end.utc.iso8601)",
        remedies: ["request the token in the job that uses it, as late as possible"])
    }
  }

  /// A refused exchange means that the role does not trust the token: shows its claims, to compare with the role's
  /// trust policy.
  func refusal(
    _ failure: Failure, role: String, identityProvider: String, console: String
  ) -> Failure {
    guard failure.kind == .configuration || failure.kind == .credentials else { return failure }
    return failure.with {
      $0.kind = .credentials
      $0.remedies = [
        described,
        "the role is \(role), the identity provider \"\(identityProvider)\"; both are in the console under \(console)",
      ]
    }
  }

  private var described: Text {
    let audience = claims.audiences.joined(separator: ", ")
    return """
      the id token of \(source) has issuer "\(claims.issuer ?? "")", audience "\(audience)" and \
      subject "\(claims.subject ?? "")": the role must trust exactly these values
      """
  }
}

/// GitHub makes a token for an audience when a job has `id-token: write`.
/// https://docs.github.com/en/actions/reference/security/oidc
private struct GitHubIDToken {
  var url: String
  var token: Secret

  private struct Answer: Decodable { var value: String }

  func request(for audience: String, in world: World) async throws(Failure) -> IDToken {
    let name = IDToken.requestURL
    guard let origin = Origin(of: url), origin.scheme == "https" || origin.isLoopback else {
      throw Failure(.credentials, "\(name) is not an https address: \"\(redacted(url))\"")
    }
    world.secrets.add(token)
    let request = Request(
      "GET", "\(url)&audience=\(percentEncoded(audience))",
      headers: [
        Header("Authorization", "Bearer \(token.reveal())"), Header("Accept", "application/json"),
      ], deadline: .seconds(10))
    let answer = try await world.retrying(.read, "GitHub's id token") { () async throws(Failure) -> Answer in
      let response = try await world.transport(request)
      guard response.status == 200 else {
        throw Failure(
          response.status >= 500 ? .unavailable : .credentials,
          "GitHub answered HTTP \(response.status) when asked for an id token",
          remedies: ["give the job \"permissions: { id-token: write }\""],
          retry: response.status >= 500 || response.status == 429 ? .readsOnly : .never)
      }
      return try JSONCoding.decode(Answer.self, from: response.body, answering: "GitHub's id token")
    }
    return try IDToken(answer.value, from: "GitHub Actions", in: world)
  }
}
