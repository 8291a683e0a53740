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

  /// Longest prefix wins.
  private static let table: [(prefix: String, meaning: Meaning)] = [
    ("TooManyRequests", throttled),
    ("Site.ServiceBusy", throttled),
    ("LockFailed", throttled),
    // A 400, and yet a failure of theirs.
    ("InternalException", Meaning(.unavailable, .readsOnly)),
    ("InternalError", Meaning(.unavailable, .readsOnly)),
    ("ServiceUnavailable", Meaning(.unavailable, .readsOnly)),
    // Every attempt of ours has a nonce of its own: another copy of this request has arrived before.
    ("SignatureNonceUsed", Meaning(.unavailable, .readsOnly)),
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
    ("IncompleteSignature", Meaning(.credentials)),
    ("InvalidSecurityToken", Meaning(.credentials, .never, token)),
    ("MissingSecurityToken", Meaning(.credentials, .never, token)),
    ("Forbidden", Meaning(.credentials, .never, permission)),
    ("NoPermission", Meaning(.credentials, .never, permission)),
    ("InvalidApi", Meaning(.configuration, .never, retired)),
    ("InvalidAction", Meaning(.configuration, .never, retired)),
    ("InvalidVersion", Meaning(.configuration, .never, retired)),
    ("InvalidApp.NotFound", Meaning(.configuration)),
    ("InvalidParameter", Meaning(.configuration)),
    ("Missing", Meaning(.configuration)),
  ]

  private static let throttled = Meaning(.tryLater, .safe(after: nil))
  private static let permission = [
    "grant the key's RAM user or role the named action (esa:<action>) on resource *"
  ]
  private static let token = [
    "temporary credentials need their token: set ALIBABA_CLOUD_SECURITY_TOKEN",
    "temporary credentials may have expired: get new ones",
  ]
  private static let retired = ["the provider has withdrawn this API, or does not offer it on this site"]

  /// A code is known by its longest known beginning; `Missing` stands for the whole family `Missing<Parameter>`.
  package static func meaning(of code: String) -> Meaning {
    if code.contains("Throttling") { return throttled }
    let fits = table.filter { entry in
      code == entry.prefix || code.hasPrefix(entry.prefix + ".")
        || entry.prefix == "Missing" && code.hasPrefix(entry.prefix)
    }
    return fits.max { $0.prefix.count < $1.prefix.count }?.meaning
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
      code: code)
  }
}
