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

  private static let roleVariable = "SAMPAN_TENCENT_ROLE_ARN"
  private static let providerVariable = "SAMPAN_TENCENT_OIDC_PROVIDER"

  /// The first complete pair in the environment, else a temporary key by `AssumeRoleWithWebIdentity`. Registers what it
  /// reads as secret.
  package static func find(in world: World) async throws(Failure) -> AccessKey {
    if let key = try AccessKey.find(spellings, in: world) { return key }
    switch (world.variable(roleVariable), world.variable(providerVariable)) {
    case (let role?, let provider?):
      return try await TencentRole(arn: role, identityProvider: provider).assume(in: world)
    case (nil, nil):
      throw Failure(
        .credentials, "no Tencent Cloud credentials in the environment",
        remedies: [
          "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY (and TENCENTCLOUD_TOKEN for temporary ones)",
          "without stored keys: set \(roleVariable) and \(providerVariable)",
          "to try without an account: sampan rehearse",
        ])
    case (let role, _):
      let (present, missing) =
        role == nil ? (providerVariable, roleVariable) : (roleVariable, providerVariable)
      throw Failure(.credentials, "\(present) is set but \(missing) is not", remedies: ["set both"])
    }
  }
}
