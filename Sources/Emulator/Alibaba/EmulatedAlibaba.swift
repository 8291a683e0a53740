import Model

/// Alibaba Cloud ESA's edge containers in this process: real HTTP on a loopback port, signatures recomputed, state
/// kept, faults on order. Its strictness will increase over time and is never to be relaxed for a caller's sake.
package final class EmulatedAlibaba: Sendable {
  /// An app that exists from the start, with one live version that serves everybody.
  package struct App: Equatable, Sendable {
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

    package init(
      id: String, version: String? = "ver-879626371616512000", environments: [String] = ["prod"],
      created: [String] = [], remark: String? = nil, containers: [JSON]? = nil
    ) {
      self.id = id
      self.version = version
      self.environments = environments
      self.created = created
      self.remark = remark
      self.containers = containers
    }
  }

  private let cloud: AlibabaCloud
  private let server: LoopbackServer

  /// Starts to serve; `now` is the cloud's clock before the scenario's skew is added. The first answer of each action
  /// in `losing` never arrives, though the action is executed.
  package init(
    scenario: Scenario = .calm, credentials: [EmulatedCloud.Credentials] = [],
    roles: [EmulatedCloud.Role] = [],
    apps: [App],
    pace: EmulatedCloud.Pace = .looks(.seconds(30)), losing: Set<String> = [],
    now: @escaping @Sendable () -> Timestamp,
    arrived: @escaping @Sendable (RecordedRequest) -> Void = { _ in }
  ) throws(Failure) {
    let cloud = AlibabaCloud(
      scenario: scenario, credentials: credentials, roles: roles, apps: apps, pace: pace, losing: losing,
      now: now)
    self.cloud = cloud
    server = try LoopbackServer(answer: { request in
      arrived(request)
      return cloud.reply(to: request)
    })
  }

  /// `http://127.0.0.1:PORT`
  package var endpoint: String { server.endpoint }

  /// Every request that arrived in full, in order.
  package var requests: [RecordedRequest] { server.requests }

  /// How many calls of an action were executed, whether or not their answer arrived.
  package func writes(of action: String) -> Int { cloud.executions(of: action) }

  /// Lets emulated time pass, whatever the pace.
  package func advance(by duration: Duration) { cloud.advance(by: duration) }

  /// Ends every connection and thread and closes the port.
  package func stop() { server.stop() }
}
