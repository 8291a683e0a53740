import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// From the update's receipt to the end of its rollout, look by look.
@Suite struct TemRolloutTests {
  @Test func `a rollout is followed batch by batch until every instance runs our version`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint, options: ["totalBatchCount": 2, "batchInterval": 60])
    let receipt = try await orders.update()
    #expect(receipt.operation?.hasPrefix("revision-") == true)
    #expect(receipt.release == "1.2.3")
    var seen: [[String]] = []
    var rollout = try await orders.provider.poll(receipt)
    while rollout.state == .running {
      seen.append(rollout.steps.map(\.status))
      rollout = try await orders.provider.poll(rollout.receipt)
    }
    #expect(rollout.state == .finished)
    #expect(rollout.steps.map(\.name) == ["batch 1", "batch 2"])
    #expect(seen.contains(["finished", "waiting"]))
    #expect(rollout.requestID?.isEmpty == false)
    #expect(
      try cloud.bodies(of: "DescribeDeployApplicationDetail").last?["VersionId"]?.string == receipt.operation)
    let state = try await orders.provider.state()
    #expect(state.online == [.init(release: "1.2.3", trafficPercent: 100)])
    #expect(state.inFlight == nil)
  }

  @Test func `meanwhile the shares of the instances are the shares of the traffic`() async throws {
    let cloud = try EmulatedTencent.orders(instances: 4)
    defer { cloud.stop() }
    let orders = try Orders(
      on: cloud.endpoint, options: ["deployStrategyType": "BETA", "betaBatchNum": 1])
    let rollout = try await orders.end(of: try await orders.update())
    #expect(rollout.state == .awaitingPerson("batch 2 is waiting for confirmation: promote or cancel it"))
    #expect(rollout.steps.map(\.name) == ["beta batch", "batch 2"])
    let state = try await orders.provider.state()
    #expect(
      state.online == [
        .init(release: "v1", trafficPercent: 75), .init(release: "1.2.3", trafficPercent: 25),
      ])
    #expect(state.inFlight?.id == "1.2.3")
    #expect(state.inFlight?.status == "batch_updating_waiting_confirm")
  }

  /// Two looks: instances are started again, and a rollout that says "Error" may recover.
  @Test func `one word of failure is not believed, two in a row are`() async throws {
    let details = Counter()
    let words = ["Error", "Running", "Error", "Error"]
    let server = try tem { action in
      action == "DescribeApplicationInfo"
        ? Self.deploying : Self.detail(status: words[min(details.next(), 4) - 1])
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint)
    let receipt = Receipt.ours(operation: "revision-1", baseline: "", release: "1.2.3")
    var poll = Poll(of: orders, receipt)
    for _ in 0..<3 { #expect(try await poll.next().state == .running) }
    #expect(try await poll.next().state == .failed("out of memory"))
  }

  @Test(arguments: ["CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull"])
  func `instances that cannot start fail the rollout after two minutes, whatever it says`(
    condition: String
  ) async throws {
    let server = try tem { action in
      action == "DescribeApplicationInfo" ? Self.deploying : Self.detail(status: "Running", pod: condition)
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint)
    let receipt = Receipt.ours(operation: "revision-1", baseline: "", release: "1.2.3")
    var poll = Poll(of: orders, receipt)
    #expect(try await poll.next().state == .running)
    orders.pass(.seconds(119))
    #expect(try await poll.next().state == .running)
    orders.pass(.seconds(1))
    #expect(try await poll.next().state == .failed("orders-1: \(condition)"))
  }

  @Test func `an application that waits is believed when its batches say nothing`() async throws {
    let server = try tem { action in
      guard action == "DescribeApplicationInfo" else {
        return ["NewDeployVersion": "1.2.3", "Status": "Running"]
      }
      return Self.deploying.merging(["BatchDeployStatus": "batch_updating_waiting_confirm"]) { $1 }
    }
    defer { server.stop() }
    let rollout = try await Orders(on: server.endpoint).provider
      .poll(Receipt.ours(operation: nil, baseline: "", release: "1.2.3"))
    #expect(rollout.state == .awaitingPerson("batch 1 is waiting for confirmation: promote or cancel it"))
  }

  @Test func `a batch that the config lets go on is confirmed by an order that is sent once`() async throws {
    let server = try LoopbackServer { request in
      switch request.action {
      case "ResumeDeployApplication": .lose
      case "DescribeApplicationInfo": .answer(response(Self.deploying))
      default: .answer(response(Self.detail(status: "Running", second: "WaitForResume")))
      }
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint, options: ["onConfirm": "resume"])
    let receipt = Receipt.ours(operation: "revision-1", baseline: "", release: "1.2.3")
    let what: Text = "batch 2 is waiting for confirmation"
    #expect(try await orders.provider.poll(receipt).state == .confirmable(what, step: 1))
    #expect(!server.requests.actions.contains("ResumeDeployApplication"))
    let failure = await #expect(throws: Failure.self) { try await orders.provider.confirm(1) }
    #expect(failure?.retry == .readsOnly)
    #expect(server.requests.actions.count { $0 == "ResumeDeployApplication" } == 1)
    let other = try Orders(on: server.endpoint)
    #expect(try await other.provider.poll(receipt).state == .awaitingPerson("\(what): promote or cancel it"))
  }

  @Test func `a batch that was told to go on may still be said to wait for a minute`() async throws {
    let server = try tem { action in
      action == "DescribeApplicationInfo"
        ? Self.deploying : Self.detail(status: "Running", second: "WaitForResume")
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint)
    let receipt = Receipt(.confirmation(step: 1), operation: nil, baseline: "", release: "1.2.3")
    var poll = Poll(of: orders, receipt)
    #expect(try await poll.next().state == .running)
    orders.pass(.seconds(60))
    #expect(
      try await poll.next().state
        == .awaitingPerson("batch 2 is waiting for confirmation; it was resumed but did not start"))
  }

  @Test func `a rollout that somebody took back is stopped`() async throws {
    let cloud = try EmulatedTencent.orders("stuck")
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    let receipt = try await orders.update()
    var poll = Poll(of: orders, receipt)
    #expect(try await poll.next().state == .running)
    let state = try await orders.provider.state()
    try await orders.provider.cancel(try #require(state.inFlight))
    #expect(try await poll.next().state == .stopped("the rollout of 1.2.3 was reverted"))
    #expect(cloud.writes(of: "RevertDeployApplication") == 1)
  }

  @Test func `a rollout that failed and closed is a failure, with the cloud's own reason`() async throws {
    let server = try tem { action in
      action == "DescribeApplicationInfo"
        ? Self.deploying.merging(["UnderDeploying": false, "DeployVersion": "v1"]) { $1 }
        : Self.detail(status: "Error")
    }
    defer { server.stop() }
    let rollout = try await Orders(on: server.endpoint).provider
      .poll(Receipt.ours(operation: "revision-1", baseline: "", release: "1.2.3"))
    #expect(rollout.state == .failed("out of memory"))
  }

  @Test func `statuses count in any spelling`() async throws {
    let shouted = Self.detail(status: "ERROR").merging(["ErrorMessage": "out of memory"]) { $1 }
    let failed = try tem { $0 == "DescribeApplicationInfo" ? Self.deploying : shouted }
    defer { failed.stop() }
    let receipt = Receipt.ours(operation: "revision-1", baseline: "", release: "1.2.3")
    let state = try await Orders(on: failed.endpoint).provider.poll(receipt).state
    #expect(state == .suspect(.failed("out of memory"), until: .polls(2)))
    var batches = Self.detail(status: "running")
    batches["OtherBatchDetail"] = [
      ["BatchStatus": "FINISH", "BatchIndex": 0], ["BatchStatus": "waitForResume", "BatchIndex": 1],
    ]
    let waiting = batches
    let held = try tem { $0 == "DescribeApplicationInfo" ? Self.deploying : waiting }
    defer { held.stop() }
    let rollout = try await Orders(on: held.endpoint).provider.poll(receipt)
    #expect(rollout.state == .awaitingPerson("batch 2 is waiting for confirmation: promote or cancel it"))
    #expect(rollout.steps.map(\.status) == ["finished", "waiting"])
  }

  @Test func `instances of our version that are not ready yet are waited for`() async throws {
    let ready = Counter()
    let server = try tem { action in
      guard action == "DescribeApplicationInfo" else { return Self.detail(status: "Success") }
      return [
        "DeployVersion": "1.2.3", "UnderDeploying": false, "ExpectedInstances": 2,
        "WorkloadInfo": ["Replicas": 2, "UpdatedReadyReplicas": .integer(ready.next())],
      ]
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint)
    let receipt = Receipt.ours(operation: nil, baseline: "x", release: "1.2.3")
    #expect(try await orders.provider.poll(receipt).state == .running)
    #expect(try await orders.provider.poll(receipt).state == .finished)
  }

  @Test func `an application that is scaled to zero finishes, and takes all traffic`() async throws {
    let cloud = try EmulatedTencent.orders(instances: 0)
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint)
    let rollout = try await orders.end(of: try await orders.update())
    #expect(rollout.state == .finished)
    #expect(
      try await orders.provider.state().online == [.init(release: "1.2.3", trafficPercent: 100)])
  }

  @Test func `without instances, our version has to be reported three times in a row`() async throws {
    let status = Counter()
    let words = ["Success", "Error", "Success", "Success", "Success"]
    let server = try tem { action in
      guard action == "DescribeApplicationInfo" else {
        return ["NewDeployVersion": "1.2.3", "Status": .string(words[min(status.next(), 5) - 1])]
      }
      return [
        "DeployVersion": "1.2.3", "UnderDeploying": false, "ExpectedInstances": 0,
        "WorkloadInfo": ["Replicas": 0, "UpdatedReadyReplicas": 0],
      ]
    }
    defer { server.stop() }
    var poll = Poll(
      of: try Orders(on: server.endpoint), .ours(operation: nil, baseline: "x", release: "1.2.3"))
    for _ in 0..<4 { #expect(try await poll.next().state == .running) }
    #expect(try await poll.next().state == .finished)
  }

  /// Of the vendor's own samples (tccli, DescribeApplicationInfo and DescribeDeployApplicationDetail, December 2024):
  /// the application says nothing of the batches, and the batch that fails is said to be finished.
  @Test func `the vendor's sample of a failing rollout is a failure, and its batch is not finished`()
    async throws
  {
    let pods: JSON = [
      ["PodId": "app0925-4sbct", "Status": "CrashLoopBackOff", "PodStatus": ["CrashLoopBackOff"]]
    ]
    let server = try tem { action in
      guard action == "DescribeApplicationInfo" else {
        return [
          "Status": "Error", "CurrentBatchStatus": "Finish", "ErrorMessage": "", "BetaBatchDetail": .null,
          "OtherBatchDetail": [
            ["BatchStatus": "Finish", "BatchIndex": 0, "PodNum": 3, "OldPods": [], "NewPods": pods]
          ], "CurrentBatchIndex": 0, "NewDeployVersion": "1.2.3", "OldDeployVersion": "v1",
        ]
      }
      return [
        "DeployVersion": "1.2.3", "Status": "abnormal", "UnderDeploying": true, "BatchDeployStatus": "",
        "CurrentInstances": 1, "ExpectedInstances": 3, "LogOutputConf": .null,
        "WorkloadInfo": ["Replicas": 3, "UpdatedReplicas": 2, "UpdatedReadyReplicas": 0],
      ]
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint)
    var poll = Poll(of: orders, .ours(operation: "revision-1", baseline: "", release: "1.2.3"))
    #expect(try await poll.next().state == .running)
    let rollout = try await poll.next()
    #expect(rollout.state == .failed("app0925-4sbct: CrashLoopBackOff"))
    #expect(rollout.steps == [Rollout.Step(name: "batch 1", status: "failed")])
    #expect(rollout.status == "Error")
  }

  @Test func `an application of which nearly everything is null is still one`() async throws {
    let server = try tem { _ in
      ["DeployVersion": .null, "UnderDeploying": .null, "WorkloadInfo": .null, "BatchDeployStatus": .null]
    }
    defer { server.stop() }
    let state = try await Orders(on: server.endpoint).provider.state()
    #expect(state.online.isEmpty && state.inFlight == nil && state.newest == nil)
  }

  @Test func `a stopped application takes no deploys`() async throws {
    let server = try tem { _ in ["DeployVersion": "v1", "StoppedManually": true] }
    defer { server.stop() }
    let state = try await Orders(on: server.endpoint).provider.state()
    #expect(state.condition == "stopped")
    #expect(!state.acceptsDeploys)
  }

  // MARK: Answers

  static let deploying: [String: JSON] = [
    "DeployVersion": "v1", "UnderDeploying": true, "BatchDeployStatus": "batch_updating",
    "EnvConf": "not even a list", "CurrentInstances": 2,
  ]

  static func detail(
    status: String, pod: String = "Running", second: String = "NotStart", version: String = "1.2.3"
  ) -> [String: JSON] {
    let batch: JSON = [
      "BatchStatus": .string(second == "NotStart" ? "Deploying" : "Finish"), "BatchIndex": 0,
      "NewPods": [["PodId": "orders-1", "PodStatus": [.string(pod)], "Status": .null]],
    ]
    return [
      "Status": .string(status), "ErrorMessage": status == "Error" ? "out of memory" : "",
      "NewDeployVersion": .string(version), "OldDeployVersion": "v1", "BetaBatchDetail": .null,
      "OtherBatchDetail": [batch, ["BatchStatus": .string(second), "BatchIndex": 1, "NewPods": .null]],
    ]
  }
}

/// `Result` inside `Response`.
func response(_ result: [String: JSON]) -> Answer {
  let body = try? JSONCoding.encode(JSON.object(["Response": ["Result": .object(result), "RequestId": "r"]]))
  return Answer(200, headers: [Field("Content-Type", "application/json")], body: body ?? [])
}

/// A server that answers each action with a `Result`.
func tem(_ result: @escaping @Sendable (_ action: String) -> [String: JSON]) throws -> LoopbackServer {
  try LoopbackServer { .answer(response(result($0.action))) }
}
