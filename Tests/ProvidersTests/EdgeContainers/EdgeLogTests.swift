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

  /// The lines of each read, of a log that is so at each.
  private func read(_ logs: [[String]]) async throws -> [[String]] {
    let reads = Counter()
    let server = try LoopbackServer { request in
      let answer: JSON =
        request.edgeAction == "GetEdgeContainerLogs"
        ? ["Items": .array(logs[min(reads.next(), logs.count) - 1].map(JSON.string))]
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
      #expect(page.isUpToDate && position != nil)
    }
    return read
  }

  @Test func `equal lines, a short log and one that has moved on are continued as far as can be told`()
    async throws
  {
    #expect(
      try await read([["a", "b", "b"], ["a", "b", "b", "b"], ["x", "y"], [], ["x", "y", "z"]])
        == [["a", "b", "b"], ["b"], ["x", "y"], [], ["z"]])
  }

  @Test func `lines that repeat are new as often as they were written`() async throws {
    let probe = "GET /healthz 200"
    let log = ["listening"] + Array(repeating: probe, count: 40)
    #expect(
      try await read([log, log + [probe, probe], log + [probe, probe]]) == [log, [probe, probe], []])
    // The API returns the newest lines only: some of those before have moved out.
    let window = (0..<30).map { "GET /orders/\($0)" } + Array(repeating: probe, count: 25)
    let moved = Array(window.dropFirst(2)) + [probe, probe]
    #expect(try await read([window, moved]) == [window, [probe, probe]])
  }

  @Test func `a log that has become shorter is not shown again, and one that began anew is`() async throws {
    let log = (0..<30).map { "GET /orders/\($0)" }
    #expect(try await read([log, Array(log.suffix(5))]) == [log, []])
    #expect(try await read([log, log.suffix(5) + ["new"]]) == [log, ["new"]])
    #expect(try await read([log, ["listening"]]) == [log, ["listening"]])
  }

  private static func version(_ id: String, _ created: String) -> JSON {
    ["VersionId": .string(id), "Status": "Created", "CreateTime": .string(created)]
  }

  @Test func `versions are sorted by their time, whatever the order of the answer, and listed once`()
    async throws
  {
    let versions = [
      Self.version("ver-1", "2026-01-01T00:00:00Z"), Self.version("ver-3", "2026-01-03T00:00:00Z"),
      Self.version("ver-0", ""), Self.version("ver-2", "2026-01-02T00:00:00Z"),
      Self.version("ver-3", "2026-01-03T00:00:00Z"),
    ]
    let server = try scriptedEdge([
      "GetEdgeContainerAppStatus": ["AppStatus": ["PublishStatus": ""]],
      "ListEdgeContainerAppVersions": ["Versions": .array(versions)],
    ])
    defer { server.stop() }
    let releases = try await Edge(on: server.endpoint).provider.releases()
    #expect(releases.map(\.id) == ["ver-3", "ver-2", "ver-1", "ver-0"])
    #expect(releases.map(\.status).allSatisfy { $0 == "created" })
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
