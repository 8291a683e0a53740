import Model

/// Every cloud in this process, each on a port of its own, with one made-up account for all of them. It serves
/// `sampan rehearse` and the tests of the whole way.
package final class EmulatedClouds: Sendable {
  /// A line for each cloud: everything else follows from its type.
  package static let kinds: [any EmulatedCloud.Type] = [
    EmulatedTencent.self, EmulatedAlibaba.self, EmulatedWeChat.self, EmulatedRegistry.self,
    EmulatedChats.self,
  ]

  package let all: [any EmulatedCloud]
  private let account: EmulatedCredentials

  /// Starts to serve, with the clouds of the program or other ones.
  package init(
    _ kinds: [any EmulatedCloud.Type] = EmulatedClouds.kinds, holding: [any Holding],
    scenario: Scenario = .calm,
    account: EmulatedCredentials,
    pace: Pace = .polls(.seconds(30)), now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    self.account = account
    var all: [any EmulatedCloud] = []
    do throws(Failure) {
      for kind in kinds {
        all.append(
          try kind.init(holding: holding, account: account, scenario: scenario, pace: pace, now: now))
      }
    } catch {
      for cloud in all { cloud.stop() }
      throw error
    }
    if let storage = all.lazy.compactMap({ $0 as? EmulatedTencent }).first {
      for case let cloud as EmulatedWeChat in all { cloud.readPackages(of: storage) }
    }
    self.all = all
  }

  /// What has to exist before the targets can be deployed. `variable` reads the environment.
  package static func holdings(for targets: [Target], variable: (String) -> String?) -> [any Holding] {
    targets.flatMap { target in kinds.flatMap { $0.holdings(for: target, variable: variable) } }
  }

  /// The environment that a program needs to send its requests here, and nowhere else.
  package var variables: [String: String] {
    all.reduce(into: [:]) { $0.merge($1.variables(for: account)) { $1 } }
  }

  package var endpoints: [String] { all.map(\.endpoint) }

  /// Every request that arrived in full, cloud by cloud.
  package var requests: [RecordedRequest] { all.flatMap(\.requests) }

  /// How many calls of an action were executed, whether or not their answer arrived.
  package func writes(of action: String) -> Int { all.map { $0.writes(of: action) }.reduce(0, +) }

  /// Closes every connection and port and ends every thread.
  package func stop() { for cloud in all { cloud.stop() } }
}
