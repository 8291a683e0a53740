import Effects
import Emulator
import HTTP
import Languages
import Model
import Support
import Testing

@testable import Chat

/// What each chat gets, against robots that are as strict as the vendors' documents.
@Suite struct MessageTests {
  static let now = Timestamp(seconds: 1_766_483_290)
  static let key = "key-of-all-the-robots"

  static let message = ChatMessage(
    title: "sampan: production deployed 1.4.0", tone: .good,
    lines: [
      .text("commit 1a2b3c4d fix the login (Li Lei)"), .text("took 2 min 3 s"),
      .link("https://api.example", url: "https://api.example"),
      .command("roll back", "sampan rollback production"),
      .link("GitHub Actions", url: "https://github.com/acme/api/actions/runs/1?a=1&b=2"),
      .text("production: 2 commits since 0f1e2d3c"), .item("1a2b3c4d fix the login (Li Lei)"),
      .item("2b3c4d5e add user_name"),
    ])

  static func chats(
    _ scenario: Scenario = .calm, at time: @escaping @Sendable () -> Timestamp = { now }
  ) throws -> EmulatedChats {
    try EmulatedChats(scenario: scenario, account: .init(id: "id", key: key), now: time)
  }

  static func world(_ chats: EmulatedChats, _ change: [String: String] = [:]) -> World {
    var world = World()
    world.environment = chats.variables(for: .init(id: "id", key: key)).merging(change) { $1 }
    world.now = { now }
    world.transport = .live(version: "test")
    return world
  }

  @Test func `every chat accepts the message, in its own form`() async throws {
    let chats = try Self.chats()
    defer { chats.stop() }
    let written = await Self.world(chats).write(Self.message)
    #expect(written.map(\.failure) == [nil, nil, nil, nil])
    #expect(written.map(\.account) == ChatAccount.all)
    #expect(
      chats.messages(of: "wecom") == [
        [
          "msgtype": "markdown",
          "markdown": [
            "content": """
            **sampan: production deployed 1.4.0**
            commit 1a2b3c4d fix the login (Li Lei)
            took 2 min 3 s
            [https://api.example](https://api.example)
            roll back: `sampan rollback production`
            [GitHub Actions](https://github.com/acme/api/actions/runs/1?a=1&b=2)
            production: 2 commits since 0f1e2d3c
            - 1a2b3c4d fix the login (Li Lei)
            - 2b3c4d5e add user_name
            """
          ],
        ]
      ])
    let dingTalk = try #require(chats.messages(of: "dingtalk").first)
    #expect(dingTalk["markdown"]?["title"] == "sampan: production deployed 1.4.0")
    #expect(dingTalk["markdown"]?["text"]?.string?.contains("took 2 min 3 s\n\n[https") == true)
    let card = try #require(chats.messages(of: "feishu").first?["card"])
    #expect(card["header"]?["template"] == "green")
    #expect(card["elements"]?.array?.last?["actions"]?.array?.count == 2)
    #expect(
      card["elements"]?.array?.first?["text"]?["content"]?.string?
        .contains("roll back: sampan rollback production") == true)
    let slack = chats.messages(of: "slack").first?["text"]?.string ?? ""
    #expect(slack.hasPrefix("*sampan: production deployed 1.4.0*\n"))
    #expect(slack.contains("<https://github.com/acme/api/actions/runs/1?a=1&amp;b=2|GitHub Actions>"))
  }

  @Test func `a message is in the language of the run`() async throws {
    let chats = try Self.chats()
    defer { chats.stop() }
    var world = Self.world(chats)
    world.translation = Translation("deployed\n已部署\n%1: %2\n%1：%2\n")
    let status = Outcome.Status.deployed.word
    let title: Text = "\("sampan"): \(status)"
    _ = await world.write(ChatMessage(title: title, tone: .good, lines: []))
    #expect(chats.messages(of: "slack").first?["text"] == "*sampan：已部署*")
  }

  // MARK: Hostile text

  static let hostile = [
    "@all", "<@everyone>", "<@U024BE7LH>", "<!channel>", "<at id=all></at>", "[pay](https://evil.example)",
    "![x](https://evil.example/a.png)", "**bold** _it_ ~s~ `code`", "<font color=\"warning\">x</font>",
    "a\n# title\n> quote", "\u{202E}evil\u{200B}\u{0}\u{1B}[31m", "<https://evil.example|click>",
    "&lt;!here&gt;",
  ]

  @Test(arguments: hostile)
  func `a hostile subject mentions no one and adds no markup`(text: String) async throws {
    let chats = try Self.chats()
    defer { chats.stop() }
    let message = ChatMessage(
      title: "sampan: \(text)", tone: .bad, lines: [.text("commit \(text)"), .item("\(text)")])
    #expect(await Self.world(chats).write(message).map(\.failure) == [nil, nil, nil, nil])
    for robot in ["wecom", "dingtalk", "slack"] {
      let body = try #require(chats.messages(of: robot).first)
      let content =
        (body["markdown"]?["content"] ?? body["markdown"]?["text"] ?? body["text"])?.string ?? ""
      #expect(!content.contains { "@<>[]`~\\|&#".contains($0) }, "\(robot): \(content)")
      #expect(content.count { $0 == "*" } == (robot == "slack" ? 2 : 4), "\(robot): \(content)")
      // Three lines of ours, and none of theirs.
      #expect(content.split(separator: "\n").count == 3)
      #expect(content.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    }
    let card = try #require(chats.messages(of: "feishu").first?["card"])
    #expect(card["elements"]?.array?.count == 1)
    #expect(card["elements"]?.array?.first?["text"]?["tag"] == "plain_text")
  }

  @Test(arguments: [
    "javascript:alert(1)", "https://a.example/)[x](https://b.example", "https://a.example/|x>", "https://",
    "https://a.example/\(key)",
  ])
  func `only a plain address becomes a link`(url: String) async throws {
    let chats = try Self.chats()
    defer { chats.stop() }
    var world = Self.world(chats)
    world.secrets.add(Secret(Self.key))
    world.masked = { text, secrets in secrets.reduce(text) { $0.replacing($1, with: "***") } }
    _ = await world.write(
      ChatMessage(title: "sampan", tone: .good, lines: [.link("run", url: url)]))
    #expect(chats.messages(of: "wecom").first?["markdown"]?["content"] == "**sampan**\nrun")
    #expect(chats.messages(of: "slack").first?["text"] == "*sampan*\nrun")
    #expect(chats.messages(of: "feishu").first?["card"]?["elements"]?.array?.count == 1)
  }

  @Test func `a message that is too long ends at a line, with the most important first`() async throws {
    let chats = try Self.chats()
    defer { chats.stop() }
    let words = String(repeating: "很长的说明", count: 50)
    let message = ChatMessage(
      title: "sampan: \(words)", tone: .good, lines: (0..<200).map { .text("line \($0) \(words)") })
    #expect(await Self.world(chats).write(message).map(\.failure) == [nil, nil, nil, nil])
    let content = chats.messages(of: "wecom").first?["markdown"]?["content"]?.string ?? ""
    #expect(content.utf8.count <= 4096)
    #expect(content.utf8.count > 3000)
    #expect(content.hasSuffix("\n…"))
    #expect(content.hasPrefix("**sampan: "))
  }

  @Test func `a secret in a message is masked`() async throws {
    let chats = try Self.chats()
    defer { chats.stop() }
    var world = Self.world(chats)
    let secret = "hunter22"
    world.secrets.add(Secret(secret))
    world.masked = { text, secrets in secrets.reduce(text) { $0.replacing($1, with: "***") } }
    _ = await world.write(
      ChatMessage(title: "sampan", tone: .good, lines: [.text("commit set it to \(secret)")]))
    #expect(chats.messages(of: "slack").first?["text"]?.string?.hasSuffix("set it to ＊＊＊") == true)
  }
}
