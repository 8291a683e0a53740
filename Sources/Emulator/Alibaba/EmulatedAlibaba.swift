import Model

/// Alibaba Cloud in this process: ESA's edge containers and STS.
package final class EmulatedAlibaba: EmulatedCloud {
  /// An app that exists from the start, with one live version that serves all traffic.
  package struct App: Holding, Equatable {
    package var id: String
    /// The live version; nil: nothing was ever published.
    package var version: String?
    /// Where it is live: `prod`, `staging`.
    package var environments: [String]
    /// Versions that were created and never published.
    package var created: [String]
    /// Of the live version. Nil: the scenario's, or none.
    package var remark: String?
    /// Of every version, in the API's own form. Nil: one web server.
    package var containers: [JSON]?
    /// Where its containers are sent requests.
    package var port: Int

    package init(
      id: String, version: String? = "ver-879626371616512000", environments: [String] = ["prod"],
      created: [String] = [], remark: String? = nil, containers: [JSON]? = nil, port: Int = 8080
    ) {
      self.port = port
      self.id = id
      self.version = version
      self.environments = environments
      self.created = created
      self.remark = remark
      self.containers = containers
    }
  }

  package let gateway: Gateway
  package let server: LoopbackServer

  package init(
    scenario: Scenario = .calm, credentials: [EmulatedCredentials] = [], roles: [EmulatedRole] = [],
    apps: [App], pace: Pace = .polls(.seconds(30)), now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    gateway = Gateway(scenario, pace: pace, now: now)
    server = try gateway.serve(
      Locked(
        AlibabaState(
          scenario: scenario, moment: gateway.clock.moment, keys: KeyRing(credentials, roles: roles),
          apps: apps)))
  }

  package convenience init(
    holding: [any Holding], account: EmulatedCredentials, scenario: Scenario, pace: Pace,
    now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    try self.init(
      scenario: scenario, credentials: [account], roles: holding.only(), apps: holding.only(), pace: pace,
      now: now)
  }

  package static func holdings(for target: Target, variable: (String) -> String?) -> [any Holding] {
    App(for: target).map { [$0] } ?? []
  }

  package func variables(for account: EmulatedCredentials) -> [String: String] {
    var variables = [
      "SAMPAN_ENDPOINT_ALIBABA": endpoint, "ALIBABA_CLOUD_ACCESS_KEY_ID": account.id,
      "ALIBABA_CLOUD_ACCESS_KEY_SECRET": account.key,
    ]
    variables["ALIBABA_CLOUD_SECURITY_TOKEN"] = account.token
    return variables
  }
}

extension EmulatedAlibaba.App {
  /// The app that a target publishes to, the version that it names included; nil for targets on other clouds.
  package init?(for target: Target) {
    guard target.provider == "esa", let id = target.options["appId"]?.value.string else { return nil }
    self.init(id: id, environments: [target.options["publishEnv"]?.value.string ?? "prod"])
    if let named = target.options["versionId"]?.value.string, named != version { created = [named] }
  }
}
