import Emulator
import Model

/// A course of events, the same for every provider: a scenario, the exit code that a deploy ends with, how often its
/// write is sent, and how often it is executed.
package struct Course: Sendable, CustomStringConvertible {
  package var scenario: String
  package var code: Int32
  package var sent: Int
  package var writes: Int

  package var description: String { scenario }

  package static let all: [Course] = [
    Course(scenario: "calm", code: 0, sent: 1, writes: 1),
    Course(scenario: "drip", code: 0, sent: 1, writes: 1),
    Course(scenario: "throttled", code: 0, sent: 3, writes: 1),
    Course(scenario: "clock-skew", code: 0, sent: 1, writes: 1),
    Course(scenario: "late-task", code: 0, sent: 1, writes: 1),
    Course(scenario: "lost-answer", code: 0, sent: 1, writes: 1),
    Course(scenario: "task-zero", code: 0, sent: 1, writes: 1),
    // Proven not to be executed: the only course in which a write is sent again after its answer was lost.
    Course(scenario: "update-dropped", code: 0, sent: 2, writes: 1),
    Course(scenario: "system-busy", code: 0, sent: 2, writes: 1),
    Course(scenario: "busy", code: 75, sent: 0, writes: 0),
    Course(scenario: "denied", code: 77, sent: 1, writes: 0),
    Course(scenario: "frozen", code: 77, sent: 1, writes: 0),
    Course(scenario: "retired", code: 78, sent: 0, writes: 0),
    Course(scenario: "malformed", code: 69, sent: 0, writes: 0),
    Course(scenario: "unavailable", code: 69, sent: 0, writes: 0),
    Course(scenario: "crash", code: 2, sent: 1, writes: 1),
    Course(scenario: "stuck", code: 3, sent: 1, writes: 1),
    Course(scenario: "gray", code: 4, sent: 1, writes: 1),
    Course(scenario: "other-spellings", code: 0, sent: 1, writes: 1),
    Course(scenario: "lost-and-stolen", code: 75, sent: 1, writes: 0),
    Course(scenario: "task-zero-stolen", code: 75, sent: 1, writes: 0),
  ]

  /// What people wrote of real deploys to CloudBase Run: only its emulated cloud plays it.
  package static let ofCloudBaseRun: [Course] = [
    Course(scenario: "build-lost", code: 2, sent: 1, writes: 1),
    Course(scenario: "build-stuck", code: 2, sent: 1, writes: 1),
    Course(scenario: "first-deploy", code: 78, sent: 0, writes: 0),
    Course(scenario: "gray-by-header", code: 4, sent: 1, writes: 1),
    Course(scenario: "gray-by-parameter", code: 4, sent: 1, writes: 1),
    Course(scenario: "image-refused", code: 2, sent: 1, writes: 1),
    Course(scenario: "late-order", code: 4, sent: 1, writes: 1),
    Course(scenario: "late-route", code: 4, sent: 1, writes: 1),
    Course(scenario: "not-opened", code: 78, sent: 0, writes: 0),
    Course(scenario: "open-order", code: 4, sent: 0, writes: 0),
    Course(scenario: "other-region", code: 0, sent: 1, writes: 1),
    // Executed, but what goes live is the platform's own version.
    Course(scenario: "platform-version", code: 2, sent: 1, writes: 1),
    Course(scenario: "settings-dropped", code: 0, sent: 1, writes: 1),
    Course(scenario: "settings-lost", code: 0, sent: 1, writes: 1),
    Course(scenario: "tidying", code: 75, sent: 1, writes: 0),
    Course(scenario: "version-dead", code: 2, sent: 1, writes: 1),
  ]

  /// For a provider that only watches: it cannot be busy, denied or replaced by another deploy, and writes nothing.
  package static let watched = all.filter {
    [
      "calm", "drip", "throttled", "clock-skew", "retired", "malformed", "unavailable", "crash", "stuck",
      "other-spellings",
    ]
    .contains($0.scenario)
  }.map { Course(scenario: $0.scenario, code: $0.code, sent: 0, writes: 0) }

  /// Deploys the subject once. Returns what is not as the course says, each with what was expected and what was seen.
  package func differences(with subject: Subject) async throws -> [String] {
    let rehearsal = try await Rehearsal(subject, scenario: scenario)
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    let expectedSent = ["denied", "frozen"].contains(scenario) && subject.writesBefore ? 0 : sent
    var differences: [String] = []
    if outcome.exitCode.rawValue != code {
      differences.append(
        "exit code \(outcome.exitCode.rawValue), not \(code): \(outcome) \(rehearsal.events)")
    }
    if rehearsal.sent != expectedSent {
      differences.append("the write was sent \(rehearsal.sent) times, not \(expectedSent)")
    }
    if rehearsal.writes != writes {
      differences.append("the write was executed \(rehearsal.writes) times, not \(writes)")
    }
    return differences + Self.silence(of: outcome)
      + rehearsal.leaks(outcome).map { "a secret was printed, \($0.count) characters long" }
  }

  /// What a hint names: something to type, a place to go to, or who can help.
  private static let ways = [
    "sampan", "console", "https://", "HTTPS_PROXY", "docker ", "\"", "deploy again", "run again", "policy",
    "support", "check ",
  ]

  /// A failed deploy of which a person does not learn what to do.
  package static func silence(of outcome: Outcome) -> [String] {
    guard outcome.exitCode != .success else { return [] }
    let hints = outcome.failure?.remedies.map(\.description) ?? []
    let isHelp = hints.contains { hint in ways.contains { hint.contains($0) } }
    return isHelp ? [] : ["no hint says what to do: \(outcome)"]
  }
}
