import Digest
import FoundationEssentials
import Model

/// Buckets that temporary keys may put one object into each, as behind `CreateCosToken`. Signatures are recomputed
/// from what arrived (https://cloud.tencent.com/document/product/436/7778).
struct ObjectStore: Sendable {
  /// A key that was handed out, and what it was used for.
  private struct Token: Sendable {
    var application: String
    var version: String
    var id: String
    var key: String
    var session: String
    var host: String
    /// Of the object, without a leading slash.
    var path: String
    var expires: Timestamp
    var isUsed = false
  }

  private var tokens: [Token] = []
  private(set) var stored: [RecordedBody] = []

  /// Creates a key that is valid for half an hour; the members of a `CosToken`.
  mutating func open(
    application: String, region: String, file: String, version: String, now: Timestamp
  ) -> JSON {
    let bucket = "tem-\(region)-1300000001"
    let token = Token(
      application: application, version: version, id: "AKIDtmp\(tokens.count)", key: UUID().uuidString,
      session: UUID().uuidString.lowercased(), host: "\(bucket).cos.\(region).myqcloud.com",
      path:
        "tem/pkg/1300000001/\(application)/\(now.seconds)\(String(tokens.count + 1000).dropFirst())/\(file)",
      expires: now.after(1800))
    tokens.append(token)
    return [
      "RequestId": "", "Bucket": .string(bucket), "Region": .string(region),
      "TmpSecretId": .string(token.id), "TmpSecretKey": .string(token.key),
      "SessionToken": .string(token.session), "StartTime": .string(String(now.seconds)),
      "ExpiredTime": .string(String(token.expires.seconds)), "FullPath": .string("/" + token.path),
    ]
  }

  /// Whether an application's package was uploaded under this name, as this version.
  func holds(_ path: String, of application: String, version: String) -> Bool {
    tokens.contains {
      $0.application == application && $0.path == path && $0.version == version && $0.isUsed
    }
  }

  /// Whether a request is meant for a bucket.
  static func claims(_ head: RequestHead) -> Bool {
    head.method == "PUT" && head[header: "Host"]?.hasSuffix(".myqcloud.com") == true
  }

  /// Stores an object, or refuses it in COS's XML.
  mutating func put(_ request: RecordedRequest, scenario: Scenario, now: Timestamp) -> Answer {
    if let fault = scenario.storage.fault { return fault }
    guard let authorization = COSAuthorization(request[header: "Authorization"] ?? "") else {
      return .refusal(403, "AccessDenied", "The Authorization header is missing or malformed.")
    }
    guard let index = tokens.firstIndex(where: { $0.id == authorization.id }) else {
      return .refusal(403, "InvalidAccessKeyId", "The access key does not exist.")
    }
    let token = tokens[index]
    guard request[header: "x-cos-security-token"] == token.session else {
      return .refusal(403, "InvalidAccessKeyId", "The security token is missing or wrong.")
    }
    guard authorization.covers(now), now < token.expires else {
      return .refusal(403, "RequestTimeTooSkewed", "The request time is not within the signature's.")
    }
    guard authorization.isSigned(request, key: token.key) else {
      return .refusal(403, "SignatureDoesNotMatch", "The signature we calculated does not match.")
    }
    guard request[header: "Host"] == token.host, percentDecoded(request.head.path) == "/" + token.path
    else { return .refusal(403, "AccessDenied", "This key may put another object only.") }
    guard request.head.declaredByteCount != nil else {
      return .refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
    }
    if let checksum = request[header: "Content-MD5"], let bytes = request.body.bytes {
      guard checksum == base64(HashFunction.md5.digest(bytes)) else {
        return .refusal(400, "BadDigest", "The Content-MD5 you specified did not match.")
      }
    }
    tokens[index].isUsed = true
    stored.append(request.body)
    return .stored(request.body, scenario)
  }
}

/// `q-sign-algorithm=sha1&q-ak=…&q-sign-time=…&q-key-time=…&q-header-list=…&q-url-param-list=&q-signature=…`
private struct COSAuthorization {
  var id: String
  private var time: String
  private var start: Int64
  private var end: Int64
  private var names: [String]
  private var signature: String

  init?(_ text: String) {
    var fields: [Substring: String] = [:]
    for part in text.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, fields.updateValue(String(pair[1]), forKey: pair[0]) == nil else { return nil }
    }
    guard fields.count == 7, fields["q-sign-algorithm"] == "sha1", let id = fields["q-ak"],
      let time = fields["q-sign-time"], fields["q-key-time"] == time, let names = fields["q-header-list"],
      fields["q-url-param-list"] == "", let signature = fields["q-signature"]
    else { return nil }
    let ends = time.split(separator: ";").compactMap { Int64($0) }
    guard ends.count == 2, ends[0] < ends[1] else { return nil }
    (self.id, self.time, start, end) = (id, time, ends[0], ends[1])
    self.names = names.split(separator: ";").map(String.init)
    self.signature = signature
  }

  func covers(_ now: Timestamp) -> Bool { (start...end).contains(now.seconds) }

  /// The host, the headers that describe the body and every `x-cos-` header have to be signed.
  func isSigned(_ request: RecordedRequest, key: String) -> Bool {
    let due = request.headers.map { $0.name.lowercased() }.filter {
      ["host", "content-md5", "content-type"].contains($0) || $0.hasPrefix("x-cos-")
    }
    guard names == names.sorted(), Set(names).isSuperset(of: due) else { return false }
    var lines: [String] = []
    for name in names {
      guard let value = request[header: name] else { return false }
      lines.append("\(name)=\(percentEncoded(value))")
    }
    let path = percentDecoded(request.head.path) ?? ""
    let text = "\(request.method.lowercased())\n\(path)\n\n\(lines.joined(separator: "&"))\n"
    let sha1 = HashFunction.sha1
    let signKey = hex(sha1.authenticate(time.utf8, key: key.utf8))
    let toSign = "sha1\n\(time)\n\(hex(sha1.digest(text.utf8)))\n"
    return signature == hex(sha1.authenticate(toSign.utf8, key: signKey.utf8))
  }
}

extension Scenario.Storage {
  /// What is answered in place of the storage's own answer.
  var fault: Answer? {
    switch self {
    case .stores, .storesOtherBytes: nil
    case .refuses: .refusal(403, "AccessDenied", "Access Denied.")
    // A network that requires its terms to be accepted first, whatever the host.
    case .isPortal:
      Answer(200, type: "text/html", "<html><body>Accept the terms to continue</body></html>\n")
    }
  }
}

extension Answer {
  /// The headers of the storage for an object that it has. The checksum is left out for bodies that were not kept.
  static func stored(_ body: RecordedBody, _ scenario: Scenario) -> Answer {
    var answer = Answer(
      200,
      headers: [
        Field("ETag", "\"\(hex(HashFunction.md5.digest(body.bytes ?? Array(body.sha256.utf8))))\""),
        Field("Server", "tencent-cos"),
        Field("x-cos-request-id", base64(UUID().uuidString.lowercased().utf8)),
      ])
    if let bytes = body.bytes {
      let checksum = crc64(scenario.storage == .storesOtherBytes ? bytes.dropLast() : bytes)
      answer.headers.append(Field("x-cos-hash-crc64ecma", String(checksum)))
    }
    return answer
  }

  /// In the storage's own format; without one of the five, the vendor's client cannot read it.
  static func refusal(_ status: Int, _ code: String, _ message: String) -> Answer {
    Answer(
      status, type: "application/xml",
      """
      <?xml version='1.0' encoding='utf-8' ?>
      <Error>
        <Code>\(code)</Code>
        <Message>\(message)</Message>
        <Resource>storage.example/object</Resource>
        <RequestId>\(UUID().uuidString)</RequestId>
        <TraceId>\(UUID().uuidString)</TraceId>
      </Error>
      """)
  }
}
