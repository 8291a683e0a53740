import Effects
import Emulator
import HTTP
import Model
import Support
import Synchronization
import Testing

@testable import Chat

/// Chats that do not take a message.
@Suite struct RefusalTests {
  private let message = MessageTests.message

  private func failures(
    _ chats: EmulatedChats, _ change: [String: String] = [:], within limit: Duration = .seconds(10)
  ) async -> [String: Failure] {
    let written = await MessageTests.world(chats, change).write(message, within: limit)
    return Dictionary(
      uniqueKeysWithValues: written.compactMap { one in
        one.failure.map { ("\(one.account.name)", $0) }
      })
  }

  @Test func `a wrong key is refused with 200, or as a word, and the fix is named`() async throws {
    let chats = try MessageTests.chats()
    defer { chats.stop() }
    let failures = await failures(
      chats,
      [
        "SAMPAN_NOTIFY_WECOM_URL": "\(chats.endpoint)/cgi-bin/webhook/send?key=another-key-of-a-robot",
        "SAMPAN_NOTIFY_DINGTALK_SECRET": "SECanother", "SAMPAN_NOTIFY_FEISHU_SECRET": "another",
        "SAMPAN_NOTIFY_SLACK_URL": "\(chats.endpoint)/services/T0000/B0000/another-key-of-a-robot",
      ])
    #expect(failures["WeCom"]?.what == "invalid webhook url (93000)")
    #expect(failures["WeCom"]?.remedies == ["copy the robot's address again: SAMPAN_NOTIFY_WECOM_URL"])
    #expect(failures["DingTalk"]?.code == "310000")
    #expect(failures["DingTalk"]?.what == "sign not match (310000)")
    #expect(failures["Feishu"]?.code == "19021")
    #expect(failures["Slack"]?.what == "no_service (HTTP status 404)")
    #expect("\(failures)".contains("another-key") == false)
  }

  @Test func `an address of DingTalk or Feishu without its secret is refused, as the robots sign`()
    async throws
  {
    let chats = try MessageTests.chats()
    defer { chats.stop() }
    let failures = await failures(
      chats, ["SAMPAN_NOTIFY_DINGTALK_SECRET": "", "SAMPAN_NOTIFY_FEISHU_SECRET": ""])
    #expect(failures.keys.sorted() == ["DingTalk", "Feishu"])
  }

  @Test func `a clock that is more than an hour off makes the signatures wrong`() async throws {
    let chats = try MessageTests.chats(at: { Timestamp(seconds: MessageTests.now.seconds + 3700) })
    defer { chats.stop() }
    let failures = await failures(chats)
    #expect(failures.keys.sorted() == ["DingTalk", "Feishu"])
    #expect(failures["DingTalk"]?.what == "invalid timestamp (310000)")
  }

  @Test func `the twenty-first message of a minute is refused by the robots that take twenty`() async throws {
    let chats = try MessageTests.chats()
    defer { chats.stop() }
    for _ in 0..<20 { #expect(await failures(chats).isEmpty) }
    let last = await failures(chats)
    #expect(last["WeCom"]?.code == "45009")
    #expect(last["DingTalk"]?.code == "410100")
    #expect(last["Feishu"] == nil)
  }

  @Test(arguments: [
    Reply.answer(Answer(502, type: "text/html", "<html>bad gateway</html>")),
    .answer(Answer(200, type: "text/html", "<html>log in</html>")),
    .answer(Answer(200, type: "application/json", "{\"errcode\":")),
    .answer(Answer(204)), .lose, .raw(Array("nonsense\r\n\r\n".utf8)),
  ])
  func `what is not the answer of a chat is a failure, and is sent once`(reply: Reply) async throws {
    let chats = try MessageTests.chats()
    defer { chats.stop() }
    chats.intercept { _ in reply }
    #expect(await failures(chats).count == 4)
    #expect(chats.requests.count == 4)
  }

  @Test func `an answer of another server with a status of success is no reason by itself`() async throws {
    let chats = try MessageTests.chats()
    defer { chats.stop() }
    chats.intercept { _ in .answer(Answer(200, type: "text/html", "<html>log in</html>")) }
    let answers = await failures(chats)
    for name in ["WeCom", "DingTalk", "Feishu", "Slack"] {
      #expect(answers[name]?.what == "the answer is not that of a chat's robot (HTTP status 200)")
      #expect(answers[name]?.remedies.first?.description.contains("address") == true)
    }
    chats.intercept { _ in .answer(Answer(502, type: "text/html", "<html>bad gateway</html>")) }
    #expect(await failures(chats)["WeCom"]?.what == "HTTP status 502")
  }

  @Test func `the signatures of DingTalk and Feishu are secrets: an answer may repeat the request`()
    async throws
  {
    let chats = try MessageTests.chats()
    defer { chats.stop() }
    let world = MessageTests.world(chats)
    _ = await world.write(message)
    let feishu = try #require(chats.messages(of: "feishu").first?["sign"]?.string)
    #expect(world.secrets.all.contains(feishu))
    let key = try #require(ChatAccount.dingTalk.secret.flatMap { world.variable($0) })
    let milliseconds = "\(MessageTests.now.seconds)000"
    #expect(
      world.secrets.all.contains(DingTalk.signature(at: milliseconds, secret: Secret(key))))
  }

  @Test func `a slow chat ends at the limit, and all at the same time`() async throws {
    let chats = try MessageTests.chats()
    defer { chats.stop() }
    chats.intercept { _ in .delay(.seconds(20), then: .lose) }
    let start = ContinuousClock.now
    let failures = await failures(chats, within: .milliseconds(500))
    #expect(failures.count == 4)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test(arguments: [
    "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789abcdef0123", "ftp://127.0.0.1/a",
    "https://user@host.example/key-0123456789abcdef", "qyapi.weixin.qq.com/key-0123456789abcdef",
    "https://host.example/key-0123456789abcdef#x",
  ])
  func `an address that is not https is not used, and not shown`(address: String) async throws {
    var world = World()
    world.environment = ["SAMPAN_NOTIFY_WECOM_URL": address]
    let failure = try #require(await world.write(message).first?.failure)
    #expect(failure.what == "SAMPAN_NOTIFY_WECOM_URL is not a valid https address")
    #expect(!"\(failure)".contains("0123"))
    #expect(world.secrets.all.contains(address))
  }

  @Test func `the keys in an address are secrets, wherever a request shows them`() async throws {
    let chats = try MessageTests.chats()
    defer { chats.stop() }
    let world = MessageTests.world(chats)
    _ = await world.write(message)
    #expect(world.secrets.all.contains(MessageTests.key))
    #expect(
      ChatAccount.secrets(in: "https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnopqrstuvwx")
        .contains("abcdefghijklmnopqrstuvwx"))
  }
}
