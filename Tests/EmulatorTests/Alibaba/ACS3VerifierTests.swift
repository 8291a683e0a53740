import Digest
import Emulator
import Model
import Support
import Testing

/// Signatures that the official Python SDK computed (`alibabacloud_tea_openapi` 0.4.6, `alibabacloud_esa20240910`
/// 3.16.0), and what becomes of them when anything is changed.
@Suite struct ACS3VerifierTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var name: String
    var method = "POST"
    var action = "PublishEdgeContainerAppVersion"
    var query: String
    var body = ""
    var token: String?
    var more: [Field] = []
    var signature: String

    var testDescription: String { name }

    var request: RecordedRequest {
      var headers = [
        Field("host", "esa.cn-hangzhou.aliyuncs.com"), Field("x-acs-action", action),
        Field("x-acs-content-sha256", sha256Hex(Array(body.utf8))),
        Field("x-acs-date", "2026-01-15T08:30:00Z"),
        Field("x-acs-signature-nonce", "6f1c2a9e0b7d4c3e8a5f9d2b1c0e7a43"),
        Field("x-acs-version", "2024-09-10"),
      ]
      if !body.isEmpty { headers.append(Field("content-type", "application/x-www-form-urlencoded")) }
      if let token {
        headers += [
          Field("x-acs-accesskey-id", "LTAI5tFAKEACCESSKEYID00"), Field("x-acs-security-token", token),
        ]
      }
      headers += more
      let names = headers.map(\.name).sorted().joined(separator: ";")
      headers.append(
        Field(
          "Authorization",
          "ACS3-HMAC-SHA256 Credential=LTAI5tFAKEACCESSKEYID00,SignedHeaders=\(names),Signature=\(signature)")
      )
      return RecordedRequest(
        method, query.isEmpty ? "/" : "/?\(query)", headers: headers, body: Array(body.utf8))
    }

    func judge(
      _ request: RecordedRequest, at time: Timestamp = EdgeClient.now, until end: Timestamp? = nil
    ) -> String {
      let credentials = EmulatedCredentials(
        id: "LTAI5tFAKEACCESSKEYID00", key: "FakeSecretKeyForTestVectors0123", token: token, end: end)
      do throws(APIError) {
        return try ACS3Verifier(credentials: [credentials]).verify(request, at: time)
      } catch {
        return error.code
      }
    }
  }

  private static let region =
    "PublishType=region&Regions=%5B%22huadong%22%2C%22huanan%22%2C%22hk%22%5D&VersionId=ver-879626371616512000"
  private static let form =
    "AppId=app-880688675783794688&Percentage=100&PublishEnv=prod"
    + "&Remarks=%E5%8F%91%E5%B8%83%20v1.4.2%20%28main%29%20fix%3A%20%E7%99%BB%E5%BD%95%20bug~%2A"
    + "&StartTime=2026-01-15T16%3A00%3A00Z"

  static let vectors = [
    Vector(
      name: "by region", query: "FullRelease=false&\(region)", body: form,
      signature: "02312c013eaf2df8c730e93bc708f313f8517ca7f53798b2d1d5d043d4d108cd"),
    Vector(
      name: "with a token", query: "FullRelease=false&\(region)", body: form,
      token: "FAKESTS/token+with=chars",
      signature: "4954fe6d501aa21aea3dab1b3c5e8f782a0b6c8347225b290d369c86402423c7"),
    Vector(
      name: "without a body", action: "GetEdgeContainerAppStatus",
      query: "AppId=app-880688675783794688&PublishEnv=prod",
      signature: "12f14ece72822065c37d88023f6bd5ba9e8e595f9c25e1572c931c832519d9dc"),
    Vector(
      name: "GET, with a star and Chinese", method: "GET", action: "ListEdgeContainerAppVersions",
      query: "AppId=app-880688675783794688&PageNumber=1&PageSize=20"
        + "&SearchKey=%E7%89%88%E6%9C%AC%201.4%2A~&SearchType=Name",
      signature: "452ea5aa46e3fb1e250b44c724ead19f303646ca1855488208fb2bfcd754344e"),
    Vector(
      name: "the whole SDK, which signs all it sends", query: "FullRelease=False&\(region)",
      body: form.replacing("%20", with: "+"),
      more: [
        Field("accept", "application/json"), Field("user-agent", "sampan/0"),
        Field("x-acs-credentials-provider", "static_ak"),
      ], signature: "5e313810431cbf1a871ccc16d5a6a10c615180067b3e0e9bc316928eb4b691b6"),
  ]

  @Test(arguments: vectors) func `the official client's signature is accepted`(vector: Vector) {
    #expect(vector.judge(vector.request) == "6f1c2a9e0b7d4c3e8a5f9d2b1c0e7a43")
  }

  @Test(arguments: vectors) func `anything that was changed on its way is refused`(vector: Vector) {
    var request = vector.request
    request.head.method = vector.method == "GET" ? "POST" : "GET"
    #expect(vector.judge(request) == "SignatureDoesNotMatch")
    request = vector.request
    request.head.target += "&Extra=1"
    #expect(vector.judge(request) == "SignatureDoesNotMatch")
    request = vector.request
    request.body = RecordedBody(bytes: Array((vector.body + "&Extra=1").utf8))
    #expect(vector.judge(request) == (vector.body.isEmpty ? "IncompleteSignature" : "SignatureDoesNotMatch"))
    for index in vector.request.headers.indices where vector.request.headers[index].name != "Authorization" {
      request = vector.request
      request.head.headers[index].value += "x"
      #expect(vector.judge(request).wholeMatch(of: #/[A-Z]\w+(\.\w+)?/#) != nil, "\(request.headers[index])")
    }
  }

  @Test(arguments: [(-901, false), (-900, true), (900, true), (901, false)])
  func `a signature lives a quarter of an hour before and after`(offset: Int64, isFresh: Bool) {
    let vector = Self.vectors[2]
    let time = Timestamp(seconds: EdgeClient.now.seconds + offset)
    #expect(vector.judge(vector.request, at: time).hasPrefix("InvalidTimeStamp.Expired") == !isFresh)
  }

  @Test func `an unknown id, a missing token and a surplus token are told apart`() {
    var vector = Self.vectors[1]
    let request = vector.request
    var other = request
    other.head.headers[other.headers.count - 1].value.replace("LTAI5t", with: "LTAI6t")
    #expect(vector.judge(other) == "InvalidAccessKeyId.NotFound")
    other = request
    other.head.headers.removeAll { $0.name == "x-acs-security-token" }
    #expect(vector.judge(other) == "MissingSecurityToken")
    vector.token = nil
    #expect(vector.judge(request) == "InvalidSecurityToken.Mismatch")
  }

  @Test(arguments: [(0, "InvalidSecurityToken.Expired"), (1, "6f1c2a9e0b7d4c3e8a5f9d2b1c0e7a43")])
  func `a temporary key counts until its end`(seconds: Int64, verdict: String) {
    let vector = Self.vectors[1]
    let end = Timestamp(seconds: EdgeClient.now.seconds + seconds)
    #expect(vector.judge(vector.request, until: end) == verdict)
  }

  @Test(arguments: [
    "", "ACS3-HMAC-SHA256", "ACS3-HMAC-SHA256 Credential=,SignedHeaders=,Signature=",
    "ACS3-HMAC-SHA256 Credential=a,Signature=0",
    "ACS3-HMAC-SHA256 Credential=a,Credential=b,Signature=0",
    "TC3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=0",
  ]) func `a malformed authorization is refused`(text: String) {
    let vector = Self.vectors[2]
    var request = vector.request
    request.head.headers[request.headers.count - 1].value = text
    #expect(vector.judge(request) == "IncompleteSignature")
  }

  /// The verdict on a request whose headers were changed and signed anew, the `names` of them.
  private func verdict(
    _ names: (String) -> Bool = { _ in true }, changing change: (inout [Field]) -> Void = { _ in }
  ) -> String {
    let vector = Self.vectors[4]
    var request = vector.request
    request.head.headers.removeLast()
    change(&request.head.headers)
    let headers = Dictionary(
      request.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let key = EmulatedCredentials(
      id: "LTAI5tFAKEACCESSKEYID00", key: "FakeSecretKeyForTestVectors0123")
    let authorization = EdgeClient.authorization(
      "POST", query: vector.query, headers: headers, hash: sha256Hex(Array(vector.body.utf8)),
      signing: headers.keys.sorted().filter(names), credentials: key)
    request.head.headers.append(Field("Authorization", authorization))
    return vector.judge(request)
  }

  /// However right the signature is for what it names.
  @Test(arguments: [
    ("host", true), ("x-acs-version", true), ("content-type", true), ("accept", false),
  ])
  func `what has to be signed may not be left out`(name: String, isMandatory: Bool) {
    #expect(
      verdict({ $0 != name }) == (isMandatory ? "IncompleteSignature" : "6f1c2a9e0b7d4c3e8a5f9d2b1c0e7a43"))
  }

  @Test func `a hash that is not the body's is refused, however well it is signed`() {
    func changing(_ hash: String) -> String {
      verdict(changing: { headers in
        guard let index = headers.firstIndex(where: { $0.name == "x-acs-content-sha256" }) else { return }
        headers[index].value = hash
      })
    }
    #expect(changing(sha256Hex([])) == "SignatureDoesNotMatch")
    #expect(
      changing(sha256Hex(Array(Self.vectors[4].body.utf8))) == "6f1c2a9e0b7d4c3e8a5f9d2b1c0e7a43")
  }
}
