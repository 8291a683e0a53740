import Effects
import HTTP
import Model
import Synchronization

/// The requests of one run to one registry: proves who we are when it asks, keeps a token as long as it is good,
/// follows redirects. Credentials go to the registry and to the token server it names, and to nobody else.
final class RegistrySession: Sendable {
  let endpoint: String
  let world: World
  private let origin: Origin
  private let repository: ImageRepository
  private let scopes: [String]
  /// Of the endpoint that stands for the registry; nil where it is the registry's own.
  private let substitute: String?
  private let state = Mutex(State())

  private struct State {
    /// Found at the first challenge, so that an open registry is asked without any.
    var credentials: RegistryCredentials?
    var challenge: Challenge?
    var token: (value: Secret, end: Duration)?
  }

  /// What proves who we are, for one request.
  private struct Proof {
    /// The header's value.
    var authorization: String
    /// Made for this request: being refused, it is not worth making again.
    var isFresh: Bool
  }

  /// `sources` are read too, in the same registry.
  init(
    _ repository: ImageRepository, readingFrom sources: [ImageRepository] = [], _ world: World
  ) throws(Failure) {
    self.repository = repository
    self.world = world
    let own = repository.endpoint
    endpoint = try Self.endpoint(of: repository, in: world)
    guard let origin = Origin(of: endpoint) else {
      throw Failure(.configuration, "\"\(repository.registry)\" is no registry that can be asked")
    }
    self.origin = origin
    substitute = endpoint == own ? nil : origin.name
    scopes =
      ["repository:\(repository.path):pull,push"]
      + sources.filter { $0 != repository }.map { "repository:\($0.path):pull" }
  }

  /// `SAMPAN_ENDPOINT_REGISTRY` stands for every registry: a rehearsal's.
  static func endpoint(of repository: ImageRepository, in world: World) throws(Failure) -> String {
    try world.endpoint("SAMPAN_ENDPOINT_REGISTRY") ?? repository.endpoint
  }

  /// Sends a request again when its failure may pass, and gives answers of these statuses; any other is a failure.
  func send(
    _ request: Request, _ kind: CallKind, expecting statuses: Set<Int>
  ) async throws(Failure) -> Response {
    try await world.retrying(kind, nil) { () async throws(Failure) -> Response in
      let response = try await self.proven(request)
      guard statuses.contains(response.status) else {
        throw self.refusals.failure(response, to: request)
      }
      return response
    }
  }

  /// One request, and a second one when the first was refused for want of a proof or for one that has expired.
  private func proven(_ request: Request) async throws(Failure) -> Response {
    let known = state.withLock { $0.challenge }
    var proof: Proof?
    if let known { proof = try await self.proof(for: known) }
    let response = try await followed(request, proof?.authorization)
    guard response.status == 401, let challenge = Challenge.answerable(in: response) ?? known,
      proof?.isFresh != true
    else { return response }
    state.withLock { state in
      state.challenge = challenge
      state.token = nil
    }
    guard let second = try await self.proof(for: challenge) else { return response }
    return try await followed(request, second.authorization)
  }

  /// Nil when there is nothing to prove with.
  private func proof(for challenge: Challenge) async throws(Failure) -> Proof? {
    let credentials = try await credentials()
    if challenge.scheme == "basic" {
      return credentials.basic.map { Proof(authorization: $0, isFresh: true) }
    }
    if let token = credentials.registryToken {
      return Proof(authorization: "Bearer \(token.reveal())", isFresh: true)
    }
    let now = world.uptime()
    if let token = state.withLock({ $0.token }), now < token.end {
      return Proof(authorization: "Bearer \(token.value.reveal())", isFresh: false)
    }
    let server = try TokenServer(challenge, scopes: scopes, registry: origin)
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
    // Early enough to be good when it arrives.
    state.withLock { $0.token = (token.value, now + token.lifetime - .seconds(5)) }
    return Proof(authorization: "Bearer \(token.value.reveal())", isFresh: true)
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
      world: world, repository: repository, credentials: credentials, scheme: challenge?.scheme)
  }

  /// Redirects of reads are followed, the proof stays behind at another origin. A write goes nowhere else.
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
        // No registry sends a write elsewhere so; captive portals do.
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
          remedies: ["name the registry that it leads to in the target's \"image\""])
      }
      request.url = place
    }
    throw Failure(.unavailable, "\(request.method) \(redacted(request.url)): redirected again and again")
  }

  /// Where a redirect leads to may be a portal's host that cannot be reached: then waiting does not help.
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

  /// A refusal of the server that a redirect leads to is not the registry's, unless it is in a registry's words: it
  /// says nothing of our credentials.
  private func refuse(_ response: Response, to request: Request) throws(Failure) {
    guard response.status >= 400, request.method != "HEAD", !Refusals.isOfRegistry(response) else { return }
    let host = Origin(of: request.url)?.name ?? ""
    throw Failure(
      .unavailable, "\(host), where \(origin.name) redirects to, answered \(response.status)",
      remedies: [Failure.proxyHint],
      retry: response.status >= 500 || response.status == 429 ? .readsOnly : .never)
  }
}

extension ImageRepository {
  /// Where its API is, without a slash at the end: https, and plain http on this machine.
  package var endpoint: String {
    if registry == Self.hub { return "https://registry-1.docker.io" }
    let isHere = Origin(of: "https://\(registry)")?.isLoopback ?? false
    return "\(isHere ? "http" : "https")://\(registry)"
  }
}
