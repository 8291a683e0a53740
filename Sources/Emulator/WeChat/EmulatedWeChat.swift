import Model

/// WeChat's cloud hosting for third-party platforms in this process, with tokens that expire and replace each other.
/// There is no official client to check it against: it follows the published pages.
package final class EmulatedWeChat: EmulatedCloud {
  /// The third-party platform, and the credentials of its own server.
  package struct Platform: Equatable, Sendable {
    package var id: String
    package var secret: String
    /// The newest `component_verify_ticket` that was pushed.
    package var ticket: String
    /// The component_access_token at the start.
    package var token: String

    package init(id: String, secret: String, ticket: String, token: String) {
      self.id = id
      self.secret = secret
      self.ticket = ticket
      self.token = token
    }
  }

  /// A service that exists from the start, with one live version and the one before it.
  package struct Service: Holding, Equatable {
    package var environment: String
    package var name: String
    /// Of the live version. Nil: the scenario's, or none.
    package var remark: String?
    package var image: String
    /// The live version is `<name>-<NNN>` of this number.
    package var version: Int
    package var variables: [String: String]
    /// Names of entries in the live version's history.
    package var snapshots: [String]
    /// Of every version, by their names in the rolling update, besides those that all have.
    package var settings: [String: JSON]

    package init(
      environment: String, name: String, remark: String? = nil, image: String = "nginx", version: Int = 3,
      variables: [String: String] = [:], snapshots: [String] = [], settings: [String: JSON] = [:]
    ) {
      self.settings = settings
      self.environment = environment
      self.name = name
      self.remark = remark
      self.image = image
      self.version = version
      self.variables = variables
      self.snapshots = snapshots
    }
  }

  package let gateway: Gateway
  package let server: LoopbackServer
  private let state: Locked<WeChatState>

  package init(
    scenario: Scenario = .calm, platform: Platform, services: [Service],
    pace: Pace = .polls(.seconds(30)), now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    gateway = Gateway(scenario, pace: pace, now: now)
    state = Locked(
      WeChatState(
        scenario: scenario, platform: platform, moment: gateway.clock.moment, services: services))
    server = try gateway.serve(state)
  }

  /// The account's token is also the platform's.
  package convenience init(
    holding: [any Holding], account: EmulatedCredentials, scenario: Scenario, pace: Pace,
    now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    let platform = Platform(
      id: "wx0000000000000001", secret: account.key, ticket: account.key, token: account.token ?? account.key)
    try self.init(scenario: scenario, platform: platform, services: holding.only(), pace: pace, now: now)
  }

  package static func holdings(for target: Target, variable: (String) -> String?) -> [any Holding] {
    Service(for: target).map { [$0] } ?? []
  }

  package func variables(for account: EmulatedCredentials) -> [String: String] {
    [
      "SAMPAN_ENDPOINT_WECHAT": endpoint, "WECHAT_COMPONENT_ACCESS_TOKEN": account.token ?? account.key,
    ]
  }

  /// Packages are stored by Tencent, and their builds read them there.
  package func readPackages(of cloud: EmulatedTencent) {
    state.with { $0.packages = { cloud.package($0) } }
  }

  /// The address where the platform's own server returns its token, as WeChat's template for such servers does.
  package var broker: String { "\(endpoint)\(WeChatState.brokerPath)" }

  /// Every token that was ever given out, the newest last.
  package var tokens: [String] { state.with { $0.tokens.all } }

  /// Ends every token that was given out, as after two hours; the broker returns another one from then on.
  package func expireTokens() {
    let elapsed = gateway.clock.moment.elapsed
    state.with { $0.tokens.expireAll(at: elapsed) }
  }
}

extension EmulatedWeChat.Service {
  /// The service that a target deploys to; nil for targets on other clouds.
  package init?(for target: Target) {
    guard target.provider == "wechat", let environment = target.options["envId"]?.value.string,
      let name = target.options["serverName"]?.value.string
    else { return nil }
    self.init(environment: environment, name: name)
    let named = target.options["versionName"]?.value.string ?? ""
    if let number = named.split(separator: "-").last.flatMap({ Int($0) }) { version = number }
    snapshots = [target.options["snapshotName"]?.value.string].compactMap { $0 }
  }
}
