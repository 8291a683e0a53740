import Emulator
import Model
import Pipeline
import Support
import Testing

/// TEM from the config file to the last batch.
@Suite struct ElasticMicroserviceTests {
  @Test func `an image is deployed in batches until all instances run it`() async throws {
    let shop = try await Shop(
      Shop.image(", \"totalBatchCount\": 2, \"batchInterval\": 5"), application: Shop.application())
    let outcome = try await shop.deploy()
    #expect(outcome.failure == nil)
    #expect(outcome.status == .deployed)
    #expect(outcome.releaseID == "v2")
    #expect(shop.cloud.writes(of: "RollingUpdateApplicationByVersion") == 1)
    #expect(
      shop.events.contains {
        if case .rolloutStep(let step) = $0 { step.name == "batch 2" } else { false }
      })
    shop.close(outcome)
  }

  @Test func `a built JAR is uploaded and deployed under the name it was given there`() async throws {
    let shop = try await Shop(
      """
      { "version": "{date}-V2", "package": { "file": "app.jar" },
        "tem": { "region": "ap-guangzhou", "applicationId": "app-1a2b3c4d", "environmentId": "en-1a2b3c4d" } }
      """,
      application: Shop.application(package: "tem/pkg/old.jar"), files: ["app.jar": "PK a jar"])
    let outcome = try await shop.deploy()
    #expect(outcome.failure == nil)
    #expect(outcome.status == .deployed)
    #expect(shop.cloud.uploads.map(\.bytes) == [Array("PK a jar".utf8)])
    let update = try #require(try shop.bodies("RollingUpdateApplicationByVersion").first)
    let version = try #require(update["DeployVersion"]?.string)
    // Upper case was lost, so a hash tells it from others.
    #expect(version.hasPrefix("20231114-v2-"))
    #expect(update["PackageName"]?.string?.hasPrefix("tem/pkg/1300000001/app-1a2b3c4d/") == true)
    #expect(update["PackageName"]?.string?.hasSuffix("/app.jar") == true)
    #expect(
      try shop.bodies("CreateCosToken") == [
        [
          "ApplicationId": "app-1a2b3c4d", "PkgName": "app.jar", "OptType": 1, "SourceChannel": 0,
          "TimeVersion": .string(version),
        ]
      ])
    shop.close(outcome)
  }

  @Test func `a batch that waits for a person ends the run, and each promotion goes on to the next`()
    async throws
  {
    let shop = try await Shop(
      Shop.image(", \"deployStrategyType\": \"MANUAL\", \"totalBatchCount\": 2"),
      application: Shop.application())
    let waiting = try await shop.deploy()
    #expect(waiting.status == .awaiting)
    #expect(waiting.failure?.kind == .awaitingPerson)
    #expect(waiting.failure?.what == "batch 2 is waiting for confirmation: promote or cancel it")
    #expect(shop.count("ResumeDeployApplication") == 0)

    let done = try await shop.operate(.promote)
    #expect(done.failure == nil)
    #expect(done.status == .deployed)
    #expect(done.releaseID == "v2")
    #expect(shop.cloud.writes(of: "ResumeDeployApplication") == 1)

    let nothing = try await shop.operate(.promote)
    #expect(nothing.failure?.kind == .usage)
    #expect(shop.cloud.writes(of: "ResumeDeployApplication") == 1)
    shop.close(waiting, done, nothing)
  }

  @Test func `a promotion that leads to another batch that waits says so`() async throws {
    let shop = try await Shop(
      Shop.image(", \"deployStrategyType\": \"MANUAL\", \"totalBatchCount\": 3"),
      application: Shop.application(instances: 3))
    _ = try await shop.deploy()
    let outcome = try await shop.operate(.promote)
    #expect(outcome.failure?.kind == .awaitingPerson)
    #expect(outcome.failure?.what == "batch 3 is waiting for confirmation: promote or cancel it")
    shop.close(outcome)
  }

  @Test func `onConfirm resume tells every batch to go on, once each`() async throws {
    let shop = try await Shop(
      Shop.image(
        ", \"deployStrategyType\": \"MANUAL\", \"totalBatchCount\": 3, \"onConfirm\": \"resume\""),
      application: Shop.application(instances: 3))
    let outcome = try await shop.deploy()
    #expect(outcome.failure == nil)
    #expect(outcome.status == .deployed)
    #expect(shop.count("ResumeDeployApplication") == 2)
    shop.close(outcome)
  }

  @Test func `a beta batch waits, and the rest follows by itself, however long it takes`() async throws {
    let shop = try await Shop(
      Shop.image(
        ", \"deployStrategyType\": \"BETA\", \"betaBatchNum\": 1, \"totalBatchCount\": 2, \"batchInterval\": 1500",
        target: "\"wait\": { \"interval\": \"1s\" },"), application: Shop.application(instances: 3))
    let waiting = try await shop.deploy()
    #expect(waiting.failure?.kind == .awaitingPerson)
    let done = try await shop.operate(.promote)
    #expect(done.failure == nil)
    #expect(done.status == .deployed)
    #expect(
      !shop.events.contains {
        if case .finding(let finding) = $0 { finding.rule == "deploy/partial-traffic" } else { false }
      })
    shop.close(waiting, done)
  }

  @Test func `a rollback goes on by itself where onConfirm says so`() async throws {
    let shop = try await Shop(
      Shop.image(
        ", \"deployStrategyType\": \"MANUAL\", \"totalBatchCount\": 2, \"onConfirm\": \"resume\""),
      application: Shop.application())
    #expect(try await shop.deploy().failure == nil)
    let outcome = try await shop.operate(.rollback(to: nil))
    #expect(outcome.failure == nil)
    #expect(outcome.releaseID == "v1")
    #expect(shop.count("ResumeDeployApplication") == 2)
    shop.close(outcome)
  }

  @Test func `a rollout in flight is taken back by cancel`() async throws {
    let shop = try await Shop(
      Shop.image(", \"deployStrategyType\": \"MANUAL\", \"totalBatchCount\": 2"),
      application: Shop.application())
    _ = try await shop.deploy()
    let outcome = try await shop.operate(.cancel)
    #expect(outcome.failure == nil)
    #expect(outcome.status == .unchanged)
    #expect(outcome.releaseID == "v1")
    #expect(shop.cloud.writes(of: "RevertDeployApplication") == 1)
    let nothing = try await shop.operate(.cancel)
    #expect(nothing.status == .skipped)
    shop.close(outcome, nothing)
  }

  @Test func `a rollback deploys the version before, or the one that is named`() async throws {
    let shop = try await Shop(Shop.image(), application: Shop.application())
    #expect(try await shop.deploy().failure == nil)
    let back = try await shop.operate(.rollback(to: nil))
    #expect(back.failure == nil)
    #expect(back.status == .deployed)
    #expect(back.releaseID == "v1")
    let forth = try await shop.operate(.rollback(to: "v2"))
    #expect(forth.releaseID == "v2")
    #expect(
      try shop.bodies("RollingUpdateApplicationByVersion").map { $0["DeployVersion"] } == ["v2", "v1", "v2"])
    shop.close(back, forth)
  }

  @Test func `a package cannot be rolled back to, and the refusal says why`() async throws {
    let shop = try await Shop(
      """
      { "version": "v2", "tem": { "region": "ap-guangzhou", "applicationId": "app-1a2b3c4d",
        "environmentId": "en-1a2b3c4d", "packageName": "tem/pkg/here.jar" } }
      """, application: Shop.application(package: "tem/pkg/here.jar"))
    #expect(try await shop.deploy().failure == nil)
    let outcome = try await shop.operate(.rollback(to: nil))
    #expect(outcome.failure?.kind == .usage)
    #expect(outcome.failure?.what == "TEM does not report the package of version \"v1\"")
    shop.close(outcome)
  }

  @Test(arguments: [("crash", "CrashLoopBackOff"), ("build-fails", "ImagePullBackOff")])
  func `a rollout that fails without a message gives the reason of its instances`(
    scenario: String, reason: String
  ) async throws {
    let shop = try await Shop(Shop.image(), scenario: scenario, application: Shop.application())
    let outcome = try await shop.deploy()
    #expect(outcome.status == .failed)
    #expect(outcome.failure?.kind == .rolloutFailed)
    #expect(outcome.failure?.causes.first?.contains(reason) == true)
    #expect(
      shop.events.contains {
        if case .log(let log) = $0 {
          log.lines.contains { $0.contains("back-off restarting") }
        } else {
          false
        }
      })
    shop.close(outcome)
  }

  @Test func `onFailure rollback takes back a rollout that failed half way`() async throws {
    let shop = try await Shop(
      Shop.image(", \"totalBatchCount\": 2", target: "\"onFailure\": \"rollback\","), scenario: "crash",
      application: Shop.application())
    let outcome = try await shop.deploy()
    #expect(outcome.failure?.kind == .rolloutFailed)
    #expect(outcome.failure?.causes.last == "rolled back from v2 to v1")
    #expect(shop.cloud.writes(of: "RevertDeployApplication") == 1)
    #expect(shop.count("RollingUpdateApplicationByVersion") == 1)
    shop.close(outcome)
  }

  @Test func `a rollout that never ends is left to go on at the deadline`() async throws {
    let shop = try await Shop(
      Shop.image("", target: "\"wait\": { \"timeout\": \"1m\" },"), scenario: "stuck",
      application: Shop.application())
    let outcome = try await shop.deploy()
    #expect(outcome.status == .timeout)
    #expect(outcome.failure?.kind == .stillRolling)
    #expect(shop.count("RevertDeployApplication") == 0)
    shop.close(outcome)
  }

  @Test(arguments: [("fail", 0, 0), ("wait", 1, 0), ("cancel", 1, 1)])
  func `somebody else's rollout is refused, waited for or taken back, as onConflict says`(
    onConflict: String, updates: Int, reverts: Int
  ) async throws {
    let shop = try await Shop(
      Shop.image("", target: "\"onConflict\": \"\(onConflict)\","), scenario: "busy",
      application: Shop.application())
    let outcome = try await shop.deploy()
    #expect(outcome.failure?.kind == (updates == 0 ? .tryLater : nil))
    #expect(shop.count("RollingUpdateApplicationByVersion") == updates)
    #expect(shop.cloud.writes(of: "RevertDeployApplication") == reverts)
    shop.close(outcome)
  }

  @Test(arguments: ["lost-answer", "task-zero", "late-task", "throttled", "drip", "clock-skew"])
  func `whatever becomes of the answer, there is one deploy`(scenario: String) async throws {
    let shop = try await Shop(Shop.image(), scenario: scenario, application: Shop.application())
    let outcome = try await shop.deploy()
    #expect(outcome.failure == nil)
    #expect(outcome.status == .deployed)
    #expect(outcome.releaseID == "v2")
    #expect(shop.cloud.writes(of: "RollingUpdateApplicationByVersion") == 1)
    #expect(shop.count("RollingUpdateApplicationByVersion") == (scenario == "throttled" ? 3 : 1))
    shop.close(outcome)
  }

  @Test(arguments: ["lost-and-stolen", "task-zero-stolen"])
  func `somebody else's rollout is not taken for ours`(scenario: String) async throws {
    let shop = try await Shop(Shop.image(), scenario: scenario, application: Shop.application())
    let outcome = try await shop.deploy()
    #expect(outcome.failure?.kind == .tryLater)
    #expect(outcome.failure?.what.contains("stranger-1") == true)
    #expect(shop.count("RollingUpdateApplicationByVersion") == 1)
    shop.close(outcome)
  }

  @Test func `a rollout in flight is adopted by its newest and waited for`() async throws {
    let shop = try await Shop(Shop.image(), scenario: "busy", application: Shop.application())
    let (reports, failures) = try await shop.project.status(named: ["shop"], waits: true)
    #expect(failures.isEmpty)
    #expect(reports.first?.state.main?.release == "stranger-1")
    #expect(reports.first?.state.inFlight == nil)
    shop.close()
  }
}
