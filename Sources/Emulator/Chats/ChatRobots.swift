import Digest
import Model

/// The four robots: what each accepts, and what it answers. A value, changed under one lock.
struct ChatRobots: Sendable {
  static let weComPath = "/cgi-bin/webhook/send"
  static let dingTalkPath = "/robot/send"
  static let feishuPath = "/open-apis/bot/v2/hook/"
  static let slackPath = "/services/T0000/B0000/"

  /// In the addresses.
  let key: String
  private(set) var accepted: [String: [JSON]] = [:]
  private var times: [String: [Timestamp]] = [:]

  init(key: String) { self.key = key }

  static func dingTalkSecret(_ key: String) -> String { "SEC\(key)" }
  static func feishuSecret(_ key: String) -> String { "feishu-\(key)" }

  /// The robot that has accepted the message, if one has.
  mutating func answer(
    _ request: RecordedRequest, at now: Timestamp
  ) -> (answer: Answer, accepted: String?) {
    let path = request.head.path
    if path == Self.weComPath { return weCom(request, at: now) }
    if path == Self.dingTalkPath { return dingTalk(request, at: now) }
    if path.hasPrefix(Self.feishuPath) { return feishu(request, at: now) }
    if path.hasPrefix(Self.slackPath) { return slack(request, at: now) }
    return (Answer(404, type: "text/plain", "not found"), nil)
  }

  // MARK: WeCom

  /// https://developer.work.weixin.qq.com/document/path/91770 (read 2026-11), and the codes of
  /// https://developer.work.weixin.qq.com/document/path/90313
  private mutating func weCom(_ request: RecordedRequest, at now: Timestamp) -> (Answer, String?) {
    func refusal(_ code: Int, _ message: String) -> (Answer, String?) {
      (Self.json(["errcode": .integer(code), "errmsg": .string(message)]), nil)
    }
    guard request.method == "POST" else { return refusal(43002, "require POST method") }
    guard Self.parameters(of: request) == [["key", key]] else { return refusal(93000, "invalid webhook url") }
    guard let body = Self.body(of: request) else { return refusal(47001, "data format error") }
    guard body["msgtype"] == "markdown" else { return refusal(40008, "invalid message type") }
    guard
      Self.fits(
        body,
        [
          .required("msgtype", .string),
          .required("markdown", .object([.required("content", .string)])),
        ])
    else { return refusal(40058, "invalid Request Parameter") }
    let content = body["markdown"]?["content"]?.string ?? ""
    guard !content.isEmpty else { return refusal(44004, "empty content") }
    guard content.utf8.count <= 4096 else {
      return refusal(40058, "markdown.content exceed max length 4096. invalid Request Parameter")
    }
    guard isInTime("wecom", most: 20, at: now) else { return refusal(45009, "api freq out of limit") }
    return accept(body, by: "wecom", Self.json(["errcode": 0, "errmsg": "ok"]))
  }

  // MARK: DingTalk

  /// https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages (read 2026-11). The robot has both
  /// security settings: signatures, and the keyword `sampan`.
  private mutating func dingTalk(_ request: RecordedRequest, at now: Timestamp) -> (Answer, String?) {
    func refusal(_ code: Int, _ message: String) -> (Answer, String?) {
      (Self.json(["errcode": .integer(code), "errmsg": .string(message)]), nil)
    }
    guard request.method == "POST" else { return refusal(43002, "require POST method") }
    guard request[header: "Content-Type"]?.lowercased().hasPrefix("application/json") == true else {
      return refusal(43004, "invalid http header")
    }
    let parameters = Self.parameters(of: request)
    func value(_ name: String) -> String? { parameters.first { $0.first == name }?.last }
    guard value("access_token") == key, parameters.count <= 3 else {
      return refusal(300001, "token is not exist")
    }
    guard let time = value("timestamp"), let milliseconds = Int64(time),
      abs(milliseconds / 1000 - now.seconds) <= 3600
    else { return refusal(310000, "invalid timestamp") }
    let secret = Self.dingTalkSecret(key)
    let signature = HashFunction.sha256.authenticate(
      Array("\(time)\n\(secret)".utf8), key: Array(secret.utf8))
    guard value("sign") == base64(signature) else { return refusal(310000, "sign not match") }
    guard request.body.byteCount <= 20_000 else { return refusal(460101, "message too long") }
    guard let body = Self.body(of: request),
      Self.fits(
        body,
        [
          .required("msgtype", .string),
          .required("markdown", .object([.required("title", .string), .required("text", .string)])),
          .optional("at", .object([.optional("isAtAll", .boolean)])),
        ]), body["msgtype"] == "markdown", body["markdown"]?["title"]?.string?.isEmpty == false
    else { return refusal(40035, "invalid parameter") }
    guard body["markdown"]?["text"]?.string?.contains("sampan") == true else {
      return refusal(310000, "keywords not in content")
    }
    guard isInTime("dingtalk", most: 20, at: now) else { return refusal(410100, "send too fast") }
    return accept(body, by: "dingtalk", Self.json(["errcode": 0, "errmsg": "ok"]))
  }

  // MARK: Feishu

  /// https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (read 2026-11)
  private mutating func feishu(_ request: RecordedRequest, at now: Timestamp) -> (Answer, String?) {
    func refusal(_ code: Int, _ message: String) -> (Answer, String?) {
      (Self.json(["code": .integer(code), "msg": .string(message), "data": [:]]), nil)
    }
    guard request.method == "POST", request.target == Self.feishuPath + key else {
      return refusal(19001, "param invalid: incoming webhook access token invalid")
    }
    guard request.body.byteCount <= 20 * 1024, let body = Self.body(of: request) else {
      return refusal(9499, "Bad Request")
    }
    guard body["msg_type"] == "interactive" else { return refusal(19002, "params error, msg_type need") }
    let secret = Self.feishuSecret(key)
    guard let time = body["timestamp"]?.string, let seconds = Int64(time), abs(seconds - now.seconds) <= 3600,
      body["sign"]?.string
        == base64(HashFunction.sha256.authenticate([] as [UInt8], key: Array("\(time)\n\(secret)".utf8)))
    else {
      return refusal(19021, "sign match fail or timestamp is not within one hour from current time")
    }
    guard Self.fits(body, Self.card), Self.isCard(body["card"]) else { return refusal(9499, "Bad Request") }
    guard isInTime("feishu", most: 100, at: now) else { return refusal(11232, "frequency limited") }
    return accept(body, by: "feishu", Self.json(["code": 0, "msg": "success", "data": [:]]))
  }

  private static let plainText = Parameter.Kind.object([
    .required("tag", .string), .required("content", .string),
  ])

  /// The members of a card that are used.
  private static let card: [Parameter] = [
    .required("msg_type", .string), .required("timestamp", .string), .required("sign", .string),
    .required(
      "card",
      .object([
        .optional("config", .object([.optional("wide_screen_mode", .boolean)])),
        .required("header", .object([.required("title", plainText), .optional("template", .string)])),
        .required(
          "elements",
          .list(
            .object([
              .required("tag", .string), .optional("text", plainText),
              .optional(
                "actions",
                .list(
                  .object([
                    .required("tag", .string), .required("text", plainText), .optional("type", .string),
                    .optional("url", .string),
                  ]))),
            ]))),
      ])),
  ]

  /// The words of a card's members: https://open.feishu.cn/document/feishu-cards/card-components (read 2026-11)
  private static func isCard(_ card: JSON?) -> Bool {
    let header = card?["header"]
    let colors = [
      "blue", "wathet", "turquoise", "green", "yellow", "orange", "red", "carmine", "violet", "purple",
      "indigo", "grey", "default",
    ]
    guard header?["title"]?["tag"] == "plain_text", colors.contains(header?["template"]?.string ?? "default")
    else { return false }
    return (card?["elements"]?.array ?? []).allSatisfy { element in
      switch element["tag"]?.string {
      case "div": ["plain_text", "lark_md"].contains(element["text"]?["tag"]?.string)
      case "action":
        (element["actions"]?.array ?? []).allSatisfy { button in
          button["tag"] == "button" && button["text"]?["tag"] == "plain_text"
            && ["default", "primary", "danger"].contains(button["type"]?.string)
        }
      default: false
      }
    }
  }

  // MARK: Slack

  /// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (read 2026-11)
  private mutating func slack(_ request: RecordedRequest, at now: Timestamp) -> (Answer, String?) {
    func refusal(_ status: Int, _ word: String) -> (Answer, String?) {
      (Answer(status, type: "text/html", word), nil)
    }
    guard request.target == Self.slackPath + key else { return refusal(404, "no_service") }
    guard request.method == "POST", let body = Self.body(of: request),
      Self.fits(
        body,
        [
          .optional("text", .string), .optional("link_names", .boolean), .optional("unfurl_links", .boolean),
          .optional("unfurl_media", .boolean),
        ])
    else { return refusal(400, "invalid_payload") }
    guard let text = body["text"]?.string, !text.isEmpty else { return refusal(400, "no_text") }
    guard text.unicodeScalars.count <= 40_000 else { return refusal(400, "msg_too_long") }
    guard isInTime("slack", most: 60, at: now) else { return refusal(429, "rate_limited") }
    return accept(body, by: "slack", Answer(200, type: "text/html", "ok"))
  }

  // MARK: All

  private mutating func accept(_ body: JSON, by robot: String, _ answer: Answer) -> (Answer, String?) {
    accepted[robot, default: []].append(body)
    return (answer, robot)
  }

  /// Whether the robot has taken fewer messages within a minute.
  private mutating func isInTime(_ robot: String, most: Int, at now: Timestamp) -> Bool {
    let recent = times[robot, default: []].filter { now.seconds - $0.seconds < 60 }
    times[robot] = recent + [now]
    return recent.count < most
  }

  private static func fits(_ body: JSON, _ parameters: [Parameter]) -> Bool {
    (try? Parameter.check(body.object ?? [:], against: parameters)) != nil
  }

  private static func body(of request: RecordedRequest) -> JSON? {
    guard let bytes = request.body.bytes, let body = JSON.parse(bytes), body.object != nil else { return nil }
    return body
  }

  /// Of the query, decoded: names and values in their order. A plus sign is a space in a query.
  private static func parameters(of request: RecordedRequest) -> [[String]] {
    request.query.split(separator: "&").map { pair in
      pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { percentDecoded($0.replacing("+", with: " ")) ?? "" }
    }
  }

  private static func json(_ body: JSON) -> Answer {
    Answer(200, type: "application/json; charset=UTF-8", body.text)
  }
}
