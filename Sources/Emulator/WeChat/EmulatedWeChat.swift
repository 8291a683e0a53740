import Model

/// WeChat's cloud hosting for third-party platforms in this process: real HTTP on a loopback port, tokens that expire
/// and replace each other, state kept, faults on order. There is no official client that could judge it: it follows the
/// published pages. Its strictness will increase over time and is never to be relaxed for a caller's sake.
package final class EmulatedWeChat: Sendable {
  /// The third-party platform, and what its own server holds.
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
  package struct Service: Equatable, Sendable {
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

    package init(
      environment: String, name: String, remark: String? = nil, image: String = "nginx", version: Int = 3,
      variables: [String: String] = [:], snapshots: [String] = []
    ) {
      self.environment = environment
      self.name = name
      self.remark = remark
      self.image = image
      self.version = version
      self.variables = variables
      self.snapshots = snapshots
    }
  }

  private let cloud: WeChatCloud
  private let server: LoopbackServer

  /// Starts to serve. The first answer of each action in `losing` never arrives, though the action is executed.
  package init(
    scenario: Scenario = .calm, platform: Platform, services: [Service],
    pace: EmulatedCloud.Pace = .looks(.seconds(30)), losing: Set<String> = [],
    now: @escaping @Sendable () -> Timestamp,
    arrived: @escaping @Sendable (RecordedRequest) -> Void = { _ in }
  ) throws(Failure) {
    let cloud = WeChatCloud(
      scenario: scenario, platform: platform, services: services, pace: pace, losing: losing, now: now)
    self.cloud = cloud
    server = try LoopbackServer(answer: { request in
      arrived(request)
      return cloud.reply(to: request)
    })
  }

  /// `http://127.0.0.1:PORT`
  package var endpoint: String { server.endpoint }

  /// Where the platform's own server gives its token to others, as WeChat's template for such servers does.
  package var broker: String { "\(endpoint)\(WeChatCloud.brokerPath)" }

  /// Every request that arrived in full, in order.
  package var requests: [RecordedRequest] { server.requests }

  /// How many calls of an action were executed, whether or not their answer arrived.
  package func writes(of action: String) -> Int { cloud.executions(of: action) }

  /// Lets emulated time pass, whatever the pace.
  package func advance(by duration: Duration) { cloud.advance(by: duration) }

  /// What every token that was ever given out looks like, the newest last.
  package var tokens: [String] { cloud.tokens }

  /// Every token that was given out dies, as after two hours; the broker gives another one from then on.
  package func expireTokens() { cloud.expireTokens() }

  /// Ends every connection and thread and closes the port.
  package func stop() { server.stop() }
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
