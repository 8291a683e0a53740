import Effects
import Model

/// A Tencent Cloud key, permanent or temporary.
package struct TencentCredentials: Equatable, Sendable {
  package var id: String
  package var key: Secret
  /// Temporary credentials only.
  package var token: Secret?
  /// The name of where it came from, never the value.
  package var source: String

  /// The spellings that tccli and the SDKs, the CloudBase runtime, and people's own CI use, in this order. The token
  /// is read in all three spellings (tccli, Terraform, CloudBase runtime) beside the first.
  private static let spellings: [(id: String, key: String, tokens: [String])] = [
    (
      "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY",
      ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSIONTOKEN"]
    ),
    ("TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY", ["TENCENTCLOUD_SESSIONTOKEN"]),
    ("TCB_SECRET_ID", "TCB_SECRET_KEY", []),
  ]

  /// The first complete pair in the environment. Registers what it reads as secret.
  package static func find(in world: World) throws(Failure) -> TencentCredentials {
    for spelling in spellings {
      let id = world.variable(spelling.id)
      let key = world.variable(spelling.key)
      if let id, let key {
        let token = spelling.tokens.lazy.compactMap(world.variable).first.map(Secret.init)
        let found = TencentCredentials(id: id, key: Secret(key), token: token, source: spelling.id)
        world.secrets.add(found.key)
        if let token { world.secrets.add(token) }
        return found
      }
      if id != nil || key != nil {
        let missing = id == nil ? spelling.id : spelling.key
        let present = id == nil ? spelling.key : spelling.id
        throw Failure(
          .credentials, "\(present) is set but \(missing) is not",
          remedies: ["set \(missing) in the CI's secret variables"])
      }
    }
    throw Failure(
      .credentials, "no Tencent Cloud credentials in the environment",
      remedies: [
        "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY (and TENCENTCLOUD_TOKEN for temporary ones)",
        "to try without an account: sampan rehearse",
      ])
  }

  /// The id with its middle left out, for people who have several accounts.
  package var maskedID: String { id.count > 12 ? "\(id.prefix(6))…\(id.suffix(4))" : "…" }
}
