import Effects
import HTTP
import Model

/// A temporary key for a role that trusts this CI: `AssumeRoleWithOIDC` of STS, version 2015-04-01, which is sent
/// unsigned. A role is `acs:ram::<account>:role/<role>`, an identity provider `acs:ram::<account>:oidc-provider/<name>`.
/// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
enum AlibabaRole {
  static func key(_ claim: RoleClaim, in world: World) async throws(Failure) -> AccessKey {
    // In the body, so that the token is in no proxy's log.
    let call = AlibabaAPI.Call(
      "AssumeRoleWithOIDC",
      form: [
        "RoleArn": claim.role, "OIDCProviderArn": claim.identityProvider,
        "OIDCToken": claim.token.value.reveal(), "RoleSessionName": claim.sessionName,
      ], isSigned: false)
    let given = try await AlibabaAPI.sts(in: world).send(call, expecting: Answer.self).credentials
    guard let end = ISODate.parse(given.expiration) else {
      throw Failure(.unavailable, "\(call.action): \"Expiration\" is not a valid time", retry: .readsOnly)
    }
    return AccessKey(
      id: given.accessKeyID, key: Secret(given.accessKeySecret), token: Secret(given.securityToken), end: end,
      source: claim.source)
  }

  private struct Answer: Decodable, Sendable {
    struct Credentials: Decodable, Sendable {
      var accessKeyID: String
      var accessKeySecret: String
      var securityToken: String
      var expiration: String
    }
    var credentials: Credentials
  }
}
