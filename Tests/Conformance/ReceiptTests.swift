import Effects
import HTTP
import Model
import Providers
import Testing

@testable import Pipeline

/// A rollout that one process has begun is finished by another, which has its receipt and nothing else.
@Suite struct ReceiptTests {
  private static let writing = Subject.all.filter { $0.write != nil }

  @Test(arguments: writing, ["calm", "late-task", "task-zero"])
  func `a fresh process finishes a rollout from its receipt written as JSON`(
    subject: Subject, scenario: String
  ) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: scenario)
    defer { rehearsal.end() }
    let first = try rehearsal.project()
    let prepared = try first.prepare(try #require(first.configuration.targets.first))
    let written = try await begin(prepared.plan.deployment, with: prepared.service.provider)

    var world = rehearsal.world
    world.secrets = SecretRegister()
    let second = try rehearsal.project(in: world)
    let json = try JSONCoding.decode(JSON.self, from: written, answering: "the receipt")
    let receipt = try #require(Receipt(json: json))
    let service = try second.service(of: try #require(second.configuration.targets.first))
    let rollout = try await service.finish(receipt)
    #expect(rollout.state == .finished)
    #expect(rehearsal.writes == 1)
    _ = try await service.prove(rollout.receipt.release, receipt.stamp)
  }

  /// Until the first poll after the update.
  private func begin(
    _ deployment: Deployment, with provider: some Provider
  ) async throws -> [UInt8] {
    let upload = try await provider.publish(deployment)
    let state = try await provider.state()
    let receipt = try await provider.update(
      deployment, try await provider.completed(upload, since: state), since: state)
    return try JSONCoding.encode(try await provider.poll(receipt).receipt.json)
  }
}
