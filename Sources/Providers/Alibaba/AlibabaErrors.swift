import Model

/// What an error code means for a deploy. https://www.alibabacloud.com/help/en/sdk/product-overview (common error
/// codes) and the tables of the ESA calls. The HTTP status does not show it: throttling is a 400 here.
package enum AlibabaErrors {
  private static let table = ErrorTable([
    "TooManyRequests": throttled,
    "Site.ServiceBusy": throttled,
    "LockFailed": throttled,
    "Internal*": .serverError(retryLater),
    // A 400, but a failure of the server; ESA: "call failed, try again later". The call may have been executed.
    "InternalException": .serverError(
      "ESA reports this when it is busy: try again in a few minutes; the vendor's support needs the request id"
    ),
    "ServiceUnavailable": .serverError(retryLater),
    // Every attempt has its own nonce: another copy of this request arrived before.
    "SignatureNonceUsed": .serverError(retryLater),
    "InvalidTimeStamp": .credentials("the clock of this machine is wrong by more than 15 minutes: set it"),
    "InvalidAccessKeyId": .credentials(
      "check ALIBABA_CLOUD_ACCESS_KEY_ID, and that the key was not disabled"),
    "SignatureDoesNotMatch": .credentials("check ALIBABA_CLOUD_ACCESS_KEY_SECRET for a missing character"),
    "IncompleteSignature": .credentials("a proxy may change the headers: check HTTPS_PROXY and NO_PROXY"),
    "InvalidSecurityToken": .credentials(token, expired),
    "MissingSecurityToken": .credentials(token, expired),
    // The refusals of `AssumeRoleWithOIDC`.
    "AuthenticationFail*": permission,
    "EntityNotExist*": permission,
    "Forbidden*": permission,
    "NoPermission*": permission,
    "Unauthorized*": permission,
    "AccessDenied*": permission,
    "InvalidApi": .configuration(retired),
    "InvalidAction": .configuration(retired),
    "InvalidVersion": .configuration(retired),
    "InvalidApp.NotFound": .configuration("check \"appId\", \"site\" and the account of the key"),
    "InvalidParameter.appid": .configuration(
      "check \"appId\": it begins with app-, and the console lists the apps"),
    "InvalidParameter.VersionId": .configuration(
      "check \"versionId\": it begins with ver-, and the console lists the versions of the app"),
    "InvalidParameter.PublishEnv": .configuration("set \"publishEnv\" to \"prod\" or \"staging\""),
    "InvalidParameter.Percentage": .configuration("set \"percentage\" to a number from 1 to 100"),
    "Invalid*": .configuration(compare),
    "Missing*": .configuration(compare),
    "Unsupported*": .configuration(compare),
    "Quota*": .configuration("a quota of the account is used up: raise it"),
  ])

  private static let throttled = ErrorMeaning.later(
    nil, "try again in a minute: the API is busy with other calls")
  private static let retryLater: Text =
    "try again in a few minutes; the vendor's support needs the request id"
  private static let compare: Text = "check the option that the message names: sampan help config"
  private static let permission = ErrorMeaning.permission(
    "grant the key's RAM user or role the named action (esa:<action>) on resource *")
  private static let token: Text = "temporary credentials need their token: set ALIBABA_CLOUD_SECURITY_TOKEN"
  private static let expired: Text = "temporary credentials may have expired: get new ones"
  private static let retired: Text = "the provider has removed this API, or does not offer it on this site"

  package static func meaning(of code: String) -> ErrorMeaning {
    // Products add a prefix, e.g. `Rejected.Throttling`.
    if code.contains("Throttling") { return throttled }
    return table.meaning(of: code) ?? .unknown(code)
  }

  /// The failure for an error answer, with the provider's message. `delay` is the one in the answer.
  package static func failure(
    code: String, message: String, action: String, requestID: String?, delay: Duration?
  ) -> Failure {
    var meaning = meaning(of: code)
    if case .safe = meaning.retry { meaning.retry = .safe(after: delay) }
    return meaning.failure(action, message, code: code, requestID: requestID)
  }
}
