import Digest
import Model

/// A registry in this process, strict as the OCI distribution specification 1.1; with tokens, a token server beside
/// it. It replaces every registry.
package final class EmulatedRegistry: EmulatedCloud {
  /// An image that exists from the start, e.g. because CI pushed it.
  package struct Image: Holding, Equatable {
    /// `repository:tag`
    package var name: String

    package init(_ name: String) { self.name = name }
  }

  package let gateway: Gateway
  package let server: LoopbackServer
  private let registry: RegistryAPI
  private let tokens: LoopbackServer?

  package init(
    scenario: Scenario = .calm, access: RegistryAccess = .open, images: [Image] = []
  ) throws(Failure) {
    var desk: TokenDesk?
    if case .bearer(let rules) = access { desk = TokenDesk(rules) }
    var tokens: LoopbackServer?
    if let desk { tokens = try LoopbackServer { .answer(desk.reply(to: $0)) } }
    self.tokens = tokens
    let gateway = Gateway(scenario)
    let registry = RegistryAPI(gateway, access: access, desk: desk, tokenServer: tokens?.endpoint)
    (self.gateway, self.registry) = (gateway, registry)
    server = try LoopbackServer { request in
      gateway.reply(to: request, malformed: "{\"errors\":[") { registry.serve(request) }
    }
    for image in images {
      let parts = image.name.split(separator: ":", maxSplits: 1).map(String.init)
      if parts.count == 2 { add(.manifest(image.name), to: parts[0], tag: parts[1]) }
    }
  }

  package convenience init(
    holding: [any Holding], account: EmulatedCredentials, scenario: Scenario, pace: Pace,
    now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    try self.init(scenario: scenario, images: holding.only())
  }

  /// Which image a target takes depends on its commit.
  package static func holdings(for target: Target, variable: (String) -> String?) -> [any Holding] { [] }

  package func variables(for account: EmulatedCredentials) -> [String: String] {
    ["SAMPAN_ENDPOINT_REGISTRY": endpoint]
  }

  /// As written before the repository in an image's name: `127.0.0.1:PORT`.
  package var host: String { "127.0.0.1:\(server.port)" }

  /// The requests to the token server.
  package var tokenRequests: [RecordedRequest] { tokens?.requests ?? [] }

  package func add(_ image: EmulatedImage, to repository: String, tag: String?) {
    registry.store.with { $0.add(image, to: repository, tag: tag) }
  }

  package func digest(of tag: String, in repository: String) -> String? {
    registry.store.with { $0.digest(of: tag, in: repository) }
  }

  /// Forgets what has been uploaded in part, as registries do after some time.
  package func forgetUploads() { registry.store.with { $0.forgetUploads() } }

  package func stop() {
    server.stop()
    tokens?.stop()
  }
}

/// Access to the emulated registry.
package enum RegistryAccess: Sendable {
  /// Anyone may do everything.
  case open
  /// Scheme Basic, as with htpasswd.
  case basic([Account])
  /// Scheme Bearer, with a token server on a port of its own.
  case bearer(Tokens)

  package struct Account: Equatable, Sendable {
    package var user: String
    package var password: String
    package var mayPush: Bool

    package init(user: String, password: String, mayPush: Bool = true) {
      self.user = user
      self.password = password
      self.mayPush = mayPush
    }
  }

  package struct Tokens: Sendable {
    package var accounts: [Account]
    /// Given without credentials, a token may pull.
    package var welcomesStrangers = false
    /// The token server reads the first `scope` of a request only.
    package var readsFirstScopeOnly = false
    /// How many requests a token allows; nil: any number.
    package var requestsPerToken: Int?
    /// The lifetime of a token that the token server reports, in seconds.
    package var expiresIn: Int? = 300
    /// Identity tokens by the account they stand for; empty: the server does not support POST.
    package var identityTokens: [String: String] = [:]
    /// Named in the challenge instead of the token server's address.
    package var realm: String?

    package init(_ accounts: [Account]) { self.accounts = accounts }
  }
}

/// Base64 of `user:password`, as written after `Basic `.
struct BasicProof {
  var user: String
  var password: String

  init?(_ authorization: String?) {
    let words = (authorization ?? "").split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "basic", let bytes = base64Decoded(String(words[1]))
    else {
      return nil
    }
    let parts = String(decoding: bytes, as: UTF8.self)
      .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    user = String(parts[0])
    password = String(parts[1])
  }
}
