import Model

/// A cloud in this process: real HTTP on a loopback port, signatures recomputed, state kept, faults on demand. It
/// serves `sampan rehearse` and the tests. It may become stricter over time, and must never be relaxed for a caller.
package protocol EmulatedCloud: Sendable {
  /// Starts to serve, with the holdings of its kind. `now` is the cloud's clock before the scenario's skew
  /// is added.
  init(
    holding: [any Holding], account: EmulatedCredentials, scenario: Scenario, pace: Pace,
    now: @escaping @Sendable () -> Timestamp
  ) throws(Failure)

  /// What has to exist before a target can be deployed; empty for targets on other clouds. `variable` reads the
  /// environment, from which an id may come.
  static func holdings(for target: Target, variable: (String) -> String?) -> [any Holding]

  /// The environment that a program needs to send its requests here, and nowhere else.
  func variables(for account: EmulatedCredentials) -> [String: String]

  var gateway: Gateway { get }
  var server: LoopbackServer { get }

  /// Closes every connection and port and ends every thread.
  func stop()
}

extension EmulatedCloud {
  /// `http://127.0.0.1:PORT`
  package var endpoint: String { server.endpoint }

  /// Every request that arrived in full, in order.
  package var requests: [RecordedRequest] { server.requests }

  /// How many calls of an action were executed, whether or not their answer arrived.
  package func writes(of action: String) -> Int { gateway.executions(of: action) }

  /// Lets emulated time pass, whatever the pace.
  package func advance(by duration: Duration) { gateway.clock.advance(by: duration) }

  package func stop() { server.stop() }
}

/// Something that a cloud has from the start: a service, an application, an image, a role.
package protocol Holding: Sendable {}

extension [any Holding] {
  /// Those of one kind.
  func only<T: Holding>(_ kind: T.Type = T.self) -> [T] { compactMap { $0 as? T } }
}

/// A pair of keys of an account.
package struct EmulatedCredentials: Equatable, Sendable {
  package var id: String
  package var key: String
  /// Temporary credentials have one, and are refused without it.
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

/// A role that jobs of a CI may assume.
package struct EmulatedRole: Holding, Equatable {
  package var arn: String
  /// The name of the identity provider in the account.
  package var identityProvider: String
  /// The tokens of the jobs that it trusts. The real cloud checks signature, audience and subject instead.
  package var idTokens: [String]
  /// How long a temporary key is valid.
  package var seconds: Int
  /// The client id that the identity provider lists; nil: any.
  package var audience: String?
  /// The code with which every token is refused; nil: those that it trusts are not.
  package var refusal: String?

  package init(
    arn: String, identityProvider: String, idTokens: [String], seconds: Int = 7200, audience: String? = nil,
    refusal: String? = nil
  ) {
    self.refusal = refusal
    self.arn = arn
    self.identityProvider = identityProvider
    self.idTokens = idTokens
    self.seconds = seconds
    self.audience = audience
  }

  /// Whether the token is for the role's audience.
  func accepts(audienceOf token: String) -> Bool {
    guard let audience else { return true }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return false }
    let text = parts[1].replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    guard let payload = base64Decoded(text + padding).flatMap({ JSON.parse($0) }) else { return false }
    return payload["aud"]?.string == audience
      || payload["aud"]?.array?.contains(.string(audience)) == true
  }
}

/// Who may call a cloud.
struct KeyRing: Sendable {
  private(set) var all: [EmulatedCredentials]
  let roles: [EmulatedRole]
  private var given = 0

  init(_ credentials: [EmulatedCredentials], roles: [EmulatedRole]) {
    all = credentials
    self.roles = roles
  }

  /// A temporary key, for a caller who assumes a role.
  mutating func give(prefix: String, until end: Timestamp) -> EmulatedCredentials {
    given += 1
    let key = EmulatedCredentials(
      id: "\(prefix)temporary\(given)", key: "temporary-key-\(given)", token: "temporary-token-\(given)",
      end: end)
    all.append(key)
    return key
  }
}
