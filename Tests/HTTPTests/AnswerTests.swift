import HTTP
import Model
import Support
import Testing

private let transport = Transport.live(version: "1.2.3")

/// What a client makes of an answer that arrives as these bytes, after which the connection ends.
private func answer(
  _ bytes: String, _ method: String = "GET", maxAnswerBytes: Int = 1000
) async throws -> Result<Response, Failure> {
  let server = try LoopbackServer { connection in
    _ = connection.readHead()
    connection.send(bytes)
  }
  defer { server.stop() }
  do throws(Failure) {
    return .success(
      try await transport(
        Request(method, server.url(), deadline: .seconds(20), maxAnswerBytes: maxAnswerBytes)))
  } catch {
    return .failure(error)
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { return error }
    return nil
  }
}

@Suite struct AnswerTests {
  @Test func `a header that comes again is one list, in the order of arrival`() async throws {
    let response = try await answer(
      "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\nX-A:\r\nwww-authenticate:  Bearer realm=\"b\" \r\n"
        + "Content-Length: 0\r\n\r\n"
    ).get()
    #expect(
      response.headers == [
        Header("WWW-Authenticate", "Basic realm=\"a\", Bearer realm=\"b\""), Header("X-A", ""),
        Header("Content-Length", "0"),
      ])
  }

  @Test func `what comes before the answer and after it is not the answer`() async throws {
    let response = try await answer(
      "HTTP/1.1 103 Early Hints\r\nX-A: early\r\n\r\n"
        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-B: b\r\n\r\n"
        + "3\r\nabc\r\n0\r\nX-C: late\r\n\r\n"
    ).get()
    #expect(response.status == 200)
    #expect(response.body == Array("abc".utf8))
    #expect(response[header: "X-B"] == "b")
    #expect(response[header: "X-A"] == nil)
    #expect(response[header: "X-C"] == nil)
  }

  @Test func `a compressed answer stays as it is`() async throws {
    let response = try await answer(
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
    ).get()
    #expect(response.body == Array("abc".utf8))
    #expect(response[header: "Content-Encoding"] == "gzip")
  }

  @Test func `a HEAD answer has a length and no body`() async throws {
    let response = try await answer("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", "HEAD").get()
    #expect(response[header: "content-length"] == "99999")
    #expect(response.body.isEmpty)
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Le", "", "SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 OK\r\n\r\n",
  ])
  func `half an answer is a lost one`(bytes: String) async throws {
    let failure = try await answer(bytes).failure
    #expect(failure?.kind == .tryLater)
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.what.hasSuffix("was closed before the response was complete") == true)
  }

  @Test func `headers without end are a failure`() async throws {
    let flood = String(repeating: "X-Flood: \(String(repeating: "x", count: 1000))\r\n", count: 1000)
    for head in ["HTTP/1.1 200 OK\r\n", "HTTP/1.1 103 Early Hints\r\n"] {
      let failure = try await answer(head + flood).failure
      #expect(failure?.kind == .unavailable || failure?.kind == .tryLater)
      #expect(failure?.what.contains("headers") == true, "\(failure as Any)")
      #expect(failure?.retry == .readsOnly)
    }
  }

  @Test func `a chunked answer longer than allowed is a failure`() async throws {
    let chunk = "400\r\n\(String(repeating: "x", count: 1024))\r\n"
    let failure = try await answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk)
      .failure
    #expect(failure?.kind == .unavailable)
    #expect(failure?.what.hasSuffix("is longer than 1000 bytes") == true)
  }
}
