import Effects
import HTTP
import Model
import Synchronization
import Testing

/// What `-v` shows of one request.
private func told(_ request: Request, _ answer: Result<Response, Failure>) async -> [String] {
  let lines = Mutex<[String]>([])
  let clock = Mutex(Duration.zero)
  let transport = Transport { (_, _) throws(Failure) in
    clock.withLock { $0 += .milliseconds(1250) }
    return try answer.get()
  }
  .logged(
    by: { event in if case .detail(let line) = event { lines.withLock { $0.append(line.description) } } },
    uptime: { clock.withLock { $0 } })
  _ = try? await transport(request)
  return lines.withLock { $0 }
}

@Suite struct LoggedTransportTests {
  @Test func `every request is shown with its status, its time and its id`() async {
    let body = Array(#"{"Response":{"Key":"SECRET","RequestId": "6f2c-01"}}"#.utf8)
    let lines = await told(
      Request("POST", "https://tcbr.tencentcloudapi.com/", action: "UpdateCloudRunServer"),
      .success(Response(status: 200, body: body)))
    #expect(
      lines == ["POST tcbr.tencentcloudapi.com/ UpdateCloudRunServer: 200, request id 6f2c-01, 1.2 s"])
  }

  @Test func `an id in a header counts, too`() async {
    let answer = Response(status: 403, headers: [Header("X-Cos-Request-Id", "NjU=")])
    #expect(
      await told(Request("PUT", "https://a.myqcloud.com/b/c.zip"), .success(answer))
        == ["PUT a.myqcloud.com/b/c.zip: 403, request id NjU=, 1.2 s"])
  }

  @Test func `no query, user, header or body is shown`() async {
    var request = Request(
      "PUT", "https://user:pw@store.example.com/a.zip?sign=SECRET",
      headers: [Header("Authorization", "SECRET")])
    request.body = .bytes(Array("SECRET".utf8))
    for answer in [
      Result<Response, Failure>.success(
        Response(status: 200, body: Array(#"{"RequestId":"a\nSECRET b"}"#.utf8))),
      .failure(Failure(.tryLater, "no connection to store.example.com")),
    ] {
      let lines = await told(request, answer)
      #expect(lines.count == 1)
      #expect(lines.first?.hasPrefix("PUT store.example.com/a.zip: ") == true)
      #expect(lines.first?.contains("SECRET") == false)
      #expect(lines.first?.contains("pw") == false)
    }
  }

  @Test func `a request without an answer says why`() async {
    #expect(
      await told(
        Request("GET", "https://a.example/x"), .failure(Failure(.tryLater, "no connection to a.example")))
        == ["GET a.example/x: no answer, 1.2 s: no connection to a.example"])
  }
}
