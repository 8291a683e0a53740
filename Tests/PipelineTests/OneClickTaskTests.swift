import Emulator
import Model
import Pipeline
import Testing

/// Waiting for a task that somebody else started, from the config file to the end.
@Suite struct OneClickTaskTests {
  private func shop(_ scenario: String, more: String = "", id: String = "build-7") async throws -> Shop {
    try await Shop(
      "{ \(more) \"tcbTask\": { \"externalId\": \"\(id)\" } }", scenario: scenario,
      tasks: [.init(id: "build-7", server: "shop")])
  }

  @Test func `a task is waited for stage by stage, and its service is the release`() async throws {
    let shop = try await shop("calm")
    let outcome = try await shop.deploy()
    #expect(outcome.failure == nil)
    #expect(outcome.status == .deployed)
    #expect(outcome.releaseID == "shop-001")
    let steps = shop.events.compactMap { if case .rolloutStep(let step) = $0 { step } else { nil } }
    // The first stage passes during the preflight.
    #expect(
      steps.filter { $0.status == "running" }.map(\.name) == ["storageStage", "serverStage", "CreateVersion"])
    shop.close(outcome)
  }

  @Test(
    arguments: [
      ("crash", "", Failure.Kind.rolloutFailed), ("retired", "", .configuration), ("denied", "", nil),
      ("stuck", "\"wait\": { \"timeout\": \"1m\" },", .stillRolling), ("unavailable", "", .unavailable),
    ] as [(String, String, Failure.Kind?)])
  func `whatever becomes of a task has its exit code`(
    scenario: String, more: String, kind: Failure.Kind?
  ) async throws {
    let shop = try await shop(scenario, more: more)
    let outcome = try await shop.deploy()
    #expect(outcome.failure?.kind == kind)
    shop.close(outcome)
  }

  @Test func `a task that nobody started is a fault of the configuration, where it stands`() async throws {
    let shop = try await shop("calm", id: "build-8")
    let outcome = try await shop.deploy()
    #expect(outcome.failure?.kind == .configuration)
    #expect(outcome.failure?.place?.file == "sampan.json")
    shop.close(outcome)
  }

  @Test(arguments: [Pipeline.Operation.promote, .cancel, .rollback(to: nil)])
  func `a task can only be looked at`(operation: Pipeline.Operation) async throws {
    let shop = try await shop("calm")
    let failure = await #expect(throws: Failure.self) { try await shop.operate(operation) }
    #expect(failure?.kind == .usage)
    #expect(failure?.remedies == ["supported: diff, status"])
    #expect(shop.cloud.requests.isEmpty)
    shop.close()
  }
}
