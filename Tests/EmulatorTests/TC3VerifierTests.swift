import Digest
import Emulator
import Model
import Testing

/// Signatures that others computed: the signature documentation's own examples and what the official Python
/// SDK (common 3.1.195) signs.
@Suite struct TC3VerifierTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var name: String
    var id = "AKIDEXAMPLE0000000000000000000000000"
    var key = "SecretKeyEXAMPLE0000000000000000"
    var token: String?
    var service: String
    var action = "UpdateCloudRunServer"
    var time: Int64 = 1_766_483_290
    var type = "application/json"
    var signedHeaders = "content-type;host"
    var signature: String
    var body: String

    var testDescription: String { name }

    var request: RecordedRequest {
      let date = Timestamp(seconds: time).utc.date
      var headers = [
        Field("Content-Type", type), Field("Host", "\(service).tencentcloudapi.com"),
        Field("X-TC-Action", action), Field("X-TC-Timestamp", String(time)),
        Field(
          "Authorization",
          "TC3-HMAC-SHA256 Credential=\(id)/\(date)/\(service)/tc3_request, "
            + "SignedHeaders=\(signedHeaders), Signature=\(signature)"),
      ]
      if let token { headers.append(Field("X-TC-Token", token)) }
      return RecordedRequest("POST", "/", headers: headers, body: Array(body.utf8))
    }

    var verifier: TC3Verifier {
      TC3Verifier(credentials: [EmulatedCredentials(id: id, key: key, token: token)])
    }

    func judge(_ request: RecordedRequest, at time: Int64) -> String {
      do throws(APIError) {
        return try verifier.verify(request, at: Timestamp(seconds: time))
      } catch {
        return error.code
      }
    }
  }

  static let instances =
    #"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#

  static let vectors = [
    // https://cloud.tencent.com/document/api/213/30654, an older and the current wording. The stars are
    // literal.
    Vector(
      name: "documentation, two headers", id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
      key: "Gu5t9xGARNpq86cd98joQYCN3*******", service: "cvm", action: "DescribeInstances",
      time: 1_551_113_065, type: "application/json; charset=utf-8",
      signature: "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c", body: instances),
    Vector(
      name: "documentation, three headers", id: "AKID" + String(repeating: "*", count: 32),
      key: String(repeating: "*", count: 32), service: "cvm", action: "DescribeInstances",
      time: 1_551_113_065, type: "application/json; charset=utf-8",
      signedHeaders: "content-type;host;x-tc-action",
      signature: "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f", body: instances),
    Vector(
      name: "SDK, image", service: "tcbr",
      signature: "8698c50511956e3c011d7083cff896d2acccce1d0d513934cd869e986396708d",
      body: #"{"ServerName": "nginx", "DeployInfo": {"DeployType": "image", "ImageUrl": "nginx", "#
        + #""ReleaseType": "FULL"}, "EnvId": "lowcode-9g2o448afxxxxxx", "#
        + #""Items": [{"Key": "HasDockerfile", "BoolValue": true}]}"#),
    Vector(
      name: "SDK, package and token", token: "TokenEXAMPLE-0123456789", service: "tcbr",
      signature: "d5b20424b05b1433a6a782d164575f7a42ef9d928f49c4d4e082a4bcbbbc4feb",
      body: #"{"ServerName": "express", "DeployInfo": {"DeployType": "package", "#
        + #""PackageName": "express.zip", "PackageVersion": "1766483290", "ReleaseType": "FULL"}, "#
        + #""EnvId": "lowcode-9g2o448afxxxxxx", "Items": [{"Key": "HasDockerfile", "BoolValue": true}]}"#),
    Vector(
      name: "SDK, last second of a year", service: "tcb", time: 1_704_067_199,
      signature: "4cfa06baf3ad1a06aa1bed0c730223128e7df0346d43d08841dbf0d898520dab",
      body: #"{"ExternalId": "xxxxxxx"}"#),
    Vector(
      name: "SDK, first second of a year", service: "tcb", time: 1_704_067_200,
      signature: "bf0f7f86379866aef3242268887499ef723d411fdef57691df7be9d1821647f8",
      body: #"{"ExternalId": "xxxxxxx"}"#),
    Vector(
      name: "SDK, escaped remark", service: "tcbr",
      signature: "4e3ce433081507e2aa5ee4f973e8bc5129cea56bfb18f61156d505283f6c95fd",
      body: #"{"EnvId": "env-example", "ServerName": "serverName", "DeployInfo": {"DeployType": "image", "#
        + #""ImageUrl": "nginx", "DeployRemark": "\u4fee\u590d fix <a&b>", "ReleaseType": "FULL"}}"#),
    Vector(
      name: "compact body", service: "tcb",
      signature: "fbe3479d08c96d3e5cad30187c359c6544fc8340a6204baed5069fd3df7df2bc",
      body: #"{"EnvId":"env-example","ServiceName":"express"}"#),
    Vector(
      name: "raw UTF-8", service: "tcbr",
      signature: "b783fa75fce82b646ddb3a94f83c3635ee8a1a8b4be6df0700a8ada40a6f2622",
      body: #"{"DeployInfo":{"DeployRemark":"v1.2.3 (abc1234) 修复登录","DeployType":"image","#
        + #""ImageUrl":"ccr.ccs.tencentyun.com/ns/api:1.2.3","ReleaseType":"GRAY"},"EnvId":"env-example","#
        + #""Items":[{"FloatValue":0.5,"Key":"CpuSpecs"},{"FloatValue":1,"Key":"MemSpecs"},"#
        + #"{"IntValue":0,"Key":"MinNum"},{"Key":"EnvParam","Value":"{\"A\":\"1\"}"}],"ServerName":"api"}"#),
    Vector(
      name: "signed action, empty object", service: "tcbr", action: "DescribeCloudRunEnvs",
      type: "application/json; charset=utf-8", signedHeaders: "content-type;host;x-tc-action",
      signature: "8b8727e20ae926336bf9223530972b08d435a6fcc222f1d304d28d162d489cda", body: "{}"),
  ]

  @Test(arguments: vectors) func `a published signature is accepted`(vector: Vector) {
    #expect(vector.judge(vector.request, at: vector.time) == vector.service)
  }

  @Test(arguments: vectors) func `a changed body is refused`(vector: Vector) {
    var request = vector.request
    request.body = RecordedBody(bytes: Array((vector.body + " ").utf8))
    #expect(vector.judge(request, at: vector.time) == "AuthFailure.SignatureFailure")
  }

  @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)])
  func `a signature lives five minutes before and after`(offset: Int64, isFresh: Bool) {
    let vector = Self.vectors[2]
    let verdict = vector.judge(vector.request, at: vector.time + offset)
    #expect(verdict == (isFresh ? "tcbr" : "AuthFailure.SignatureExpire"))
  }

  /// What the gateway says to a request whose signature is right for what it claims.
  private func verdict(
    date: String = "2023-12-31", signedHeaders: [String] = ["content-type", "host"]
  ) -> String {
    var vector = Self.vectors[4]
    (vector.id, vector.key) = (Client.credentials.id, Client.credentials.key)
    var request = vector.request
    request.head.headers[4].value = Client.authorization(
      body: Array(vector.body.utf8), host: "tcb.tencentcloudapi.com", service: "tcb", time: vector.time,
      date: date, signedHeaders: signedHeaders)
    return vector.judge(request, at: vector.time)
  }

  @Test func `the local date instead of the UTC date is refused, however well it is signed`() {
    #expect(verdict() == "tcb")
    #expect(verdict(date: "2024-01-01") == "AuthFailure.SignatureFailure")
  }

  @Test func `an unknown id, a missing token and a surplus token are told apart`() throws {
    var vector = Self.vectors[3]
    let request = vector.request
    vector.id = "AKIDsomebodyelse"
    #expect(vector.judge(request, at: vector.time) == "AuthFailure.SecretIdNotFound")

    vector = Self.vectors[3]
    var withoutToken = request
    withoutToken.head.headers.removeLast()
    #expect(vector.judge(withoutToken, at: vector.time) == "AuthFailure.TokenFailure")

    vector.token = nil
    #expect(vector.judge(request, at: vector.time) == "AuthFailure.TokenFailure")
  }

  @Test(arguments: [
    "", "SKIP", "TC3-HMAC-SHA256", "TC3-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=0",
    "TC3-HMAC-SHA256 Credential=,SignedHeaders=,Signature=",
    "TC3-HMAC-SHA256 Credential=a/2025-12-23/tcbr/tc3_request, Signature=0",
    "TC3-HMAC-SHA256 Signature=0, Signature=0, Credential=a/2025-12-23/tcbr/tc3_request",
  ]) func `a malformed authorization is refused`(text: String) {
    let vector = Self.vectors[2]
    var request = vector.request
    request.head.headers[4].value = text
    #expect(vector.judge(request, at: vector.time) == "AuthFailure.InvalidAuthorization")
  }

  @Test(arguments: [
    ["host"], ["content-type"], ["host", "content-type"], ["content-type", "host", "host"],
    ["Content-Type", "Host"], ["content-type", "host", "x-missing"],
  ]) func `signed headers have to be the right ones, sorted and sent`(names: [String]) {
    #expect(verdict(signedHeaders: names) == "AuthFailure.SignatureFailure")
  }

  @Test(arguments: ["x", "-1", "99999999999999999999", "1766483290.5", ""])
  func `a timestamp that is none is refused`(text: String) {
    let vector = Self.vectors[2]
    var request = vector.request
    request.head.headers[3].value = text
    #expect(vector.judge(request, at: vector.time) == "InvalidParameter")
  }
}
