import Courses
import Model
import Testing

/// A platform that refuses updates for a while without showing what it is busy with, as after a failed release.
@Suite struct BusyPlatformTests {
  private static let subjects = Subject.all.filter { ["tcbr", "tem"].contains($0.provider) }

  private func target(_ subject: Subject, _ onConflict: String) -> String {
    "\"onConflict\": \"\(onConflict)\", \(subject.target)"
  }

  @Test(arguments: subjects)
  func `it is worth another run`(subject: Subject) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: "tidying")
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 75, "\(outcome)")
    #expect(
      outcome.failure?.remedies.contains { $0.description.contains("\"onConflict\": \"wait\"") } == true)
    #expect(rehearsal.sent == 1)
    #expect(rehearsal.writes == 0)
  }

  @Test(arguments: subjects)
  func `or is waited for, and the update is executed once`(subject: Subject) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: "tidying", target: target(subject, "wait"))
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode == .success, "\(outcome) \(rehearsal.events)")
    #expect(rehearsal.sent > 1)
    #expect(rehearsal.writes == 1)
  }
}
