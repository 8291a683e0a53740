import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// What the app's containers wrote, and what versions there are.
@Suite struct EdgeLogTests {
  @Test func `a log is followed without repeating a line`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let first = try await edge.provider.log(.run, of: nil, since: nil, after: nil)
    #expect(first.lines.first == "listening on 0.0.0.0:8080")
    let nothing = try await edge.provider.log(.run, of: Edge.live, since: nil, after: first.next)
    let seen = first.lines.count + nothing.lines.count
    cloud.advance(by: .seconds(40))
    let more = try await edge.provider.log(.run, of: nil, since: nil, after: nothing.next)
    #expect(more.lines.count >= 2)
    #expect(more.lines.first == "GET /orders/\(seen) 200")
    #expect(more.next != nil)
  }

  @Test func `equal lines, a short log and one that has moved on are continued as far as can be told`()
    async throws
  {
    let reads = Counter()
    let logs: [[JSON]] = [["a", "b", "b"], ["a", "b", "b", "b"], ["x", "y"], []]
    let server = try LoopbackServer { request in
      let answer: JSON =
        request.edgeAction == "GetEdgeContainerLogs"
        ? ["Items": .array(logs[min(reads.next(), logs.count) - 1])]
        : ["AppStatus": ["PublishStatus": "published", "PublishingVersion": "ver-1"]]
      return .answer(Answer(200, body: (try? JSONCoding.encode(answer)) ?? []))
    }
    defer { server.stop() }
    let edge = try Edge(on: server.endpoint)
    var position: String?
    var read: [[String]] = []
    for _ in logs {
      let page = try await edge.provider.log(.run, of: nil, since: nil, after: position)
      position = page.next
      read.append(page.lines)
    }
    #expect(read == [["a", "b", "b"], ["b"], ["x", "y"], []])
    #expect(position != nil)
  }

  @Test func `a version that is not online has no log`() async throws {
    let cloud = try EmulatedAlibaba.holding(.init(id: Edge.app, created: ["ver-2"]))
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Edge(on: cloud.endpoint).provider.log(.run, of: "ver-2", since: nil, after: nil)
    }
    #expect(failure?.kind == .usage)
  }

  @Test func `versions are listed with their shares, remarks and images, the newest first`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, options: ["percentage": 30])
    let ours = try await edge.end(of: try await edge.update()).receipt.release
    let releases = try await edge.provider.releases()
    #expect(releases.map { $0.id == ours } == [true, false])
    #expect(releases.map(\.trafficPercent) == [30, 70])
    #expect(releases.map(\.status) == ["created", "created"])
    #expect(releases.first?.stamp?.commit == "cccccccccccc")
    #expect(releases.first?.image == "registry.example.com/acme/web:1.2.3")
    #expect(releases.last?.created == Timestamp(seconds: Edge.now.seconds - 86_400))
  }
}
