import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// Lifetimes of keys and tokens as a cloud may write them: none of them ends the program.
@Suite struct ExtremeKeyTests {
  static let numbers = [
    "0", "-1", "1e17", "1e300", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "0.5",
    "null", "\"NaN\"", "\"9999999999999999999999\"", "\"9999-99-99T99:99:99Z\"", "\"99999-01-01T00:00:00Z\"",
  ]

  private static let variables = [
    "SAMPAN_ID_TOKEN": IDTokens.good, "SAMPAN_TENCENT_ROLE_ARN": "qcs::cam::uin/1:roleName/ci",
    "SAMPAN_ID_TOKEN_ALIBABA": IDTokens.alibaba, "SAMPAN_TENCENT_OIDC_PROVIDER": "ci",
    "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/ci",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/ci",
  ]

  @Test(arguments: numbers) func `a temporary key may end at any time`(end: String) async throws {
    let server = try LoopbackServer { request in
      let credentials =
        #""Credentials":{"TmpSecretId":"a","TmpSecretKey":"bbbb","Token":"cccc","AccessKeyId":"a","#
        + #""AccessKeySecret":"bbbb","SecurityToken":"cccc","Expiration":\#(end)},"ExpiredTime":\#(end)"#
      let identity = #""Arn":"a","AccountId":"1""#
      return .answer(
        Answer(
          type: "application/json",
          "{\(credentials),\(identity),\"Response\":{\(credentials),\(identity),\"RequestId\":\"r\"}}"))
    }
    defer { server.stop() }
    let endpoints = [
      "SAMPAN_ENDPOINT_TENCENT": server.endpoint, "SAMPAN_ENDPOINT_ALIBABA": server.endpoint,
    ]
    let world = World.job(
      Self.variables.merging(endpoints) { $1 }, now: { Express.now }, told: Told(), secrets: SecretRegister())
    let tencent = TencentAPI(world, region: "ap-shanghai")
    let alibaba = AlibabaAPI(world, host: "esa.example", version: "2024-09-10")
    for _ in 0..<2 {
      _ = try? await tencent.identity()
      _ = try? await alibaba.identity()
    }
    #expect(server.requests.count >= 2)
  }

  @Test(arguments: numbers) func `a minted token may live for any time`(lifetime: String) async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let server = try LoopbackServer { _ in
      .answer(
        Answer(
          type: "application/json",
          #"{"component_access_token": "minted-token", "expires_in": \#(lifetime), "errcode": 0, "total": \#(lifetime)}"#
        ))
    }
    defer { server.stop() }
    for _ in 0..<2 {
      let hosting = try Hosting(
        on: server.endpoint, options: ["mintToken": true],
        variables: [
          "WECHAT_COMPONENT_ACCESS_TOKEN": "", "WECHAT_COMPONENT_APPID": "wx1",
          "WECHAT_COMPONENT_APPSECRET": "secret", "WECHAT_COMPONENT_VERIFY_TICKET": "ticket",
          "XDG_CACHE_HOME": folder.path,
        ], files: .live(temporaryDirectory: "/tmp"))
      _ = try? await hosting.provider.state()
    }
    #expect(!server.requests.isEmpty)
  }
}
