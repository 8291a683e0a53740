import Emulator
import Model
import Providers
import Support
import Testing

/// A write may have been executed, and nobody can say: what is there is looked at, and nothing is sent again.
@Suite struct EdgeLostAnswerTests {
  @Test func `a publication whose answer is lost is sent once and adopted by its stamp`() async throws {
    let cloud = try EmulatedAlibaba.holding(losing: [Edge.publish])
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let state = try await edge.provider.state()
    let published = try await edge.publish()
    let failure = await #expect(throws: Failure.self) {
      try await edge.send(published, since: state)
    }
    #expect(failure?.retry == .readsOnly)
    let rollout = try await edge.end(of: Receipt.ours(operation: nil, baseline: state.baseline))
    #expect(rollout.state == .finished)
    #expect(rollout.receipt.operation == published)
    #expect(rollout.receipt.release == published)
    #expect(cloud.requests(of: Edge.publish).count == 1)
    #expect(cloud.writes(of: Edge.publish) == 1)
  }

  @Test func `a version whose answer is lost is created once and found by its stamp`() async throws {
    let cloud = try EmulatedAlibaba.holding(losing: [Edge.create])
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    #expect(try await edge.end(of: try await edge.update()).state == .finished)
    #expect(cloud.requests(of: Edge.create).count == 1)
    #expect(cloud.writes(of: Edge.create) == 1)
    #expect(cloud.writes(of: Edge.publish) == 1)
  }

  @Test func `a rollback whose answer is lost is sent once`() async throws {
    let cloud = try EmulatedAlibaba.holding(losing: [Edge.rollback])
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) {
      try await edge.provider.rollback(to: Edge.live, from: ServiceState())
    }
    #expect(failure?.retry == .readsOnly)
    #expect(cloud.requests(of: Edge.rollback).count == 1)
    #expect(cloud.writes(of: Edge.rollback) == 1)
  }

  @Test func `a promotion whose answer is lost is sent once`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "gray", losing: [])
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.end(of: try await edge.update())
    let lost = try scriptedEdge([
      "GetEdgeContainerAppStatus": [
        "AppStatus": [
          "PublishStatus": "published", "PublishingVersion": "ver-1", "ExpectPercentage": 30,
          "PublishPercentage": 30,
        ]
      ]
    ])
    defer { lost.stop() }
    await #expect(throws: Failure.self) {
      try await Edge(on: lost.endpoint).provider.promote(ServiceState(), percent: 100)
    }
    #expect(lost.requests.filter { $0.edgeAction == Edge.publish }.count == 1)
  }

  @Test func `somebody else's publication is not adopted`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "lost-and-stolen")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let state = try await edge.provider.state()
    let published = try await edge.publish()
    await #expect(throws: Failure.self) { try await edge.send(published, since: state) }
    let rollout = try await edge.end(of: Receipt.ours(operation: nil, baseline: state.baseline))
    guard case .foreign(let why) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(why.contains("another deploy's change"))
    #expect(rollout.receipt.operation == nil)
    #expect(cloud.requests(of: Edge.publish).count == 1)
    #expect(cloud.writes(of: Edge.publish) == 0)
  }

  @Test func `what was published before the write is not adopted`() async throws {
    let cloud = try EmulatedAlibaba.holding(
      .init(id: Edge.app, remark: "1.2.3 fix sampan:cccccccccccc.777777777777.ffffff"))
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let state = try await edge.provider.state()
    let rollout = try await edge.end(of: Receipt.ours(operation: nil, baseline: state.baseline))
    #expect(rollout.state == .unregistered)
  }

  /// Nothing of ours can be put onto a version that exists already: that it is published is what was asked for.
  @Test func `a named version whose answer is lost is found published, as far as the target says`()
    async throws
  {
    let cloud = try EmulatedAlibaba.holding(losing: [Edge.publish])
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, .held, options: ["versionId": .string(Edge.live)])
    let state = try await edge.provider.state()
    await #expect(throws: Failure.self) {
      try await edge.send(try await edge.publish(), since: state)
    }
    let lost = Receipt.ours(operation: nil, baseline: state.baseline)
    let rollout = try await edge.end(of: lost)
    #expect(rollout.state == .finished)
    #expect(rollout.receipt.operation == Edge.live)
    let part = try Edge(
      on: cloud.endpoint, .held, options: ["versionId": .string(Edge.live), "percentage": 30])
    guard case .foreign = try await part.provider.poll(lost).state else {
      Issue.record("to everybody is not what the target says")
      return
    }
    #expect(cloud.writes(of: Edge.publish) == 1)
  }

  @Test(arguments: ["unavailable", "malformed"])
  func `a write that a gateway answers is sent once and may have been executed`(scenario: String) async throws
  {
    let cloud = try EmulatedAlibaba.holding(scenario: scenario)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Edge(on: cloud.endpoint).send(
        "ver-1", since: ServiceState())
    }
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.kind == .unavailable)
    #expect(cloud.actions == [Edge.publish])
  }

  @Test(arguments: [
    ("InternalException", 400), ("InternalError", 500), ("ServiceUnavailable", 503),
    ("SignatureNonceUsed", 400), ("NeverHeardOf.Something", 400),
  ])
  func `a write that fails inside the cloud is sent once and may have been executed`(
    code: String, status: Int
  ) async throws {
    let server = try scriptedEdge(
      [Edge.publish: ["Code": .string(code), "Message": "sorry", "RequestId": "r-1"]], status: status)
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Edge(on: server.endpoint).send(
        "ver-1", since: ServiceState())
    }
    #expect(failure?.retry == .readsOnly)
    #expect(failure?.kind == .unavailable)
    #expect(failure?.code == code)
    #expect(failure?.requestID == "r-1")
    #expect(server.requests.count == 1)
  }
}
