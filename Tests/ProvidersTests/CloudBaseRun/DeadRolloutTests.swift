import Emulator
import Model
import Providers
import Support
import Testing

/// Rollouts of which nothing becomes, though their task keeps running (accounts of September 2026).
@Suite struct DeadRolloutTests {
  private func end(
    _ scenario: String, _ options: [String: JSON] = [:], isPackage: Bool = false
  ) async throws -> (Rollout, [LogExcerpt]) {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let cloud = try EmulatedTencent.holding("express", scenario: scenario)
    defer { cloud.stop() }
    let artifact = isPackage ? try await Express.package(in: folder) : Express.image
    let express = try Express(on: cloud.endpoint, artifact, options: options)
    let rollout = try await express.end(of: try await express.update())
    return (rollout, await express.provider.explain(rollout))
  }

  private func reason(_ rollout: Rollout) -> String {
    if case .failed(let reason) = rollout.state { "\(reason)" } else { "" }
  }

  @Test(arguments: ["FULL", "GRAY"])
  func `a build that is lost ends as failed, with the line of the process log`(type: String) async throws {
    let (rollout, logs) = try await end("build-lost", ["releaseType": .string(type)], isPackage: true)
    #expect(
      reason(rollout)
        == "express-007 is not built or started: check_build_image : fail, [ErrorCode]:300502, [ErrorMessage]:build not found"
    )
    #expect(rollout.status == "running")
    #expect(
      logs == [
        LogExcerpt(
          title: "process log of express-007",
          lines: [
            "create_build_image : creating",
            "check_build_image : fail, [ErrorCode]:300502, [ErrorMessage]:build not found",
          ])
      ])
  }

  @Test func `a build that never begins ends when the platform gives its version up`() async throws {
    let (rollout, logs) = try await end("build-stuck", isPackage: true)
    #expect(reason(rollout) == "express-007 is create_failed")
    #expect(logs.map(\.lines) == [["create_build_image : creating"]])
  }

  @Test(arguments: ["FULL", "GRAY"])
  func `a version that fails ends the rollout, whatever its task reports`(type: String) async throws {
    let (rollout, _) = try await end("version-dead", ["releaseType": .string(type)])
    #expect(reason(rollout).hasPrefix("express-007 is deploy_failed: check_eks_virtual_service : fail"))
  }

  @Test func `an image that may not be pulled is told in the platform's words`() async throws {
    let (rollout, logs) = try await end("image-refused")
    #expect(reason(rollout).contains("pull access denied"))
    #expect(logs.last?.lines.last?.contains("insufficient_scope") == true)
  }

  @Test func `a task that ends at the same time gives the reason`() async throws {
    let (rollout, _) = try await end("build-fails", isPackage: true)
    #expect(reason(rollout) == "BuildImage: build image failed: exit status 1")
  }

  private func poll(_ log: [String], status: String, detail: JSON) async throws -> Rollout.State {
    let server = try scripted([
      "DescribeServerManageTask": [
        "IsExist": true,
        "Task": ["Id": 9, "Status": "running", "VersionName": "express-007", "Steps": .null],
      ],
      "DescribeCloudRunDeployRecord": [
        "DeployRecords": [["DeployId": "007", "Status": .string(status), "RunId": "run", "BuildId": 0]]
      ],
      "DescribeVersionDetail": detail,
      "DescribeCloudRunProcessLog": ["Logs": .array(log.map(JSON.string))],
    ])
    defer { server.stop() }
    return try await Express(on: server.endpoint).provider.poll(Receipt.ours(operation: "9", baseline: "8"))
      .state
  }

  @Test func `a step that the platform tries again is running`() async throws {
    let log = ["check_build_image : fail, [ErrorCode]:1", "create_build_image : creating"]
    #expect(try await poll(log, status: "creating", detail: ["Status": "creating"]) == .running)
    let probing = ["check_eks_virtual_service : process, Readiness probe failed: connection refused"]
    #expect(try await poll(probing, status: "deploying", detail: ["Status": "deploying"]) == .running)
  }

  @Test(arguments: ["build_failed", "BUILD_FAILED", "deploy_failed", "create_failed", "failed"])
  func `a version that failed is believed when two polls say so`(status: String) async throws {
    guard
      case .suspect(.failed(let reason), until: .polls(2)) = try await poll(
        [], status: "creating", detail: ["Status": .string(status)])
    else {
      Issue.record("the rollout has failed")
      return
    }
    #expect(reason.contains("express-007 is \(status)"))
  }

  @Test func `a key that may not read more than the task follows the task`() async throws {
    let server = try scripted([
      "DescribeServerManageTask": [
        "IsExist": true,
        "Task": ["Id": 9, "Status": "running", "VersionName": "express-007", "Steps": .null],
      ],
      "DescribeCloudRunDeployRecord": ["Error": ["Code": "UnauthorizedOperation", "Message": "no"]],
      "DescribeVersionDetail": ["Error": ["Code": "UnauthorizedOperation", "Message": "no"]],
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    #expect(try await express.provider.poll(Receipt.ours(operation: "9", baseline: "8")).state == .running)
  }
}
