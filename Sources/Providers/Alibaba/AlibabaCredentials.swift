import Effects
import Model

/// Where an Alibaba Cloud key comes from: the environment, or the role that this CI job may take.
package enum AlibabaCredentials {
  /// The variables that the official SDKs read, and that the vendor's own GitHub action sets.
  private static let variables = AccessKey.Variables(
    id: "ALIBABA_CLOUD_ACCESS_KEY_ID", key: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    tokens: ["ALIBABA_CLOUD_SECURITY_TOKEN"])
  private static let role = RoleVariables(
    arn: "ALIBABA_CLOUD_ROLE_ARN", identityProvider: "ALIBABA_CLOUD_OIDC_PROVIDER_ARN")

  /// The pair in the environment, else a temporary key by `AssumeRoleWithOIDC`. Registers what it reads as secret.
  package static func find(in world: World) async throws(Failure) -> AccessKey {
    if let key = try AccessKey.find([variables], in: world) { return key }
    if let (arn, identityProvider) = try role.find(in: world) {
      return try await AlibabaRole(arn: arn, identityProvider: identityProvider).assume(in: world)
    }
    throw Failure(
      .credentials, "no Alibaba Cloud credentials in the environment",
      remedies: [
        "set \(variables.id) and \(variables.key) (and ALIBABA_CLOUD_SECURITY_TOKEN for temporary ones)",
        "without stored keys: set \(role.arn) and \(role.identityProvider)",
        "to try without an account: sampan rehearse",
      ])
  }
}
