import Emulator
import Foundation
import Model
import Support
import Testing

/// Several processes that need a token at the same time: a second new one would end the first one's life.
@Suite struct TokenRaceTests {
  @Test func `of many processes at once, one requests a token, and none prints a secret`() async throws {
    let home = try TemporaryDirectory()
    defer { home.remove() }
    let cloud = try EmulatedWeChat(
      platform: .init(
        id: "wx1", secret: "secret-of-the-platform", ticket: "ticket-of-the-platform", token: "token"),
      services: [.init(environment: "env-a", name: "api")],
      now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
    defer { cloud.stop() }
    try home.write(
      "work/sampan.json",
      """
      { "targets": { "production": {
        "wechat": { "envId": "env-a", "serverName": "api", "mintToken": true },
        "image": { "repository": "ccr.example.com/acme/api" } } } }
      """)
    let script = """
      git init -q -b main . && git add -A && git commit -qm one
      for i in 1 2 3 4 5 6; do "$PROGRAM" status -v & done; wait
      """
    let output = try await Command.succeed(
      ["sh", "-c", "exec 2>&1\n" + script], in: home.path + "/work",
      environment: GitFixture.environment.merging([
        "HOME": home.path, "XDG_CACHE_HOME": nil, "PROGRAM": Stage.program,
        "SAMPAN_ENDPOINT_WECHAT": cloud.endpoint, "WECHAT_COMPONENT_APPID": "wx1",
        "WECHAT_COMPONENT_APPSECRET": "secret-of-the-platform",
        "WECHAT_COMPONENT_VERIFY_TICKET": "ticket-of-the-platform",
      ]) { $1 })
    #expect(output.split(separator: "\n").filter { $0.contains("api-003, 100 % of traffic") }.count == 6)
    #expect(cloud.writes(of: "api_component_token") == 1)
    let minted = try #require(cloud.tokens.last)
    for secret in [minted, "secret-of-the-platform", "ticket-of-the-platform"] {
      #expect(!output.contains(secret))
    }
    #expect(
      try await Command.succeed(["sh", "-c", "stat -c %a .cache/sampan/wechat-*.json"], in: home.path)
        == "600\n")
  }
}
