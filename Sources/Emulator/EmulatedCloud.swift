import Foundation
import Model
import Synchronization

/// A cloud in this process: real HTTP on a loopback port, signatures recomputed, state kept, faults on order.
/// It serves tests and `sampan rehearse`. Its strictness will increase over time and is never to be relaxed
/// for a caller's sake.
package final class EmulatedCloud: Sendable {
  /// A pair of keys that the cloud knows.
  package struct Credentials: Equatable, Sendable {
    package var id: String
    package var key: String
    /// Temporary credentials come with one, and are refused without it.
    package var token: String?
    /// From then on they are refused.
    package var end: Timestamp?

    package init(id: String, key: String, token: String? = nil, end: Timestamp? = nil) {
      self.id = id
      self.key = key
      self.token = token
      self.end = end
    }
  }

  /// A role that jobs of a CI may take.
  package struct Role: Equatable, Sendable {
    package var arn: String
    /// The name of the identity provider in the account.
    package var identityProvider: String
    /// The tokens of the jobs that it trusts. The real cloud checks signature, audience and subject instead.
    package var idTokens: [String]
    /// How long a temporary key counts.
    package var seconds: Int

    package init(arn: String, identityProvider: String, idTokens: [String], seconds: Int = 7200) {
      self.arn = arn
      self.identityProvider = identityProvider
      self.idTokens = idTokens
      self.seconds = seconds
    }
  }

  /// A service that exists from the start, with one live version.
  package struct Service: Equatable, Sendable {
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
  package struct Application: Equatable, Sendable {
    package var id: String
    package var environment: String
    package var region: String
    package var version: String
    /// The full name of the JAR it runs. Nil: it runs an image.
    package var package: String?
    package var instances: Int
    package var variables: [String: String]

    package init(
      id: String, environment: String, region: String = "ap-guangzhou", version: String = "v1",
      package: String? = nil, instances: Int = 2, variables: [String: String] = [:]
    ) {
      self.id = id
      self.environment = environment
      self.region = region
      self.version = version
      self.package = package
      self.instances = instances
      self.variables = variables
    }
  }

  /// A one-click task that begins with the cloud.
  package struct OneClickTask: Equatable, Sendable {
    package var id: String
    /// The service that it makes.
    package var server: String

    package init(id: String, server: String) {
      self.id = id
      self.server = server
    }
  }

  /// How the emulated time of rollouts passes. A whole rollout takes about 100 emulated seconds.
  package enum Pace: Sendable {
    /// Every look at a task lets that much pass, after it was answered.
    case looks(Duration)
    /// So many emulated seconds in a second of the given monotonic clock.
    case clock(speed: Double, elapsed: @Sendable () -> Duration)
  }

  private let tencent: TencentCloud
  private let server: LoopbackServer

  /// Starts to serve; `now` is the cloud's clock before the scenario's skew is added.
  package init(
    scenario: Scenario = .calm, credentials: [Credentials] = [], roles: [Role] = [],
    services: [Service] = [], applications: [Application] = [], tasks: [OneClickTask] = [],
    pace: Pace = .looks(.seconds(30)), now: @escaping @Sendable () -> Timestamp,
    arrived: @escaping @Sendable (RecordedRequest) -> Void = { _ in }
  ) throws(Failure) {
    let tencent = TencentCloud(
      scenario: scenario, credentials: credentials, roles: roles, services: services,
      applications: applications, tasks: tasks, pace: pace, now: now)
    self.tencent = tencent
    server = try LoopbackServer(
      screen: { tencent.screen($0) },
      answer: { request in
        arrived(request)
        return tencent.reply(to: request)
      })
  }

  /// `http://127.0.0.1:PORT`
  package var endpoint: String { server.endpoint }

  /// Every request that arrived in full, in order.
  package var requests: [RecordedRequest] { server.requests }

  /// How many calls of an action were executed, whether or not their answer arrived.
  package func writes(of action: String) -> Int { tencent.executions(of: action) }

  /// Lets emulated time pass, whatever the pace.
  package func advance(by duration: Duration) { tencent.advance(by: duration) }

  /// Replaces the answers to uploads that the closure has one for; nothing is stored then.
  package func interceptUploads(_ answer: @escaping @Sendable (RecordedRequest) -> Reply?) {
    tencent.interception.withLock { $0 = answer }
  }

  /// The packages that were stored, in order.
  package var uploads: [RecordedBody] { tencent.uploads }

  /// Ends every connection and thread and closes the port.
  package func stop() { server.stop() }
}
