import Effects
import HTTP
import Model

/// Where a Tencent Cloud key comes from: the environment, or the role that this CI job may take.
package enum TencentCredentials {
  /// The spellings that tccli and the SDKs, the CloudBase runtime, and people's own CI use, in this order. The token
  /// is read in all three spellings (tccli, Terraform, CloudBase runtime) beside the first.
  private static let spellings: [AccessKey.Variables] = [
    .init(
      id: "TENCENTCLOUD_SECRET_ID", key: "TENCENTCLOUD_SECRET_KEY",
      tokens: ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSIONTOKEN"]),
    .init(
      id: "TENCENTCLOUD_SECRETID", key: "TENCENTCLOUD_SECRETKEY", tokens: ["TENCENTCLOUD_SESSIONTOKEN"]),
    .init(id: "TCB_SECRET_ID", key: "TCB_SECRET_KEY"),
  ]

  private static let role = RoleVariables(
    arn: "SAMPAN_TENCENT_ROLE_ARN", identityProvider: "SAMPAN_TENCENT_OIDC_PROVIDER")

  /// The first complete pair in the environment, else a temporary key by `AssumeRoleWithWebIdentity`. Registers what it
  /// reads as secret.
  package static func find(in world: World) async throws(Failure) -> AccessKey {
    if let key = try AccessKey.find(spellings, in: world) { return key }
    if let (arn, identityProvider) = try role.find(in: world) {
      return try await TencentRole(arn: arn, identityProvider: identityProvider).assume(in: world)
    }
    throw Failure(
      .credentials, "no Tencent Cloud credentials in the environment",
      remedies: [
        "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY (and TENCENTCLOUD_TOKEN for temporary ones)",
        "without stored keys: set \(role.arn) and \(role.identityProvider)",
        "to try without an account: sampan rehearse",
      ])
  }
}
