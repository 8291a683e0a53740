import Digest
import Effects
import HTTP
import Model

/// A token that sampan minted, shared by all runs of this user on this machine until it expires.
///
/// The file is in the user's cache directory (XDG Base Directory Specification), can be read by its owner only, and
/// is written under a lock: of several runs at once, one mints and the others read.
struct MintedToken: Sendable {
  private struct Entry: Codable {
    var token: String
    /// Seconds since 1970.
    var minted: Int64
    var expires: Int64
  }

  private struct Answer: Decodable, Sendable {
    var token: String
    /// Seconds.
    var lifetime: LenientInteger
    private enum CodingKeys: String, CodingKey {
      case token = "component_access_token", lifetime = "expires_in"
    }
  }

  private let world: World
  private let endpoint: String
  private let id: String
  private let secret: Secret
  private let ticket: Secret
  private let directory: String
  private var path: String { "\(directory)/wechat-\(sha256Hex("\(endpoint)\n\(id)".utf8).prefix(16)).json" }

  /// Seconds. A token is renewed this long before it expires, because it has to last for a rollout.
  private static let margin: Int64 = 600
  /// The platform keeps tokens for two hours.
  private static let longestLife: Int64 = 7200
  private static let lockPause = Duration.milliseconds(250)
  private static let longestLock = Duration.seconds(60)
  private static let action = "api_component_token"
  private static let variables = [
    "WECHAT_COMPONENT_APPID", "WECHAT_COMPONENT_APPSECRET", "WECHAT_COMPONENT_VERIFY_TICKET",
  ]

  init(_ world: World) throws(Failure) {
    let values = try Self.variables.map { (name) throws(Failure) in try world.setting(name) }
    let missing = zip(Self.variables, values).filter { $1 == nil }.map(\.0)
    guard missing.isEmpty, let id = values[0], let secret = values[1], let ticket = values[2] else {
      throw Failure(
        .credentials,
        "no component_access_token, and to mint one \(missing.list) is missing",
        remedies: [
          "set \(ComponentTokens.given) or \(ComponentTokens.broker)",
          "set \(missing.list) in the CI's secret variables",
        ])
    }
    self.world = world
    self.id = id
    self.secret = Secret(secret)
    self.ticket = Secret(ticket)
    world.register(self.secret)
    world.register(self.ticket)
    endpoint = try WeChatAPI.endpoint(in: world)
    directory = try Self.cacheDirectory(in: world)
  }

  /// A relative path in `XDG_CACHE_HOME` is ignored, as the specification requires.
  private static func cacheDirectory(in world: World) throws(Failure) -> String {
    if let cache = world.variable("XDG_CACHE_HOME"), cache.hasPrefix("/") { return "\(cache)/sampan" }
    if let home = world.variable("HOME"), home.hasPrefix("/") { return "\(home)/.cache/sampan" }
    throw Failure(
      .configuration, "no directory to cache a minted token in",
      remedies: ["set XDG_CACHE_HOME or HOME: without a cache every run would mint a token"])
  }

  /// The cached token, or a new one. In place of a refused one: the one that another run has cached meanwhile, or a
  /// new one. A token minted since this run began is not replaced: minting again would not help.
  func current(insteadOf refused: Secret?) async throws(Failure) -> Secret {
    if let entry = try cached(), Secret(entry.token) != refused { return Secret(entry.token) }
    return try await locked { () async throws(Failure) in
      // Another run may have minted one while this one waited for the lock.
      if let entry = try cached() {
        let began = world.now().seconds - world.uptime().components.seconds
        if Secret(entry.token) != refused || entry.minted >= began { return Secret(entry.token) }
      }
      return try await mint()
    }
  }

  func isKept() throws(Failure) -> Bool { try cached() != nil }

  private func cached() throws(Failure) -> Entry? {
    guard try world.files.info(path)?.kind == .file else { return nil }
    let bytes = try world.files.read(path, 64 * 1024)
    let now = world.now().seconds
    // An entry that is damaged, or from the future, is ignored.
    guard let entry = try? JSONCoding.decode(Entry.self, from: bytes, answering: path),
      !entry.token.isEmpty, entry.minted <= now, now < entry.expires,
      entry.expires <= now + Self.longestLife
    else { return nil }
    world.register(Secret(entry.token))
    return entry
  }

  private func locked(
    _ body: () async throws(Failure) -> Secret
  ) async throws(Failure) -> Secret {
    try world.files.makeDirectory(directory)
    let lock = try await world.until(
      within: Self.longestLock, every: { _ in Self.lockPause }
    ) { _ async throws(Failure) -> Polled<FileLock> in
      try world.files.lock("\(path).lock").map { .done($0) }
        ?? .waiting("for another run to mint a token")
    }
    guard let lock else {
      throw Failure(
        .tryLater, "another run has been minting a token for a minute",
        remedies: ["find the process: fuser \(path).lock"])
    }
    defer { lock.release() }
    return try await body()
  }

  /// Sent once: a call whose answer was lost has replaced the token all the same.
  private func mint() async throws(Failure) -> Secret {
    let body: JSON = [
      "component_appid": .string(id), "component_appsecret": .string(secret.reveal()),
      "component_verify_ticket": .string(ticket.reveal()),
    ]
    let request = Request(
      "POST", "\(endpoint)/cgi-bin/component/\(Self.action)",
      headers: [Header("Content-Type", "application/json")], body: .bytes(try JSONCoding.encode(body)),
      deadline: WeChatAPI.deadline)
    let answer: Answer
    do throws(Failure) {
      answer = try await WeChatAPI.exchange(request, Self.action, by: world.transport)
    } catch {
      var failure = error.masking(secret).masking(ticket)
      if failure.retry == .readsOnly {
        failure.remedies.append(
          "the token may have been replaced: make the platform's server fetch its token again")
      }
      throw failure
    }
    guard !answer.token.isEmpty else {
      throw Failure(.unavailable, "\(Self.action): the answer has an empty token")
    }
    let token = Secret(answer.token)
    world.register(token)
    world.tell(
      .finding(
        Finding(
          .warning, "a new component_access_token was minted; the previous one expires within minutes",
          rule: "wechat/minted",
          remedies: ["a server that uses the old one has to fetch its token again"])))
    keep(token, seconds: Int64(answer.lifetime.value))
    return token
  }

  /// A token that cannot be cached is still used: the old one expires either way.
  private func keep(_ token: Secret, seconds: Int64) {
    let now = world.now().seconds
    let entry = Entry(
      token: token.reveal(), minted: now,
      expires: now + min(max(seconds, 0), Self.longestLife) - Self.margin)
    do throws(Failure) {
      try world.files.writePrivate(path, try JSONCoding.encode(entry))
    } catch {
      world.tell(
        .finding(
          Finding(
            .warning, "the next run has to mint again: \(error.what)", rule: "wechat/token-not-kept",
            remedies: error.remedies)))
    }
  }

  static func planned(in world: World) -> PlannedRequest {
    PlannedRequest(
      method: "POST", url: "\(WeChatAPI.plannedEndpoint(in: world))/cgi-bin/component/\(action)",
      action: action,
      body: ["component_appid": "…", "component_appsecret": "…", "component_verify_ticket": "…"],
      isWrite: true, condition: "if no token is in the cache")
  }
}
