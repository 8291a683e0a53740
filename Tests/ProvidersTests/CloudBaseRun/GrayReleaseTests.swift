import Emulator
import Model
import Providers
import Support
import Testing

/// A candidate beside the live version: when it can be promoted, what a share of the traffic is, what blocks others.
@Suite struct GrayReleaseTests {
  private func waiting(
    _ scenario: String = "gray"
  ) async throws -> (EmulatedTencent, Express, Receipt, Rollout) {
    let cloud = try EmulatedTencent.holding("express", scenario: scenario)
    let express = try Express(on: cloud.endpoint)
    let receipt = try await express.update()
    return (cloud, express, receipt, try await express.end(of: receipt))
  }

  @Test func `a candidate waits for a person once its release order can be routed`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "late-order")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let receipt = try await express.update()
    cloud.advance(by: .seconds(45))
    guard case .suspect(.awaitingPerson, until: .time) = try await express.provider.poll(receipt).state else {
      Issue.record("a candidate without an order is not ready")
      return
    }
    let failure = await #expect(throws: Failure.self) {
      try await express.provider.promote(try await express.provider.state(), percent: 100)
    }
    #expect(failure?.kind == .tryLater)
    #expect(failure?.what.contains("express-007 cannot be promoted yet") == true)
    #expect(cloud.writes(of: "ReleaseGray") == 0)
    cloud.advance(by: .seconds(60))
    let state = Rollout.State.awaitingPerson("gray release express-007 is ready: promote or cancel it")
    #expect(try await express.provider.poll(receipt).state == state)
    _ = try await express.provider.promote(try await express.provider.state(), percent: 100)
    #expect(try await express.provider.poll(receipt).state == .finished)
  }

  @Test func `a share is given to the candidate, which still waits, and all of it ends the gray release`()
    async throws
  {
    let (cloud, express, _, rollout) = try await waiting()
    defer { cloud.stop() }
    guard case .awaitingPerson = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    let receipt = try await express.provider.promote(try await express.provider.state(), percent: 30)
    let state = Rollout.State.awaitingPerson(
      "gray release express-007 receives 30 % of the traffic: promote or cancel it")
    #expect(try await express.provider.poll(receipt).state == state)
    let shared = try await express.provider.state()
    #expect(
      shared.online.map { "\($0.release) \($0.trafficPercent)" } == ["express-006 70", "express-007 30"])
    #expect(shared.inFlight?.release == "express-007")
    let body = try #require(try cloud.bodies(of: "ReleaseGray").first)
    #expect(body["CloseGrayRelease"] == nil && body["GrayFlowRatio"] == 30)
    #expect(
      body["VersionFlowItems"] == [
        ["VersionName": "express-006", "FlowRatio": 70, "IsDefaultPriority": true, "Priority": 1],
        ["VersionName": "express-007", "FlowRatio": 30, "IsDefaultPriority": false, "Priority": 2],
      ])
    // A larger share than the rest: the version before is still the one that remains.
    _ = try await express.provider.promote(shared, percent: 80)
    #expect(try await express.provider.state().online.map(\.trafficPercent) == [20, 80])
    _ = try await express.provider.promote(try await express.provider.state(), percent: 100)
    #expect(try await express.provider.poll(receipt).state == .finished)
    #expect(try await express.provider.state().inFlight == nil)
  }

  @Test(arguments: [
    ("gray-by-parameter", "the URL parameter v=canary"), ("gray-by-header", "the header x-tester=yes"),
  ])
  func `what a person has routed to a candidate is not turned into a share`(
    scenario: String, route: String
  ) async throws {
    let (cloud, express, receipt, rollout) = try await waiting(scenario)
    defer { cloud.stop() }
    #expect(
      rollout.state
        == .awaitingPerson(
          "gray release express-007 receives the requests with \(route): promote or cancel it"))
    let failure = await #expect(throws: Failure.self) {
      try await express.provider.promote(try await express.provider.state(), percent: 30)
    }
    #expect(failure?.kind == .guarded)
    #expect(failure?.what.description.contains(route) == true)
    #expect(cloud.requests.actions.contains("ReleaseGray") == false)
    _ = try await express.provider.promote(try await express.provider.state(), percent: 100)
    #expect(try await express.provider.poll(receipt).state == .finished)
    let notices = express.told.events.compactMap { if case .notice(let text) = $0 { "\(text)" } else { nil } }
    #expect(
      notices.contains("express-007 receives all requests from now on, not only those with \(route)"))
  }

  @Test func `a rollback says when it ends a routing by parameters`() async throws {
    let server = try scripted([
      "DescribeCloudRunDeployRecord": [
        "DeployRecords": [
          [
            "DeployId": "007", "Status": "normal", "FlowRatio": 0, "HasTraffic": true,
            "TrafficType": "URL_PARAMS",
          ], ["DeployId": "006", "Status": "normal", "FlowRatio": 100, "HasTraffic": true],
          ["DeployId": "005", "Status": "normal", "FlowRatio": 0, "HasTraffic": false],
        ]
      ],
      "SubmitServerRollback": ["TaskId": 9],
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    let state = ServiceState(online: [.init(release: "express-006", trafficPercent: 100)], baseline: "8")
    #expect(try await express.provider.rollback(to: nil, from: state).release == "express-005")
    let notices = express.told.events.compactMap { if case .notice(let text) = $0 { "\(text)" } else { nil } }
    #expect(
      notices.last
        == "requests were routed by URL parameters; from now on express-005 receives all of them")
  }

  @Test func `a rollout that is not a gray release is not promoted`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "stuck")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    _ = try await express.update()
    let failure = await #expect(throws: Failure.self) {
      try await express.provider.promote(try await express.provider.state(), percent: 100)
    }
    #expect(failure?.kind == .usage)
    #expect(cloud.writes(of: "ReleaseGray") == 0)
  }

  @Test func `a release order that was left open blocks deploys, and is cancelled by going back`()
    async throws
  {
    let cloud = try EmulatedTencent.holding("express", scenario: "open-order")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let open = try #require(try await express.provider.state().inFlight)
    #expect(open.status == "releasing" && open.release == "express-007")
    let failure = await #expect(throws: Failure.self) { try await express.update() }
    #expect(failure?.code == "ResourceInUse")
    try await express.provider.cancel(open)
    #expect(try cloud.bodies(of: "OperateServerManage").first?["OperateType"] == "go_back")
    #expect(try await express.provider.state().inFlight == nil)
    #expect(try await express.end(of: try await express.update()).state == .finished)
  }

  @Test func `a release order that was left open by a version that failed cannot be promoted`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "open-order")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let state = try await express.provider.state()
    let what: Text =
      "express-007 (\"an earlier gray release\") is deploy_failed, and its release order is still open: cancel it"
    #expect(try await express.provider.awaited(in: state) == Awaited(what, isPromotable: false))
    let failure = await #expect(throws: Failure.self) {
      try await express.provider.promote(state, percent: 100)
    }
    #expect(failure?.kind == .guarded && failure?.what == "express-007 is deploy_failed: it must not go live")
    #expect(cloud.writes(of: "ReleaseGray") == 0)
  }

  @Test(arguments: ["normal", "creating"])
  func `a release order that was left open by a version that works can be promoted`(status: String)
    async throws
  {
    let order: JSON = [
      "IsReleasing": true, "CurrentVersion": ["VersionName": "express-006"],
      "ReleaseVersion": ["VersionName": "express-007"],
    ]
    let server = try scripted([
      "DescribeCloudRunDeployRecord": ["DeployRecords": [["DeployId": "007", "Status": .string(status)]]],
      "DescribeReleaseOrder": ["IsExist": true, "ReleaseOrderInfo": order], "ReleaseGray": [:],
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    let state = ServiceState(
      online: [.init(release: "express-006", trafficPercent: 100)],
      inFlight: InFlight(id: "7", status: "releasing", release: "express-007"), baseline: "7")
    #expect(
      try await express.provider.awaited(in: state)
        == Awaited("the release order of express-007 is still open: promote or cancel it"))
    #expect(try await express.provider.promote(state, percent: 100).release == "express-007")
  }

  @Test func `a rollout that ends by itself is not awaited, whatever the case of its status`() async throws {
    for scenario in ["stuck", "other-spellings"] {
      let cloud = try EmulatedTencent.holding("express", scenario: scenario)
      defer { cloud.stop() }
      let express = try Express(on: cloud.endpoint)
      _ = try await express.update()
      let state = try await express.provider.state()
      #expect(state.inFlight?.status == "todo")
      #expect(try await express.provider.awaited(in: state) == nil)
    }
  }

  @Test func `numbers that are written otherwise, or left empty, do not stop a deploy`() async throws {
    let server = try scripted([
      "DescribeServerManageTask": ["IsExist": .null, "Task": ["Id": "9", "Status": "Finished"]],
      "DescribeCloudRunServerDetail": [
        "OnlineVersionInfos": [["VersionName": "express-006", "FlowRatio": "100.0"]]
      ],
      "DescribeCloudBaseRunServerVersion": ["Remark": ""],
      "DescribeCloudRunDeployRecord": [
        "DeployRecords": [
          ["DeployId": 6, "BuildId": "", "FlowRatio": "", "Status": "normal"],
          ["DeployId": "006", "Status": "normal"], ["DeployId": "../x"],
          ["DeployId": "12345678901234567890"], ["DeployId": "007", "Status": "normal"],
        ]
      ],
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    let state = try await express.provider.state()
    #expect(state.main?.trafficPercent == 100)
    #expect(state.newest?.operation == "9" && state.inFlight == nil)
    #expect(try await express.provider.releases().map(\.id) == ["express-007", "express-006"])
  }

  @Test func `a platform that tidies up refuses updates while it shows no task`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "tidying")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) { try await express.update() }
    #expect(failure?.code == "ResourceInUse" && failure?.kind == .tryLater)
    #expect(try await express.provider.state().inFlight == nil)
    cloud.advance(by: .seconds(100))
    #expect(try await express.end(of: try await express.update()).state == .finished)
  }
}
