import FoundationEssentials
import Model
import Synchronization

/// Gives out tokens and remembers what each allows. Serves `/token` of the emulated token server.
final class TokenDesk: Sendable {
  let rules: RegistryAccess.Tokens
  private let given = Mutex<[String: Grant]>([:])

  static let service = "emulated-registry"

  struct Grant {
    /// `repository:acme/api:pull`, one action each.
    var actions: Set<String>
    var requestsLeft: Int?
  }

  init(_ rules: RegistryAccess.Tokens) { self.rules = rules }

  /// What a token allows, which is one request less afterwards; nil when it is not a valid token, or no longer.
  func spend(_ token: String) -> Set<String>? {
    given.withLock { given in
      guard let grant = given[token], grant.requestsLeft != 0 else { return nil }
      given[token]?.requestsLeft = grant.requestsLeft.map { $0 - 1 }
      return grant.actions
    }
  }

  func reply(to request: RecordedRequest) -> Answer {
    guard request.head.path == "/token" else { return .registryError(404, "NOT_FOUND", "no such page") }
    switch request.method {
    case "GET": return get(request)
    case "POST" where !rules.identityTokens.isEmpty: return post(request)
    default: return .registryError(404, "NOT_FOUND", "no such page")
    }
  }

  /// https://distribution.github.io/distribution/spec/auth/token/
  private func get(_ request: RecordedRequest) -> Answer {
    let query = Self.parameters(request.query)
    guard query.first(where: { $0.name == "service" })?.value == Self.service else {
      return .registryError(400, "INVALID", "unknown service")
    }
    var account: RegistryAccess.Account?
    if let authorization = request[header: "Authorization"] {
      guard let proof = BasicProof(authorization),
        let known = rules.accounts.first(where: { $0.user == proof.user && $0.password == proof.password })
      else {
        var answer = Answer.registryError(401, "UNAUTHORIZED", "incorrect username or password")
        answer.headers.append(Field("WWW-Authenticate", "Basic realm=\"tokens\""))
        return answer
      }
      account = known
    }
    let parameters = query.filter { $0.name == "scope" }.map(\.value)
    let read = rules.readsFirstScopeOnly ? parameters.prefix(1) : parameters[...]
    let scopes = read.flatMap { $0.split(separator: " ").map(String.init) }
    return token(for: account, scopes, name: "token")
  }

  /// https://distribution.github.io/distribution/spec/auth/oauth/
  private func post(_ request: RecordedRequest) -> Answer {
    let form = Self.parameters(String(decoding: request.body.bytes ?? [], as: UTF8.self)[...])
    func value(_ name: String) -> String? { form.first { $0.name == name }?.value }
    guard value("grant_type") == "refresh_token", value("client_id") != nil, value("service") == Self.service
    else { return .registryError(400, "INVALID", "the form is not complete") }
    let user = value("refresh_token").flatMap { rules.identityTokens[$0] }
    guard let account = rules.accounts.first(where: { $0.user == user }) else {
      return .registryError(401, "UNAUTHORIZED", "the identity token is not known")
    }
    let scopes = (value("scope") ?? "").split(separator: " ").map(String.init)
    return token(for: account, scopes, name: "access_token")
  }

  /// Grants what the account may do and leaves the rest out without an error, as specified.
  private func token(for account: RegistryAccess.Account?, _ scopes: [String], name: String) -> Answer {
    var actions: Set<String> = []
    for scope in scopes {
      guard let colon = scope.lastIndex(of: ":") else { continue }
      for action in scope[scope.index(after: colon)...].split(separator: ",") {
        let isAllowed =
          action == "pull" ? account != nil || rules.welcomesStrangers : account?.mayPush == true
        if isAllowed { actions.insert("\(scope[...colon])\(action)") }
      }
    }
    let token = UUID().uuidString
    given.withLock { $0[token] = Grant(actions: actions, requestsLeft: rules.requestsPerToken) }
    var answer: [String: JSON] = [name: .string(token)]
    if let lifetime = rules.expiresIn { answer["expires_in"] = .integer(lifetime) }
    return Answer(200, type: "application/json", JSON.object(answer).text)
  }

  static func parameters(_ text: Substring) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1).map { percentDecoded($0) ?? "" }
      return (parts.first ?? "", parts.count == 2 ? parts[1] : "")
    }
  }
}

extension Answer {
  /// The error envelope of the OCI distribution specification.
  static func registryError(_ status: Int, _ code: String, _ message: String, details: [JSON] = [.null])
    -> Answer
  {
    let errors = details.map {
      JSON.object(["code": .string(code), "message": .string(message), "detail": $0])
    }
    return Answer(status, type: "application/json", JSON.object(["errors": .array(errors)]).text)
  }
}
