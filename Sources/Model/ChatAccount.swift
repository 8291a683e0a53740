/// A chat to which a robot writes messages, over a webhook: its name, and the variables that the robot is read from.
package struct ChatAccount: Equatable, Sendable {
  /// The name that is shown.
  package let name: Text
  /// The variable with the robot's webhook address. Anyone who has the address can write: it is a secret.
  package let address: String
  /// The variable with the secret that signs messages; nil where the chat has no signatures.
  package let secret: String?
}

extension ChatAccount {
  package static let all = [weCom, dingTalk, feishu, slack]

  package static let weCom = ChatAccount(name: "WeCom", address: "SAMPAN_NOTIFY_WECOM_URL", secret: nil)
  package static let dingTalk = ChatAccount(
    name: "DingTalk", address: "SAMPAN_NOTIFY_DINGTALK_URL", secret: "SAMPAN_NOTIFY_DINGTALK_SECRET")
  package static let feishu = ChatAccount(
    name: "Feishu", address: "SAMPAN_NOTIFY_FEISHU_URL", secret: "SAMPAN_NOTIFY_FEISHU_SECRET")
  /// And what takes the same messages, e.g. Mattermost.
  package static let slack = ChatAccount(name: "Slack", address: "SAMPAN_NOTIFY_SLACK_URL", secret: nil)

  /// Of all variables.
  package static let prefix = "SAMPAN_NOTIFY_"

  /// Whether an environment sets the address of any.
  package static func areSet(in environment: [String: String]) -> Bool {
    all.contains { !environment[$0.address, default: ""].isEmpty }
  }

  /// What is secret of an address: all of it, and the keys in its path and query, which are shown without the rest.
  package static func secrets(in address: String) -> [String] {
    let parts = address.split { "/?&=#".contains($0) }.map(String.init)
    return [address] + parts.dropFirst(2).filter { $0.utf8.count >= shortestKey }
  }

  /// Shorter parts are words of the path. Keys are longer: 24 (Slack), 36 (WeCom, Feishu), 64 (DingTalk).
  private static let shortestKey = 16
}
