import Model

/// What an error code means for a deploy. https://www.alibabacloud.com/help/en/sdk/product-overview (common error
/// codes), the tables of the ESA calls, help.aliyun.com/en/edge-security-acceleration/esa/api-esa-2024-09-10-errorcodes and
/// help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes (read 2026-11-29). The HTTP status does not
/// show it: throttling is a 400 here. What every code comes to is in `Tests/error-codes.txt`.
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
    // The refusals of `AssumeRoleWithOIDC`. Those without a remedy are about the role and the id token: `IDToken` shows
    // both.
    "AuthenticationFail*": .credentials(),
    "AuthenticationFail.OIDCToken.AudienceNotMatch": .credentials(
      """
      set SAMPAN_OIDC_AUDIENCE_ALIBABA to a client id of the identity provider; a token for this cloud alone goes \
      into SAMPAN_ID_TOKEN_ALIBABA
      """),
    "AuthenticationFail.OIDCToken.Expired": .credentials(
      "request the token in the job that uses it, as late as possible"),
    "AuthenticationFail.OIDCToken.HttpsUrlInvalid": .credentials(fingerprint),
    "AuthenticationFail.OIDCToken.IssuerConfigurationBroken": .credentials(
      "the cloud cannot read the issuer's keys: its address must be reachable from the internet"),
    "AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch": .credentials(fingerprint),
    "EntityNotExist*": .credentials(),
    "Forbidden*": permission,
    "NoPermission*": permission,
    "Unauthorized*": permission,
    "AccessDenied*": permission,
    "InvalidApi": .configuration(retired),
    "InvalidAction": .configuration(retired),
    // Whether it is about the API's version or the app's is not settled.
    "InvalidVersion": .configuration(
      "check that the version of the app exists: the console lists them; otherwise the API has been removed: update sampan"
    ),
    "AccountBlacklist": unpaid,
    "AccountStatusIllegal": unpaid,
    "InvalidAccountStatus*": unpaid,
    "InsufficientBalance*": unpaid,
    "*Arrearage": unpaid,
    "*.NotSupport": .configuration(plan),
    "*.OverQuota": quota,
    "*QuotaExceeded": quota,
    "*.WrongValueMatched": .configuration(compare),
    // Of the call that gives an app a domain.
    "ActiveSiteNotExist": .configuration(
      "no active ESA site matches the domain: check the domain, and activate the site in the console"),
    "AppAlreadyExist": .configuration("an app of this name exists already: check \"appId\""),
    "InvalidApp.NotFound": .configuration("check \"appId\", \"site\" and the account of the key", plan),
    "InvalidParameter.appid": .configuration(
      "check \"appId\": it begins with app-, and the console lists the apps"),
    "InvalidParameter.VersionId": .configuration(
      "check \"versionId\": it begins with ver-, and the console lists the versions of the app"),
    "InvalidParameter.PublishEnv": .configuration("set \"publishEnv\" to \"prod\" or \"staging\""),
    "InvalidParameter.Percentage": .configuration("set \"percentage\" to a number from 1 to 100"),
    "Invalid*": .configuration(compare),
    "Missing*": .configuration(compare),
    "Unsupported*": .configuration(compare),
    "Quota*": quota,
  ])

  private static let quota = ErrorMeaning.configuration("a quota of the account is used up: raise it")
  private static let plan: Text =
    "the account needs an ESA plan that has Edge Container: check it in the console"
  private static let unpaid = ErrorMeaning.credentials(
    """
    settle what the account owes, or ask the vendor's support, then deploy again: \
    https://billing-cost.console.aliyun.com
    """)
  private static let fingerprint: Text =
    "add the fingerprint of the root certificate of the issuer's address to the identity provider in RAM"

  private static let throttled = ErrorMeaning.later(
    nil, "try again in a minute: the API is busy with other calls")
  private static let retryLater: Text =
    "try again in a few minutes; the vendor's support needs the request id"
  private static let compare: Text = "check the option that the message names: sampan help config"
  private static let permission = ErrorMeaning.permission(
    "grant the key's RAM user or role the named action (esa:<action>) on resource *")
  private static let token: Text = "temporary credentials need their token: set ALIBABA_CLOUD_SECURITY_TOKEN"
  private static let expired: Text = "temporary credentials may have expired: get new ones"
  private static let retired: Text =
    "the provider has removed this API, or does not offer it on this site: check \"site\", or update sampan"

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
