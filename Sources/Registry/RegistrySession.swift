import Effects
import HTTP
import Model
import Synchronization

/// The requests of one run to one registry: authenticates when the registry requires it, keeps a token while it is
/// valid, follows redirects. Credentials are sent only to the registry and its token server.
final class RegistrySession: Sendable {
  let endpoint: String
  let world: World
  private let origin: Origin
  private let repository: ImageRepository
  /// One for each repository that is used.
  private let scopes: [String]
  /// Whether anything is pushed; if not, the repository is the source of an image.
  private let writes: Bool
  /// The host of the endpoint that replaces the registry; nil if there is none.
  private let substitute: String?
  private let state = Mutex(State())

  private struct State {
    /// Found at the first challenge: a public registry needs none.
    var credentials: RegistryCredentials?
    var challenge: Challenge?
    var token: (value: Secret, end: Duration)?
    /// Those of ours that the registry demanded last.
    var demanded: [String] = []
  }

  /// The authentication of one request.
  private struct Authorization {
    /// The value of the header.
    var header: String
    /// Made for this request: if it is refused, making it again does not help.
    var isFresh: Bool
    /// A token of the token server: for other scopes it would be another one.
    var dependsOnScopes = false
  }

  /// `sources`: further repositories to read from, in the same registry. `writes`: whether anything is pushed; if not, no
  /// permission for it is requested.
  init(
    _ repository: ImageRepository, readingFrom sources: [ImageRepository] = [], writes: Bool = true,
    _ world: World
  ) throws(Failure) {
    self.repository = repository
    self.world = world
    self.writes = writes
    let own = repository.endpoint
    endpoint = try Self.endpoint(of: repository, in: world)
    guard let origin = Origin(of: endpoint) else {
      throw Failure(.configuration, "\"\(repository.registry)\" is not a valid registry host")
    }
    self.origin = origin
    substitute = endpoint == own ? nil : origin.name
    scopes =
      ["repository:\(repository.path):pull\(writes ? ",push" : "")"]
      + sources.filter { $0 != repository }.map { "repository:\($0.path):pull" }
  }

  /// `SAMPAN_ENDPOINT_REGISTRY` replaces every registry, e.g. in a rehearsal.
  static func endpoint(of repository: ImageRepository, in world: World) throws(Failure) -> String {
    try world.endpoint("SAMPAN_ENDPOINT_REGISTRY") ?? repository.endpoint
  }

  /// Sends a request, and retries it after temporary failures. Statuses other than the expected are failures.
  func send(
    _ request: Request, _ kind: CallKind, expecting statuses: Set<Int>
  ) async throws(Failure) -> Response {
    try await world.retrying(kind, nil) { () async throws(Failure) -> Response in
      let response = try await self.authorized(request)
      guard statuses.contains(response.status) else {
        throw self.refusals.failure(response, to: request)
      }
      return response
    }
  }

  /// Where the credentials were found; nil where none are needed. Fails where there are none, and the registry asks for
  /// some and will be written to: it may be public for reading, but never for pushing. Call after `greet`.
  func login() async throws(Failure) -> String? {
    guard state.withLock({ $0.challenge }) != nil else { return nil }
    let credentials = try await credentials()
    guard credentials.isAnonymous else { return credentials.source }
    guard writes else { return nil }
    throw Failure(
      .credentials, "\(repository.registry) requires a login to push to \"\(repository.path)\"",
      remedies: refusals.loginRemedies)
  }

  /// Sends a request without authentication, to learn what the registry requires. 200 and 401 are both answers of a
  /// registry, as for go-containerregistry (`transport/ping.go`, read 2026-11-29): it may refuse this address to a token
  /// that is valid for a repository.
  func greet(_ request: Request) async throws(Failure) -> Response {
    try await world.retrying(.read, nil) { () async throws(Failure) -> Response in
      let response = try await self.followed(request, nil)
      guard response.status == 200 || response.status == 401 else {
        throw self.refusals.failure(response, to: request)
      }
      if let challenge = Challenge.answerable(in: response) {
        self.state.withLock { $0.challenge = challenge }
      }
      return response
    }
  }

  /// Sends a request, and again if it was refused because authentication was missing, has expired, or is for other
  /// scopes than the registry demands: once for each of these.
  private func authorized(_ request: Request) async throws(Failure) -> Response {
    var challenge = state.withLock { $0.challenge }
    var authorization: Authorization?
    if let challenge { authorization = try await self.authorization(for: challenge) }
    var response = try await followed(request, authorization?.header)
    for _ in 0..<2 {
      guard response.status == 401, let next = Challenge.answerable(in: response) ?? challenge else {
        return response
      }
      let helps = demand(next) && authorization?.dependsOnScopes == true
      guard authorization?.isFresh != true || helps else { return response }
      state.withLock { state in
        state.challenge = next
        state.token = nil
      }
      challenge = next
      guard let again = try await self.authorization(for: next) else { return response }
      authorization = again
      response = try await followed(request, again.header)
    }
    return response
  }

  /// Remembers which of our scopes a challenge demands. False if the last token was requested for these first, or none
  /// of them is ours: then another token would be the same.
  ///
  /// Some registries read the first scope of a token request only, so what is demanded is put first, as
  /// go-containerregistry does (`transport/bearer.go`, read 2026-11-29). Scopes that are not ours are ignored: a registry
  /// cannot make us request a permission that we do not need.
  private func demand(_ challenge: Challenge) -> Bool {
    let demanded = (challenge.parameters["scope"] ?? "").split(separator: " ").compactMap { part in
      scopes.first { part.hasPrefix(Self.repository(of: $0)) }
    }
    guard !demanded.isEmpty else { return false }
    return state.withLock { state in
      let last = state.demanded.isEmpty ? Array(scopes.prefix(1)) : state.demanded
      state.demanded = demanded
      return last != demanded
    }
  }

  /// `repository:acme/api:` of `repository:acme/api:pull`.
  private static func repository(of scope: String) -> Substring {
    scope.prefix(through: scope.lastIndex(of: ":") ?? scope.startIndex)
  }

  /// In the order in which they are requested: what was demanded together is one parameter.
  private var requestedScopes: [String] {
    let demanded = state.withLock { $0.demanded }
    guard !demanded.isEmpty else { return scopes }
    return [demanded.joined(separator: " ")] + scopes.filter { !demanded.contains($0) }
  }

  /// Nil if there are no credentials for the challenge.
  private func authorization(for challenge: Challenge) async throws(Failure) -> Authorization? {
    let credentials = try await credentials()
    if challenge.scheme == "basic" {
      return credentials.basic.map { Authorization(header: $0, isFresh: true) }
    }
    if let token = credentials.registryToken {
      return Authorization(header: "Bearer \(token.reveal())", isFresh: true)
    }
    let now = world.uptime()
    if let token = state.withLock({ $0.token }), now < token.end {
      return Authorization(
        header: "Bearer \(token.value.reveal())", isFresh: false, dependsOnScopes: true)
    }
    let server = try TokenServer(challenge, scopes: requestedScopes, registry: origin)
    let refusals = refusals
    let token: TokenServer.Token
    do throws(Failure) {
      token = try await world.retrying(.read, nil) { () async throws(Failure) -> TokenServer.Token in
        try await server.token(credentials, refusals)
      }
    } catch {
      var failure = error
      // The request that the token was for has not been sent.
      if failure.retry == .readsOnly { failure.retry = .never }
      throw failure
    }
    world.secrets.add(token.value)
    // Some seconds less, so that it is still valid when it arrives.
    state.withLock { $0.token = (token.value, now + token.lifetime - .seconds(5)) }
    return Authorization(
      header: "Bearer \(token.value.reveal())", isFresh: true, dependsOnScopes: true)
  }

  private func credentials() async throws(Failure) -> RegistryCredentials {
    if let known = state.withLock({ $0.credentials }) { return known }
    let found = try await RegistryCredentials.find(for: repository, at: substitute, in: world)
    state.withLock { $0.credentials = found }
    return found
  }

  private var refusals: Refusals {
    let (credentials, challenge) = state.withLock { ($0.credentials, $0.challenge) }
    return Refusals(
      world: world, repository: repository, isSource: !writes, credentials: credentials,
      scheme: challenge?.scheme)
  }

  /// Follows redirects of reads, without the authentication if the origin is another one. Writes are not redirected to
  /// another origin.
  private func followed(_ request: Request, _ authorization: String?) async throws(Failure) -> Response {
    var request = request
    for _ in 0..<5 {
      var sent = request
      if let authorization, Origin(of: request.url) == origin {
        sent.headers.append(Header("Authorization", authorization))
      }
      let response = try await answer(to: sent)
      if Origin(of: request.url) != origin { try refuse(response, to: request) }
      guard [301, 302, 303, 307, 308].contains(response.status), let location = response[header: "Location"]
      else { return response }
      let place = location.hasPrefix("/") && !location.hasPrefix("//") ? endpoint + location : location
      let isRead = request.method == "GET" || request.method == "HEAD"
      guard isRead || response.status > 303 else {
        // Registries do not redirect writes like this; captive portals do.
        throw Refusals.unlikely(
          """
          \(request.method) \(redacted(request.url)): status \(response.status), redirected to \
          "\(redacted(place))"
          """)
      }
      let target: Origin
      do throws(Failure) {
        target = try safeOrigin(of: place, sentBy: origin, as: "redirect")
      } catch {
        throw Refusals.unlikely(error.what)
      }
      guard isRead || target == origin else {
        throw Failure(
          .configuration, "\(request.method) \(redacted(request.url)) is redirected to \(target.name)",
          remedies: ["set \"repository\" of the target's \"image\" to the registry that it redirects to"])
      }
      request.url = place
    }
    throw Failure(.unavailable, "\(request.method) \(redacted(request.url)): too many redirects")
  }

  /// A redirect may lead to the unreachable host of a captive portal: then waiting does not help.
  private func answer(to request: Request) async throws(Failure) -> Response {
    do throws(Failure) {
      return try await world.transport(request)
    } catch {
      guard let host = Origin(of: request.url), host != origin, error.kind != .interrupted else {
        throw error
      }
      throw Failure(
        .unavailable, "\(origin.name) redirects to \(host.name): \(error.what)",
        remedies: [Failure.proxyHint],
        retry: error.retry, causes: error.causes)
    }
  }

  /// An error of the server that a redirect leads to is not an error of the registry, unless it has the form of one: it
  /// does not concern the credentials.
  private func refuse(_ response: Response, to request: Request) throws(Failure) {
    guard response.status >= 400, request.method != "HEAD", !Refusals.isOfRegistry(response) else { return }
    let host = Origin(of: request.url)?.name ?? ""
    throw Failure(
      .unavailable, "\(origin.name) redirects to \(host), which responded with status \(response.status)",
      remedies: [Failure.proxyHint],
      retry: response.status >= 500 || response.status == 429 ? .readsOnly : .never)
  }
}

extension ImageRepository {
  /// The URL of its API, without a slash at the end: https, and plain http on this machine.
  package var endpoint: String {
    if registry == Self.hub { return "https://registry-1.docker.io" }
    let isHere = Origin(of: "https://\(registry)")?.isLoopback ?? false
    return "\(isHere ? "http" : "https")://\(registry)"
  }
}
