import Effects
import Model

/// An Alibaba Cloud access key, permanent or temporary.
package struct AlibabaCredentials: Equatable, Sendable {
  package var id: String
  package var key: Secret
  /// Temporary credentials only.
  package var token: Secret?
  /// The name of where it came from, never the value.
  package var source: String

  private static let idVariable = "ALIBABA_CLOUD_ACCESS_KEY_ID"
  private static let keyVariable = "ALIBABA_CLOUD_ACCESS_KEY_SECRET"
  private static let tokenVariable = "ALIBABA_CLOUD_SECURITY_TOKEN"

  /// From the variables that the official SDKs read. Registers what it reads as secret.
  package static func find(in world: World) throws(Failure) -> AlibabaCredentials {
    let id = world.variable(idVariable)
    let key = world.variable(keyVariable)
    guard let id, let key else {
      guard id == nil, key == nil else {
        let (missing, present) = id == nil ? (idVariable, keyVariable) : (keyVariable, idVariable)
        throw Failure(
          .credentials, "\(present) is set but \(missing) is not",
          remedies: ["set \(missing) in the CI's secret variables"])
      }
      throw Failure(
        .credentials, "no Alibaba Cloud credentials in the environment",
        remedies: [
          "set \(idVariable) and \(keyVariable) (and \(tokenVariable) for temporary ones)",
          "to try without an account: sampan rehearse",
        ])
    }
    let found = AlibabaCredentials(
      id: id, key: Secret(key), token: world.variable(tokenVariable).map(Secret.init), source: idVariable)
    world.secrets.add(found.key)
    if let token = found.token { world.secrets.add(token) }
    return found
  }

  /// The id with its middle left out, for people who have several accounts.
  package var maskedID: String { id.count > 12 ? "\(id.prefix(6))…\(id.suffix(4))" : "…" }
}
