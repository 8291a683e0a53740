import Model

/// What an error code of API 3.0 means for a deploy.
/// https://cloud.tencent.com/document/api/1388/114322 (common codes); an unknown sub-code counts as its prefix.
package enum TencentErrors {
  package struct Meaning: Equatable, Sendable {
    package var kind: Failure.Kind
    package var retry: Failure.Retry
    package var remedies: [String]
  }

  private static let limit = ["try again in a minute: everything that uses this account counts"]
  private static let theirs = ["try again in a few minutes; the vendor's support wants the request id"]
  private static let nowhere = ["check the ids of the target, its region, and whose account the key is of"]
  private static let denied = [
    "the account or the service does not allow it just now: look at it in the console"
  ]
  private static let compare = ["compare the target with what the message names: sampan help config"]
  private static let retired = ["the provider has withdrawn this API: look for a newer version of sampan"]

  /// Longest prefix wins.
  private static let table: [(prefix: String, meaning: Meaning)] = [
    ("RequestLimitExceeded", Meaning(kind: .tryLater, retry: .safe(after: nil), remedies: limit)),
    (
      "AuthFailure.SignatureExpire",
      Meaning(
        kind: .credentials, retry: .never,
        remedies: ["the clock of this machine is wrong by more than 5 minutes: set it"])
    ),
    (
      "AuthFailure.UnauthorizedOperation",
      Meaning(kind: .credentials, retry: .never, remedies: permission)
    ),
    ("AuthFailure.TokenFailure", Meaning(kind: .credentials, retry: .never, remedies: token)),
    (
      "AuthFailure.SecretIdNotFound",
      Meaning(
        kind: .credentials, retry: .never,
        remedies: ["check the secret id for a missing character and for a key that was deleted"] + token)
    ),
    (
      "AuthFailure",
      Meaning(
        kind: .credentials, retry: .never,
        remedies: ["check the secret id and key for a missing character and for a key that was disabled"])
    ),
    ("UnauthorizedOperation", Meaning(kind: .credentials, retry: .never, remedies: permission)),
    ("IpInBlacklist", Meaning(kind: .credentials, retry: .never, remedies: network)),
    ("IpNotInWhitelist", Meaning(kind: .credentials, retry: .never, remedies: network)),
    ("InternalError", Meaning(kind: .unavailable, retry: .readsOnly, remedies: theirs)),
    ("ServiceUnavailable", Meaning(kind: .unavailable, retry: .readsOnly, remedies: theirs)),
    ("FailedOperation", Meaning(kind: .unavailable, retry: .readsOnly, remedies: theirs)),
    (
      "ResourceInUse",
      Meaning(
        kind: .tryLater, retry: .never,
        remedies: [
          "another rollout is in flight: wait for it (\"onConflict\": \"wait\"), or stop it"
            + " (\"onConflict\": \"cancel\")"
        ])
    ),
    ("ResourceNotFound", Meaning(kind: .configuration, retry: .never, remedies: nowhere)),
    (
      "ResourceUnavailable",
      Meaning(
        kind: .unavailable, retry: .never,
        remedies: ["the resource is frozen, isolated or banned: look at the account's bills in the console"])
    ),
    (
      "ResourceInsufficient",
      Meaning(kind: .unavailable, retry: .never, remedies: ["the region has no capacity left"])
    ),
    (
      "LimitExceeded",
      Meaning(
        kind: .configuration, retry: .never, remedies: ["a quota of the account is used up: raise it"])
    ),
    ("OperationDenied", Meaning(kind: .credentials, retry: .never, remedies: denied)),
    ("ActionOffline", Meaning(kind: .configuration, retry: .never, remedies: retired)),
    ("InvalidAction", Meaning(kind: .configuration, retry: .never, remedies: retired)),
    ("NoSuchVersion", Meaning(kind: .configuration, retry: .never, remedies: retired)),
    ("NoSuchProduct", Meaning(kind: .configuration, retry: .never, remedies: retired)),
    (
      "UnsupportedRegion",
      Meaning(kind: .configuration, retry: .never, remedies: ["set \"region\" to where the environment is"])
    ),
    ("InvalidParameter", Meaning(kind: .configuration, retry: .never, remedies: compare)),
    ("InvalidParameterValue", Meaning(kind: .configuration, retry: .never, remedies: compare)),
    ("MissingParameter", Meaning(kind: .configuration, retry: .never, remedies: compare)),
    ("UnknownParameter", Meaning(kind: .configuration, retry: .never, remedies: compare)),
    ("UnsupportedOperation", Meaning(kind: .configuration, retry: .never, remedies: compare)),
    ("UnsupportedProtocol", Meaning(kind: .configuration, retry: .never, remedies: compare)),
    ("InvalidRequest", Meaning(kind: .configuration, retry: .never, remedies: compare)),
    ("RequestSizeLimitExceeded", Meaning(kind: .configuration, retry: .never, remedies: compare)),
  ]

  static let permission = ["grant the key the named action on the named resource"]
  /// Policies that the cloud brings along, by service.
  private static let policies = [
    "tcb": "QcloudTCBFullAccess", "tcbr": "QcloudTCBFullAccess", "tem": "QcloudTEMFullAccess",
  ]
  private static let token = [
    "temporary credentials need their token: set TENCENTCLOUD_TOKEN",
    "temporary credentials may have expired: get new ones",
  ]
  private static let network = ["the key is limited to other addresses: add the runner's to its list"]

  /// What a service says in words of its own.
  private static func table(of service: String) -> [(prefix: String, meaning: Meaning)] {
    service == "tem" ? table + elasticMicroservice : table
  }

  package static func meaning(of code: String, from service: String) -> Meaning {
    let fits = table(of: service).filter { code == $0.prefix || code.hasPrefix($0.prefix + ".") }
    return fits.max { $0.prefix.count < $1.prefix.count }?.meaning
      ?? Meaning(
        kind: .unavailable, retry: .readsOnly,
        remedies: ["the code \"\(code)\" is not known here: look it up with the request id in the console"])
  }

  /// The failure for an error answer, with the provider's own words.
  package static func failure(
    code: String, message: String, action: String, service: String, requestID: String?
  ) -> Failure {
    var meaning = meaning(of: code, from: service)
    if meaning.remedies == permission, let policy = policies[service] {
      meaning.remedies = permission.map { "\($0), or the preset policy \(policy)" }
    }
    return Failure(
      meaning.kind, "\(action): \(message)", remedies: meaning.remedies, retry: meaning.retry,
      requestID: requestID, code: code, action: action)
  }
}
