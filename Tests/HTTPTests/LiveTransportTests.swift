import Foundation
import HTTP
import Model
import Support
import Synchronization
import Testing

private let transport = Transport.live(version: "1.2.3")

/// The failure of an operation and how long it took; nil when it succeeded.
private func failure(
  _ request: Request
) async -> (failure: Failure?, took: Duration) {
  var failure: Failure?
  let start = ContinuousClock.now
  do { _ = try await transport(request) } catch { failure = error }
  return (failure, ContinuousClock.now - start)
}

@Suite struct LiveTransportTests {
  @Test func `an answer arrives with its status, headers and body`() async throws {
    let server = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.answer("201 Created", "ETag: \"abc\"\r\n", body: "made")
    }
    defer { server.stop() }
    let response = try await transport(Request("GET", server.url()))
    #expect(response.status == 201)
    #expect(response[header: "etag"] == "\"abc\"")
    #expect(response.body == Array("made".utf8))
  }

  @Test(arguments: ["GET", "PUT"])
  func `a Basic 401 is an answer like any other`(method: String) async throws {
    let server = try LoopbackServer { connection in
      guard let head = connection.readHead() else { return }
      connection.readBody(head)
      connection.answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"r\"\r\n", body: "no")
    }
    defer { server.stop() }
    var request = Request(method, server.url(), headers: [Header("Authorization", "Basic eDp5")])
    if method == "PUT" { request.body = .bytes([1, 2, 3]) }
    request.deadline = .seconds(5)
    let response = try await transport(request)
    #expect(response.status == 401)
    #expect(response[header: "WWW-Authenticate"] == "Basic realm=\"r\"")
    #expect(response.body == Array("no".utf8))
    #expect(server.requests.count == 1)
  }

  @Test func `a Bearer 401 keeps its body`() async throws {
    let server = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.answer("401 Unauthorized", "WWW-Authenticate: Bearer realm=\"r\"\r\n", body: "no")
    }
    defer { server.stop() }
    let response = try await transport(Request("GET", server.url()))
    #expect(response.status == 401)
    #expect(response.body == Array("no".utf8))
  }

  @Test(arguments: ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
  func `a redirect is an answer, and nothing goes where it points`(status: String) async throws {
    let other = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.answer("200 OK")
    }
    let place = other.url("/elsewhere")
    let server = try LoopbackServer { connection in
      guard let head = connection.readHead() else { return }
      connection.readBody(head)
      connection.answer(status, "Location: \(place)\r\n")
    }
    defer {
      server.stop()
      other.stop()
    }
    for (method, body) in [("GET", Request.Body.none), ("PUT", .bytes([1]))] {
      let response = try await transport(
        Request(method, server.url(), headers: [Header("Authorization", "Bearer t")], body: body))
      #expect(response.status == Int(status.prefix(3)))
      #expect(response[header: "Location"] == place)
    }
    #expect(other.requests.isEmpty)
  }

  @Test func `a TLS server that is silent from the start proves that nothing was sent`() async throws {
    let server = try LoopbackServer { connection in _ = connection.readHead() }
    defer { server.stop() }
    let (failure, took) = await failure(
      Request(
        "POST", "https://127.0.0.1:\(server.port)/", body: .bytes([1]), deadline: .milliseconds(500)))
    #expect(failure?.what == "no connection to 127.0.0.1:\(server.port) within 0.5 s")
    #expect(failure?.retry == .safe(after: nil))
    #expect(took < .seconds(10))
  }

  @Test func `a silent server ends at the deadline`() async throws {
    let server = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.stall()
    }
    defer { server.stop() }
    let (failure, took) = await failure(
      Request("GET", server.url("/?secret=s"), deadline: .milliseconds(500)))
    #expect(failure?.what == "no response from 127.0.0.1:\(server.port) within 0.5 s")
    #expect(failure?.kind == .tryLater)
    #expect(failure?.retry == .readsOnly)
    #expect(took < .seconds(10))
  }

  @Test func `a dripping server ends at the deadline`() async throws {
    let server = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
      for _ in 0..<200 {
        connection.send("x")
        usleep(100_000)
      }
    }
    defer { server.stop() }
    let (failure, took) = await failure(Request("GET", server.url(), deadline: .seconds(1)))
    #expect(failure?.what == "no response from 127.0.0.1:\(server.port) within 1 s")
    #expect(failure?.retry == .readsOnly)
    #expect(took < .seconds(10))
  }

  @Test func `a connection cut in the answer may be repeated for reads only`() async throws {
    let server = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    }
    defer { server.stop() }
    let (failure, _) = await failure(Request("GET", server.url("/a?token=s")))
    #expect(failure?.kind == .tryLater)
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.what.contains("token") == false)
  }

  @Test func `a refused connection proves that nothing was sent`() async throws {
    let (failure, _) = await failure(
      Request("POST", "http://127.0.0.1:\(try closedPort())/", body: .bytes([1])))
    #expect(failure?.kind == .tryLater)
    #expect(failure?.retry == .safe(after: nil))
  }

  @Test func `an unknown host proves that nothing was sent`() async throws {
    let (failure, _) = await failure(Request("POST", "https://host.invalid/", body: .bytes([1])))
    #expect(failure?.what == "no address found for host.invalid")
    #expect(failure?.retry == .safe(after: nil))
  }

  @Test func `a server that does not speak TLS proves that nothing was sent`() async throws {
    let server = try LoopbackServer { connection in
      connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
      connection.stall(seconds: 2)
    }
    defer { server.stop() }
    let (failure, _) = await failure(Request("GET", "https://127.0.0.1:\(server.port)/"))
    #expect(failure?.what == "no TLS connection to 127.0.0.1:\(server.port)")
    #expect(failure?.retry == .safe(after: nil))
  }

  @Test(arguments: [
    "/a%2Bb%2A~%E4%BD%A0+*,:?q=%2B%2A~%E4%BD%A0+*,:%20&x=/?", "//x", "/%2e%2e/x", "/'()!$;@&=", "/?",
  ])
  func `the request target is sent byte for byte`(target: String) async throws {
    let server = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.answer("200 OK")
    }
    defer { server.stop() }
    _ = try await transport(Request("GET", server.url(target)))
    #expect(server.requests.first?.hasPrefix("GET \(target) HTTP/1.1\r\n") == true)
  }

  @Test(arguments: [
    "/a/../b", "/./a", "/..", "/a|b", "/?q=[1]", "/a b", "/a#b", "?q=1", "/ä", "/%", "/%2", "/%zz", "/a\u{0}",
    "/a\\b",
  ])
  func `a URL that would be rewritten is not sent`(target: String) async throws {
    let server = try LoopbackServer { connection in _ = connection.readHead() }
    defer { server.stop() }
    let (failure, _) = await failure(Request("GET", server.url(target), deadline: .seconds(2)))
    #expect(failure?.kind == .defect)
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: [
    "http://example.com/", "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/",
    "ftp://127.0.0.1/",
    "http://localhost.example.com/", "http://example.com\\@127.0.0.1/",
  ])
  func `nothing but https leaves this machine`(url: String) async {
    let (failure, _) = await failure(Request("GET", url, deadline: .seconds(2)))
    #expect(failure?.kind == .configuration)
  }

  @Test func `the headers are ours and a body's type is never guessed`() async throws {
    let server = try LoopbackServer { connection in
      while let head = connection.readHead() {
        connection.readBody(head)
        connection.answer("200 OK")
      }
    }
    defer { server.stop() }
    _ = try await transport(Request("POST", server.url(), body: .bytes(Array("{}".utf8))))
    let own = [Header("Content-Type", "application/json"), Header("X-A", "b")]
    _ = try await transport(Request("POST", server.url(), headers: own, body: .bytes(Array("{}".utf8))))
    _ = try await transport(Request("POST", server.url()))
    let heads = server.requests
    try #require(heads.count == 3)
    #expect(header("User-Agent", in: heads[0]) == "sampan/1.2.3")
    #expect(header("Accept-Encoding", in: heads[0]) == "identity")
    #expect(header("Content-Type", in: heads[0]) == "application/octet-stream")
    #expect(header("Content-Type", in: heads[1]) == "application/json")
    #expect(header("X-A", in: heads[1]) == "b")
    #expect(header("Content-Length", in: heads[2]) == "0")
  }

  @Test func `a header cannot smuggle another one`() async throws {
    let header = Header("X-A", "b\r\nX-Evil: c")
    let (failure, _) = await failure(Request("GET", "http://127.0.0.1:9/", headers: [header]))
    #expect(failure?.kind == .defect)
  }

  @Test func `a longer answer than allowed is a failure`() async throws {
    let server = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.answer("200 OK", body: String(repeating: "x", count: 1001))
    }
    defer { server.stop() }
    let (failure, _) = await failure(Request("GET", server.url(), maxAnswerBytes: 1000))
    #expect(failure?.what == "the answer of 127.0.0.1:\(server.port) is longer than 1000 bytes")
    #expect(failure?.retry == .readsOnly)
    let exact = try await transport(Request("GET", server.url(), maxAnswerBytes: 1001))
    #expect(exact.body.count == 1001)
  }

  @Test func `a file of 50 MB is sent with its length and told while it goes`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let byteCount = 50 * 1024 * 1024
    let path = try folder.write("a.zip", [UInt8](repeating: 7, count: byteCount))
    let server = try LoopbackServer { connection in
      guard let head = connection.readHead() else { return }
      connection.readBody(head)
      connection.answer("200 OK")
    }
    defer { server.stop() }
    let told = Mutex<[Int]>([])
    let response = try await transport.send(
      Request("PUT", server.url(), body: .file(path: path, byteCount: byteCount)),
      { count in told.withLock { $0.append(count) } })
    #expect(response.status == 200)
    #expect(server.bodyByteCounts == [byteCount])
    let head = try #require(server.requests.first)
    #expect(header("Content-Length", in: head) == "\(byteCount)")
    #expect(header("Transfer-Encoding", in: head) == nil)
    #expect(header("Expect", in: head) == nil)
    let counts = told.withLock { $0 }
    #expect(counts.count > 10)
    #expect(counts == counts.sorted())
    #expect(counts.last == byteCount)
  }

  @Test func `a file that changed since it was measured is not sent`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = try folder.write("a.zip", "abc")
    let (changed, _) = await failure(
      Request("PUT", "http://127.0.0.1:9/", body: .file(path: path, byteCount: 4)))
    #expect(changed?.kind == .repository)
    let (absent, _) = await failure(
      Request("PUT", "http://127.0.0.1:9/", body: .file(path: path + "x", byteCount: 4)))
    #expect(absent?.kind == .configuration)
  }

  @Test func `a cancelled task ends at once`() async throws {
    let server = try LoopbackServer { connection in
      _ = connection.readHead()
      connection.stall()
    }
    defer { server.stop() }
    let url = server.url()
    let task = Task { await failure(Request("GET", url)).failure }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    let start = ContinuousClock.now
    task.cancel()
    #expect(await task.value?.kind == .interrupted)
    // Alone it takes milliseconds; beside tests that block every core it takes their time.
    #expect(ContinuousClock.now - start < .seconds(5))
  }
}
