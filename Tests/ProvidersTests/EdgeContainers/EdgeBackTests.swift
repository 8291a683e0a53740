import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// The ways back: rollback and cancel.
@Suite struct EdgeBackTests {
  @Test func `a rollback goes to the version before and ends when the cloud says so`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.end(of: try await edge.update())
    let receipt = try await edge.provider.rollback(to: nil, from: try await edge.provider.state())
    #expect(receipt.release == Edge.live)
    let request = try #require(cloud.requests(of: Edge.rollback).first)
    #expect(request.query == ["VersionId": Edge.live])
    #expect(Set(request.form.keys) == ["AppId"])
    #expect(try await edge.end(of: receipt).state == .finished)
    #expect(try await edge.provider.state().online.map(\.release) == [Edge.live])
  }

  @Test func `a rollback in staging never touches production`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, options: ["publishEnv": "staging"])
    let receipt = try await edge.provider.rollback(to: Edge.live, from: ServiceState())
    #expect(try await edge.end(of: receipt).state == .finished)
    #expect(cloud.requests(of: Edge.publish).first?.form["PublishEnv"] == "staging")
    #expect(cloud.writes(of: Edge.rollback) == 0)
  }

  @Test func `a rollback without a version before asks for one`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await edge.provider.rollback(to: nil, from: ServiceState())
    }
    #expect(failure?.remedies.contains { $0.contains("--to") } == true)
    #expect(cloud.writes(of: Edge.rollback) == 0)
  }

  @Test func `cancel goes back from what is in progress`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "busy", pace: .seconds(5))
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let rollout = try #require(try await edge.provider.state().inFlight)
    try await edge.provider.cancel(rollout)
    #expect(cloud.writes(of: Edge.rollback) == 1)
    cloud.advance(by: .seconds(20))
    let state = try await edge.provider.state()
    #expect(state.inFlight == nil)
    #expect(state.main?.release == Edge.live)
  }

  @Test func `cancel goes back from a release that waits for a person`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "gray")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.end(of: try await edge.update())
    try await edge.provider.cancel(try #require(try await edge.provider.state().inFlight))
    #expect(cloud.requests(of: Edge.rollback).first?.query == ["VersionId": Edge.live])
    for _ in 0..<2 { _ = try await edge.provider.state() }
    #expect(try await edge.provider.state().online.map(\.release) == [Edge.live])
  }

  @Test func `cancel leaves alone what has ended meanwhile, and what goes back already`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "busy")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let rollout = try #require(try await edge.provider.state().inFlight)
    cloud.advance(by: .seconds(60))
    try await edge.provider.cancel(rollout)
    #expect(cloud.writes(of: Edge.rollback) == 0)
    #expect(try await edge.provider.state().main?.release == rollout.id)

    let receipt = try await edge.provider.rollback(to: Edge.live, from: ServiceState())
    let back = try #require(try await edge.provider.state().inFlight)
    #expect(back.status == "rollbacking")
    #expect(back.release == Edge.live)
    try await edge.provider.cancel(back)
    #expect(cloud.writes(of: Edge.rollback) == 1)
    #expect(try await edge.end(of: receipt).state == .finished)
  }

  @Test func `whoever waits for a rollback in flight sees its end`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.end(of: try await edge.update())
    _ = try await edge.provider.rollback(to: nil, from: ServiceState())
    let newest = try #require(try await edge.provider.state().newest)
    #expect(newest.release == Edge.live)
    #expect(try await edge.end(of: newest).state == .finished)
  }

  /// What was live before the one that serves again is not told.
  @Test func `after a rollback the next one has to be named`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.end(of: try await edge.update())
    _ = try await edge.end(of: try await edge.provider.rollback(to: nil, from: ServiceState()))
    let failure = await #expect(throws: Failure.self) {
      try await edge.provider.rollback(to: nil, from: ServiceState())
    }
    #expect(failure?.kind == .usage)
    #expect(cloud.writes(of: Edge.rollback) == 1)
  }

  @Test func `a rollback to something that is no version is refused before anything is sent`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await edge.provider.rollback(to: "v1.2.3", from: ServiceState())
    }
    #expect(failure?.kind == .usage)
    #expect(cloud.requests.isEmpty)
  }

  @Test(arguments: ["calm", "other-spellings"])
  func `a rollback to the live version, or to one that does not exist, is refused before a write`(
    scenario: String
  ) async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: scenario)
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let state = try await edge.provider.state()
    let reasons = [
      Edge.live: "\(Edge.live) is already live", "ver-1": "app \"\(Edge.app)\" has no version \"ver-1\": ",
    ]
    for (release, reason) in reasons {
      let failure = await #expect(throws: Failure.self) {
        try await edge.provider.rollback(to: release, from: state)
      }
      #expect(failure?.kind == .usage)
      #expect(failure?.what.description.hasPrefix(reason) == true, "\(String(describing: failure))")
      #expect(failure?.remedies == ["list the versions: sampan history \(edge.deployment.target.name)"])
    }
    #expect(cloud.requests(of: Edge.rollback).isEmpty)
  }

  @Test func `a key that may not read versions can still roll back`() async throws {
    let server = try scriptedEdge(
      [
        "GetEdgeContainerAppStatus": [
          "AppStatus": ["PublishStatus": "published", "DeployedVersion": "ver-2"]
        ],
        "GetEdgeContainerAppVersion": ["Code": "NoPermission", "Message": "no", "RequestId": "r"],
        Edge.rollback: ["RequestId": "r"],
      ], status: 403)
    defer { server.stop() }
    let receipt = try await Edge(on: server.endpoint).provider.rollback(to: "ver-1", from: ServiceState())
    #expect(receipt.release == "ver-1")
  }

  @Test func `somebody's publication on top of a rollback has stopped it`() async throws {
    let server = try scriptedEdge([
      "GetEdgeContainerAppStatus": [
        "AppStatus": ["PublishStatus": "published", "PublishingVersion": "ver-3", "PublishTime": "now"]
      ]
    ])
    defer { server.stop() }
    let edge = try Edge(on: server.endpoint)
    func end(_ version: String) async throws -> Rollout.State {
      try await edge.provider.poll(
        Receipt(.reversal, operation: version, baseline: "before", release: version)
      ).state
    }
    #expect(try await end("ver-1") == .stopped("version ver-3 was published instead"))
    #expect(try await end("ver-3") == .finished)
  }
}
