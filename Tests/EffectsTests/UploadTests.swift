import Effects
import HTTP
import Model
import Support
import Synchronization
import Testing

private let address = "https://store.example.com/a.zip?sign=SECRET"

/// A storage that answers in turn; the last answer is repeated.
private final class Storage: Sendable {
  let requests = Mutex<[Request]>([])
  private let answers: [Result<Response, Failure>]

  init(_ answers: Result<Response, Failure>...) { self.answers = answers }

  var count: Int { requests.withLock { $0.count } }

  var transport: Transport {
    Transport { (request, sent) throws(Failure) in
      let index = self.requests.withLock { requests in
        requests.append(request)
        return requests.count - 1
      }
      if case .file(_, let byteCount) = request.body { sent?(byteCount) }
      return try self.answers[min(index, self.answers.count - 1)].get()
    }
  }
}

/// Answers after `seconds`, sending `rate` bytes in each; moves the clock itself.
private func slow(_ clock: TestClock, rate: Int, seconds: Int, then answer: Result<Response, Failure>)
  -> Transport
{
  Transport { (_, sent) throws(Failure) in
    for second in 1...seconds {
      await clock.waitForSleeper()
      guard !Task.isCancelled else { throw Failure(.interrupted, "interrupted") }
      sent?(second * rate)
      clock.advance(.seconds(1))
      for _ in 0..<20 { await Task.yield() }
    }
    return try answer.get()
  }
}

private func xml(_ code: String) -> [UInt8] {
  Array(
    """
    <?xml version='1.0'?>
    <Error>
    <Code>\(code)</Code><Message>a &lt;b&gt; &amp; c</Message><RequestId>id1</RequestId></Error>
    """.utf8)
}

private func put(
  _ transport: Transport, byteCount: Int = 1000, clock: TestClock? = nil, attempts: Int = 5,
  confirm: (Response) throws(Failure) -> Void = { _ in },
  tell: @escaping @Sendable (Event) -> Void = { _ in }
) async throws(Failure) -> UploadResult {
  var world = World()
  world.transport = transport
  world.tell = tell
  world.uptime = { clock?.now ?? .zero }
  world.sleep = { (duration) throws(Failure) in
    // Without a clock only the waits between attempts pass; the judge never wakes.
    guard let clock else {
      if duration >= .seconds(20) { throw Failure(.interrupted, "interrupted") }
      return
    }
    try await clock.sleep(duration)
  }
  var policy = UploadPolicy()
  policy.attempts = attempts
  let file = PackageFile(
    path: "/a.zip", name: "a.zip", byteCount: byteCount, sha256: "", isZip: true, entryCount: 1)
  return try await world.upload(
    file, to: address, headers: [Header("X-A", "b")], policy: policy, confirm: confirm)
}

@Suite struct UploadTests {
  @Test func `the file is put with the given headers and a deadline below the storage's`() async throws {
    let storage = Storage(.success(Response(status: 200)))
    #expect(try await put(storage.transport) == .stored(Response(status: 200)))
    let request = try #require(storage.requests.withLock { $0.first })
    #expect(request.method == "PUT")
    #expect(request.url == address)
    #expect(request.headers == [Header("X-A", "b")])
    #expect(request.body == .file(path: "/a.zip", byteCount: 1000))
    #expect(request.deadline == .seconds(190))
  }

  @Test func `progress tells bytes, total and time`() async throws {
    let told = Mutex<[Int]>([])
    _ = try await put(
      Storage(.success(Response(status: 200))).transport,
      tell: { event in
        if case .uploaded(let sent, let total, _) = event { told.withLock { $0 += [sent, total] } }
      })
    #expect(told.withLock { $0 } == [1000, 1000])
  }

  @Test(arguments: [(500, "InternalError"), (503, "SlowDown"), (400, "UserNetworkTooSlow")])
  func `an answer that may pass is followed by another attempt`(status: Int, code: String) async throws {
    let storage = Storage(
      .success(Response(status: status, body: xml(code))), .success(Response(status: 200)))
    #expect(try await put(storage.transport) == .stored(Response(status: 200)))
    #expect(storage.count == 2)
  }

  @Test func `a lost answer is followed by another attempt`() async throws {
    let storage = Storage(
      .failure(Failure(.tryLater, "lost", retry: .readsOnly)), .success(Response(status: 200)))
    #expect(try await put(storage.transport) == .stored(Response(status: 200)))
  }

  @Test func `five attempts are all`() async throws {
    let storage = Storage(.success(Response(status: 503, body: xml("SlowDown"))))
    let failure = await #expect(throws: Failure.self) { try await put(storage.transport) }
    #expect(storage.count == 5)
    #expect(failure?.kind == .unavailable)
    #expect(failure?.what == "store.example.com answered 503 SlowDown: a <b> & c")
    #expect(failure?.code == "SlowDown")
    #expect(failure?.requestID == "id1")
    #expect(failure?.causes == ["gave up after 5 attempts"])
  }

  @Test func `an expired address is told apart and not tried again`() async throws {
    let storage = Storage(.success(Response(status: 403, body: xml("AccessDenied"))))
    let result = try await put(storage.transport)
    guard case .refused(let failure) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(failure.kind == .credentials)
    #expect(failure.code == "AccessDenied")
    #expect(failure.what.contains("SECRET") == false)
    #expect(storage.count == 1)
  }

  @Test(arguments: [302, 304, 400, 401, 403, 404, 407, 411, 418])
  func `a page that is not of the storage is final, and hints at the proxy`(status: Int) async throws {
    let storage = Storage(.success(Response(status: status, body: Array("<html><Code>1</Code>".utf8))))
    let failure = await #expect(throws: Failure.self) { try await put(storage.transport) }
    #expect(failure?.what == "store.example.com answered \(status), which is not an answer of the storage")
    #expect(failure?.kind == .unavailable)
    #expect(failure?.remedies == ["a proxy may have answered: check HTTPS_PROXY and NO_PROXY"])
    #expect(storage.count == 1)
  }

  /// What the storage says itself is never a bug.
  @Test(arguments: [
    (400, "InvalidArgument", Failure.Kind.unavailable, 1), (400, "BadDigest", .unavailable, 5),
    (404, "NoSuchBucket", .unavailable, 1), (405, "MethodNotAllowed", .unavailable, 1),
    (411, "MissingContentLength", .unavailable, 1), (400, "EntityTooLarge", .repository, 1),
  ])
  func `a refusal in the storage's words is told in them`(
    status: Int, code: String, kind: Failure.Kind, attempts: Int
  ) async throws {
    let storage = Storage(.success(Response(status: status, body: xml(code))))
    let failure = await #expect(throws: Failure.self) { try await put(storage.transport) }
    #expect(failure?.what == "store.example.com answered \(status) \(code): a <b> & c")
    #expect(failure?.kind == kind)
    #expect(failure?.code == code)
    #expect(storage.count == attempts)
  }

  @Test func `an answer that proves nothing is not believed, and tried again where that may help`()
    async throws
  {
    for (retry, count) in [(Failure.Retry.never, 1), (.readsOnly, 5)] {
      let storage = Storage(.success(Response(status: 200)))
      let failure = await #expect(throws: Failure.self) {
        try await put(
          storage.transport,
          confirm: { _ throws(Failure) in throw Failure(.unavailable, "not stored", retry: retry) })
      }
      #expect(failure?.what == "not stored")
      #expect(storage.count == count)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `an upload that cannot be done in time is given up after 20 s`() async throws {
    let clock = TestClock()
    let transport = slow(clock, rate: 18_000, seconds: 190, then: .success(Response(status: 200)))
    let failure = await #expect(throws: Failure.self) {
      try await put(
        transport, byteCount: 38_000_000, clock: clock, attempts: 1)
    }
    #expect(
      failure?.what
        == "the upload to store.example.com is too slow: 38 MB need at least 200 kB/s, measured 18 kB/s")
    #expect(failure?.kind == .tryLater)
    #expect(failure?.remedies.count == 3)
    #expect(clock.now >= .seconds(20) && clock.now < .seconds(25))
  }

  @Test(.timeLimit(.minutes(1)))
  func `an upload that is fast enough is left alone`() async throws {
    let clock = TestClock()
    let transport = slow(clock, rate: 210_000, seconds: 181, then: .success(Response(status: 200)))
    let result = try await put(
      transport, byteCount: 38_000_000, clock: clock, attempts: 1)
    #expect(result == .stored(Response(status: 200)))
  }
}
