import Digest
import HTTP
import Model
import Providers
import Testing

/// The published example of the vendor's signature documentation, a case of the official Python SDK's own tests, and
/// requests signed by that SDK (`alibabacloud_tea_openapi` 0.4.6) and by `alibabacloud_openapi_util` 0.2.4.
@Suite struct ACS3Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var name: String
    var method: String
    var action: String
    var query: String
    var body: String
    var payload: String
    var canonical: String
    var signature: String
    var token: String?

    var testDescription: String { "\(name) \(action)" }

    var headers: [Header] {
      var headers = [
        Header("Host", "esa.cn-hangzhou.aliyuncs.com"), Header("x-acs-action", action),
        Header("x-acs-version", "2024-09-10"), Header("x-acs-date", "2026-01-15T08:30:00Z"),
        Header("x-acs-signature-nonce", "6f1c2a9e0b7d4c3e8a5f9d2b1c0e7a43"),
        Header("x-acs-content-sha256", payload),
      ]
      if !body.isEmpty { headers.append(Header("Content-Type", "application/x-www-form-urlencoded")) }
      if let token {
        headers += [Header("x-acs-accesskey-id", ACS3Tests.id), Header("x-acs-security-token", token)]
      }
      return headers
    }
  }

  static let vectors: [Vector] = [
    Vector(
      name: "S1", method: "POST", action: "PublishEdgeContainerAppVersion",
      query:
        #"FullRelease=false&PublishType=region&Regions=%5B%22huadong%22%2C%22huanan%22%2C%22hk%22%"#
        + #"5D&VersionId=ver-879626371616512000"#,
      body:
        #"AppId=app-880688675783794688&Percentage=100&PublishEnv=prod&Remarks=%E5%8F%91%E5%B8%83%2"#
        + #"0v1.4.2%20%28main%29%20fix%3A%20%E7%99%BB%E5%BD%95%20bug~%2A&StartTime=2026-01-15T16%3A0"#
        + #"0%3A00Z"#,
      payload: "4109c961c0cc0ceaf3c99b5211956bb60ce6d44fc53e67cc979ebe1debfa4030",
      canonical: "9ddb0f3258277a1781ff2fc32999c437da7efc953c62cc6f586c4ae3bed5ce5b",
      signature: "02312c013eaf2df8c730e93bc708f313f8517ca7f53798b2d1d5d043d4d108cd"),
    Vector(
      name: "S2", method: "POST", action: "PublishEdgeContainerAppVersion",
      query:
        #"FullRelease=false&PublishType=region&Regions=%5B%22huadong%22%2C%22huanan%22%2C%22hk%22%"#
        + #"5D&VersionId=ver-879626371616512000"#,
      body:
        #"AppId=app-880688675783794688&Percentage=100&PublishEnv=prod&Remarks=%E5%8F%91%E5%B8%83%2"#
        + #"0v1.4.2%20%28main%29%20fix%3A%20%E7%99%BB%E5%BD%95%20bug~%2A&StartTime=2026-01-15T16%3A0"#
        + #"0%3A00Z"#,
      payload: "4109c961c0cc0ceaf3c99b5211956bb60ce6d44fc53e67cc979ebe1debfa4030",
      canonical: "9615383fb8c1668b69f174dd9a398361ea50150dedfa56cf37336dea8d5e0a5c",
      signature: "4954fe6d501aa21aea3dab1b3c5e8f782a0b6c8347225b290d369c86402423c7",
      token: "FAKESTS/token+with=chars"),
    Vector(
      name: "S3", method: "POST", action: "PublishEdgeContainerAppVersion",
      query:
        #"VersionId=ver-879626371616512000"#,
      body:
        #"AppId=app-880688675783794688&PublishEnv=staging"#,
      payload: "69a3c7602880262f687dfdc23fb0d9271238b4ad93064ccc74fbbb228e62f2e7",
      canonical: "520cb8c1a5f836af181dd50ad099d4e5ad8ed4837c36b987e096a47177c109aa",
      signature: "857ff62958ed2bd5082c5b0241283299742c423dc25076515f73dbcc44ce652d"),
    Vector(
      name: "S4", method: "POST", action: "GetEdgeContainerAppStatus",
      query:
        #"AppId=app-880688675783794688&PublishEnv=prod"#,
      body:
        #""#,
      payload: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      canonical: "b6e88e9ced91fdb316b635dfe820957614cc58731f16b19cd9736f27495eb9fc",
      signature: "12f14ece72822065c37d88023f6bd5ba9e8e595f9c25e1572c931c832519d9dc"),
    Vector(
      name: "S5", method: "GET", action: "GetEdgeContainerAppVersion",
      query:
        #"AppId=app-880688675783794688&VersionId=ver-879626371616512000"#,
      body:
        #""#,
      payload: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      canonical: "749ace3bf3911e3d64fa9b7aebab9efa15c35678f365be0841de22bcdc8e8986",
      signature: "b838e134b910a76e87e855347b1611b06be55df9ee2f35df66adbfad9470dd67"),
    Vector(
      name: "S6", method: "GET", action: "ListEdgeContainerAppVersions",
      query:
        #"AppId=app-880688675783794688&PageNumber=1&PageSize=20&SearchKey=%E7%89%88%E6%9C%AC%201.4"#
        + #"%2A~&SearchType=Name"#,
      body:
        #""#,
      payload: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      canonical: "d70009ecbd57003651a623bfa9b852d5d8fb1370741b517b0eb70a9be10cc60c",
      signature: "452ea5aa46e3fb1e250b44c724ead19f303646ca1855488208fb2bfcd754344e"),
    Vector(
      name: "S7", method: "POST", action: "CreateEdgeContainerAppVersion",
      query:
        #""#,
      body:
        #"AppId=app-880688675783794688&Containers=%5B%7B%22Image%22%3A%22registry.cn-hangzhou.aliy"#
        + #"uncs.com%2Fns%2Fweb%3Av1.4.2-3f2a9bc%22%2C%22IsACRImage%22%3Afalse%2C%22Name%22%3A%22web"#
        + #"%22%2C%22ProbeContent%22%3A%7B%22FailureThreshold%22%3A3%2C%22InitialDelaySeconds%22%3A5"#
        + #"%2C%22Path%22%3A%22%2Fhealthz%22%2C%22PeriodSeconds%22%3A5%2C%22Port%22%3A8080%2C%22Sche"#
        + #"me%22%3A%22HTTP%22%2C%22SuccessThreshold%22%3A1%2C%22TimeoutSeconds%22%3A3%7D%2C%22Probe"#
        + #"Type%22%3A%22httpGet%22%2C%22Spec%22%3A%221C2G%22%2C%22Storage%22%3A%220.5G%22%7D%5D&Nam"#
        + #"e=v1.4.2-3f2a9bc&Remarks=%E4%BF%AE%E5%A4%8D%20%E7%99%BB%E5%BD%95"#,
      payload: "e4b56c738e40d1302d5d4cb67cf3a41b0e88450f843000ba9a96c368c4006bc6",
      canonical: "14e69c4713467fb0b1dd3866b30e04a789c4848d03ad7d84319836c376b1920f",
      signature: "bf5fe7f0fc1e8e1ca2aabb88602b6dfd470c9751e21d854fc37db933d75abcfd"),
  ]

  static let id = "LTAI5tFAKEACCESSKEYID00"
  static let key = Secret("FakeSecretKeyForTestVectors0123")

  @Test(arguments: vectors)
  func `the official SDK's signatures reproduce`(vector: Vector) {
    #expect(sha256Hex(vector.body.utf8) == vector.payload)
    let signed = ACS3.sign(
      vector.method, query: vector.query, headers: vector.headers, payloadHash: vector.payload, id: Self.id,
      key: Self.key)
    #expect(sha256Hex(signed.canonicalRequest.utf8) == vector.canonical)
    #expect(signed.stringToSign == "ACS3-HMAC-SHA256\n\(vector.canonical)")
    #expect(signed.signature == vector.signature)
  }

  @Test func `query and form are encoded as the official SDK encodes them`() {
    #expect(
      ACS3.canonicalQuery([
        "VersionId": "ver-879626371616512000", "PublishType": "region",
        "Regions": #"["huadong","huanan","hk"]"#, "FullRelease": "false",
      ]) == Self.vectors[0].query)
    #expect(
      ACS3.canonicalQuery([
        "AppId": "app-880688675783794688", "PublishEnv": "prod", "Percentage": "100",
        "Remarks": "发布 v1.4.2 (main) fix: 登录 bug~*", "StartTime": "2026-01-15T16:00:00Z",
      ]) == Self.vectors[0].body)
    #expect(
      ACS3.canonicalQuery([
        "SearchType": "Name", "SearchKey": "版本 1.4*~", "AppId": "app-880688675783794688",
        "PageSize": "20", "PageNumber": "1",
      ]) == Self.vectors[5].query)
  }

  @Test func `the authorization header has the documented form`() {
    let vector = Self.vectors[3]
    let signed = ACS3.sign(
      vector.method, query: vector.query, headers: vector.headers, payloadHash: vector.payload, id: Self.id,
      key: Self.key)
    #expect(
      signed.authorization
        == "ACS3-HMAC-SHA256 Credential=\(Self.id),SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
        + "x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=\(vector.signature)")
  }

  @Test func `the published example reproduces`() {
    let empty = sha256Hex([])
    let signed = ACS3.sign(
      "POST",
      query: ACS3.canonicalQuery([
        "RegionId": "cn-shanghai",
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
      ]),
      headers: [
        Header("host", "ecs.cn-shanghai.aliyuncs.com"), Header("x-acs-action", "RunInstances"),
        Header("x-acs-version", "2014-05-26"), Header("x-acs-date", "2023-10-26T10:22:32Z"),
        Header("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
        Header("x-acs-content-sha256", empty),
      ], payloadHash: empty, id: "YourAccessKeyId", key: Secret("YourAccessKeySecret"))
    #expect(
      sha256Hex(signed.canonicalRequest.utf8)
        == "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259")
    #expect(signed.signature == "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")
  }

  @Test func `a header that is sent twice is signed once, and an empty parameter keeps its sign`() {
    let signed = ACS3.sign(
      "GET", query: ACS3.canonicalQuery(["test": "ok", "empty": ""]),
      headers: [Header("x-acs-test", "http"), Header("x-acs-TEST", "https")],
      payloadHash: "55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23", id: "acesskey",
      key: Secret("secret"))
    #expect(
      signed.authorization
        == "ACS3-HMAC-SHA256 Credential=acesskey,SignedHeaders=x-acs-test,"
        + "Signature=d16b30a7699ae9e43875b13195b2f81bcc3ed10c14a9b5eb780e51619aa50be1")
  }

  /// The SDK signs every header it sends, writes spaces as `+` and booleans with a capital.
  @Test func `the complete SDK's own request reproduces`() {
    let payload = "2a7cf3f167acdcbbecfc5b8021b259e35c6b1e9d66402a300542b19422404ff3"
    var vector = Self.vectors[0]
    vector.payload = payload
    let signed = ACS3.sign(
      "POST", query: vector.query.replacing("FullRelease=false", with: "FullRelease=False"),
      headers: vector.headers + [
        Header("accept", "application/json"), Header("user-agent", "sampan/0"),
        Header("x-acs-credentials-provider", "static_ak"),
      ], payloadHash: payload, id: Self.id, key: Self.key)
    #expect(sha256Hex(vector.body.replacing("%20", with: "+").utf8) == payload)
    #expect(
      sha256Hex(signed.canonicalRequest.utf8)
        == "bce536f32272d134859d1cd7f672627578ac68c89bd7713eb690b8135309c3cf")
    #expect(signed.signature == "5e313810431cbf1a871ccc16d5a6a10c615180067b3e0e9bc316928eb4b691b6")
  }
}
