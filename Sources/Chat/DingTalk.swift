import Digest
import HTTP
import Model

/// A custom robot of a DingTalk group. 20 messages a minute, then none for ten minutes.
/// https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages, and
/// https://open.dingtalk.com/document/orgapp/customize-robot-security-settings (read 2026-11)
enum DingTalk {
  /// Without `at`, no one is mentioned.
  static func request(
    _ message: ChatMessage, to robot: Robot, at now: Timestamp, _ text: ChatText
  ) -> Request {
    let markdown = ChatMarkdown(text: text, bold: "**") { "[\($0)](\($1))" }
    // A single line end is a blank.
    let content = fitted(markdown.lines(of: message), into: longest, separator: "\n\n")
    let body: JSON = [
      "msgtype": "markdown",
      "markdown": ["title": .string(text(message.title)), "text": .string(content)],
    ]
    guard let secret = robot.secret else { return Request(robot.address, message: body) }
    let milliseconds = milliseconds(now)
    let signature = signature(at: milliseconds, secret: secret)
    return Request(
      robot.address(adding: [("timestamp", milliseconds), ("sign", signature)]), message: body)
  }

  /// Since 1970.
  static func milliseconds(_ now: Timestamp) -> String { String(now.seconds * 1000) }

  /// Base64, not yet encoded for the query. `milliseconds` since 1970: an hour off at most.
  static func signature(at milliseconds: String, secret: Secret) -> String {
    let key = secret.reveal()
    return base64(
      HashFunction.sha256.authenticate(Array("\(milliseconds)\n\(key)".utf8), key: Array(key.utf8)))
  }

  /// In bytes of UTF-8. A request may have 20,000; more than this is not read in a chat.
  static let longest = 8000

  static func answer(_ response: Response) -> ChatAnswer {
    .of(response, code: "errcode", message: "errmsg") { code, message in
      switch code {
      case 310000 where message.contains("keyword"): "add the keyword \"sampan\" to the robot's settings"
      case 310000: "check the robot's security settings, and \(ChatAccount.dingTalk.secret ?? "")"
      case 300001, 400101, 400106: "copy the robot's address again: \(ChatAccount.dingTalk.address)"
      case 410100, 130101: "the robot takes 20 messages a minute"
      default: nil
      }
    }
  }
}
