import Model

/// Tencent Cloud in this process: CloudBase Run, CloudBase's packages and one-click tasks, TEM, object storage and STS.
package final class EmulatedTencent: EmulatedCloud {
  /// A service that exists from the start, with one live version.
  package struct Service: Holding, Equatable {
    package var environment: String
    package var name: String
    package var region: String
    /// Of the live version. Nil: the scenario's, or none.
    package var remark: String?
    package var image: String
    /// The live version is `<name>-<NNN>` of this number.
    package var version: Int
    package var variables: [String: String]
    /// Nil: not in a private network.
    package var vpc: String?

    package init(
      environment: String, name: String, region: String = "ap-shanghai", remark: String? = nil,
      image: String = "nginx", version: Int = 6, variables: [String: String] = [:], vpc: String? = nil
    ) {
      self.environment = environment
      self.name = name
      self.region = region
      self.remark = remark
      self.image = image
      self.version = version
      self.variables = variables
      self.vpc = vpc
    }
  }

  /// An application of TEM that exists from the start, with one live version.
  package struct Application: Holding, Equatable {
    package var id: String
    package var environment: String
    package var region: String
    package var version: String
    /// The full name of the JAR it runs. Nil: it runs an image.
    package var package: String?
    package var instances: Int
    package var variables: [String: String]
    /// Where its log is collected; nil: nowhere.
    package var logTopic: String?

    package init(
      id: String, environment: String, region: String = "ap-guangzhou", version: String = "v1",
      package: String? = nil, instances: Int = 2, variables: [String: String] = [:],
      logTopic: String? = "topic-1a2b3c4d"
    ) {
      self.logTopic = logTopic
      self.id = id
      self.environment = environment
      self.region = region
      self.version = version
      self.package = package
      self.instances = instances
      self.variables = variables
    }
  }

  /// A one-click task that begins when the cloud starts.
  package struct OneClickTask: Holding, Equatable {
    package var id: String
    /// The service that it creates.
    package var server: String

    package init(id: String, server: String) {
      self.id = id
      self.server = server
    }

    /// In an id: any text.
    static let any = "*"

    package func isNamed(_ name: String) -> Bool {
      let parts = id.split(separator: Self.any, omittingEmptySubsequences: false)
      guard let first = parts.first, let last = parts.last, parts.count > 1 else { return id == name }
      return name.hasPrefix(first) && name.hasSuffix(last)
        && name.utf8.count >= first.utf8.count + last.utf8.count
    }
  }

  package let gateway: Gateway
  package let server: LoopbackServer
  private let state: Locked<TencentState>

  package init(
    scenario: Scenario = .calm, credentials: [EmulatedCredentials] = [], roles: [EmulatedRole] = [],
    services: [Service] = [], applications: [Application] = [], tasks: [OneClickTask] = [],
    pace: Pace = .polls(.seconds(30)), now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    let gateway = Gateway(scenario, pace: pace, now: now)
    let state = Locked(
      TencentState(
        scenario: scenario, moment: gateway.clock.moment, keys: KeyRing(credentials, roles: roles),
        services: services, applications: applications, tasks: tasks))
    (self.gateway, self.state) = (gateway, state)
    server = try gateway.serve(
      state,
      screen: { head in
        guard PackageStore.claims(head), let byteCount = head.declaredByteCount,
          gateway.called("upload") <= scenario.cutUploads
        else { return nil }
        return .cutUpload(afterBytes: byteCount / 2)
      })
  }

  package convenience init(
    holding: [any Holding], account: EmulatedCredentials, scenario: Scenario, pace: Pace,
    now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    try self.init(
      scenario: scenario, credentials: [account], roles: holding.only(), services: holding.only(),
      applications: holding.only(), tasks: holding.only(), pace: pace, now: now)
  }

  package static func holdings(for target: Target, variable: (String) -> String?) -> [any Holding] {
    let region = variable("TENCENTCLOUD_REGION") ?? "ap-guangzhou"
    let task = OneClickTask(for: target) { name in
      if case .environment(let name) = name { variable(name) } else { nil }
    }
    let all: [(any Holding)?] = [Service(for: target), Application(for: target, region: region), task]
    return all.compactMap(\.self)
  }

  package func variables(for account: EmulatedCredentials) -> [String: String] {
    var variables = [
      "SAMPAN_ENDPOINT_TENCENT": endpoint, "TENCENTCLOUD_SECRET_ID": account.id,
      "TENCENTCLOUD_SECRET_KEY": account.key,
    ]
    variables["TENCENTCLOUD_TOKEN"] = account.token
    return variables
  }

  func package(_ name: PackageName) -> RecordedBody? { state.with { $0.packages.package(name) } }

  /// The packages that were stored, in order.
  package var uploads: [RecordedBody] { state.with { $0.packages.stored + $0.objects.stored } }
}

extension EmulatedTencent.Service {
  /// The service that a target deploys to; nil for targets on other clouds. It has a network, which is what updates lose.
  /// The packages of WeChat's services are stored in the same environments, by Tencent's API.
  package init?(for target: Target) {
    guard ["tcbr", "wechat"].contains(target.provider),
      let environment = target.options["envId"]?.value.string,
      let name = target.options["serverName"]?.value.string
    else { return nil }
    self.init(
      environment: environment, name: name,
      region: target.options["region"]?.value.string ?? "ap-shanghai", vpc: "vpc-1a2b3c4d")
  }
}

extension EmulatedTencent.Application {
  /// The application that a target deploys to; nil for targets on other clouds. `region` holds where the target names
  /// none.
  package init?(for target: Target, region: String = "ap-guangzhou") {
    guard target.provider == "tem", let id = target.options["applicationId"]?.value.string,
      let environment = target.options["environmentId"]?.value.string
    else { return nil }
    var package = target.options["packageName"]?.value.string
    if case .file? = target.artifact { package = "tem/pkg/1300000001/\(id)/1641528220867/app.jar" }
    self.init(
      id: id, environment: environment,
      region: target.options["region"]?.value.string ?? region, package: package)
  }
}

extension EmulatedTencent.OneClickTask {
  /// The task that a target waits for; nil for other targets. A name in its id that has no value yet, such as that of
  /// the commit, stands for any.
  package init?(for target: Target, value: (Template.Name) -> String?) {
    guard target.provider == "tcbTask", let text = target.options["externalId"]?.value.string,
      let template = try? Template(text)
    else { return nil }
    self.init(id: template.filled { value($0) ?? Self.any }, server: "api")
  }
}
