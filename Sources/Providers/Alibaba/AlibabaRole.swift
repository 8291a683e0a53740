import Effects
import HTTP
import Model

/// A role of an account that trusts this CI: `AssumeRoleWithOIDC` of STS, version 2015-04-01, which is sent unsigned.
/// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
struct AlibabaRole: Sendable {
  /// `acs:ram::<account>:role/<role>`
  var arn: String
  /// `acs:ram::<account>:oidc-provider/<name>`
  var identityProvider: String

  /// What the identity provider has to list as its client id.
  private static let audience = "sts.aliyuncs.com"

  func assume(in world: World) async throws(Failure) -> AccessKey {
    let token = try await IDToken.find(
      for: Self.audience, fileVariable: "ALIBABA_CLOUD_OIDC_TOKEN_FILE", in: world)
    // In the body, so that the token is in no proxy's log.
    let call = AlibabaAPI.Call(
      "AssumeRoleWithOIDC",
      form: [
        "RoleArn": arn, "OIDCProviderArn": identityProvider, "OIDCToken": token.value.reveal(),
        "RoleSessionName": RoleSession.name("ALIBABA_CLOUD_ROLE_SESSION_NAME", in: world),
      ], isSigned: false)
    do throws(Failure) {
      let answer = try await AlibabaAPI.sts(in: world).send(call, expecting: Answer.self)
      let given = answer.credentials
      guard let end = ISODate.parse(given.expiration) else {
        throw Failure(.unavailable, "\(call.action): \"Expiration\" is no time", retry: .readsOnly)
      }
      let key = AccessKey(
        id: given.id, key: Secret(given.key), token: Secret(given.token), end: end,
        source: "role \(arn) by \(token.source)")
      world.secrets.add(key)
      return key
    } catch {
      throw token.refusal(error, role: arn, identityProvider: identityProvider, console: "RAM")
    }
  }

  private struct Answer: Decodable, Sendable {
    struct Credentials: Decodable, Sendable {
      var id: String
      var key: String
      var token: String
      var expiration: String
      private enum CodingKeys: String, CodingKey {
        case id = "AccessKeyId", key = "AccessKeySecret", token = "SecurityToken", expiration = "Expiration"
      }
    }
    var credentials: Credentials
    private enum CodingKeys: String, CodingKey { case credentials = "Credentials" }
  }
}
