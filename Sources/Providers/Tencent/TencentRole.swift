import Effects
import HTTP
import Model

/// A role of an account that trusts this CI: `AssumeRoleWithWebIdentity` of STS, version 2018-08-13, which is sent
/// unsigned (https://cloud.tencent.com/document/api/1312/73070).
struct TencentRole: Sendable {
  /// `qcs::cam::uin/<uin>:roleName/<role>`
  var arn: String
  /// The name of the identity provider in the account's access management.
  var identityProvider: String

  /// What the identity provider has to list as its client id.
  private static let audience = "sts.tencentcloudapi.com"

  func assume(in world: World) async throws(Failure) -> AccessKey {
    let token = try await IDToken.find(for: Self.audience, in: world)
    let call = TencentAPI.Call(
      service: "sts", version: "2018-08-13", action: "AssumeRoleWithWebIdentity",
      body: [
        "ProviderId": .string(identityProvider), "WebIdentityToken": .string(token.value.reveal()),
        "RoleArn": .string(arn),
        "RoleSessionName": .string(RoleSession.name("TENCENTCLOUD_ROLE_SESSION_NAME", in: world)),
      ], kind: .read, isSigned: false)
    do throws(Failure) {
      let answer = try await TencentAPI(world, region: TencentAPI.stsRegion).send(
        call, expecting: Answer.self)
      let key = AccessKey(
        id: answer.credentials.id, key: Secret(answer.credentials.key),
        token: Secret(answer.credentials.token), end: Timestamp(seconds: Int64(answer.expiredTime)),
        source: "role \(arn) by \(token.source)")
      world.secrets.add(key)
      return key
    } catch {
      throw token.refusal(error, role: arn, identityProvider: identityProvider, console: "CAM")
    }
  }

  private struct Answer: Decodable, Sendable {
    struct Credentials: Decodable, Sendable {
      var id: String
      var key: String
      var token: String
      private enum CodingKeys: String, CodingKey {
        case id = "TmpSecretId", key = "TmpSecretKey", token = "Token"
      }
    }
    var credentials: Credentials
    /// Seconds since 1970.
    var expiredTime: Int
    private enum CodingKeys: String, CodingKey {
      case credentials = "Credentials", expiredTime = "ExpiredTime"
    }
  }
}
