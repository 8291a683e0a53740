/// Which addresses become links.
enum WebAddress {
  // Without the characters that end a link or a cell (RFC 3986, and CommonMark's links).
  private static let allowed = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?=&%+,;#".utf8)

  /// http or https, without a user, and without characters that have a meaning in Markdown or HTML.
  static func isPlain(_ url: String) -> Bool {
    let isWeb = ["https://", "http://"].contains { url.hasPrefix($0) && url.count > $0.count }
    return isWeb && url.utf8.allSatisfy(allowed.contains)
  }
}
