import Digest
import HTTP
import Model

/// A custom bot of a Feishu or Lark group: a card of plain text, in which nothing is markup. 100 messages a minute, and
/// requests of at most 20 kB.
/// https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (read 2026-11)
enum Feishu {
  static func request(
    _ message: ChatMessage, to robot: Robot, at now: Timestamp, _ text: ChatText
  ) -> Request {
    let lines = message.lines.compactMap { line(of: $0, text) }
    var elements: [JSON] = []
    if !lines.isEmpty {
      elements.append(["tag": "div", "text": plain(fitted(lines, into: longest, separator: "\n"))])
    }
    let links = message.lines.compactMap { button(for: $0, text) }
    if !links.isEmpty {
      elements.append(["tag": "action", "actions": .array(Array(links.prefix(mostLinks)))])
    }
    var body: [String: JSON] = [
      "msg_type": "interactive",
      "card": [
        "config": ["wide_screen_mode": true],
        "header": ["template": .string(color(message.tone)), "title": plain(text(message.title))],
        "elements": .array(elements),
      ],
    ]
    if let secret = robot.secret {
      body["timestamp"] = .string(String(now.seconds))
      body["sign"] = .string(signature(at: String(now.seconds), secret: secret))
    }
    return Request(robot.address, message: .object(body))
  }

  /// `seconds` since 1970: an hour off at most. The time and the secret are the key, and the message is empty.
  static func signature(at seconds: String, secret: Secret) -> String {
    base64(
      HashFunction.sha256.authenticate([] as [UInt8], key: Array("\(seconds)\n\(secret.reveal())".utf8)))
  }

  /// Of the text, in bytes of UTF-8.
  private static let longest = 8000
  private static let mostLinks = 5

  private static func plain(_ text: String) -> JSON { ["tag": "plain_text", "content": .string(text)] }

  private static func line(of line: ChatMessage.Line, _ text: ChatText) -> String? {
    switch line {
    case .heading(let words), .text(let words): text(words)
    case .item(let words): "- \(text(words))"
    case .command(let words, let command): "\(text(words)): \(command)"
    case .link(let words, let url): text.canLink(to: url) ? nil : text(words)
    }
  }

  private static func button(for line: ChatMessage.Line, _ text: ChatText) -> JSON? {
    guard case .link(let words, let url) = line, text.canLink(to: url) else { return nil }
    return ["tag": "button", "type": "default", "text": plain(text(words)), "url": .string(url)]
  }

  private static func color(_ tone: ChatMessage.Tone) -> String {
    switch tone {
    case .good: "green"
    case .bad: "red"
    case .waiting: "orange"
    }
  }

  static func answer(_ response: Response) -> ChatAnswer {
    .of(response, code: "code", message: "msg") { code, _ in
      switch code {
      case 19001: "copy the bot's address again: \(ChatAccount.feishu.address)"
      case 19021: "check \(ChatAccount.feishu.secret ?? "") and the clock of this machine"
      case 19022: "add the address of this machine to the bot's IP whitelist"
      case 19024: "add the keyword \"sampan\" to the bot's settings"
      case 11232: "the bot takes 100 messages a minute"
      default: nil
      }
    }
  }
}
