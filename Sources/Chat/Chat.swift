import HTTP
import Model

/// The chats that messages can be written to. Each is in a file of its own.
package enum Chat: CaseIterable, Sendable {
  case weCom, dingTalk, feishu, slack

  package var account: ChatAccount {
    switch self {
    case .weCom: .weCom
    case .dingTalk: .dingTalk
    case .feishu: .feishu
    case .slack: .slack
    }
  }

  /// What is sent to the robot. It is a write: sent twice, it is shown twice.
  package func request(_ message: ChatMessage, to robot: Robot, at now: Timestamp, _ text: ChatText)
    -> Request
  {
    switch self {
    case .weCom: WeCom.request(message, to: robot, text)
    case .dingTalk: DingTalk.request(message, to: robot, at: now, text)
    case .feishu: Feishu.request(message, to: robot, at: now, text)
    case .slack: Slack.request(message, to: robot, text)
    }
  }

  /// What signs the message, as it is before it is encoded; nil: it is not signed.
  func signature(_ robot: Robot, at now: Timestamp) -> Secret? {
    guard let secret = robot.secret else { return nil }
    return switch self {
    case .dingTalk: Secret(DingTalk.signature(at: DingTalk.milliseconds(now), secret: secret))
    case .feishu: Secret(Feishu.signature(at: String(now.seconds), secret: secret))
    case .weCom, .slack: nil
    }
  }

  /// Why a message was not accepted; nil if it was. All but Slack answer a refusal with 200.
  package func refusal(in response: Response) -> Failure? {
    let answer: ChatAnswer
    switch self {
    case .weCom: answer = WeCom.answer(response)
    case .dingTalk: answer = DingTalk.answer(response)
    case .feishu: answer = Feishu.answer(response)
    case .slack: answer = Slack.answer(response)
    }
    guard case .refused(let code, let reason, let remedy) = answer else { return nil }
    return Failure(.unavailable, reason, remedies: [remedy].compactMap { $0 }, code: code)
  }
}

/// What a chat has answered.
enum ChatAnswer: Equatable {
  case accepted
  case refused(code: String?, reason: Text, remedy: Text?)

  /// An answer that is not in the form of the chat, e.g. of a proxy. A status of success or of another address alone would
  /// read like a message that was accepted.
  static func unknown(_ response: Response) -> ChatAnswer {
    guard response.status < 400 else {
      return .refused(code: nil, reason: "HTTP status \(response.status)", remedy: nil)
    }
    return .refused(
      code: nil, reason: "the answer is not that of a chat's robot (HTTP status \(response.status))",
      remedy: "copy the robot's address again, and check the proxy")
  }

  /// Of a JSON object with a number, which is 0 for success, and a message.
  static func of(
    _ response: Response, code: String, message: String, remedy: (_ code: Int, _ message: String) -> Text?
  ) -> ChatAnswer {
    guard response.status == 200,
      let body = try? JSONCoding.decode(JSON.self, from: response.body, answering: ""),
      let number = body[code]?.integer
    else { return unknown(response) }
    guard number != 0 else { return .accepted }
    let words = body[message]?.string ?? ""
    let reason: Text = words.isEmpty ? "\(number)" : "\(String(words.prefix(200))) (\(number))"
    return .refused(code: String(number), reason: reason, remedy: remedy(number, words))
  }
}

extension Request {
  /// A message for a robot. The answers are short.
  init(_ address: String, message: JSON) {
    self.init(
      "POST", address, headers: [Header("Content-Type", "application/json; charset=utf-8")],
      body: .bytes(Array(message.text.utf8)), maxAnswerBytes: 64 * 1024, kind: .write)
  }
}
