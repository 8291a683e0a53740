import Effects
import Model

/// Where an Alibaba Cloud key comes from.
package enum AlibabaCredentials {
  /// The variables that the official SDKs read, and that the vendor's own GitHub action sets.
  private static let variables = AccessKey.Variables(
    id: "ALIBABA_CLOUD_ACCESS_KEY_ID", key: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    tokens: ["ALIBABA_CLOUD_SECURITY_TOKEN"])

  /// The pair in the environment. Registers what it reads as secret.
  package static func find(in world: World) async throws(Failure) -> AccessKey {
    if let key = try AccessKey.find([variables], in: world) { return key }
    throw Failure(
      .credentials, "no Alibaba Cloud credentials in the environment",
      remedies: [
        "set \(variables.id) and \(variables.key) (and ALIBABA_CLOUD_SECURITY_TOKEN for temporary ones)",
        "to try without an account: sampan rehearse",
      ])
  }
}
