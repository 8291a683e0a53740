import Effects
import Model

/// A key to a cloud account, permanent or temporary.
package struct AccessKey: Equatable, Sendable {
  package var id: String
  package var key: Secret
  /// Temporary keys only.
  package var token: Secret?
  /// When a temporary key expires, if known.
  package var end: Timestamp?
  /// The name of where it came from, never the value.
  package var source: Text

  package init(id: String, key: Secret, token: Secret? = nil, end: Timestamp? = nil, source: Text) {
    self.id = id
    self.key = key
    self.token = token
    self.end = end
    self.source = source
  }

  /// The id with its middle left out, for users who have several accounts.
  package var maskedID: String { Self.masked(id) }

  package static func masked(_ id: String) -> String {
    id.count > 12 ? "\(id.prefix(6))…\(id.suffix(4))" : "…"
  }

  /// The first key in the environment, nil when there is none. Registers it as secret.
  static func find(_ spellings: [CloudAccount.KeyVariables], in world: World) throws(Failure) -> AccessKey? {
    for names in spellings {
      switch (try world.setting(names.id), try world.setting(names.secret)) {
      case (let id?, let key?):
        let token = try names.tokens.first { world.variable($0) != nil }
          .flatMap { (name) throws(Failure) in try world.setting(name) }
        let found = AccessKey(id: id, key: Secret(key), token: token.map(Secret.init), source: "\(names.id)")
        world.secrets.add(found)
        return found
      case (nil, nil): continue
      case (let id, _):
        let (missing, present) = id == nil ? (names.id, names.secret) : (names.secret, names.id)
        throw Failure(
          .credentials, "\(present) is set but \(missing) is not",
          remedies: ["set \(missing) in the CI's secret variables"])
      }
    }
    return nil
  }
}

extension SecretRegister {
  func add(_ key: AccessKey) {
    add(key.key)
    if let token = key.token { add(token) }
  }
}
