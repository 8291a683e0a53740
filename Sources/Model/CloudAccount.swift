/// How accounts of one vendor are accessed: the names of the environment variables, and hints for when they are
/// missing. What a rehearsal hides and a plugin container passes on is derived from these values: see `OwnVariables`.
package struct CloudAccount: Sendable {
  /// The name that is shown.
  package let name: Text
  /// The variables of a key, in the order in which they are searched. The first ones are recommended.
  package let keys: [KeyVariables]
  /// What a CI job needs to deploy without a stored key; nil when the vendor does not support it.
  package let role: RoleVariables?
  /// The variable that sets another address for the API calls.
  package let endpoint: String
  /// The prefixes of all variables that users set.
  package let settings: [String]
  /// The prefixes of those that only a cloud's own run-time environment sets.
  package let foreign: [String]

  /// The names of the variables that hold a key; of the tokens, the first that is set is used.
  package struct KeyVariables: Equatable, Sendable {
    package let id: String
    package let secret: String
    package let tokens: [String]
  }

  /// The names of the variables for the role to assume and the identity provider that confirms the job.
  package struct RoleVariables: Equatable, Sendable {
    package let arn: String
    package let identityProvider: String
    /// The session's name in the cloud's audit log.
    package let sessionName: String
    /// Holds the path of a file with the job's id token; nil when the vendor has no such convention.
    package let tokenFile: String?
    /// Holds the job's id token for this cloud, where one job has tokens for several: each is for one audience.
    package let token: String
    /// The client id that the identity provider lists, unless `audienceVariable` sets another.
    package let audience: String
    package let audienceVariable: String
    /// Where roles and identity providers are in the vendor's console.
    package let console: String
    /// How policies are written there.
    package let policies: PolicyLanguage
    /// The domain of the APIs: `<service>.<domain>`, or `<service>.<region>.<domain>`.
    package let apiDomain: String
  }
}

extension CloudAccount {
  package static let all = [tencent, alibaba, weChat]

  /// The names that tccli and the SDKs use, those of many existing CI jobs, and those of the CloudBase run-time
  /// environment. With the first key, the token is read in all three spellings (tccli, Terraform, CloudBase).
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
      sessionName: "TENCENTCLOUD_ROLE_SESSION_NAME", tokenFile: nil,
      token: "SAMPAN_ID_TOKEN_TENCENT", audience: "sts.tencentcloudapi.com",
      audienceVariable: "SAMPAN_OIDC_AUDIENCE_TENCENT", console: "CAM", policies: .cam,
      apiDomain: "tencentcloudapi.com"),
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
      token: "SAMPAN_ID_TOKEN_ALIBABA", audience: "sts.aliyuncs.com",
      audienceVariable: "SAMPAN_OIDC_AUDIENCE_ALIBABA", console: "RAM", policies: .ram,
      apiDomain: "aliyuncs.com"),
    endpoint: "SAMPAN_ENDPOINT_ALIBABA", settings: ["ALIBABA_CLOUD_"], foreign: [])

  /// A third-party platform: its tokens are issued by the platform's own server, see `ComponentTokens`.
  package static let weChat = CloudAccount(
    name: "WeChat", keys: [], role: nil, endpoint: "SAMPAN_ENDPOINT_WECHAT", settings: ["WECHAT_"],
    foreign: [])

  /// What to do when the environment has no key.
  package var hints: [Text] {
    let stored = keys.prefix(1).map { names -> Text in
      "set \(names.id) and \(names.secret)\(names.tokens.first.map { " (and \($0) for temporary ones)" } ?? "")"
    }
    let keyless: [Text] = role.map { ["without stored keys: set \($0.arn) and \($0.identityProvider)"] } ?? []
    return stored + keyless + ["to try without an account: sampan rehearse"]
  }
}
