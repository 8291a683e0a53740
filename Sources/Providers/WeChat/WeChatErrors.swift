import Model

/// What an `errcode` means for a deploy. An unknown code counts as its class: the first two digits, or that it is
/// negative.
/// https://developers.weixin.qq.com/doc/oplatform/developers/errCode/ (return codes of the open platform); those of
/// the rolling update are on its own page.
package enum WeChatErrors {
  /// The token itself is refused: wrong, not the latest one, expired. Nothing was executed.
  package static let refusedTokens: Set = [40001, 40014, 42001]
  /// The interface does not exist (any more).
  static let withdrawn = 40066

  private static let token: Text =
    "get a current component_access_token from the server that holds it: another one may have been minted since"
  private static let tokenKind: Text =
    "this must be the third-party platform's own component_access_token, not a mini program's"
  private static let ticket: Text =
    "use the newest component_verify_ticket: the platform's server gets one every 10 minutes"
  private static let component: Text = "check WECHAT_COMPONENT_APPID and WECHAT_COMPONENT_APPSECRET"
  private static let allowList: Text =
    "add this runner's address to the IP allow list of the third-party platform"
  private static let permission: Text =
    "authorize the third-party platform for cloud hosting: its permission sets are in the open platform's console"
  private static let fields: Text = "check the values under \"wechat\" in the target against the service"

  private static let retired: Text =
    "the platform has removed this interface: check its documents, or deploy with \"tcbr\""
  /// In characters; longer messages are cut.
  private static let longestMessage = 500

  /// The call may have been executed.
  private static let busy: Text = "the platform reports this when it is busy: try again in a few minutes"

  private static let table = ErrorTable([
    "-1": .serverError(busy),
    "-1000": .serverError(busy),
    "-501002": .serverError(),
    "-601003": .serverError(),
    "-501003": .later(),
    "-501004": .later(),
    "40001": .credentials(token),
    "40014": .credentials(token),
    "42001": .credentials(token),
    "41001": .credentials(token),
    "40013": .credentials(component),
    "40125": .credentials(component),
    "41004": .credentials(component),
    "61011": .credentials(component),
    "40164": .credentials(allowList),
    "61004": .credentials(allowList),
    "61003": .credentials(permission),
    "61007": .credentials(permission),
    "61016": .credentials(permission),
    "61017": .credentials(permission),
    "48001": .credentials(permission),
    "48004": .credentials("the interface is banned for this platform: ask the open platform's support why"),
    "61005": .credentials(ticket),
    "61006": .credentials(ticket),
    "61058": .credentials(ticket),
    "61014": .credentials(tokenKind),
    "61015": .credentials(tokenKind),
    "61024": .credentials(tokenKind),
    "40066": .configuration(retired),
    "40097": .configuration(fields),
    "40101": .configuration(fields),
    "47001": .configuration(fields),
    "43002": .configuration("a proxy may have changed the method: check HTTPS_PROXY and NO_PROXY"),
    "44002": .configuration("a proxy may have dropped the body: check HTTPS_PROXY and NO_PROXY"),
    "45009": .tryLater("the day's quota of this interface is used up: try again tomorrow"),
    "45011": .later(.seconds(60), "too many calls in a minute: try again later"),
    "85088": .configuration("open cloud development for the app in the platform's console first"),
  ])

  package static func meaning(of code: Int) -> ErrorMeaning {
    if let known = table.meaning(of: String(code)) { return known }
    let unknown: Text =
      "the error code \(code) is not known to sampan: look it up in the open platform's list of return codes"
    return switch code {
    case 42_000..<43_000, 48_000..<49_000, 50_000..<51_000, 61_000..<62_000: .credentials(unknown)
    case 45_000..<46_000: .tryLater(unknown)
    case 40_000..<50_000, 85_000..<90_000: .configuration(unknown)
    // After a system error it is not known what was executed.
    default: .serverError(unknown)
    }
  }

  /// The failure for an error answer, with the provider's message; its request id (`rid`) is taken out of it.
  package static func failure(code: Int, message: String, action: String) -> Failure {
    let (text, rid) = split(String(message.prefix(longestMessage)))
    return meaning(of: code).failure(
      action, text.isEmpty ? "error \(code)" : text, code: String(code), requestID: rid)
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
