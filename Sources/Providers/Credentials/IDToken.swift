import Effects
import HTTP
import Model

/// The token by which a CI job proves which job it is (OpenID Connect). A cloud that trusts the CI exchanges it for a
/// temporary key, so that none has to be stored.
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
      .credentials, "a role is given but no id token of this job",
      remedies: [remedy(for: audience, in: world)])
  }

  fileprivate static let requestURL = "ACTIONS_ID_TOKEN_REQUEST_URL"
  private static let requestToken = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"

  private static func remedy(for audience: String, in world: World) -> Text {
    if world.variable("GITHUB_ACTIONS") != nil { return "give the job \"permissions: { id-token: write }\"" }
    if world.variable("GITLAB_CI") != nil {
      return "give the job \"id_tokens: { SAMPAN_ID_TOKEN: { aud: \(audience) } }\""
    }
    return "put an OpenID Connect token of this job for the audience \(audience) into SAMPAN_ID_TOKEN"
  }

  /// Refuses what no cloud would take, before anything is sent. Registers it as secret.
  fileprivate init(_ text: String, from source: String, in world: World) throws(Failure) {
    let text = String(text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace })
    value = Secret(text)
    world.secrets.add(value)
    guard text.utf8.count <= Self.maxBytes, let claims = JSONWebToken(text) else {
      throw Failure(
        .credentials, "\(source) holds no id token: a JSON Web Token has three parts with a dot between them")
    }
    self.source = source
    self.claims = claims
    if let end = claims.end, end <= world.now() {
      throw Failure(
        .credentials, "the id token of \(source) ended at \(end.utc.iso8601)",
        remedies: ["make the token in the job that uses it, as late as possible"])
    }
  }

  /// A refused exchange is always a question of who may take which role: shows the token's claims, to be compared with
  /// the role's trust policy.
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
      subject "\(claims.subject ?? "")": the role has to trust exactly these
      """
  }
}

/// GitHub makes a token for an audience when a job with `id-token: write` asks.
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
