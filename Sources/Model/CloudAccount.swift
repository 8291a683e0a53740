/// How accounts of one vendor are reached: the names of the variables that lead to them, and what people are told about
/// them. What a rehearsal hides and a plugin container passes on follows from these values: see `OwnVariables`.
package struct CloudAccount: Sendable {
  /// As people say it.
  package let name: String
  /// The spellings of a key, in the order in which they are looked for. The first one is recommended.
  package let keys: [KeyVariables]
  /// What lets a CI job do without a stored key; nil where the vendor has nothing of the kind.
  package let role: RoleVariables?
  /// The variable that sends the calls elsewhere.
  package let endpoint: String
  /// How the names of all variables begin that a person sets.
  package let settings: [String]
  /// The same for those that only a cloud's own run-time environment sets.
  package let foreign: [String]

  /// The names of the variables that hold a key; of the tokens, the first that is set counts.
  package struct KeyVariables: Equatable, Sendable {
    package let id: String
    package let secret: String
    package let tokens: [String]
  }

  /// The names of the variables that say which role to take, and who vouches for the job.
  package struct RoleVariables: Equatable, Sendable {
    package let arn: String
    package let identityProvider: String
    /// What the cloud's audit log calls the session.
    package let sessionName: String
    /// Holds the path of a file with the job's id token; nil where the vendor has no such convention.
    package let tokenFile: String?
    /// What the identity provider has to list as its client id.
    package let audience: String
    /// Where roles and identity providers are in the vendor's console.
    package let console: String
  }
}

extension CloudAccount {
  package static let all = [tencent, alibaba, weChat]

  /// The spellings of tccli and the SDKs, of people's own CI, and of the CloudBase run-time environment. The token is read
  /// in all three spellings (tccli, Terraform, CloudBase) beside the first.
  package static let tencent = CloudAccount(
    name: "Tencent Cloud",
    keys: [
      KeyVariables(
        id: "TENCENTCLOUD_SECRET_ID", secret: "TENCENTCLOUD_SECRET_KEY",
        tokens: ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSIONTOKEN"]),
      KeyVariables(
        id: "TENCENTCLOUD_SECRETID", secret: "TENCENTCLOUD_SECRETKEY", tokens: ["TENCENTCLOUD_SESSIONTOKEN"]),
      KeyVariables(id: "TCB_SECRET_ID", secret: "TCB_SECRET_KEY", tokens: []),
    ],
    role: RoleVariables(
      arn: "SAMPAN_TENCENT_ROLE_ARN", identityProvider: "SAMPAN_TENCENT_OIDC_PROVIDER",
      sessionName: "TENCENTCLOUD_ROLE_SESSION_NAME", tokenFile: nil, audience: "sts.tencentcloudapi.com",
      console: "CAM"),
    endpoint: "SAMPAN_ENDPOINT_TENCENT", settings: ["TENCENTCLOUD_", "SAMPAN_TENCENT_"], foreign: ["TCB_"])

  /// The variables that the official SDKs read, and that the vendor's own GitHub action sets.
  package static let alibaba = CloudAccount(
    name: "Alibaba Cloud",
    keys: [
      KeyVariables(
        id: "ALIBABA_CLOUD_ACCESS_KEY_ID", secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        tokens: ["ALIBABA_CLOUD_SECURITY_TOKEN"])
    ],
    role: RoleVariables(
      arn: "ALIBABA_CLOUD_ROLE_ARN", identityProvider: "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
      sessionName: "ALIBABA_CLOUD_ROLE_SESSION_NAME", tokenFile: "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
      audience: "sts.aliyuncs.com", console: "RAM"),
    endpoint: "SAMPAN_ENDPOINT_ALIBABA", settings: ["ALIBABA_CLOUD_"], foreign: [])

  /// A third-party platform: its tokens are made by the platform's own server, see `ComponentTokens`.
  package static let weChat = CloudAccount(
    name: "WeChat", keys: [], role: nil, endpoint: "SAMPAN_ENDPOINT_WECHAT", settings: ["WECHAT_"],
    foreign: [])

  /// What to do where the environment has no key.
  package var hints: [Text] {
    let stored = keys.prefix(1).map { names -> Text in
      "set \(names.id) and \(names.secret)\(names.tokens.first.map { " (and \($0) for temporary ones)" } ?? "")"
    }
    let keyless: [Text] = role.map { ["without stored keys: set \($0.arn) and \($0.identityProvider)"] } ?? []
    return stored + keyless + ["to try without an account: sampan rehearse"]
  }
}
