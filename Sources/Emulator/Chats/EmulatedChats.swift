import Model

/// The robots of four chats in this process, one of each, as strict as the documents of the vendors: addresses,
/// signatures against the clock, the members of messages, sizes, and how many are taken in a minute. The
/// vendors have no clients for robots: the pages are named with each.
package final class EmulatedChats: EmulatedCloud {
  package let gateway: Gateway
  package let server: LoopbackServer
  private let state: Locked<ChatRobots>

  package init(
    scenario: Scenario = .calm, account: EmulatedCredentials, pace: Pace = .polls(.seconds(30)),
    now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    let gateway = Gateway(scenario, pace: pace, now: now)
    let state = Locked(ChatRobots(key: account.key))
    self.gateway = gateway
    self.state = state
    server = try LoopbackServer { request in
      gateway.reply(to: request, malformed: "{\"errcode\":0") {
        .answer(
          state.with { robots in
            let (answer, accepted) = robots.answer(request, at: gateway.clock.moment.now)
            if let accepted { gateway.executed(accepted) }
            return answer
          })
      }
    }
  }

  package convenience init(
    holding: [any Holding], account: EmulatedCredentials, scenario: Scenario, pace: Pace,
    now: @escaping @Sendable () -> Timestamp
  ) throws(Failure) {
    try self.init(scenario: scenario, account: account, pace: pace, now: now)
  }

  /// Robots exist without a target.
  package static func holdings(for target: Target, variable: (String) -> String?) -> [any Holding] { [] }

  package func variables(for account: EmulatedCredentials) -> [String: String] {
    [
      ChatAccount.weCom.address: "\(endpoint)\(ChatRobots.weComPath)?key=\(account.key)",
      ChatAccount.dingTalk.address: "\(endpoint)\(ChatRobots.dingTalkPath)?access_token=\(account.key)",
      "SAMPAN_NOTIFY_DINGTALK_SECRET": ChatRobots.dingTalkSecret(account.key),
      ChatAccount.feishu.address: "\(endpoint)\(ChatRobots.feishuPath)\(account.key)",
      "SAMPAN_NOTIFY_FEISHU_SECRET": ChatRobots.feishuSecret(account.key),
      ChatAccount.slack.address: "\(endpoint)\(ChatRobots.slackPath)\(account.key)",
    ]
  }

  /// The messages that a robot has accepted, in order: `wecom`, `dingtalk`, `feishu` or `slack`.
  package func messages(of robot: String) -> [JSON] { state.with { $0.accepted[robot] ?? [] } }
}
