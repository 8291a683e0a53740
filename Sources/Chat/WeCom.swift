import HTTP
import Model

/// A robot of a WeCom group. 20 messages a minute; Markdown of at most 4096 bytes, without lists and escapes.
/// https://developer.work.weixin.qq.com/document/path/91770 (read 2026-11)
enum WeCom {
  static func request(_ message: ChatMessage, to robot: Robot, _ text: ChatText) -> Request {
    let markdown = ChatMarkdown(text: text, bold: "**") { "[\($0)](\($1))" }
    let content = fitted(markdown.lines(of: message), into: longest, separator: "\n")
    return Request(
      robot.address, message: ["msgtype": "markdown", "markdown": ["content": .string(content)]])
  }

  /// In bytes of UTF-8.
  static let longest = 4096

  static func answer(_ response: Response) -> ChatAnswer {
    .of(response, code: "errcode", message: "errmsg") { code, _ in
      switch code {
      case 93000: "copy the robot's address again: \(ChatAccount.weCom.address)"
      case 45009: "the robot takes 20 messages a minute"
      default: nil
      }
    }
  }
}
