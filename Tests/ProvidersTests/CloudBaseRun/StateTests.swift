import Emulator
import Model
import Providers
import Support
import Testing

/// What is live and what is in progress, and what a plan says about asking.
@Suite struct StateTests {
  @Test func `what is live is told with its remark, traffic and address`() async throws {
    let remark = "1.0.0 sampan:aaaaaaaaaaaa.bbbbbbbbbbbb.cccccc"
    let cloud = try EmulatedTencent.holding("express", remark: remark)
    defer { cloud.stop() }
    let state = try await Express(on: cloud.endpoint).provider.state()
    #expect(
      state
        == ServiceState(
          url: "\(cloud.endpoint)/sites/\(Express.environment)/express",
          online: [
            .init(release: "express-006", trafficPercent: 100, remark: remark, image: "nginx")
          ], baseline: "0"))
  }

  @Test func `a rollout in flight is told with its task, step and version`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "busy")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    cloud.advance(by: .seconds(10))
    let state = try await express.provider.state()
    let inFlight = try #require(state.inFlight)
    #expect(inFlight.id == "2323885")
    #expect(inFlight.status == "running")
    #expect(inFlight.step == "CreateVersion")
    #expect(inFlight.release == "express-007")
    #expect(inFlight.since != nil)
    #expect(state.baseline == "2323885")
    cloud.advance(by: .seconds(100))
    #expect(try await express.provider.state().inFlight == nil)
  }

  @Test func `a remark that may not be read leaves the version without one`() async throws {
    let server = try scripted([
      "DescribeCloudRunServerDetail": [
        "BaseInfo": ["Status": "normal", "DefaultDomainName": ""],
        "OnlineVersionInfos": [
          ["VersionName": "express-006", "FlowRatio": "30"], ["VersionName": "express-007", "FlowRatio": 70],
        ],
      ],
      "DescribeServerManageTask": ["IsExist": false, "Task": .null],
      "DescribeCloudBaseRunServerVersion": [
        "Error": ["Code": "UnauthorizedOperation", "Message": "no permission"]
      ],
    ])
    defer { server.stop() }
    let state = try await Express(on: server.endpoint).provider.state()
    #expect(state.url == nil)
    #expect(state.online.map(\.trafficPercent) == [30, 70])
    #expect(state.online.map(\.remark) == [nil, nil])
    #expect(state.main?.release == "express-007")
  }

  /// A guard that cannot read what it guards by must not pass.
  @Test func `a remark that cannot be read just now is a failure`() async throws {
    let server = try scripted([
      "DescribeCloudRunServerDetail": [
        "OnlineVersionInfos": [["VersionName": "express-006", "FlowRatio": 100]]
      ],
      "DescribeServerManageTask": ["IsExist": false],
      "DescribeCloudBaseRunServerVersion": ["Error": ["Code": "InternalError", "Message": "try again"]],
    ])
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: server.endpoint).provider.state()
    }
    #expect(failure?.code == "InternalError")
  }

  @Test(arguments: [
    ("normal", nil, true), ("running", nil, true), ("froze", "froze", false), ("Freezing", "freezing", false),
    ("deleting", "deleting", false), ("abnormal", "abnormal", true), ("deploying", "deploying", true),
  ])
  func `a service's condition decides whether it takes deploys`(
    status: String, condition: String?, acceptsDeploys: Bool
  ) async throws {
    let server = try scripted([
      "DescribeCloudRunServerDetail": [
        "BaseInfo": ["Status": .string(status)], "OnlineVersionInfos": .null, "ServerConfig": .null,
      ],
      "DescribeServerManageTask": ["IsExist": false],
    ])
    defer { server.stop() }
    let state = try await Express(on: server.endpoint).provider.state()
    #expect(state.condition == condition)
    #expect(state.acceptsDeploys == acceptsDeploys)
    #expect(state.online.isEmpty)
  }

  /// Up to the update, requests that are planned without an "if" are sent, in that order; no others are.
  @Test(arguments: [false, true])
  func `the plan names the requests that a deploy sends`(isPackage: Bool) async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let cloud = try EmulatedTencent.holding("express", variables: ["A": "1"], vpc: "vpc-1")
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, isPackage ? try await Express.package(in: folder) : Express.image,
      options: ["items": ["EnvParam": ["B": "2"]], "keepVpc": true])
    let planned = express.requests()
    _ = try await express.end(of: try await express.update())
    let sent = planned.filter { $0.condition?.hasPrefix("if ") != true }.map {
      $0.method == "PUT" ? "PUT" : $0.action ?? ""
    }
    let actions = cloud.actions.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    let before = try #require(sent.firstIndex(of: "UpdateCloudRunServer"))
    #expect(actions.prefix(before + 1) == sent.prefix(before + 1))
    #expect(Set(actions.dropFirst(before + 1)).isSubset(of: sent.dropFirst(before + 1)))
    let update = try #require(planned.first { $0.action == "UpdateCloudRunServer" })
    #expect(update.isWrite)
    #expect(planned.filter(\.isWrite).count == (isPackage ? 2 : 1))
    #expect(update.body?["DeployInfo"]?["DeployRemark"]?.string?.contains("sampan:") == true)
  }

  @Test func `a plan is made without network and credentials`() throws {
    let express = try Express(
      on: "http://127.0.0.1:9",
      variables: ["TENCENTCLOUD_SECRET_ID": "", "TENCENTCLOUD_SECRET_KEY": ""])
    let update = express.requests().first { $0.action == "UpdateCloudRunServer" }
    #expect(update?.body?["DeployInfo"]?["ImageUrl"] == "nginx:1.2.3")
    #expect(express.told.events.isEmpty)
  }
}
