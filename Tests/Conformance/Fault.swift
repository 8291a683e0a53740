import Emulator
import Support
import Testing

/// What happens to every request of a kind, and the exit code that a deploy ends with.
struct Fault: Sendable, CustomTestStringConvertible {
  var name: String
  var reply: @Sendable (RecordedRequest) -> Reply?
  var code: Int32
  /// How often the request arrives at most.
  var attempts = 1
  /// Whether a hint names the proxy.
  var hints = true

  var testDescription: String { name }

  init(
    _ name: String, _ code: Int32, attempts: Int = 1, hints: Bool = true,
    _ reply: @escaping @Sendable (RecordedRequest) -> Reply?
  ) {
    (self.name, self.code, self.attempts, self.hints, self.reply) = (name, code, attempts, hints, reply)
  }

  private static func page(_ status: Int) -> Answer {
    Answer(status, type: "text/html", "<html><body>status \(status)</body></html>")
  }

  private static func page(_ status: Int, _ code: Int32, attempts: Int = 1) -> Fault {
    Fault("page \(status)", code, attempts: attempts) { _ in .answer(page(status)) }
  }

  private static let redirect = Fault("redirect to a login", 69) { _ in
    .answer(Answer(302, headers: [Field("Location", "http://portal.example/login")]))
  }

  // MARK: Uploads

  private static func refusal(_ status: Int, _ code: String, _ exit: Int32, attempts: Int = 1) -> Fault {
    Fault("storage says \(code)", exit, attempts: attempts, hints: false) { _ in
      .answer(
        Answer(
          status, type: "application/xml",
          "<?xml version='1.0'?><Error><Code>\(code)</Code><Message>no</Message><RequestId>r</RequestId></Error>"
        ))
    }
  }

  private static func stored(_ name: String, attempts: Int, _ fields: Field...) -> Fault {
    Fault(name, 69, attempts: attempts) { _ in .answer(Answer(200, headers: fields)) }
  }

  /// A refused address is asked for anew once, and what may pass is tried five times.
  static let uploads: [Fault] = [
    page(200, 69), redirect, page(400, 69), page(401, 69), page(403, 69), page(404, 69), page(407, 69),
    page(418, 69), page(429, 69, attempts: 5), page(500, 69, attempts: 5), page(503, 69, attempts: 5),
    stored("empty 200", attempts: 1),
    stored("200 with an ETag only", attempts: 1, Field("ETag", "\"0\"")),
    stored("200 with a request id only", attempts: 1, Field("x-cos-request-id", "r")),
    stored(
      "wrong checksum", attempts: 5, Field("ETag", "\"0\""), Field("x-cos-request-id", "r"),
      Field("x-cos-hash-crc64ecma", "1")),
    stored(
      "checksum that is no number", attempts: 5, Field("ETag", "\"0\""), Field("x-cos-request-id", "r"),
      Field("x-cos-hash-crc64ecma", "99999999999999999999999")),
    Fault("cut connection", 75, attempts: 5, hints: false) { _ in .lose },
    refusal(403, "AccessDenied", 69, attempts: 2), refusal(403, "SignatureDoesNotMatch", 69, attempts: 2),
    refusal(400, "EntityTooLarge", 65), refusal(404, "NoSuchBucket", 69),
    refusal(503, "SlowDown", 69, attempts: 5),
  ]

  // MARK: Registries

  /// Each happens to every request, to the image's manifest alone, or to the write alone.
  static let registries: [Fault] = [
    page(200, 69), redirect, page(400, 69), page(403, 69), page(404, 78), page(407, 69), page(418, 69),
    Fault("empty 200", 69) { $0.method == "PUT" ? nil : .answer(Answer(200)) },
    Fault("throttled", 75, attempts: 5, hints: false) { _ in .answer(page(429)) },
    page(500, 69, attempts: 5), page(503, 69, attempts: 5),
    Fault("cut connection", 75, attempts: 5, hints: false) { _ in .lose },
    Fault("changed manifest", 69) { request in
      guard request.method == "GET", request.target.contains("/manifests/") else { return nil }
      let image = EmulatedImage.manifest("a")
      let headers = [Field("Content-Type", image.type), Field("Docker-Content-Digest", image.digest)]
      return .answer(Answer(200, headers: headers, body: image.manifest + [10]))
    },
    Fault("wrong digest after the write", 69) { request in
      guard request.method == "PUT" else { return nil }
      let digest = "sha256:" + String(repeating: "0", count: 64)
      return .answer(Answer(201, headers: [Field("Docker-Content-Digest", digest)]))
    },
  ]
}
