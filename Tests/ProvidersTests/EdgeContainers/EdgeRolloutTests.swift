import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// From a publication to its end, as an environment's status tells it.
@Suite struct EdgeRolloutTests {
  @Test func `an image becomes a version that is published until it serves everybody`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let before = try await edge.provider.state()
    #expect(before.online.map(\.release) == [Edge.live])
    #expect(before.inFlight == nil)
    let rollout = try await edge.end(of: try await edge.update())
    #expect(rollout.state == .finished)
    #expect(rollout.steps.map(\.status) == ["finished"])
    let state = try await edge.provider.state()
    let ours = try #require(state.main)
    #expect(state.online.count == 1)
    #expect(ours.trafficPercent == 100)
    #expect(ours.release == rollout.receipt.release)
    #expect(ours.stamp == Stamp(commit: "cccccccccccc", tree: "777777777777", config: "ffffff"))
    #expect(ours.image == "registry.example.com/acme/web:1.2.3")
    #expect(cloud.writes(of: Edge.create) == 1 && cloud.writes(of: Edge.publish) == 1)
  }

  @Test func `while it spreads, shares and what is in progress are seen`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let receipt = try await edge.update()
    // Two looks pass the clock on to half of it.
    _ = try await edge.provider.poll(receipt)
    let state = try await edge.provider.state()
    #expect(state.inFlight?.id == receipt.operation)
    #expect(state.inFlight?.status == "publishing")
    #expect(state.inFlight?.stamp == Stamp(commit: "cccccccccccc", tree: "777777777777", config: "ffffff"))
    #expect(state.online.map(\.trafficPercent) == [50, 50])
    #expect(state.newest == Receipt(operation: receipt.operation, baseline: "", release: receipt.release))
  }

  @Test func `a share below 100 waits for a person, and promote gives it to everybody`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, options: ["percentage": 30])
    let rollout = try await edge.end(of: try await edge.update())
    guard case .awaitingPerson(let what) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(what.contains("30 %"))
    let state = try await edge.provider.state()
    #expect(state.online.map(\.trafficPercent) == [30, 70])
    #expect(state.main?.release == Edge.live)
    #expect(state.inFlight?.step == "30 %")
    #expect(state.inFlight?.stamp == Stamp(commit: "cccccccccccc", tree: "777777777777", config: "ffffff"))

    let promotion = try await edge.provider.promote(state, percent: 100)
    let end = try await edge.end(of: promotion)
    #expect(end.state == .finished)
    #expect(try await edge.provider.state().main?.trafficPercent == 100)
    #expect(cloud.requests(of: Edge.publish).last?.form["Percentage"] == "100")
    let again = await #expect(throws: Failure.self) { try await edge.provider.promote(state, percent: 100) }
    #expect(again?.kind == .usage)
    #expect(cloud.writes(of: Edge.publish) == 2)
  }

  @Test func `a person gives it a larger share, and then all`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, options: ["percentage": 10])
    let ours = try await edge.end(of: try await edge.update()).receipt.release
    let receipt = try await edge.provider.promote(try await edge.provider.state(), percent: 50)
    let rollout = try await edge.end(of: receipt)
    guard case .awaitingPerson(let what) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(what.contains("50 %"))
    let state = try await edge.provider.state()
    #expect(state.online.map(\.trafficPercent) == [50, 50])
    #expect(state.inFlight?.release == ours)
    let form = cloud.requests(of: Edge.publish).last?.form
    #expect(form?["Percentage"] == "50")
    #expect(cloud.requests(of: Edge.publish).last?.query["PublishType"] == "percentage")
    let end = try await edge.end(of: try await edge.provider.promote(state, percent: 100))
    #expect(end.state == .finished)
    #expect(EdgeContainers.schema.sharesTraffic)
  }

  @Test func `a share is not made smaller, and regions have none`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, options: ["percentage": 30])
    _ = try await edge.end(of: try await edge.update())
    for percent in [30, 20] {
      let failure = await #expect(throws: Failure.self) {
        try await edge.provider.promote(try await edge.provider.state(), percent: percent)
      }
      #expect(failure?.kind == .usage)
      #expect(failure?.what.contains("30 % of the traffic already") == true)
    }
    let second = try EmulatedAlibaba.holding()
    defer { second.stop() }
    let regional = try Edge(
      on: second.endpoint, options: ["publishType": "region", "regions": ["jiangsu"]])
    _ = try await regional.end(of: try await regional.update())
    let failure = await #expect(throws: Failure.self) {
      try await regional.provider.promote(try await regional.provider.state(), percent: 50)
    }
    #expect(failure?.kind == .usage)
    #expect(cloud.writes(of: Edge.publish) == 1 && second.writes(of: Edge.publish) == 1)
  }

  @Test func `a named version goes on to more of the traffic, and another one finds it in flight`()
    async throws
  {
    let cloud = try EmulatedAlibaba.holding(.init(id: Edge.app, created: ["ver-2"]))
    defer { cloud.stop() }
    func step(_ percentage: Int, of version: String = "ver-2") throws -> Edge {
      try Edge(
        on: cloud.endpoint, .held,
        options: ["versionId": .string(version), "percentage": .integer(percentage)])
    }
    let canary = try step(10)
    _ = try await canary.end(of: try await canary.update())
    #expect(try await canary.provider.state().inFlight?.id == "ver-2")
    #expect(try await step(100, of: Edge.live).provider.state().inFlight?.id == "ver-2")
    let half = try step(50)
    #expect(try await half.provider.state().inFlight == nil)
    guard case .awaitingPerson = try await half.end(of: try await half.update()).state else {
      Issue.record("not awaiting")
      return
    }
    #expect(try await half.provider.state().online.map(\.trafficPercent) == [50, 50])
    let all = try step(100)
    #expect(try await all.provider.state().inFlight == nil)
    #expect(try await all.end(of: try await all.update()).state == .finished)
  }

  @Test func `regions wait for a person, and promote publishes everywhere`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(
      on: cloud.endpoint, options: ["publishType": "region", "regions": ["jiangsu", "hk"]])
    let rollout = try await edge.end(of: try await edge.update())
    guard case .awaitingPerson(let what) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(what.contains("jiangsu, hk"))
    let state = try await edge.provider.state()
    #expect(state.notes.map(\.rule) == ["esa/regions"])
    let end = try await edge.end(of: try await edge.provider.promote(state, percent: 100))
    #expect(end.state == .finished)
    let query = cloud.requests(of: Edge.publish).last?.query
    #expect(query?["FullRelease"] == "true")
    #expect(query?["Regions"] == #"["jiangsu","hk"]"#)
  }

  @Test func `everywhere by region is finished`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, options: ["publishType": "region", "fullRelease": true])
    #expect(try await edge.end(of: try await edge.update()).state == .finished)
  }

  @Test func `a named version is published as it is`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    // Another target of ours made it, and stamped it with its own settings.
    let maker = try Edge(on: cloud.endpoint, remark: "1.2.3 sampan:cccccccccccc.777777777777.aaaaaa")
    let made = try await maker.publish()
    let edge = try Edge(on: cloud.endpoint, .held, options: ["versionId": .string(made)])
    let rollout = try await edge.end(of: try await edge.update())
    #expect(rollout.state == .finished)
    let main = try await edge.provider.state().main
    #expect(main?.release == made)
    #expect(main?.stamp == nil)
  }

  @Test func `a timed publication is submitted as it stands`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    _ = try await Edge(
      on: cloud.endpoint, options: ["startTime": "2030-06-05T16:00:00Z"], waits: false
    ).update()
    #expect(cloud.requests(of: Edge.publish).first?.form["StartTime"] == "2030-06-05T16:00:00Z")
  }

  // MARK: Ends badly

  @Test func `a cloud that goes back by itself has failed the rollout, and the log is shown`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "crash")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let rollout = try await edge.end(of: try await edge.update())
    guard case .failed(let why) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    let ours = try #require(rollout.receipt.release)
    #expect(why.contains("went back from version \(ours) to \(Edge.live)"))
    #expect(rollout.steps.map(\.status) == ["failed"])
    let log = try #require(await edge.provider.explain(rollout).first)
    #expect(log.title == "container log of \(Edge.app) (all versions that run)")
    #expect(log.lines.last?.contains("out of memory") == true)
    // What is in progress is the way back: it does not have to be rolled back.
    #expect(try await edge.provider.state().inFlight?.release != ours)
    let state = try await edge.provider.state()
    #expect(state.main?.release == Edge.live)
    #expect(state.inFlight == nil)
  }

  @Test func `somebody else's publication on top of ours is not taken for it`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "task-zero-stolen")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let receipt = try await edge.update()
    guard case .foreign(let whose) = try await edge.end(of: receipt).state else {
      Issue.record("not foreign")
      return
    }
    #expect(whose.contains("instead of \(receipt.operation ?? "")"))
  }

  @Test func `a publication that is seen late is waited for, not taken for the one before`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "late-task")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let receipt = try await edge.update()
    #expect(try await edge.provider.poll(receipt).state == .unregistered)
    #expect(try await edge.end(of: receipt).state == .finished)
  }

  @Test func `a publication that never ends stays running`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "stuck")
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    #expect(try await edge.end(of: try await edge.update()).state == .running)
  }

  @Test func `another publication in flight is seen with its time`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "busy")
    defer { cloud.stop() }
    let rollout = try #require(try await Edge(on: cloud.endpoint).provider.state().inFlight)
    #expect(rollout.status == "publishing")
    #expect(rollout.since?.utc.iso8601 == "2026-01-15T08:30:00Z")
    #expect(rollout.stamp == nil)
  }

  // MARK: Staging

  @Test func `staging is finished when its containers are ready`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    // Nothing runs in staging yet that could be cloned.
    let web: JSON = [
      "Name": "web", "Spec": "1C2G", "Storage": "0.5G", "ProbeType": "tcpSocket",
      "ProbeContent": ["Port": 8080],
    ]
    let edge = try Edge(on: cloud.endpoint, options: ["publishEnv": "staging", "containers": [web]])
    #expect(try await edge.provider.state().online.isEmpty)
    let rollout = try await edge.end(of: try await edge.update())
    #expect(rollout.state == .finished)
    #expect(rollout.steps.map(\.name) == ["publish", "staging"])
    #expect(cloud.actions.contains("GetEdgeContainerStagingDeployStatus"))
  }

  @Test func `containers that crash in staging end the rollout, and their log is shown`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "crash")
    defer { cloud.stop() }
    let edge = try Edge(
      on: cloud.endpoint, .held, options: ["publishEnv": "staging", "versionId": .string(Edge.live)])
    let rollout = try await edge.end(of: try await edge.update())
    #expect(
      rollout.state
        == .failed("the containers in staging are in CrashLoopBackOff after 5 restarts: OOMKilled"))
    #expect(await edge.provider.explain(rollout).first?.lines.last?.contains("out of memory") == true)
  }

  @Test(arguments: [("ImagePullBackOff", 2), ("Failed", 1), ("Running", 1), ("Pending", 3)])
  func `an image that cannot be pulled is believed at the second look`(phase: String, looks: Int) async throws
  {
    let server = try scriptedEdge([
      "GetEdgeContainerAppStatus": [
        "AppStatus": ["PublishStatus": "published", "PublishingVersion": "ver-1", "PublishTime": "now"]
      ],
      "GetEdgeContainerStagingDeployStatus": [
        "Phase": .string(phase), "Initialized": "ok", "Scheduled": "ok", "ContainersReady": "ok",
        "Ready": "ok",
      ],
    ])
    defer { server.stop() }
    let edge = try Edge(on: server.endpoint, options: ["publishEnv": "staging"])
    var poll = Poll(of: edge, Receipt.ours(operation: "ver-1", baseline: "", release: "ver-1"))
    for look in 1...looks {
      let rollout = try await poll.next()
      if look < looks || phase == "Pending" {
        #expect(rollout.state == .running)
      } else if phase == "Running" {
        #expect(rollout.state == .finished)
      } else {
        #expect(rollout.state == .failed("the containers in staging are in \(phase): no reason given"))
      }
    }
  }

  // MARK: The documents' own samples

  /// Ids end in line ends, a status is misspelt, a share is a text, regions stand in an object.
  @Test func `the vendor's sample of a status is read`() async throws {
    let server = try scriptedEdge([
      "GetEdgeContainerAppStatus": [
        "RequestId": "15C66C7B-671A-4297-9187-2C4477247B78",
        "AppStatus": [
          "PublishPercentage": "50%", "RollbackTime": "2024-07-25T05:58:05Z\n", "PublishEnv": "prod",
          "PublishingVersion": "ver-123123123123****\n", "BaseLineVersion": "ver-456****\n",
          "PublishStatus": "pubishing", "DeployTime": "2024-07-25T05:58:05Z\n",
          "PublishTime": "2024-07-25T05:58:05Z\n", "DeployedVersion": "ver-123123123123****",
          "ExpectPercentage": 100, "DeployStatus": "undeploy", "PublishType": "percentage",
          "Regions": ["Region": ["jiangsu"]], "FullRelease": true,
        ],
      ],
      "GetEdgeContainerAppVersion": ["Version": ["Remarks": "test app", "VersionId": "ver-1"]],
    ])
    defer { server.stop() }
    let state = try await Edge(on: server.endpoint).provider.state()
    #expect(state.inFlight?.id == "ver-123123123123****")
    #expect(state.inFlight?.status == "pubishing")
    #expect(state.online.map(\.release) == ["ver-123123123123****", "ver-456****"])
    #expect(state.online.map(\.trafficPercent) == [50, 50])
    #expect(state.baseline.hasPrefix("ver-123123123123**** 2024-07-25T05:58:05Z 2024-07-25T05:58:05Z "))
  }

  @Test func `a look tells which request it comes from`() async throws {
    let server = try scriptedEdge([
      "GetEdgeContainerAppStatus": [
        "RequestId": "r-7", "AppStatus": ["PublishStatus": "publishing", "PublishingVersion": "ver-1"],
      ]
    ])
    defer { server.stop() }
    let rollout = try await Edge(on: server.endpoint).provider.poll(
      Receipt.ours(operation: "ver-1", baseline: "", release: "ver-1"))
    #expect(rollout.requestID == "r-7")
    #expect(rollout.state == .running)
  }

  /// The cloud need not do anything for a version that serves everybody already.
  @Test func `a named version that is live already is finished, and another one is waited for`() async throws
  {
    let live: JSON = [
      "PublishStatus": "published", "PublishingVersion": "ver-1", "PublishTime": "then",
      "PublishPercentage": 100, "ExpectPercentage": 100,
    ]
    let server = try scriptedEdge([
      "GetEdgeContainerAppStatus": ["AppStatus": live],
      "GetEdgeContainerAppVersion": ["Version": ["VersionId": "ver-1"]],
      Edge.publish: ["RequestId": "r-1"],
    ])
    defer { server.stop() }
    let same = try Edge(on: server.endpoint, .held, options: ["versionId": "ver-1"])
    #expect(try await same.provider.poll(try await same.update()).state == .finished)
    let other = try Edge(on: server.endpoint, .held, options: ["versionId": "ver-2"])
    #expect(try await other.provider.poll(try await other.update()).state == .unregistered)
    let less = try Edge(on: server.endpoint, .held, options: ["versionId": "ver-1", "percentage": 30])
    #expect(try await less.provider.poll(try await less.update()).state == .unregistered)
  }
}
