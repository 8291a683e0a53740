import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// What the instances wrote, and what versions are known.
@Suite struct TemLogTests {
  @Test func `a log is read to its end by pages, and continued without repeating a line`() async throws {
    let now = Timestamp(seconds: Express.now.seconds)
    let cloud = try EmulatedTencent.orders(now: now)
    defer { cloud.stop() }
    cloud.advance(by: .seconds(200))
    let orders = try Orders(on: cloud.endpoint, at: Timestamp(seconds: now.seconds + 170))
    var lines: [String] = []
    var position: String?
    for _ in 0..<5 {
      let page = try await orders.provider.log(.run, of: nil, since: now, after: position)
      lines += page.lines
      position = page.next
    }
    #expect(lines.first == "2025-12-23T09:48:10Z Started in 4.2 seconds")
    // A clock that is ahead by some seconds dates lines after the end.
    #expect(lines.last == "2025-12-23T09:51:10Z GET /orders/9 200")
    #expect(lines.count == 10 && Set(lines).count == 10)
    #expect(position != nil)
    let searches = try cloud.bodies(of: "SearchLog")
    #expect(searches.first?["TopicId"] == "topic-1a2b3c4d")
    #expect(searches.first?["Context"] == nil && searches[1]["Context"] == "context-5")
    #expect(searches[1]["To"] == searches.first?["To"])
  }

  @Test func `older lines are left out`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    cloud.advance(by: .seconds(100))
    let end = Timestamp(seconds: Express.now.seconds + 100)
    let orders = try Orders(on: cloud.endpoint, at: end)
    let since = Timestamp(seconds: end.seconds - 45)
    let page = try await orders.provider.log(.run, of: nil, since: since, after: nil)
    #expect(page.lines.map { $0.suffix(5) } == ["3 200", "4 200", "5 200"])
  }

  @Test func `an application whose log is not collected says where to set it up`() async throws {
    let server = try tem { _ in ["DeployVersion": "v1", "LogOutputConf": .null] }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint)
    let page = try await orders.provider.log(.run, of: nil, since: nil, after: nil)
    #expect(page == LogPage(lines: []))
    #expect(
      orders.told.events.contains {
        if case .notice(let text) = $0 { text.contains("set up log collection") } else { false }
      })
  }

  @Test func `the log of an earlier version cannot be told apart`() async throws {
    let server = try tem { _ in ["DeployVersion": "v1"] }
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Orders(on: server.endpoint).provider.log(.run, of: "v0", since: nil, after: nil)
    }
    #expect(failure?.kind == .usage)
  }

  @Test func `lines of any form are shown, and no time is too large`() async throws {
    let server = try LoopbackServer { request in
      guard request.action == "SearchLog" else {
        return .answer(
          response(["DeployVersion": "v1", "LogOutputConf": ["ClsLogTopicId": "t-1"]]))
      }
      let results: JSON = [
        ["Time": 0, "LogJson": "{\"__CONTENT__\":\"a line\"}"], ["LogJson": "{\"level\":\"warn\"}"],
        ["LogJson": "", "RawLog": "raw"], ["Time": .integer(.max), "LogJson": "not JSON"],
      ]
      let body = JSON.object(["Response": ["Results": results, "ListOver": true, "RequestId": "r"]])
      return .answer(Answer(200, body: (try? JSONCoding.encode(body)) ?? []))
    }
    defer { server.stop() }
    let page = try await Orders(on: server.endpoint).provider.log(.run, of: nil, since: nil, after: nil)
    #expect(page.lines.prefix(3) == ["1970-01-01T00:00:00Z a line", "{\"level\":\"warn\"}", "raw"])
    #expect(page.lines.last == "not JSON")
    #expect(page.next != nil)
    let next = try await Orders(on: server.endpoint).provider.log(
      .run, of: nil, since: nil, after: page.next)
    #expect(!next.lines.contains("not JSON"))
    let ends = try server.requests.bodies(of: "SearchLog").compactMap { $0["To"]?.integer }
    let starts = try server.requests.bodies(of: "SearchLog").compactMap { $0["From"]?.integer }
    #expect(zip(starts, ends).allSatisfy { $0 < $1 }, "\(starts) \(ends)")
  }

  /// A server whose log has these pages in turn, the last one again and again.
  private func log(_ pages: [[JSON]], context: String = "", isOver: JSON = true) throws -> LoopbackServer {
    let reads = Counter()
    return try LoopbackServer { request in
      guard request.action == "SearchLog" else {
        return .answer(response(["DeployVersion": "v1", "LogOutputConf": ["ClsLogTopicId": "t-1"]]))
      }
      let page = pages[min(reads.next(), pages.count) - 1]
      let results: JSON = [
        "Results": .array(page), "Context": .string(context), "ListOver": isOver, "RequestId": "r",
      ]
      return .answer(Answer(200, body: (try? JSONCoding.encode(JSON.object(["Response": results]))) ?? []))
    }
  }

  private static func line(_ seconds: Int, _ text: String) -> JSON {
    [
      "Time": .integer((Int(Express.now.seconds) + seconds) * 1000), "PkgId": "p",
      "PkgLogId": .string(text), "LogJson": .string(#"{"__CONTENT__":"\#(text)"}"#),
    ]
  }

  @Test func `a line that arrives late is shown, and no line twice`() async throws {
    let (a, b, late) = (Self.line(-20, "a"), Self.line(-5, "b"), Self.line(-12, "late"))
    let server = try log([[a, b], [late, b]])
    defer { server.stop() }
    let provider = try Orders(on: server.endpoint).provider
    let first = try await provider.log(.run, of: nil, since: nil, after: nil)
    #expect(first.lines.map { $0.suffix(2) } == [" a", " b"])
    #expect(first.isUpToDate)
    let second = try await provider.log(.run, of: nil, since: nil, after: first.next)
    #expect(second.lines.map { $0.suffix(5) } == [" late"])
    // Begins 15 s before the newest line.
    #expect(
      try server.requests.bodies(of: "SearchLog").last?["From"]
        == .integer((Int(Express.now.seconds) - 20) * 1000))
  }

  @Test(arguments: [JSON.null, false])
  func `an answer that does not say that it is the last page has another one`(isOver: JSON) async throws {
    let server = try log([[Self.line(-20, "a")], [Self.line(-10, "b")], []], context: "c", isOver: isOver)
    defer { server.stop() }
    let provider = try Orders(on: server.endpoint).provider
    let first = try await provider.log(.run, of: nil, since: nil, after: nil)
    #expect(!first.isUpToDate)
    let second = try await provider.log(.run, of: nil, since: nil, after: first.next)
    #expect(second.lines.map { $0.suffix(2) } == [" b"])
    let third = try await provider.log(.run, of: nil, since: nil, after: second.next)
    #expect(third.lines == [] && third.isUpToDate)
    let searches = try server.requests.bodies(of: "SearchLog")
    #expect(searches.map { $0["Context"]?.string } == [nil, "c", "c"])
    #expect(Set(searches.compactMap { $0["To"]?.integer }).count == 1)
  }

  @Test func `the live version is not rolled back to`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    let state = try await orders.provider.state()
    let failure = await #expect(throws: Failure.self) {
      try await orders.provider.rollback(to: "v1", from: state)
    }
    #expect(failure?.kind == .usage && failure?.what == "v1 is already live")
    #expect(failure?.remedies.first?.hasSuffix("sampan history \(orders.deployment.target.name)") == true)
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 0)
  }

  private func unknown(_ orders: Orders) -> [Finding] {
    orders.told.events.compactMap { event in
      guard case .finding(let finding) = event, finding.rule == "tem/unknown-version" else { return nil }
      return finding
    }
  }

  @Test func `a version that TEM does not report is named before the write, with what it reports`()
    async throws
  {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    _ = try await orders.end(of: try await orders.update())
    let state = try await orders.provider.state()
    #expect(state.main?.release == "1.2.3")
    for slip in ["V1", "v 1", "acme/orders:v1"] {
      let failure = await #expect(throws: Failure.self) {
        try await orders.provider.rollback(to: slip, from: state)
      }
      #expect(failure?.kind == .usage)
      #expect(failure?.what.contains("\"\(slip)\" is neither a version that TEM reports") == true)
      #expect(failure?.remedies.first?.hasSuffix("--to v1") == true)
      #expect(failure?.remedies.last?.contains("sampan history") == true)
    }
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 1)
    #expect(unknown(orders).isEmpty)

    let receipt = try await orders.provider.rollback(to: "1.0.0", from: state)
    #expect(receipt.release == "1.0.0")
    let warning = try #require(unknown(orders).first)
    #expect(warning.message.contains("will pull ccr.ccs.tencentyun.com/acme/orders:1.0.0"))
    #expect(warning.remedies.first?.hasSuffix("--to v1") == true)
  }

  @Test func `the version before, which TEM reports, is gone back to without a word`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    _ = try await orders.end(of: try await orders.update())
    _ = try await orders.provider.rollback(to: "v1", from: try await orders.provider.state())
    #expect(unknown(orders).isEmpty)
  }

  @Test func `the live version and the one before it are the history`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    #expect(try await orders.provider.releases().map(\.id) == ["v1"])
    _ = try await orders.end(of: try await orders.update())
    let releases = try await orders.provider.releases()
    #expect(releases.map(\.id) == ["1.2.3", "v1"])
    #expect(releases.map(\.trafficPercent) == [100, 0])
    #expect(releases.map(\.status).last == "replaced")
    #expect(releases.first?.created != nil && releases.last?.created == nil)
  }

  @Test func `a version that serves while another is rolled out is live, and what was reverted is not`()
    async throws
  {
    let cloud = try EmulatedTencent.orders("stuck")
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    _ = try await orders.update()
    cloud.advance(by: .seconds(5))
    #expect(try await orders.provider.releases().map(\.status).last == "live")
    #expect(try await orders.provider.state().online.map(\.release) == ["v1"])
    try await orders.provider.cancel(try #require(try await orders.provider.state().inFlight))
    cloud.advance(by: .seconds(120))
    let releases = try await orders.provider.releases()
    #expect(releases.map { "\($0.id) \($0.status)" } == ["1.2.3 Reverted", "v1 live"])
    #expect(releases.map(\.trafficPercent) == [0, 100])
  }
}
