import Digest
import Effects
import HTTP
import Model

/// Who gives tokens for a registry, as its Bearer challenge says.
/// https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/ (read 2026-11-21)
struct TokenServer: Sendable {
  /// An address that may be asked; it may have a query already.
  var realm: String
  var service: String?
  /// E.g. `repository:acme/api:pull,push`. The first is the one that matters: some registries read no other.
  var scopes: [String]

  struct Token: Equatable, Sendable {
    var value: Secret
    /// From the moment it was asked for.
    var lifetime: Duration
  }

  private struct Answer: Decodable {
    var token: String?
    var access_token: String?
    /// Seconds: a whole number by the specification, anything at all in practice.
    var expires_in: JSON?
  }

  private static let deadline = Duration.seconds(30)
  private static let largestAnswer = 64 * 1024
  /// The specification's default, and what clients take a shorter one for.
  private static let shortestLifetime = 60.0

  init(_ challenge: Challenge, scopes: [String], registry: Origin) throws(Failure) {
    realm = challenge.parameters["realm"] ?? ""
    service = challenge.parameters["service"]
    self.scopes = scopes
    _ = try safeOrigin(of: realm, sentBy: registry, as: "token server")
  }

  /// The requests to try, in order: an identity token is exchanged by POST, which not every server knows.
  func requests(_ credentials: RegistryCredentials) -> [Request] {
    var parameters: [(name: String, value: String)] = []
    if let service { parameters.append(("service", service)) }
    var requests: [Request] = []
    if let token = credentials.identityToken {
      let form =
        [("grant_type", "refresh_token"), ("client_id", "sampan"), ("refresh_token", token.reveal())]
        + parameters + [("scope", scopes.joined(separator: " "))]
      requests.append(
        Request(
          "POST", realm, headers: [Header("Content-Type", "application/x-www-form-urlencoded")],
          body: .bytes(Array(queryString(form).utf8)), deadline: Self.deadline,
          maxAnswerBytes: Self.largestAnswer))
      guard credentials.password != nil else { return requests }
    }
    for scope in scopes { parameters.append(("scope", scope)) }
    if let user = credentials.user, credentials.password != nil { parameters.append(("account", user)) }
    parameters.append(("client_id", "sampan"))
    let separator = realm.contains("?") ? "&" : "?"
    requests.append(
      Request(
        "GET", realm + separator + queryString(parameters),
        headers: credentials.basic.map { [Header("Authorization", $0)] } ?? [], deadline: Self.deadline,
        maxAnswerBytes: Self.largestAnswer))
    return requests
  }

  /// Credentials go along at once: without them a server gives an anonymous token and says nothing. It may also
  /// grant less than was asked for; only the registry's answer tells.
  func token(_ credentials: RegistryCredentials, _ refusals: Refusals) async throws(Failure) -> Token {
    let requests = requests(credentials)
    for (index, request) in requests.enumerated() {
      let response = try await refusals.world.transport(request)
      if response.status == 404, index + 1 < requests.count { continue }
      guard response.status == 200 else { throw refusals.failure(response, to: request, of: .tokenServer) }
      return try read(response)
    }
    throw Failure(.defect, "the token server was asked nothing")
  }

  private func read(_ response: Response) throws(Failure) -> Token {
    let call = "the token server \(redacted(realm))"
    guard let answer = try? JSONCoding.decode(Answer.self, from: response.body, answering: call) else {
      throw Refusals.unlikely("\(call): the answer is not a token server's")
    }
    let values = [answer.token, answer.access_token].compactMap { $0 }.filter { !$0.isEmpty }
    guard let value = values.first, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Failure(.unavailable, "\(call) gave no token", retry: .readsOnly)
    }
    let lifetime = min(max(answer.expires_in?.number ?? 0, Self.shortestLifetime), 24 * 3600)
    return Token(value: Secret(value), lifetime: .seconds(lifetime))
  }
}
