import FoundationEssentials

/// The tokens of one platform. A new one does not end the old one at once: that stays valid for five minutes.
struct WeChatTokens: Sendable {
  private struct Token: Sendable {
    var text: String
    /// In emulated seconds.
    var expires: Double
    var isReplaced = false
  }

  private var tokens: [Token]

  static let lifetime = 7200.0
  private static let grace = 300.0

  init(_ first: String) { tokens = [Token(text: first, expires: Self.lifetime)] }

  var all: [String] { tokens.map(\.text) }

  mutating func mint(at time: Double) -> String {
    if var old = tokens.popLast() {
      old.expires = min(old.expires, time + Self.grace)
      old.isReplaced = true
      tokens.append(old)
    }
    // With signs that a query has to escape.
    let text = "minted+\(UUID().uuidString)/\(tokens.count)=="
    tokens.append(Token(text: text, expires: time + Self.lifetime))
    return text
  }

  /// The one that the platform's server holds; the server renews it when needed.
  mutating func current(at time: Double) -> String {
    if let last = tokens.last, time < last.expires { return last.text }
    return mint(at: time)
  }

  mutating func expireAll(at time: Double) {
    for index in tokens.indices { tokens[index].expires = min(tokens[index].expires, time) }
  }

  func check(_ text: String, at time: Double) throws(APIError) {
    guard let token = tokens.first(where: { $0.text == text }) else {
      throw APIError(40001, "invalid credential, access_token is invalid or not latest")
    }
    guard time < token.expires else {
      throw token.isReplaced
        ? APIError(40001, "invalid credential, access_token is invalid or not latest")
        : APIError(42001, "access_token expired")
    }
  }
}

extension APIError {
  /// With an `errcode`.
  init(_ code: Int, _ message: String) { self.init(String(code), message) }

  static func invalidArguments(_ message: String) -> APIError { APIError(40097, "invalid args: \(message)") }
}
