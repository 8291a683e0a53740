import Effects
import HTTP
import Model

/// A temporary key for a role that trusts this CI: `AssumeRoleWithWebIdentity` of STS, version 2018-08-13, which is sent
/// unsigned (https://cloud.tencent.com/document/api/1312/73070). A role is `qcs::cam::uin/<uin>:roleName/<role>`, its
/// identity provider a name in the account's access management.
enum TencentRole {
  static func key(_ claim: RoleClaim, in world: World) async throws(Failure) -> AccessKey {
    let call = TencentAPI.Call(
      service: "sts", version: "2018-08-13", action: "AssumeRoleWithWebIdentity",
      body: [
        "ProviderId": .string(claim.identityProvider),
        "WebIdentityToken": .string(claim.token.value.reveal()), "RoleArn": .string(claim.role),
        "RoleSessionName": .string(claim.sessionName),
      ], kind: .read, isSigned: false)
    let answer = try await TencentAPI(world, region: TencentAPI.stsRegion).send(
      call, expecting: Answer.self)
    let given = answer.credentials
    return AccessKey(
      id: given.tmpSecretID, key: Secret(given.tmpSecretKey), token: Secret(given.token),
      end: Timestamp(seconds: Int64(answer.expiredTime)), source: claim.source)
  }

  private struct Answer: Decodable, Sendable {
    struct Credentials: Decodable, Sendable {
      var tmpSecretID: String
      var tmpSecretKey: String
      var token: String
    }
    var credentials: Credentials
    /// Seconds since 1970.
    var expiredTime: Int
  }
}
