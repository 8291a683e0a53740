import Digest
import HTTP
import Model
import Providers
import Testing

/// Signatures of object storage, against the vendor's published example and its Python SDK (cos-python-sdk-v5 1.9.44).
@Suite struct COSTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var path: String
    var headers: [Header]
    var id = "AKIDEXAMPLE0000000000000000000000000"
    var key = "SecretKeyEXAMPLE0000000000000000"
    var start: Int64 = 1_641_528_160
    var end: Int64 = 1_641_538_220
    var sha1: String?
    var signature: String
  }

  private static let bucket = Header("Host", "examplebucket-1250000000.cos.ap-shanghai.myqcloud.com")

  static let vectors = [
    Vector(
      testDescription: "a package with a temporary key",
      path: "/tem/pkg/1300555551/service-gn54vdy6/1641528220867/hello-world-0.0.1-SNAPSHOT.jar",
      headers: [
        Header("Host", "tem-gz-1300555551.cos.ap-guangzhou.myqcloud.com"), Header("Content-Length", "9"),
        Header("Content-Type", "application/java-archive"),
        Header("x-cos-security-token", "TokenEXAMPLE-0123456789"),
      ], sha1: "bbb1a36e300462148604169a55cdcd9d88c79092",
      signature: "64675df48f278be2b0cc399f587e353391ba4591"),
    Vector(
      testDescription: "a key with blanks and Chinese letters", path: "/a b/中文+x.zip",
      headers: [
        bucket, Header("Content-Length", "2"), Header("Content-MD5", "1xvdIsi7k7jSh9zm9GrtJQ=="),
      ], sha1: "d5a5bfaa78eb67ddd5258ce24eefc47d1b5386d3",
      signature: "2caa5eccaca50422e4345bb816fe8f220dc54837"),
    Vector(
      testDescription: "the least headers", path: "/x.zip", headers: [bucket, Header("Content-Length", "2")],
      sha1: "34ecfc7867f0809a8c4dee971d1feb3bd8b3bcfc",
      signature: "60dd76d3d53ff07ecc4d473f620a510427c4d948"),
    Vector(
      testDescription: "a presigned address", path: "/tem/pkg/x.jar", headers: [bucket],
      end: 1_641_531_820, signature: "72010416ff8339cab345dd3385a832391b306d8a"),
    Vector(
      testDescription: "the published example", path: "/exampleobject(腾讯云)",
      headers: [
        Header("Content-Length", "13"), Header("Content-MD5", "mQ/fVh815F3k6TAUm8m0eg=="),
        Header("Content-Type", "text/plain"), Header("Date", "Thu, 16 May 2019 06:45:51 GMT"),
        Header("Host", "examplebucket-1250000000.cos.ap-beijing.myqcloud.com"),
        Header("x-cos-acl", "private"), Header("x-cos-grant-read", #"uin="100000000011""#),
      ], id: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q", key: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz",
      start: 1_557_989_151, end: 1_557_996_351, sha1: "8b2751e77f43a0995d6e9eb9477f4b685cca4172",
      signature: "3b8851a11a569213c17ba8fa7dcf2abec6935172"),
  ]

  @Test(arguments: vectors) func `the vendor's signatures reproduce`(vector: Vector) {
    let signed = COS.sign(
      "PUT", path: vector.path, headers: vector.headers, id: vector.id, key: Secret(vector.key),
      during: .init(start: vector.start, end: vector.end))
    if let sha1 = vector.sha1 {
      #expect(hex(HashFunction.sha1.digest(signed.httpString.utf8)) == sha1)
    }
    #expect(signed.signature == vector.signature)
  }

  @Test func `the authorization names what was signed`() {
    let signed = COS.sign(
      "PUT", path: "/x.zip", headers: [Self.bucket, Header("Content-Length", "2")], id: "AKIDa",
      key: Secret("k"), during: .init(start: 1, end: 2))
    #expect(
      signed.authorization
        == "q-sign-algorithm=sha1&q-ak=AKIDa&q-sign-time=1;2&q-key-time=1;2"
        + "&q-header-list=content-length;host&q-url-param-list=&q-signature=\(signed.signature)")
  }
}
