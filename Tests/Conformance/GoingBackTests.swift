import Courses
import Emulator
import Model
import Providers
import Support
import Testing

/// What is taken back, what is never put live, and what a person learns of what is live, whatever the provider.
@Suite struct GoingBackTests {
  private static let written = Subject.all.filter { $0.write != nil }

  private static func able(_ verb: ProviderSchema.Verb) -> [Subject] {
    written.filter { $0.operations[verb] != nil }
  }

  private func rehearse<T>(
    _ subject: Subject, _ scenario: String, members: String = "",
    _ body: (Rehearsal) async throws -> T
  ) async throws -> T {
    let rehearsal = try await Rehearsal(subject, scenario: scenario, target: members + subject.target)
    defer { rehearsal.end() }
    return try await body(rehearsal)
  }

  private func notices(_ rehearsal: Rehearsal) -> [String] {
    rehearsal.events.compactMap { if case .notice(let text) = $0 { text.description } else { nil } }
  }

  @Test(arguments: able(.promote)) func `a release that failed is not promoted`(subject: Subject)
    async throws
  {
    try await rehearse(subject, "crash") { rehearsal in
      let live = try await rehearsal.state().main
      _ = try await rehearsal.deploy()
      let outcome = try await rehearsal.operate(.promote)
      #expect(outcome.exitCode != .success, "\(outcome)")
      #expect(Course.silence(of: outcome) == [])
      #expect(try await rehearsal.state().main?.release == live?.release)
    }
  }

  @Test(arguments: written.filter { ["tcbr", "wechat"].contains($0.provider) }, ["stop", "rollback"])
  func `a version that the platform made is not rolled back`(subject: Subject, onFailure: String)
    async throws
  {
    try await rehearse(subject, "platform-version", members: #""onFailure": "\#(onFailure)", "#) {
      rehearsal in
      let outcome = try await rehearsal.deploy()
      #expect(outcome.exitCode.rawValue == 2, "\(outcome)")
      #expect(!notices(rehearsal).contains { $0.hasPrefix("rolling back") })
      #expect(rehearsal.sent(subject.operations[.rollback] ?? "") == 0)
      let failure = try #require(outcome.failure)
      #expect(!failure.remedies.contains { $0.contains("fix what failed") }, "\(failure)")
      #expect(failure.causes.contains { $0.contains("not rolled back") } == (onFailure == "rollback"))
      #expect(outcome.stillLive?.release == (try await rehearsal.state().main?.release))
    }
  }

  @Test(arguments: able(.rollback))
  func `a rollback after a deploy that failed does not go behind what served before`(subject: Subject)
    async throws
  {
    try await rehearse(subject, "crash") { rehearsal in
      let live = try #require(try await rehearsal.state().main?.release)
      _ = try await rehearsal.deploy()
      let outcome = try await rehearsal.operate(.rollback)
      #expect(outcome.exitCode == .success, "\(outcome)")
      #expect(outcome.releaseID == live)
      #expect(try await rehearsal.state().main?.release == live)
      // TEM keeps a rollout that failed open: that is reverted.
      guard subject.provider != "tem" else { return }
      #expect(outcome.status == .skipped, "\(outcome)")
      #expect(outcome.reason?.contains("nothing has to be rolled back") == true, "\(outcome)")
      #expect(rehearsal.sent(subject.operations[.rollback] ?? "") == 0)
      #expect(notices(rehearsal).contains { $0.contains("sampan rollback it --to") })
    }
  }

  @Test(
    arguments: written,
    ["build-fails", "busy", "crash", "frozen", "gray", "lost-and-stolen", "stuck"])
  func `a deploy that did not go live says what is live`(subject: Subject, scenario: String) async throws {
    try await rehearse(subject, scenario) { rehearsal in
      let outcome = try await rehearsal.deploy()
      #expect(outcome.exitCode != .success)
      let live = try #require(try await rehearsal.state().main?.release)
      #expect(outcome.stillLive?.release == live, "\(outcome)")
    }
  }

  @Test(arguments: able(.promote))
  func `the status of a release that waits for a person names the commands`(subject: Subject) async throws {
    try await rehearse(subject, "gray") { rehearsal in
      let outcome = try await rehearsal.deploy()
      #expect(outcome.exitCode.rawValue == 4, "\(outcome)")
      let note = try #require(
        try await rehearsal.state().notes.first { $0.rule == "status/waits-for-person" })
      #expect(note.message == outcome.failure?.what)
      #expect(note.remedies == outcome.failure?.remedies)
      for online in try await rehearsal.state().online { #expect(online.trafficPercent > 0) }
    }
  }

  @Test(arguments: able(.promote))
  func `each way out of a release that waits for a person works`(subject: Subject) async throws {
    try await rehearse(subject, "gray") { rehearsal in
      let hints = try await rehearsal.deploy().failure?.remedies.map(\.description) ?? []
      #expect(hints.count == 2 && hints.contains("sampan promote it"), "\(hints)")
    }
    for verb in [ProviderSchema.Verb.promote, .cancel, .rollback] {
      try await rehearse(subject, "gray") { rehearsal in
        let hints = try await rehearsal.deploy().failure?.remedies.map(\.description) ?? []
        guard hints.contains("sampan \(verb.rawValue) it") else { return }
        #expect(try await rehearsal.operate(verb).exitCode == .success)
      }
    }
  }

  @Test(arguments: able(.cancel)) func `a cancellation says whose rollout it was`(subject: Subject)
    async throws
  {
    try await rehearse(subject, "busy") { rehearsal in
      let outcome = try await rehearsal.operate(.cancel)
      #expect(outcome.exitCode == .success, "\(outcome)")
      #expect(outcome.reason?.contains("without a stamp of sampan) was cancelled") == true, "\(outcome)")
      #expect(outcome.stillLive != nil && outcome.stillLive?.release == outcome.releaseID)
    }
    try await rehearse(subject, "gray") { rehearsal in
      _ = try await rehearsal.deploy()
      let outcome = try await rehearsal.operate(.cancel)
      let whose = subject.provider == "tem" ? "without a stamp of sampan" : "from commit "
      #expect(outcome.reason?.contains(whose) == true, "\(outcome)")
    }
  }

  @Test(
    arguments: written.filter { $0.provider == "tcbr" }, ["build-lost", "build-stuck", "version-dead"])
  func `a rollback that is not needed is not announced`(subject: Subject, scenario: String) async throws {
    try await rehearse(subject, scenario, members: #""onFailure": "rollback", "#) { rehearsal in
      let failure = try #require(try await rehearsal.deploy().failure)
      #expect(!notices(rehearsal).contains { $0.hasPrefix("rolling back") })
      #expect(failure.causes.contains { $0.description.hasSuffix("blocks other deploys") }, "\(failure)")
      #expect(
        !failure.causes.contains {
          $0.description.hasPrefix("the provider reports") && $0.contains("blocks other deploys")
        })
      let notes = try await rehearsal.state().notes
      #expect(notes.contains { $0.remedies.contains("stop it: sampan cancel it") }, "\(notes)")
    }
  }

  private static let wechat = written.filter { $0.provider == "wechat" }

  @Test(arguments: wechat)
  func `a version without traffic waits, and there is nothing to roll back`(subject: Subject) async throws {
    let (share, rest) = (#""serverName": "api", "flowRatio": 0"#, #""serverName": "api""#)
    let rehearsal = try await Rehearsal(
      subject, scenario: "gray", target: subject.target.replacing(rest, with: share))
    defer { rehearsal.end() }
    #expect(try await rehearsal.deploy().stillLive?.release == "api-002")
    #expect(try await rehearsal.state().notes.contains { $0.rule == "status/waits-for-person" })
    let outcome = try await rehearsal.operate(.rollback)
    #expect(
      outcome.reason == "api-002 is live, and api-003 receives no traffic: nothing has to be rolled back",
      "\(outcome)")
    #expect(try await rehearsal.operate(.promote).exitCode == .success)
  }

  @Test(arguments: wechat)
  func `a rollback past what a version was before its update is announced`(subject: Subject) async throws {
    try await rehearse(subject, "calm") { rehearsal in
      _ = try await rehearsal.deploy()
      #expect(try await rehearsal.operate(.rollback).releaseID == "api-002")
      let warnings = rehearsal.events.compactMap { event in
        if case .finding(let finding) = event, finding.rule == "wechat/older-content" { finding } else { nil }
      }
      #expect(warnings.count == 1)
      #expect(warnings.first?.message.contains("api-002") == true)
    }
  }
}
