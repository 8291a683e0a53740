import HTTP
import Model

/// An incoming webhook of Slack, and of what takes the same messages. One message a second.
/// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, and
/// https://docs.slack.dev/messaging/formatting-message-text (read 2026-11)
enum Slack {
  /// Only `text`: others than Slack ignore blocks. Names are not turned into mentions. An ampersand is written as an entity, also in a
  /// link; what begins links and mentions is not in foreign text.
  static func request(_ message: ChatMessage, to robot: Robot, _ text: ChatText) -> Request {
    let markdown = ChatMarkdown(text: text, bold: "*") { "<\($1.escaped(by: ["&": "&amp;"]))|\($0)>" }
    let content = fitted(markdown.lines(of: message), into: longest, separator: "\n")
    return Request(
      robot.address,
      message: [
        "text": .string(content), "link_names": false, "unfurl_links": false, "unfurl_media": false,
      ])
  }

  /// In bytes of UTF-8. Slack recommends 4000 characters, and cuts after 40,000.
  private static let longest = 4000

  /// `ok` as text, and in JSON `{"success":true}` of Rocket.Chat. A refusal is a word.
  static func answer(_ response: Response) -> ChatAnswer {
    let answer = String(decoding: response.body.prefix(1000), as: UTF8.self)
    let body = answer.split(whereSeparator: \.isWhitespace).joined()
    if response.status == 200, body == "ok" || body.hasPrefix("{\"success\":true") { return .accepted }
    let isWord = !body.isEmpty && body.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }
    guard isWord, body.utf8.count <= 60 else { return .unknown(response) }
    let isGone = ["no_service", "invalid_token", "no_team", "no_active_hooks"].contains(body)
    let remedy: Text? = isGone ? "copy the webhook's address again: \(ChatAccount.slack.address)" : nil
    return .refused(code: body, reason: "\(body) (HTTP status \(response.status))", remedy: remedy)
  }
}
