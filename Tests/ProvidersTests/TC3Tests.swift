import Digest
import HTTP
import Model
import Providers
import Testing

/// Published examples of the vendor's signature documentation (P1, P2), requests signed by the official Python SDK
/// 3.1.195 (V, S), and the documentation's newer style (W).
@Suite struct TC3Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var name: String
    var service: String
    var time: Int64
    var body: String
    var payload: String?
    var canonical: String
    var signature: String
    var action: String?

    var testDescription: String { name }
  }

  static let vectors: [Vector] = [
    Vector(
      name: "V1", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"ServerName": "nginx", "DeployInfo": {"DeployType": "image", "ImageUrl": "nginx", "Re"#
        + #"leaseType": "FULL"}, "EnvId": "lowcode-9g2o448afxxxxxx", "Items": [{"Key": "HasDockerf"#
        + #"ile", "BoolValue": true}]}"#,
      payload: "e2307557e02e880fd1cabecd703afe9c45ec56dde245e19a3173465fc178a17b",
      canonical: "7f208e42d8a13059232bf8bba482bd83f2225abd92d250c8189a3ecf084a4e74",
      signature: "8698c50511956e3c011d7083cff896d2acccce1d0d513934cd869e986396708d"),
    Vector(
      name: "V2", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"ServerName": "express", "DeployInfo": {"DeployType": "package", "PackageName": "expr"#
        + #"ess.zip", "PackageVersion": "1766483290", "ReleaseType": "FULL"}, "EnvId": "lowcode-9g"#
        + #"2o448afxxxxxx", "Items": [{"Key": "HasDockerfile", "BoolValue": true}]}"#,
      payload: "a8b90c612d5d40155f57081d2fef1c148c2615e57a0f042f04584290dede47b4",
      canonical: "76b7c33ece809ec5d455e1d3c12db4341d2ff89ac10002b0a4bbdad6af2d5c55",
      signature: "d5b20424b05b1433a6a782d164575f7a42ef9d928f49c4d4e082a4bcbbbc4feb"),
    Vector(
      name: "V3", service: "tem", time: 1_641_528_292,
      body:
        #"{"EnvironmentId": "env-qgnzgy8r", "TotalBatchCount": "2", "PackageName": "tem/pkg/1300"#
        + #"555551/service-gn54vdy6/1641528220867/hello-world-0.0.1-SNAPSHOT.jar", "DeployStrategy"#
        + #"Type": "AUTO", "DeployVersion": "20220107122452", "BatchInterval": "60", "ApplicationI"#
        + #"d": "service-gn54vdy6", "BetaBatchNum": "1"}"#,
      payload: "09a03743f5b24301fa7b4cc41b061d879c82520d0824cb9086a0fcf9bf12926f",
      canonical: "5ed37d031fd0f00924d9b4443483d535008155f7375eb72d90f8dd7eece5b164",
      signature: "3d3e3760de259098b78924c5d85cdee6a35c63551b5abc2608c3ce963f1d3865"),
    Vector(
      name: "V4", service: "tcb", time: 1_704_067_199,
      body:
        #"{"ExternalId": "xxxxxxx"}"#,
      payload: "301c74cfd5a3fc15423e9a00266aa9a3d4e08ac3d5a29370478e1b2b047e1ffa",
      canonical: "f3c1b8e5ac3368fd7ae150fbe7a597babd00295751c2ad1900ad86c8e8359ac8",
      signature: "4cfa06baf3ad1a06aa1bed0c730223128e7df0346d43d08841dbf0d898520dab"),
    Vector(
      name: "V5", service: "tcb", time: 1_704_067_200,
      body:
        #"{"ExternalId": "xxxxxxx"}"#,
      payload: "301c74cfd5a3fc15423e9a00266aa9a3d4e08ac3d5a29370478e1b2b047e1ffa",
      canonical: "f3c1b8e5ac3368fd7ae150fbe7a597babd00295751c2ad1900ad86c8e8359ac8",
      signature: "bf0f7f86379866aef3242268887499ef723d411fdef57691df7be9d1821647f8"),
    Vector(
      name: "V6", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"EnvId": "env-example", "ServerName": "serverName", "DeployInfo": {"DeployType": "ima"#
        + #"ge", "ImageUrl": "nginx", "DeployRemark": "\u4fee\u590d fix <a&b>", "ReleaseType": "FU"#
        + #"LL"}}"#,
      payload: "518b9cbfb980451c46375f190d94002f11da9d5328a108dbb6a4c4a282eaf1b9",
      canonical: "b1d42486f21d142e444017923719948a79155980bb1e221a7d56ee69b3f10152",
      signature: "4e3ce433081507e2aa5ee4f973e8bc5129cea56bfb18f61156d505283f6c95fd"),
    Vector(
      name: "S1", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"DeployInfo":{"DeployType":"image","ImageUrl":"nginx","ReleaseType":"FULL"},"EnvId":""#
        + #"lowcode-9g2o448afxxxxxx","Items":[{"BoolValue":true,"Key":"HasDockerfile"}],"ServerNam"#
        + #"e":"nginx"}"#,
      payload: "b093d1bb175f9e5492dd0fe52954c83a9fe40bdb098229dc21331d15f54c2d49",
      canonical: "11c528b97c48568802b870e43950ac72c5d5670cc2ba2354962f9c4361bd1d2a",
      signature: "fcf32e64c96f5359281a3a71f5805cb5fd6e9706ec9c52e58fbd1f3e18d66d8e"),
    Vector(
      name: "S2", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"DeployInfo":{"DeployType":"package","PackageName":"express.zip","PackageVersion":"17"#
        + #"66483290","ReleaseType":"FULL"},"EnvId":"lowcode-9g2o448afxxxxxx","Items":[{"BoolValue"#
        + #"":true,"Key":"HasDockerfile"}],"ServerName":"express"}"#,
      payload: "b38af61d0563c64e86cf15f03cd11a6a871dfd2f9c6afdaff5c1c3325851ad7e",
      canonical: "90c343b8e301a0c8555dcb841a000fed3ce941df30efa9a1e0120dc949402458",
      signature: "d475b4f795e5bf10b4c46a2ec0553e1751af5692e986dfd32a4c49d337b6f0f4"),
    Vector(
      name: "S3", service: "tem", time: 1_641_528_292,
      body:
        #"{"ApplicationId":"app-xxxxxx","BatchInterval":0,"BetaBatchNum":0,"DeployStrategyType":"#
        + #""0","DeployVersion":"v1","EnvironmentId":"en-xxxxxx","Force":true,"From":"IntelliJ","M"#
        + #"inAvailable":0,"PackageName":"test.jar","TotalBatchCount":0}"#,
      payload: "aa33ecf3069960e1fa39c3a151f95a0b9d3209a49b9686664642f2ebbf7e3877",
      canonical: "f1a0e8b2d217e39b749011badeb0d064a6628a46f744c60bd3a8ff18be6bb942",
      signature: "5241a0e55c21afbe128441a0414883512927a02183a787c4d8751bddbf5cf7ee"),
    Vector(
      name: "S4", service: "tem", time: 1_641_528_292,
      body:
        #"{"ApplicationId":"service-gn54vdy6","BatchInterval":"60","BetaBatchNum":"1","DeployStr"#
        + #"ategyType":"AUTO","DeployVersion":"20220107122452","EnvironmentId":"env-qgnzgy8r","Pac"#
        + #"kageName":"tem/pkg/1300555551/service-gn54vdy6/1641528220867/hello-world-0.0.1-SNAPSHO"#
        + #"T.jar","TotalBatchCount":"2"}"#,
      payload: "e6866c359a074b60c87fc2cb96b514753c000e936fb087661b4198301ae0ab21",
      canonical: "ba562dbb687ce8a42f357e9e8200b966a28041d7ce2807b73c15a77ffac5ba5b",
      signature: "1dc7b7e7335b0ce7b126be310ba1ee3d4f345395996cc90a4d32fbda1e759cf5"),
    Vector(
      name: "S5", service: "tcb", time: 1_766_483_290,
      body:
        #"{"ExternalId":"xxxxxxx"}"#,
      payload: "cec49b98e19ed6924e88dbab7a6403783c854173818167e88bd25cf76c1dfe98",
      canonical: "ec2c51c81982ff7002309079eab6c47819975ba7829261242c52d84bf180b1cf",
      signature: "8fa63d69667e0b0a2e330a8a47af48520e11aaecc79645ba08eb572ff747cc83"),
    Vector(
      name: "S6", service: "tcb", time: 1_766_483_290,
      body:
        #"{"EnvId":"env-example","ServiceName":"express"}"#,
      payload: "7a8973dbd916da149a7fe0529e83d459b1044bd1539104853c999973435a40df",
      canonical: "0006b1f29fe55583af191b7ba4697e9d06b6d8354e6803c8f6478330812bdbbe",
      signature: "fbe3479d08c96d3e5cad30187c359c6544fc8340a6204baed5069fd3df7df2bc"),
    Vector(
      name: "S7", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"EnvId":"env-example","ServerName":"express","TaskId":0}"#,
      payload: "e8c948ce9ab9d3c4be9eaa35dfb5b421d5aaebd0090d86e5d07c9be51176334a",
      canonical: "8a9adfe498b901f08a5d46dbb509124f80d5977384a35024f7135aaa97e9a0fb",
      signature: "aa1a3e8f9280698de92f6ba51157e6450e0f771be3ef9b41da1f69fd68114dd0"),
    Vector(
      name: "S8", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"DeployInfo":{"DeployRemark":"v1.2.3 (abc1234) 修复登录","DeployType":"image","ImageUrl":"#
        + #""ccr.ccs.tencentyun.com/ns/api:1.2.3","ReleaseType":"GRAY"},"EnvId":"env-example","Ite"#
        + #"ms":[{"FloatValue":0.5,"Key":"CpuSpecs"},{"FloatValue":1,"Key":"MemSpecs"},{"IntValue""#
        + #":0,"Key":"MinNum"},{"Key":"EnvParam","Value":"{\"A\":\"1\"}"}],"ServerName":"api"}"#,
      payload: "24d968d3fb7033238c320b6276f18b223b3a7fe9eaa46d666d04a13546135955",
      canonical: "946b163ffed9ad8f964435228cdc921bcb3cb4988fcb1839d50db12f3e22a13f",
      signature: "b783fa75fce82b646ddb3a94f83c3635ee8a1a8b4be6df0700a8ada40a6f2622"),
    Vector(
      name: "W1", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"EnvId":"env-example","ServerName":"serverName","DeployInfo":{"DeployType":"image","I"#
        + #"mageUrl":"nginx","DeployRemark":"修复 fix <a&b>","ReleaseType":"FULL"}}"#,
      payload: "79e5c69ffd95a4a6aca50802581ed0b56da6b13017cb620f28c1fd2e6b285b01",
      canonical: "689580364bc8a4afe2e8647f0b9b82c8bc9a16d50a10b49714c2b5b480ee1975",
      signature: "69f1dc48ea75ca28d2142ecb9a7a6553edf6ae1b2ce231a05955a4d1cd658282",
      action: "UpdateCloudRunServer"),
    Vector(
      name: "W2", service: "tcbr", time: 1_766_483_290,
      body:
        #"{"DeployInfo":{"DeployType":"package","PackageName":"express.zip","PackageVersion":"17"#
        + #"66483290","ReleaseType":"FULL"},"EnvId":"lowcode-9g2o448afxxxxxx","Items":[{"BoolValue"#
        + #"":true,"Key":"HasDockerfile"}],"ServerName":"express"}"#,
      payload: nil,
      canonical: "c61d8b323b1138be27fc4425805f82d1810556a791be647bd0e89f0178793a64",
      signature: "9974d2fc84a69e91a73a80a1453c8e36d8eae1ad4e2cb42e8ec036e2bc5ca8b6",
      action: "UpdateCloudRunServer"),
    Vector(
      name: "W3", service: "tcbr", time: 1_766_483_290,
      body:
        #"{}"#,
      payload: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
      canonical: "2e3f225d854814104064ebc96a2869baef9e71a15d97011d902411aa27b35487",
      signature: "8b8727e20ae926336bf9223530972b08d435a6fcc222f1d304d28d162d489cda",
      action: "DescribeCloudRunEnvs"),
  ]

  let id = "AKIDEXAMPLE0000000000000000000000000"
  let key = Secret("SecretKeyEXAMPLE0000000000000000")

  @Test(arguments: vectors)
  func `the official SDK's signatures reproduce`(vector: Vector) {
    var headers = [
      Header("Host", "\(vector.service).tencentcloudapi.com"),
      Header(
        "Content-Type", vector.action == nil ? "application/json" : "application/json; charset=utf-8"),
    ]
    if let action = vector.action { headers.append(Header("X-TC-Action", action)) }
    let signed = TC3.sign(
      Array(vector.body.utf8), headers: headers, service: vector.service, id: id, key: key,
      at: Timestamp(seconds: vector.time))
    if let payload = vector.payload { #expect(sha256Hex(vector.body.utf8) == payload) }
    #expect(sha256Hex(signed.canonicalRequest.utf8) == vector.canonical)
    #expect(signed.signature == vector.signature)
  }

  @Test func `the authorization header has the documented form`() {
    let vector = Self.vectors[0]
    let signed = TC3.sign(
      Array(vector.body.utf8),
      headers: [Header("content-type", "application/json"), Header("host", "tcbr.tencentcloudapi.com")],
      service: "tcbr", id: id, key: key, at: Timestamp(seconds: vector.time))
    #expect(
      signed.authorization
        == "TC3-HMAC-SHA256 Credential=\(id)/2025-12-23/tcbr/tc3_request, "
        + "SignedHeaders=content-type;host, Signature=\(vector.signature)")
    #expect(
      signed.stringToSign
        == "TC3-HMAC-SHA256\n1766483290\n2025-12-23/tcbr/tc3_request\n\(vector.canonical)")
  }

  // Literal backslashes and asterisks, as published.
  static let published =
    #"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#

  @Test func `the first published example reproduces`() {
    let signed = TC3.sign(
      Array(Self.published.utf8),
      headers: [
        Header("Content-Type", "application/json; charset=utf-8"), Header("Host", "cvm.tencentcloudapi.com"),
      ], service: "cvm", id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
      key: Secret("Gu5t9xGARNpq86cd98joQYCN3*******"), at: Timestamp(seconds: 1_551_113_065))
    #expect(
      sha256Hex(Self.published.utf8) == "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064")
    #expect(
      sha256Hex(signed.canonicalRequest.utf8)
        == "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031")
    #expect(signed.signature == "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c")
  }

  @Test func `the second published example, which signs the action, reproduces`() {
    let signed = TC3.sign(
      Array(Self.published.utf8),
      headers: [
        Header("Content-Type", "application/json; charset=utf-8"), Header("Host", "cvm.tencentcloudapi.com"),
        Header("X-TC-Action", "DescribeInstances"),
      ], service: "cvm", id: "AKID" + String(repeating: "*", count: 32),
      key: Secret(String(repeating: "*", count: 32)), at: Timestamp(seconds: 1_551_113_065))
    #expect(
      sha256Hex(signed.canonicalRequest.utf8)
        == "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84")
    #expect(signed.signature == "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f")
  }

  // Derived keys: service, date, kSigning.
  @Test(arguments: [
    ("tcbr", "2025-12-23", "4f359e7a4f363b650b9f34fa3f6624abef7347416c3043ef233e4bc3ffeb1a3d"),
    ("tem", "2022-01-07", "800c511eb601fc641f2f71dd9d209740177820b0698cdf6eed50b71006232ed4"),
    ("tcb", "2023-12-31", "59e5e0615322d0c65235ea10dbca5b7aedc747c0eb1cc915fd7c55d6bc05011f"),
    ("tcb", "2024-01-01", "14e1e49a91bdf2f413af75fa5e176f79300646cf82d027799d89b9c77f553633"),
  ])
  func `the signing key follows the UTC date and the service`(service: String, date: String, key: String) {
    #expect(hex(TC3.signingKey(self.key, date: date, service: service)) == key)
  }
}
