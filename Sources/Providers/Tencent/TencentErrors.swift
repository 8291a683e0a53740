import Model

/// What an error code of API 3.0 means for a deploy.
/// https://cloud.tencent.com/document/api/1388/114322 (common codes); an unknown sub-code counts as its prefix.
package enum TencentErrors {
  private static let common = ErrorTable([
    "RequestLimitExceeded": .later(
      nil, "try again in a minute: the limit is shared by everything that uses this account"),
    "AuthFailure.SignatureExpire": .credentials(
      "the clock of this machine is wrong by more than 5 minutes: set it"),
    "AuthFailure.UnauthorizedOperation": permission,
    "AuthFailure.TokenFailure": .credentials(token, expired),
    "AuthFailure.SecretIdNotFound": .credentials(
      "check the secret id for a missing character and for a key that was deleted", token, expired),
    "AuthFailure": .credentials(
      "check the secret id and key for a missing character and for a key that was disabled"),
    "UnauthorizedOperation": permission,
    "IpInBlacklist": .credentials(network),
    "IpNotInWhitelist": .credentials(network),
    "InternalError": .serverError(retryLater),
    "ServiceUnavailable": .serverError(retryLater),
    "FailedOperation": .serverError(retryLater),
    "ResourceInUse": .tryLater(
      "another rollout is in progress: wait for it (\"onConflict\": \"wait\"), or stop it (\"onConflict\": \"cancel\")"
    ),
    "ResourceNotFound": .configuration(
      "check the ids and the region of the target, and the account of the key"),
    "ResourceUnavailable": .unavailable(
      "the resource is frozen, isolated or banned: check the account's bills in the console"),
    "ResourceInsufficient": .unavailable("the region has no capacity left"),
    "LimitExceeded": .configuration("a quota of the account is used up: raise it"),
    "OperationDenied": .credentials(
      "the account or the service does not allow it at the moment: check it in the console"),
    "ActionOffline": .configuration(retired),
    "InvalidAction": .configuration(retired),
    "NoSuchVersion": .configuration(retired),
    "NoSuchProduct": .configuration(retired),
    "UnsupportedRegion": .configuration("set \"region\" to where the environment is"),
    "InvalidParameter": .configuration(compare),
    "InvalidParameterValue": .configuration(compare),
    "MissingParameter": .configuration(compare),
    "UnknownParameter": .configuration(compare),
    "UnsupportedOperation": .configuration(compare),
    "UnsupportedProtocol": .configuration(compare),
    "InvalidRequest": .configuration(compare),
    "RequestSizeLimitExceeded": .configuration(compare),
  ])

  /// Codes that mean more in one service than elsewhere.
  private static let own = ["tem": microservice]

  private static let retryLater: Text =
    "try again in a few minutes; the vendor's support needs the request id"
  private static let compare: Text = "check the option that the message names: sampan help config"
  private static let retired: Text = "the provider has removed this API: update sampan"
  private static let token: Text = "temporary credentials need their token: set TENCENTCLOUD_TOKEN"
  private static let expired: Text = "temporary credentials may have expired: get new ones"
  private static let network: Text = "the key's IP allow list lacks this runner: add its address"
  static let permission = ErrorMeaning.permission("grant the key the named action on the named resource")
  /// Preset policies of the cloud, by service.
  private static let policies = [
    "tcb": "QcloudTCBFullAccess", "tcbr": "QcloudTCBFullAccess", "tem": "QcloudTEMFullAccess",
  ]

  package static func meaning(of code: String, from service: String) -> ErrorMeaning {
    var meaning = own[service]?.meaning(of: code) ?? common.meaning(of: code) ?? .unknown(code)
    if meaning.lacksPermission, let policy = policies[service] {
      meaning.remedies = meaning.remedies.map { "\($0), or the preset policy \(policy)" }
    }
    return meaning
  }

  /// The failure for an error answer, with the provider's message.
  package static func failure(
    code: String, message: String, action: String, service: String, requestID: String?
  ) -> Failure {
    meaning(of: code, from: service).failure(action, message, code: code, requestID: requestID)
  }
}
