import Digest
import Effects
import HTTP
import Model

/// The server that issues tokens for a registry, from the registry's Bearer challenge.
///
/// It often has another host than the registry (docker.io: `auth.docker.io`; Alibaba's ACR:
/// `dockerauth.cn-hangzhou.aliyuncs.com`), and the registry's credentials are sent to it, as every client does. That is
/// bounded: only the credentials of this registry, which it would get anyway; only over https; never to an address in a
/// private network, unless the registry is there (`safeOrigin`); never after a redirect; and only for the scopes that the
/// deploy needs.
/// https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/ (read 2026-11-21)
struct TokenServer: Sendable {
  /// A URL that was checked by `safeOrigin`; it may have a query.
  var realm: String
  var service: String?
  /// E.g. `repository:acme/api:pull,push`. Some registries read only the first.
  var scopes: [String]

  struct Token: Equatable, Sendable {
    var value: Secret
    /// From the time of the request.
    var lifetime: Duration
  }

  private struct Answer: Decodable {
    var token: String?
    var access_token: String?
    /// Seconds. An integer in the specification; servers also send other types.
    var expires_in: JSON?
  }

  private static let deadline = Duration.seconds(30)
  private static let largestAnswer = 64 * 1024
  /// Seconds. The default in the specification; clients extend shorter lifetimes to it.
  private static let shortestLifetime = 60.0

  init(_ challenge: Challenge, scopes: [String], registry: Origin) throws(Failure) {
    realm = challenge.parameters["realm"] ?? ""
    service = challenge.parameters["service"]
    self.scopes = scopes
    _ = try safeOrigin(of: realm, sentBy: registry, as: "token server")
  }

  /// The requests to try, in order. An identity token is exchanged by POST, which not every server supports.
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

  /// Credentials are sent with the first request: without them, a server returns an anonymous token and no error. The
  /// token may also grant less than was requested; only the registry's response shows that.
  func token(_ credentials: RegistryCredentials, _ refusals: Refusals) async throws(Failure) -> Token {
    let requests = requests(credentials)
    for (index, request) in requests.enumerated() {
      let response = try await refusals.world.transport(request)
      if response.status == 404, index + 1 < requests.count { continue }
      guard response.status == 200 else { throw refusals.failure(response, to: request, of: .tokenServer) }
      return try read(response)
    }
    throw Failure(.defect, "no request was made for a token")
  }

  private func read(_ response: Response) throws(Failure) -> Token {
    let call = "the token server \(redacted(realm))"
    guard let answer = try? JSONCoding.decode(Answer.self, from: response.body, answering: call) else {
      throw Refusals.unlikely("\(call): unexpected response")
    }
    let values = [answer.token, answer.access_token].compactMap { $0 }.filter { !$0.isEmpty }
    guard let value = values.first, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Failure(.unavailable, "\(call) returned no token", retry: .readsOnly)
    }
    let lifetime = min(max(answer.expires_in?.number ?? 0, Self.shortestLifetime), 24 * 3600)
    return Token(value: Secret(value), lifetime: .seconds(lifetime))
  }
}
