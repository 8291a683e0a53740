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

  /// For one cloud: from its own variable, the file that its SDKs read, the variable that all clouds share, or GitHub,
  /// which makes one for an audience on demand. A shared token for another cloud's audience is not sent to this one.
  static func find(
    for account: CloudAccount, _ role: CloudAccount.RoleVariables, in world: World
  ) async throws(Failure) -> IDToken {
    if let text = try world.setting(role.token) { return try IDToken(text, from: role.token, in: world) }
    if let variable = role.tokenFile, let path = world.variable(variable) {
      let bytes = try world.files.read(path, maxBytes)
      return try IDToken(String(decoding: bytes, as: UTF8.self), from: variable, in: world)
    }
    let audience = try role.audience(in: world)
    var foreign: IDToken?
    for variable in ["SAMPAN_ID_TOKEN", "GITLAB_OIDC_TOKEN"] {
      guard let text = try world.setting(variable) else { continue }
      let token = try IDToken(text, from: variable, in: world)
      guard try token.isForAnother(than: account, audience, in: world) else { return token }
      foreign = token
    }
    if let url = try world.setting(requestURL), let token = try world.setting(requestToken) {
      return try await GitHubIDToken(url: url, token: Secret(token)).request(for: audience, in: world)
    }
    let what: Text =
      foreign.map {
        """
        the id token of \($0.source) is for "\($0.claims.audiences.joined(separator: ", "))", not for \(account.name)
        """
      } ?? "a role is set, but this job has no id token"
    throw Failure(
      .credentials, what, remedies: [remedy(for: audience, in: world, role.token)])
  }

  /// Its audience is another cloud's, and not this one's.
  private func isForAnother(
    than account: CloudAccount, _ audience: String, in world: World
  ) throws(Failure) -> Bool {
    guard !claims.audiences.contains(audience) else { return false }
    for other in CloudAccount.all where other.name != account.name {
      if let role = other.role, claims.audiences.contains(try role.audience(in: world)) { return true }
    }
    return false
  }

  fileprivate static let requestURL = "ACTIONS_ID_TOKEN_REQUEST_URL"
  private static let requestToken = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"

  /// `name`: of the variable for this cloud's token.
  private static func remedy(for audience: String, in world: World, _ name: String) -> Text {
    if world.variable("GITHUB_ACTIONS") != nil { return "give the job \"permissions: { id-token: write }\"" }
    if world.variable("GITLAB_CI") != nil {
      return "give the job \"id_tokens: { \(name): { aud: \(audience) } }\""
    }
    return "set \(name) to an OpenID Connect token of this job for the audience \(audience)"
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
        .credentials, "the id token of \(source) expired at \(end.utc.shown)",
        remedies: ["request the token in the job that uses it, as late as possible"])
    }
  }

  /// A refused exchange: where its code has no remedy, the role does not trust the token. Shows the token's claims, to
  /// compare with the role's trust policy.
  func refusal(
    _ failure: Failure, role: String, identityProvider: String, console: String
  ) -> Failure {
    guard failure.kind == .configuration || failure.kind == .credentials else { return failure }
    let claims: Text =
      failure.remedies.isEmpty ? "\(described): the role must trust exactly these values" : described
    return failure.with {
      $0.kind = .credentials
      $0.remedies += [
        claims,
        "the role is \(role), the identity provider \"\(identityProvider)\"; both are in the console under \(console)",
      ]
      if failure.remedies.isEmpty {
        $0.remedies.append("what they must contain: sampan doctor --credentials")
      }
    }
  }

  private var described: Text {
    let audience = claims.audiences.joined(separator: ", ")
    return """
      the id token of \(source) has issuer "\(claims.issuer ?? "")", audience "\(audience)" and \
      subject "\(claims.subject ?? "")"
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
