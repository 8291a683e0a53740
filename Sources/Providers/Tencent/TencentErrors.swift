import Model

/// What an error code of API 3.0 means for a deploy.
/// https://cloud.tencent.com/document/api/1388/114322 (common codes); an unknown sub-code counts as its prefix. What
/// every code of the vendor's SDK comes to is in `Tests/error-codes.txt`.
package enum TencentErrors {
  private static let common = ErrorTable([
    "RequestLimitExceeded": throttled,
    "AuthFailure.SignatureExpire": .credentials(
      "the clock of this machine is wrong by more than 5 minutes: set it"),
    "AuthFailure.UnauthorizedOperation": permission,
    "AuthFailure.TokenFailure": .credentials(token, expired),
    "AuthFailure.SecretIdNotFound": .credentials(
      "check the secret id for a missing character and for a key that was deleted", token, expired),
    // The header itself, not the key (its text: it does not conform to the standard).
    "AuthFailure.InvalidAuthorization": .credentials(
      "a proxy may change the headers: check HTTPS_PROXY and NO_PROXY"),
    "AuthFailure.MFAFailure": .credentials(withoutSecondFactor),
    "AuthFailure": .credentials(
      "check the secret id and key for a missing character and for a key that was disabled"),
    "UnauthorizedOperation": permission,
    "IpInBlacklist": .credentials("the key's IP deny list has this runner: remove its address"),
    "IpNotInWhitelist": .credentials("the key's IP allow list lacks this runner: add its address"),
    "InternalError": .serverError(retryLater),
    "ServiceUnavailable": .serverError(retryLater),
    "FailedOperation": .serverError(retryLater),
    // Also while the platform tidies up after a release that failed or was rolled back, for a minute or more, with no
    // task to be seen (accounts of 2026-09).
    "ResourceInUse": .busy("another operation is in progress on it: deploy again in some minutes"),
    "ResourceNotFound": .configuration(
      "check the ids and the region of the target, and the account of the key"),
    "ResourceNotFound.VersionNotFound": .configuration(
      "the version does not exist, or no longer: list them: sampan history"),
    "ResourceUnavailable": .unavailable(
      "the service is not available at the moment: check its status in the console"),
    "ResourceUnavailable.ResourceBanned": banned,
    "ResourceUnavailable.ResourceExpired": unpaid,
    "ResourceUnavailable.ResourceFrozen": unpaid,
    "ResourceUnavailable.ResourceIsolated": unpaid,
    "ResourceUnavailable.ResourceOverdue": unpaid,
    "ResourceInsufficient": soldOut,
    "ResourcesSoldOut": soldOut,
    "LimitExceeded": quota,
    "OperationDenied": refused,
    "OperationDenied.ResourceFrozen": unpaid,
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
    // The call was executed; only its answer is too large.
    "ResponseSizeLimitExceeded": .serverError(
      "the answer is larger than the API can send: read less, e.g. logs with a shorter --since"),
    // Nothing was executed: the request would have succeeded.
    "DryRunOperation": .configuration(
      "sampan never sends DryRun: check what changes its requests on their way, e.g. HTTPS_PROXY"),
  ])

  /// Codes that mean more in one service than elsewhere.
  private static let own = ["sts": securityToken, "tcb": cloudBase, "tem": microservice]

  private static let retryLater: Text =
    "try again in a few minutes; the vendor's support needs the request id"
  static let compare: Text = "check the option that the message names: sampan help config"
  static let retired: Text = "the provider has removed this API: update sampan"
  static let taken: Text = "it exists already: check it in the console"
  static let refused = ErrorMeaning.credentials(
    "the account or the service does not allow it at the moment: check it in the console")
  private static let token: Text = "temporary credentials need their token: set TENCENTCLOUD_TOKEN"
  private static let expired: Text = "temporary credentials may have expired: get new ones"
  static let withoutSecondFactor: Text = "use a key that needs no second factor"
  static let permission = ErrorMeaning.permission("grant the key the named action on the named resource")
  static let throttled = ErrorMeaning.later(
    nil, "try again in a minute: the limit is shared by everything that uses this account")
  static let quota = ErrorMeaning.configuration("a quota of the account is used up: raise it")
  static let soldOut = ErrorMeaning.unavailable(
    "the region has no capacity left: deploy again later, or move the service to another region")
  /// Frozen, isolated, expired: this never passes by itself.
  static let unpaid = ErrorMeaning.credentials(
    """
    settle what the account owes, or renew the environment's plan, then deploy again: \
    https://console.cloud.tencent.com/expense/overview
    """)
  static let banned = ErrorMeaning.credentials(
    "the provider has blocked it: its notices are at https://console.cloud.tencent.com/message")
  /// Preset policies of the cloud, by service.
  private static let policies = [
    "tcb": "QcloudTCBFullAccess", "tcbr": "QcloudTCBFullAccess", "tem": "QcloudTEMFullAccess",
  ]

  /// The answer of `ReleaseGray` for a new version that cannot get traffic yet: of its three documented errors, the one
  /// that is about the resource (SDK of tcbr 3.1.155, client).
  private static let notReady = ErrorMeaning.later(
    .seconds(5), "the new version cannot get traffic yet: try again in a minute")

  package static func meaning(
    of code: String, from service: String, action: String? = nil
  ) -> ErrorMeaning {
    if action == "ReleaseGray", code == "ResourceUnavailable" { return notReady }
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
    meaning(of: code, from: service, action: action)
      .failure(action, message, code: code, requestID: requestID)
  }
}
