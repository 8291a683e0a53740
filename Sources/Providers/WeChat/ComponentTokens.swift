import Effects
import HTTP
import Model
import Synchronization

/// Where this run's component_access_token comes from: the environment, a broker, or, when the config allows it, a
/// new one. A new token invalidates the one that the platform's own server uses, so it is used last, minted once and
/// cached for the next run.
/// https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getcomponentaccesstoken.html
final class ComponentTokens: Sendable {
  private enum Source { case given(Secret), broker(String), mint(MintedToken) }

  private struct State: Sendable {
    /// Kept after a failure, too: a source is not asked again for every call.
    var result: Result<Secret, Failure>?
    var hasRenewed = false
  }

  private let world: World
  private let mayMint: Bool
  private let state = Mutex(State())

  static let given = "WECHAT_COMPONENT_ACCESS_TOKEN"
  static let broker = "WECHAT_TOKEN_URL"

  init(_ world: World, mayMint: Bool) {
    self.world = world
    self.mayMint = mayMint
  }

  /// The token; requested at the first call, so that a plan needs none. A failure here is final, with the retry
  /// `.never`: nothing else was sent.
  func current() async throws(Failure) -> Secret {
    if let known = state.withLock({ $0.result }) { return try known.get() }
    return try await ask()
  }

  /// Where the token comes from, for messages, and whether it is available without minting a new one.
  func origin() throws(Failure) -> (name: String, isAvailable: Bool) {
    switch try source() {
    case .given: (Self.given, true)
    case .broker: (Self.broker, true)
    case .mint(let minted): ("the cache of minted tokens", try minted.isKept())
    }
  }

  /// Asks the source again, once; false when it has no other token.
  func renew(refused: Secret, mayMint: Bool) async throws(Failure) -> Bool {
    let isFirst = state.withLock { state in
      defer { state.hasRenewed = true }
      return !state.hasRenewed
    }
    guard isFirst else { return false }
    switch try source() {
    case .given: return false
    case .mint where !mayMint: return false
    case .broker, .mint: break
    }
    world.tell(.notice("the component_access_token was refused; requesting it again"))
    return try await ask(insteadOf: refused) != refused
  }

  private func ask(insteadOf refused: Secret? = nil) async throws(Failure) -> Secret {
    do throws(Failure) {
      let token: Secret
      switch try source() {
      case .given(let given): token = given
      case .broker(let url): token = try await askBroker(url)
      case .mint(let minted): token = try await minted.current(insteadOf: refused)
      }
      world.register(token)
      state.withLock { $0.result = .success(token) }
      if refused == nil { world.tell(.notice("WeChat token from \(try origin().name)")) }
      return token
    } catch {
      var failure = error
      failure.retry = .never
      if failure.kind == .configuration, failure.code != nil {
        // A refused request for a token is not caused by the target.
        failure.kind = .credentials
        failure.remedies = ["check \(Self.broker), or the variables that begin with WECHAT_COMPONENT_"]
      }
      state.withLock { $0.result = .failure(failure) }
      throw failure
    }
  }

  private func source() throws(Failure) -> Source {
    if let token = try world.setting(Self.given) {
      let secret = Secret(token)
      world.register(secret)
      return .given(secret)
    }
    if let url = try world.setting(Self.broker) { return .broker(url) }
    guard mayMint else {
      throw Failure(
        .credentials, "no component_access_token in the environment",
        remedies: [
          "set \(Self.given), or \(Self.broker) to the URL where the platform's server returns it",
          "\"mintToken\": true mints a new one, which invalidates the server's own within minutes",
        ])
    }
    return .mint(try MintedToken(world))
  }

  // MARK: Broker

  /// The answers that are accepted: `{"data": {"token"}}`, as WeChat's own template for third-party platforms returns
  /// it, and `{"component_access_token"}`, as the API does.
  private struct BrokerAnswer: Decodable, Sendable {
    struct Inner: Decodable, Sendable { var token: String? }
    var code: LenientInteger?
    var data: Inner?
    var token: String?
    private enum CodingKeys: String, CodingKey { case code, data, token = "component_access_token" }
  }

  private func askBroker(_ url: String) async throws(Failure) -> Secret {
    guard let origin = Origin(of: url), origin.scheme == "https" || origin.isLoopback else {
      throw Failure(
        .configuration, "\(Self.broker) is not a valid address for a token",
        remedies: ["write it as https://host/path, or http:// on this machine only"])
    }
    if let query = url.split(separator: "?", maxSplits: 1).dropFirst().first {
      world.secrets.add(Secret(String(query)))
    }
    let world = world
    let answer = try await world.retrying(.read, Self.broker) {
      () async throws(Failure) -> BrokerAnswer in
      try await WeChatAPI.exchange(
        Request("GET", url, deadline: WeChatAPI.deadline, maxAnswerBytes: 64 * 1024), Self.broker,
        from: Self.broker, by: world.transport)
    }
    guard (answer.code?.value ?? 0) == 0, let token = answer.data?.token ?? answer.token, !token.isEmpty
    else {
      throw Failure(
        .credentials, "\(Self.broker): \(redacted(url)) returned no token",
        remedies: ["it should answer {\"data\": {\"token\": …}} or {\"component_access_token\": …}"],
        code: answer.code.map { String($0.value) })
    }
    return Secret(try world.sendable(token, of: "the token of \(Self.broker)"))
  }

  /// The requests that `current` may send.
  func planned() -> [PlannedRequest] {
    if world.variable(Self.given) != nil { return [] }
    if let url = world.variable(Self.broker) {
      return [PlannedRequest(method: "GET", url: redacted(url), action: "request the token")]
    }
    return mayMint ? [MintedToken.planned(in: world)] : []
  }
}

extension World {
  /// In both forms in which it is sent: plain and percent-encoded.
  func register(_ token: Secret) {
    secrets.add(token)
    secrets.add(Secret(percentEncoded(token.reveal())))
  }
}
