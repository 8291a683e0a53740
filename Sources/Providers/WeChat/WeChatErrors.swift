import Model

/// What an `errcode` means for a deploy. An unknown code counts as its class: the first two digits, or that it is
/// negative.
/// https://developers.weixin.qq.com/doc/oplatform/developers/errCode/ (return codes of the open platform); those of
/// the rolling update stand on its own page.
package enum WeChatErrors {
  package struct Meaning: Equatable, Sendable {
    package var kind: Failure.Kind
    package var retry: Failure.Retry
    package var remedies: [String]

    init(_ kind: Failure.Kind, _ retry: Failure.Retry = .never, _ remedies: String...) {
      self.kind = kind
      self.retry = retry
      self.remedies = remedies
    }
  }

  /// The token itself is refused: wrong, not the latest one, expired. Nothing was executed.
  package static let refusedTokens: Set = [40001, 40014, 42001]
  /// There is no such interface (any more).
  static let withdrawn = 40066

  private static let token =
    "get a current component_access_token from the server that holds it: another one may have been minted since"
  private static let tokenKind =
    "this must be the third-party platform's own component_access_token, no mini program's"
  private static let ticket =
    "take the newest component_verify_ticket: the platform's server gets one every 10 minutes"
  private static let component = "check WECHAT_COMPONENT_APPID and WECHAT_COMPONENT_APPSECRET"
  private static let allowList = "add this runner's address to the IP allow list of the third-party platform"
  private static let permission = "let the third-party platform be authorised for cloud hosting"
  private static let fields = "check the values under \"wechat\" in the target against the service"

  private static let retired =
    "the platform has withdrawn this interface: look it up in its documents, or deploy with \"tcbr\""
  /// In characters: nobody reads more of what a provider says.
  private static let longestMessage = 500

  /// What was asked for may have been done all the same.
  private static let busy = "the platform answers so when it is busy: try again in a few minutes"

  private static let table: [Int: Meaning] = [
    -1: Meaning(.unavailable, .readsOnly, busy),
    -1000: Meaning(.unavailable, .readsOnly, busy),
    40001: Meaning(.credentials, .never, token),
    40014: Meaning(.credentials, .never, token),
    42001: Meaning(.credentials, .never, token),
    41001: Meaning(.credentials, .never, token),
    40013: Meaning(.credentials, .never, component),
    40125: Meaning(.credentials, .never, component),
    41004: Meaning(.credentials, .never, component),
    40164: Meaning(.credentials, .never, allowList),
    61004: Meaning(.credentials, .never, allowList),
    61003: Meaning(.credentials, .never, permission),
    61007: Meaning(.credentials, .never, permission),
    61016: Meaning(.credentials, .never, permission),
    61017: Meaning(.credentials, .never, permission),
    48001: Meaning(.credentials, .never, permission),
    48004: Meaning(
      .credentials, .never, "the interface is banned for this platform: ask the open platform why"),
    61005: Meaning(.credentials, .never, ticket),
    61006: Meaning(.credentials, .never, ticket),
    61058: Meaning(.credentials, .never, ticket),
    61011: Meaning(.credentials, .never, component),
    61014: Meaning(.credentials, .never, tokenKind),
    61015: Meaning(.credentials, .never, tokenKind),
    61024: Meaning(.credentials, .never, tokenKind),
    withdrawn: Meaning(.configuration, .never, retired),
    40097: Meaning(.configuration, .never, fields),
    40101: Meaning(.configuration, .never, fields),
    47001: Meaning(.configuration, .never, fields),
    43002: Meaning(.configuration, .never, "a proxy may have changed the method: check HTTPS_PROXY"),
    44002: Meaning(.configuration, .never, "a proxy may have dropped the body: check HTTPS_PROXY"),
    45009: Meaning(.tryLater, .never, "the day's quota of this interface is used up: try again tomorrow"),
    45011: Meaning(.tryLater, .safe(after: .seconds(60)), "too many calls in a minute: try again later"),
    85088: Meaning(
      .configuration, .never, "open cloud development for the app in the platform's console first"),
    -501_002: Meaning(.unavailable, .readsOnly),
    -601_003: Meaning(.unavailable, .readsOnly),
    -501_003: Meaning(.tryLater, .safe(after: nil)),
    -501_004: Meaning(.tryLater, .safe(after: nil)),
  ]

  package static func meaning(of code: Int) -> Meaning {
    if let known = table[code] { return known }
    let unknown = "the code \(code) is not known here: look it up in the open platform's list of return codes"
    switch code {
    case 42_000..<43_000, 48_000..<49_000, 50_000..<51_000, 61_000..<62_000:
      return Meaning(.credentials, .never, unknown)
    case 45_000..<46_000: return Meaning(.tryLater, .never, unknown)
    case 40_000..<50_000, 85_000..<90_000: return Meaning(.configuration, .never, unknown)
    // What a system error has left undone is not known.
    default: return Meaning(.unavailable, .readsOnly, unknown)
    }
  }

  /// The failure for an error answer, with the provider's own words; its request id (`rid`) is taken out of them.
  package static func failure(code: Int, message: String, action: String) -> Failure {
    let meaning = meaning(of: code)
    let (text, rid) = split(String(message.prefix(longestMessage)))
    return Failure(
      meaning.kind, "\(action): \(text.isEmpty ? "error \(code)" : text)", remedies: meaning.remedies,
      retry: meaning.retry, requestID: rid, code: String(code), action: action)
  }

  /// `invalid args rid: 61c0d5a2-3f7a1b2c-0e9d8c7b` is the text and the id.
  package static func split(_ message: String) -> (text: String, rid: String?) {
    guard let mark = message.firstRange(of: "rid:") else { return (trimmed(message), nil) }
    let rid = message[mark.upperBound...].drop { $0 == " " }.prefix { $0.isHexDigit || $0 == "-" }
    return rid.isEmpty ? (trimmed(message), nil) : (trimmed(message[..<mark.lowerBound]), String(rid))
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let isEdge: (Character) -> Bool = { $0.isWhitespace || $0 == "," || $0 == "." }
    return String(text.drop(while: isEdge).reversed().drop(while: isEdge).reversed())
  }
}
