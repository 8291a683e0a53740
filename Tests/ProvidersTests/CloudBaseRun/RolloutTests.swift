import Emulator
import Model
import Providers
import Support
import Testing

/// From the update's receipt to the end of its rollout.
@Suite struct RolloutTests {
  private func rollout(
    _ scenario: String, _ artifact: Artifact = Express.image, options: [String: JSON] = [:]
  ) async throws -> Rollout {
    let cloud = try EmulatedTencent.holding("express", scenario: scenario)
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, artifact, options: options)
    return try await express.end(of: try await express.update())
  }

  @Test func `a rollout is followed by its task until it has finished`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let receipt = try await express.update()
    #expect(receipt == Receipt.ours(operation: "2323885", baseline: "0"))
    let rollout = try await express.end(of: receipt)
    #expect(rollout.state == .finished)
    #expect(rollout.receipt.release == "express-007")
    #expect(rollout.requestID?.isEmpty == false)
    #expect(
      rollout.steps == [
        Rollout.Step(name: "CreateVersion", status: "finished", duration: .seconds(40)),
        Rollout.Step(name: "ReleaseVersion", status: "finished", duration: .seconds(10)),
      ])
    #expect(
      try cloud.bodies(of: "DescribeServerManageTask").compactMap { $0["TaskId"]?.integer }.dropFirst(2)
        .allSatisfy { $0 == 2_323_885 })
    let live = try await express.provider.state()
    #expect(live.main?.release == "express-007")
    #expect(live.main?.stamp?.commit == "cccccccccccc")
    #expect(live.baseline == "2323885")
  }

  @Test func `an update that is answered with task 0 is found as the newest task`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "task-zero")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let receipt = try await express.update()
    #expect(receipt.operation == nil)
    let rollout = try await express.end(of: receipt)
    #expect(rollout.state == .finished)
    #expect(rollout.receipt.operation == "2323885")
    #expect(rollout.receipt.release == "express-007")
  }

  @Test func `with task 0, the task of the deploy before is not taken for ours`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "task-zero")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    _ = try await express.end(of: try await express.update())
    let state = try await express.provider.state()
    let rollout = try await express.provider.poll(Receipt.ours(operation: nil, baseline: state.baseline))
    #expect(rollout.state == .unregistered)
    #expect(rollout.receipt.release == nil)
  }

  @Test func `a task that the cloud does not know yet is unregistered, then followed`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "late-task")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let receipt = try await express.update()
    let first = try await express.provider.poll(receipt)
    #expect(first.state == .unregistered)
    #expect(first.receipt == receipt)
    #expect(try await express.end(of: receipt).state == .finished)
  }

  @Test func `a gray release ends with its candidate up and waiting`() async throws {
    let rollout = try await rollout("calm", options: ["releaseType": "GRAY"])
    guard case .awaitingPerson(let what) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(what.contains("express-007"))
    #expect(rollout.status == "running")
  }

  @Test func `a release that the cloud makes gray by itself waits too`() async throws {
    guard case .awaitingPerson = try await rollout("gray").state else {
      Issue.record("a release that waits for a person is told as one")
      return
    }
  }

  @Test func `a gray candidate that is not up yet is still running`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "gray")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    #expect(try await express.provider.poll(try await express.update()).state == .running)
  }

  @Test func `a failed build tells its reason once and shows the whole log`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let cloud = try EmulatedTencent.holding("express", scenario: "build-fails")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, try await Express.package(in: folder))
    let rollout = try await express.end(of: try await express.update())
    #expect(rollout.state == .failed("BuildImage: build image failed: exit status 1"))
    let excerpts = await express.provider.explain(rollout)
    #expect(excerpts.map(\.title) == ["build log of express-007", "process log of express-007"])
    let lines = excerpts.first?.lines ?? []
    #expect(lines.first == "Cloning package ...")
    #expect(lines.last == "\u{1B}[31mERROR\u{1B}[0m: build image failed: exit status 1")
    #expect(lines.count == 34)
    #expect(excerpts.last?.lines.last?.contains("300502") == true)
  }

  @Test func `an image that never gets ready is explained by the process log alone`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "crash")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let rollout = try await express.end(of: try await express.update())
    guard case .failed(let reason) = rollout.state else {
      Issue.record("the rollout is \(rollout.state)")
      return
    }
    #expect(reason.hasPrefix("CreateVersion: Readiness probe failed"))
    #expect(rollout.steps.first?.reason?.hasPrefix("Readiness probe failed") == true)
    #expect(await express.provider.explain(rollout).map(\.title) == ["process log of express-007"])
  }

  /// What is shown of it is cut later.
  @Test func `a long build log is read whole, because its cause may be far from its end`() async throws {
    let log = (1...200).map { "line \($0)\n" }.joined()
    let server = try scripted([
      "DescribeCloudRunDeployRecord": [
        "DeployRecords": [
          ["DeployId": "007", "Status": "build_failed", "RunId": "", "BuildId": 2_608_443_413]
        ]
      ],
      "DescribeCloudBaseRunBuildLog": ["Log": ["Text": .string(log), "More": false, "Delivered": 200]],
    ])
    defer { server.stop() }
    let rollout = Rollout(
      receipt: Receipt.ours(operation: "1", baseline: "0", release: "express-007"), state: .failed(""),
      status: "failed")
    let excerpts = try await Express(on: server.endpoint).provider.explain(rollout)
    #expect(
      excerpts == [
        LogExcerpt(
          title: "build log of express-007", lines: (1...200).map { "line \($0)" }, isOfBuild: true)
      ])
    #expect(
      try server.requests.bodies(of: "DescribeCloudBaseRunBuildLog").first?["BuildId"] == 2_608_443_413)
  }

  @Test func `a build log that never ends is read a bounded number of times`() async throws {
    let server = try scripted([
      "DescribeCloudRunDeployRecord": [
        "DeployRecords": [["DeployId": "007", "Status": "build_failed", "RunId": "run", "BuildId": 1]]
      ],
      "DescribeCloudBaseRunBuildLog": ["Log": ["Text": "again\n", "More": true, "Delivered": 1]],
      "DescribeCloudRunProcessLog": ["Logs": .null],
    ])
    defer { server.stop() }
    let rollout = Rollout(
      receipt: Receipt.ours(operation: "1", baseline: "0", release: "express-007"), state: .failed(""),
      status: "failed")
    _ = try await Express(on: server.endpoint).provider.explain(rollout)
    #expect(server.requests.actions.filter { $0 == "DescribeCloudBaseRunBuildLog" }.count == 2)
  }

  @Test func `a key that may not read build logs still gets the process log`() async throws {
    let server = try scripted([
      "DescribeCloudRunDeployRecord": [
        "DeployRecords": [
          ["DeployId": "006", "RunId": "other", "BuildId": 0],
          ["DeployId": "007", "Status": "build_failed", "RunId": "run", "BuildId": 1],
        ]
      ],
      "DescribeCloudBaseRunBuildLog": ["Error": ["Code": "UnauthorizedOperation", "Message": "no"]],
      "DescribeCloudRunProcessLog": ["Logs": ["check_build_image : fail"]],
    ])
    defer { server.stop() }
    let rollout = Rollout(
      receipt: Receipt.ours(operation: "1", baseline: "0", release: "express-007"), state: .failed(""),
      status: "failed")
    let excerpts = try await Express(on: server.endpoint).provider.explain(rollout)
    #expect(
      excerpts == [LogExcerpt(title: "process log of express-007", lines: ["check_build_image : fail"])])
    #expect(try server.requests.bodies(of: "DescribeCloudRunProcessLog").first?["RunId"] == "run")
  }

  @Test func `a status that nobody has heard of means that it goes on`() async throws {
    let server = try scripted([
      "DescribeServerManageTask": [
        "IsExist": true, "Task": ["Id": 9, "Status": "unknown", "VersionName": "", "Steps": .null],
      ]
    ])
    defer { server.stop() }
    let rollout = try await Express(on: server.endpoint).provider.poll(
      Receipt.ours(operation: "9", baseline: "8"))
    #expect(rollout.state == .running)
    #expect(rollout.status == "unknown")
    #expect(rollout.receipt.release == nil)
  }

  @Test func `a rollout that somebody cancels is told as stopped`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "stuck")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    let receipt = try await express.update()
    _ = try await express.provider.poll(receipt)
    let inFlight = try #require(try await express.provider.state().inFlight)
    try await express.provider.cancel(inFlight)
    #expect(
      try await express.provider.poll(receipt).state
        == .stopped("the task was cancelled or rolled back"))
    #expect(try await express.provider.state().inFlight == nil)
  }
}
