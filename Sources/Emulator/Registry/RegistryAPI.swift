import Model

/// The registry's paths: checks the caller's permission, then uses the store.
final class RegistryAPI: Sendable {
  let store = Locked(RegistryStore())
  private let gateway: Gateway
  private let access: RegistryAccess
  private let desk: TokenDesk?
  private let tokenServer: String?

  init(_ gateway: Gateway, access: RegistryAccess, desk: TokenDesk?, tokenServer: String?) {
    self.gateway = gateway
    self.access = access
    self.desk = desk
    self.tokenServer = tokenServer
  }

  private struct Route {
    /// `root`, `manifests`, `blobs`, `uploads`
    var kind: String
    var repository = ""
    var reference = ""
    var query: [String: String] = [:]
  }

  /// A write is counted under its method and kind, e.g. `PUT manifests`, `POST uploads`.
  func serve(_ request: RecordedRequest) -> Reply {
    // As distribution does: a path outside the grammar is not part of the API.
    guard let route = route(request) else {
      return .answer(Answer(404, type: "text/plain; charset=utf-8", "404 page not found\n"))
    }
    if let refusal = challenge(request, route) { return .answer(refusal) }
    let scenario = gateway.scenario
    if route.kind != "root", gateway.called("any") <= scenario.throttledCalls {
      var answer = Answer.registryError(429, "TOOMANYREQUESTS", "too many requests")
      answer.headers.append(Field("Retry-After", "1"))
      return .answer(answer)
    }
    let isTagging = request.method == "PUT" && route.kind == "manifests"
    if scenario.deniesWrites, isTagging {
      return .answer(.registryError(403, "DENIED", "requested access to the resource is denied"))
    }
    let answer = store.with { run(request, route, &$0) }
    guard (200..<300).contains(answer.status) else { return .answer(answer) }
    let action = "\(request.method) \(route.kind)"
    gateway.executed(action)
    if isTagging, gateway.executions(of: action) == 1, [.lost, .stolen].contains(scenario.update) {
      if scenario.update == .stolen {
        store.with { $0.add(.manifest("a stranger's"), to: route.repository, tag: route.reference) }
      }
      return .lose
    }
    return .answer(answer)
  }

  private func run(_ request: RecordedRequest, _ route: Route, _ store: inout RegistryStore) -> Answer {
    let isRead = request.method == "GET" || request.method == "HEAD"
    switch (route.kind, request.method) {
    case ("root", _) where isRead: return Answer(200, type: "application/json", "{}")
    case ("manifests", _) where isRead:
      return store.manifest(
        route.reference, in: route.repository, accepting: request[header: "Accept"] ?? "")
    case ("manifests", "PUT"):
      return store.put(
        request.body.bytes ?? [], type: request[header: "Content-Type"] ?? "", as: route.reference,
        in: route.repository)
    case ("blobs", _) where isRead:
      return store.blob(route.reference, in: route.repository, range: request[header: "Range"])
    case ("uploads", "POST") where route.reference.isEmpty:
      return store.mount(route.query["mount"], from: route.query["from"], to: route.repository)
    case ("uploads", _) where !route.reference.isEmpty: return upload(request, route, &store)
    default: return .registryError(405, "UNSUPPORTED", "the operation is unsupported")
    }
  }

  private func upload(_ request: RecordedRequest, _ route: Route, _ store: inout RegistryStore) -> Answer {
    let (id, name, bytes) = (route.reference, route.repository, request.body.bytes ?? [])
    switch request.method {
    case "GET": return store.upload(id, in: name)
    case "PATCH": return store.append(bytes, range: request[header: "Content-Range"], to: id, in: name)
    case "PUT": return store.finish(id, with: bytes, as: route.query["digest"], in: name)
    case "DELETE": return store.cancel(id, in: name)
    default: return .registryError(405, "UNSUPPORTED", "the operation is unsupported")
    }
  }

  // MARK: Who asks

  /// Nil when the request is allowed.
  private func challenge(_ request: RecordedRequest, _ route: Route) -> Answer? {
    let authorization = request[header: "Authorization"]
    switch access {
    case .open: return nil
    case .basic(let accounts):
      let proof = BasicProof(authorization)
      let account = accounts.first { $0.user == proof?.user && $0.password == proof?.password }
      guard let account else { return unauthorized("Basic realm=\"emulated registry\"") }
      return account.mayPush || !isWrite(request)
        ? nil : .registryError(403, "DENIED", "requested access to the resource is denied")
    case .bearer(let rules):
      let realm = rules.realm ?? "\(tokenServer ?? "")/token"
      var words = "Bearer realm=\"\(realm)\",service=\"\(TokenDesk.service)\""
      let needed = needed(request, route)
      if !needed.isEmpty { words += ",scope=\"\(scopes(request, route))\"" }
      guard let authorization else { return unauthorized(words) }
      let token = authorization.hasPrefix("Bearer ") ? String(authorization.dropFirst(7)) : ""
      guard let granted = desk?.spend(token) else { return unauthorized(words + ",error=\"invalid_token\"") }
      return granted.isSuperset(of: needed) ? nil : unauthorized(words + ",error=\"insufficient_scope\"")
    }
  }

  private func isWrite(_ request: RecordedRequest) -> Bool { !["GET", "HEAD"].contains(request.method) }

  /// The actions a request takes, one each.
  private func needed(_ request: RecordedRequest, _ route: Route) -> [String] {
    guard route.kind != "root" else { return [] }
    var needed = ["repository:\(route.repository):pull"]
    if isWrite(request) { needed.append("repository:\(route.repository):push") }
    if let source = route.query["from"] { needed.append("repository:\(source):pull") }
    return needed
  }

  /// The same as a challenge names them: `repository:acme/api:pull,push repository:acme/ci:pull`.
  private func scopes(_ request: RecordedRequest, _ route: Route) -> String {
    let own = "repository:\(route.repository):pull\(isWrite(request) ? ",push" : "")"
    return ([own] + (route.query["from"].map { ["repository:\($0):pull"] } ?? [])).joined(separator: " ")
  }

  private func unauthorized(_ challenge: String) -> Answer {
    var answer = Answer.registryError(401, "UNAUTHORIZED", "authentication required")
    answer.headers.append(Field("WWW-Authenticate", challenge))
    return answer
  }

  // MARK: Paths

  private func route(_ request: RecordedRequest) -> Route? {
    let path = request.head.path
    if path == "/v2/" { return Route(kind: "root") }
    guard let match = path.wholeMatch(of: Self.page) else { return nil }
    var route = Route(kind: "", repository: String(match.output.1))
    let rest = match.output.2
    if let tag = rest.wholeMatch(of: #/manifests\/([A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64})/#) {
      (route.kind, route.reference) = ("manifests", String(tag.output.1))
    } else if let upload = rest.wholeMatch(of: #/blobs\/uploads\/([A-Za-z0-9_=-]*)/#) {
      (route.kind, route.reference) = ("uploads", String(upload.output.1))
    } else if let blob = rest.wholeMatch(of: #/blobs\/(sha256:[0-9a-f]{64})/#) {
      (route.kind, route.reference) = ("blobs", String(blob.output.1))
    } else {
      return nil
    }
    for (name, value) in TokenDesk.parameters(request.query) { route.query[name] = value }
    return route
  }

  /// Repository, and what is asked of it.
  private static var page: Regex<(Substring, Substring, Substring)> {
    #/\/v2\/([a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*)\/((?:manifests|blobs)\/.*)/#
  }
}
