import Model

/// Every cloud in this process, each on a port of its own, with one made-up account that all of them know. It serves
/// `sampan rehearse` and the tests of the whole way.
package final class EmulatedClouds: Sendable {
  /// What is known of each cloud at the start.
  package struct Holdings: Sendable {
    /// Roles of the account that jobs of a CI may take.
    package var roles: [EmulatedCloud.Role] = []
    package var services: [EmulatedCloud.Service] = []
    package var applications: [EmulatedCloud.Application] = []
    package var tasks: [EmulatedCloud.OneClickTask] = []
    package var apps: [EmulatedAlibaba.App] = []
    package var hosted: [EmulatedWeChat.Service] = []
    /// What CI pushed to the registry, each as `path:tag`.
    package var images: [String] = []

    package init() {}

    /// What the targets deploy to. `variable` reads the environment, from which an id may come.
    package init(for targets: [Target], variable: (String) -> String?) {
      services = targets.compactMap(EmulatedCloud.Service.init(for:))
      let region = variable("TENCENTCLOUD_REGION") ?? "ap-guangzhou"
      applications = targets.compactMap { EmulatedCloud.Application(for: $0, region: region) }
      tasks = targets.compactMap { target in
        EmulatedCloud.OneClickTask(for: target) { name in
          if case .environment(let name) = name { variable(name) } else { nil }
        }
      }
      apps = targets.compactMap(EmulatedAlibaba.App.init(for:))
      hosted = targets.compactMap(EmulatedWeChat.Service.init(for:))
    }
  }

  package let tencent: EmulatedCloud
  package let alibaba: EmulatedAlibaba
  package let weChat: EmulatedWeChat
  /// Stands for every registry.
  package let registry: EmulatedRegistry
  private let account: EmulatedCloud.Credentials

  /// Starts to serve. The account's token is also the platform's at WeChat. `arrived` sees every request of a cloud before
  /// it is answered, on a thread of its connection, and may hold it.
  package init(
    _ holdings: Holdings, scenario: Scenario = .calm, account: EmulatedCloud.Credentials,
    pace: EmulatedCloud.Pace = .looks(.seconds(30)), now: @escaping @Sendable () -> Timestamp,
    arrived: @escaping @Sendable (RecordedRequest) -> Void = { _ in }
  ) throws(Failure) {
    self.account = account
    tencent = try EmulatedCloud(
      scenario: scenario, credentials: [account], roles: holdings.roles, services: holdings.services,
      applications: holdings.applications, tasks: holdings.tasks, pace: pace, now: now, arrived: arrived)
    alibaba = try EmulatedAlibaba(
      scenario: scenario, credentials: [account], roles: holdings.roles, apps: holdings.apps, pace: pace,
      now: now, arrived: arrived)
    weChat = try EmulatedWeChat(
      scenario: scenario,
      platform: .init(
        id: "wx0000000000000001", secret: account.key, ticket: account.key,
        token: account.token ?? account.key),
      services: holdings.hosted, pace: pace, now: now, arrived: arrived)
    registry = try EmulatedRegistry(scenario: scenario, images: holdings.images)
  }

  /// What a program needs in its environment to come here, and to nowhere else.
  package var variables: [String: String] {
    var variables = [
      "SAMPAN_ENDPOINT_TENCENT": tencent.endpoint, "TENCENTCLOUD_SECRET_ID": account.id,
      "TENCENTCLOUD_SECRET_KEY": account.key, "SAMPAN_ENDPOINT_ALIBABA": alibaba.endpoint,
      "ALIBABA_CLOUD_ACCESS_KEY_ID": account.id, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": account.key,
      "SAMPAN_ENDPOINT_WECHAT": weChat.endpoint, "SAMPAN_ENDPOINT_REGISTRY": registry.endpoint,
      "WECHAT_COMPONENT_ACCESS_TOKEN": account.token ?? account.key,
    ]
    variables["TENCENTCLOUD_TOKEN"] = account.token
    variables["ALIBABA_CLOUD_SECURITY_TOKEN"] = account.token
    return variables
  }

  package var endpoints: [String] {
    [tencent.endpoint, alibaba.endpoint, weChat.endpoint, registry.endpoint]
  }

  /// Every request that arrived in full, cloud by cloud.
  package var requests: [RecordedRequest] {
    tencent.requests + alibaba.requests + weChat.requests + registry.requests
  }

  /// How many calls of an action were executed, whether or not their answer arrived.
  package func writes(of action: String) -> Int {
    tencent.writes(of: action) + alibaba.writes(of: action) + weChat.writes(of: action)
  }

  /// Ends every connection and thread and closes the ports.
  package func stop() {
    tencent.stop()
    alibaba.stop()
    weChat.stop()
    registry.stop()
  }
}
