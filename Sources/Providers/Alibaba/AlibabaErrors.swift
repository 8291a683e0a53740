import Model

/// What an error code means for a deploy. https://www.alibabacloud.com/help/en/sdk/product-overview (common error
/// codes) and the tables of the ESA calls. The HTTP status says little: throttling is a 400 here.
package enum AlibabaErrors {
  package struct Meaning: Equatable, Sendable {
    package var kind: Failure.Kind
    package var retry: Failure.Retry
    package var remedies: [String]

    init(_ kind: Failure.Kind, _ retry: Failure.Retry = .never, _ remedies: [String] = []) {
      self.kind = kind
      self.retry = retry
      self.remedies = remedies
    }
  }

  /// The longest entry that fits wins. One fits its own code and those that add a point and more; with a star it stands
  /// for every code that begins so (`Missing<Parameter>`, `Invalid<Thing>`): a code that is new here still means
  /// something.
  private static let table: [(code: String, meaning: Meaning)] = [
    ("TooManyRequests", throttled),
    ("Site.ServiceBusy", throttled),
    ("LockFailed", throttled),
    ("Internal*", theirs),
    // A 400, and yet a failure of theirs; ESA: "call failed, try again later". The call may have been executed.
    (
      "InternalException",
      Meaning(
        .unavailable, .readsOnly,
        [
          "ESA answers so when it is busy: try again in a few minutes; the vendor's support wants the request id"
        ])
    ),
    ("ServiceUnavailable", theirs),
    // Every attempt of ours has a nonce of its own: another copy of this request has arrived before.
    ("SignatureNonceUsed", theirs),
    (
      "InvalidTimeStamp",
      Meaning(.credentials, .never, ["the clock of this machine is wrong by more than 15 minutes: set it"])
    ),
    (
      "InvalidAccessKeyId",
      Meaning(
        .credentials, .never, ["check ALIBABA_CLOUD_ACCESS_KEY_ID, and that the key was not disabled"])
    ),
    (
      "SignatureDoesNotMatch",
      Meaning(.credentials, .never, ["check ALIBABA_CLOUD_ACCESS_KEY_SECRET for a missing character"])
    ),
    (
      "IncompleteSignature",
      Meaning(.credentials, .never, ["a proxy may change headers on their way: check HTTPS_PROXY"])
    ),
    ("InvalidSecurityToken", Meaning(.credentials, .never, token)),
    ("MissingSecurityToken", Meaning(.credentials, .never, token)),
    // The refusals of `AssumeRoleWithOIDC`.
    ("AuthenticationFail*", Meaning(.credentials, .never, permission)),
    ("EntityNotExist*", Meaning(.credentials, .never, permission)),
    ("Forbidden*", Meaning(.credentials, .never, permission)),
    ("NoPermission*", Meaning(.credentials, .never, permission)),
    ("Unauthorized*", Meaning(.credentials, .never, permission)),
    ("AccessDenied*", Meaning(.credentials, .never, permission)),
    ("InvalidApi", Meaning(.configuration, .never, retired)),
    ("InvalidAction", Meaning(.configuration, .never, retired)),
    ("InvalidVersion", Meaning(.configuration, .never, retired)),
    (
      "InvalidApp.NotFound",
      Meaning(.configuration, .never, ["check \"appId\", \"site\" and whose key this is"])
    ),
    (
      "InvalidParameter.appid",
      Meaning(
        .configuration, .never, ["check \"appId\": it begins with app-, and the console lists the apps"])
    ),
    (
      "InvalidParameter.VersionId",
      Meaning(
        .configuration, .never,
        ["check \"versionId\": it begins with ver-, and the console lists the versions of the app"])
    ),
    (
      "InvalidParameter.PublishEnv",
      Meaning(.configuration, .never, ["set \"publishEnv\" to \"prod\" or \"staging\""])
    ),
    (
      "InvalidParameter.Percentage",
      Meaning(.configuration, .never, ["set \"percentage\" to a number from 1 to 100"])
    ),
    ("Invalid*", Meaning(.configuration, .never, compare)),
    ("Missing*", Meaning(.configuration, .never, compare)),
    ("Unsupported*", Meaning(.configuration, .never, compare)),
    ("Quota*", Meaning(.configuration, .never, ["a quota of the account is used up: raise it"])),
  ]

  private static let throttled = Meaning(
    .tryLater, .safe(after: nil), ["try again in a minute: the API is busy with other calls"])
  private static let theirs = Meaning(
    .unavailable, .readsOnly, ["try again in a few minutes; the vendor's support wants the request id"])
  private static let compare = ["compare the target with what the message names: sampan help config"]
  private static let permission = [
    "grant the key's RAM user or role the named action (esa:<action>) on resource *"
  ]
  private static let token = [
    "temporary credentials need their token: set ALIBABA_CLOUD_SECURITY_TOKEN",
    "temporary credentials may have expired: get new ones",
  ]
  private static let retired = ["the provider has withdrawn this API, or does not offer it on this site"]

  package static func meaning(of code: String) -> Meaning {
    // Products put their own word before it, e.g. `Rejected.Throttling`.
    if code.contains("Throttling") { return throttled }
    let fits = table.filter { entry in
      entry.code.hasSuffix("*")
        ? code.hasPrefix(entry.code.dropLast()) : code == entry.code || code.hasPrefix(entry.code + ".")
    }
    return fits.max { $0.code.count < $1.code.count }?.meaning
      ?? Meaning(
        .unavailable, .readsOnly,
        ["the code \"\(code)\" is not known here: look it up with the request id in the console"])
  }

  /// The failure for an error answer, with the provider's own words. `delay` is the one that it named.
  package static func failure(
    code: String, message: String, action: String, requestID: String?, delay: Duration?
  ) -> Failure {
    let meaning = meaning(of: code)
    var retry = meaning.retry
    if case .safe = retry { retry = .safe(after: delay) }
    return Failure(
      meaning.kind, "\(action): \(message)", remedies: meaning.remedies, retry: retry, requestID: requestID,
      code: code, action: action)
  }
}
