import Courses
import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Providers
import Synchronization
import Testing

/// What is read of a service, and a share of its traffic: every provider whose schema says that it can.
@Suite struct ReadingTests {
  private static func schema(_ subject: Subject) -> ProviderSchema? { Catalog.all.schema(subject.provider) }

  private static let pairs: [(Subject, Reading)] = Subject.all.flatMap { subject in
    Reading.allCases.filter { schema(subject).map($0.applies) == true }.map { (subject, $0) }
  }

  @Test(arguments: pairs)
  func `what is read of a service is what was deployed`(pair: (Subject, Reading)) async throws {
    #expect(try await pair.1.differences(with: pair.0) == [])
  }

  @Test func `a provider has logs exactly when it can show them`() {
    for schema in Catalog.all.schemas {
      #expect(schema.logs.isEmpty == (schema.cannot[.logs] != nil), "\(schema.name)")
      #expect(!schema.sharesTraffic || schema.cannot[.promote] == nil, "\(schema.name)")
    }
  }

  private static let sharing = Subject.all.filter { schema($0)?.sharesTraffic == true }

  @Test(arguments: sharing)
  func `a gray release gets a share, waits, and is then finished`(subject: Subject) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: "gray")
    defer { rehearsal.end() }
    let deployed = try await rehearsal.deploy()
    #expect(deployed.exitCode.rawValue == 4, "\(deployed)")
    for percent in [40, 60] {
      let outcome = try await rehearsal.share(percent)
      #expect(outcome.status == .awaiting && outcome.exitCode.rawValue == 4, "\(outcome) \(rehearsal.events)")
      #expect(outcome.failure?.what.description.contains("\(percent) %") == true, "\(outcome)")
      let state = try await rehearsal.state()
      #expect(state.online.map(\.trafficPercent).reduce(0, +) == 100, "\(state)")
      #expect(state.share(of: outcome.releaseID) == percent, "\(state)")
    }
    let finished = try await rehearsal.operate(.promote)
    #expect(finished.exitCode.rawValue == 0, "\(finished) \(rehearsal.events)")
    #expect(try await rehearsal.state().main?.trafficPercent == 100)
    #expect(rehearsal.leaks(finished).isEmpty)
  }

  /// At tcbr, a gray release is cancelled.
  @Test(arguments: sharing.filter { $0.provider != "tcbr" })
  func `a rollback from a share names the release that it left`(subject: Subject) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: "gray")
    defer { rehearsal.end() }
    let before = try await rehearsal.state().main?.release
    _ = try await rehearsal.deploy()
    let shared = try await rehearsal.share(40)
    let outcome = try await rehearsal.operate(.rollback)
    #expect(outcome.exitCode.rawValue == 0, "\(outcome) \(rehearsal.events)")
    #expect(outcome.releaseID != shared.releaseID)
    #expect(outcome.releaseID == before || subject.provider == "wechat")
    #expect(outcome.reason == shared.releaseID.map { "rolled back from \($0)" })
  }

  @Test(arguments: sharing)
  func `a share that the release has already is not sent again`(subject: Subject) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: "gray")
    defer { rehearsal.end() }
    _ = try await rehearsal.deploy()
    let action = try #require(subject.shareWrite)
    _ = try await rehearsal.share(40)
    let before = rehearsal.sent(action)
    let again = try await rehearsal.share(40)
    #expect(again.exitCode.rawValue == 4, "\(again)")
    #expect(rehearsal.sent(action) == before)
  }

  @Test(arguments: sharing, [true, false])
  func `a share whose answer is lost is looked for, and sent once more only where it left no trace`(
    subject: Subject, isExecuted: Bool
  ) async throws {
    var rehearsal = try await Rehearsal(subject, scenario: "gray")
    defer { rehearsal.end() }
    _ = try await rehearsal.deploy()
    let action = try #require(subject.shareWrite)
    let before = rehearsal.clouds.writes(of: action)
    let send = rehearsal.world.transport
    let sent = Mutex(0)
    rehearsal.world.transport = Transport { (request, told) throws(Failure) in
      guard "\(request.url) \(request.headers)".contains(action) else {
        return try await send.send(request, told)
      }
      let count = sent.withLock {
        $0 += 1
        return $0
      }
      if count == 2 { return try await send.send(request, told) }
      if isExecuted { _ = try await send.send(request, told) }
      throw Failure(.tryLater, "the connection broke", retry: .readsOnly)
    }
    let outcome = try await rehearsal.share(40)
    #expect(outcome.exitCode.rawValue == 4, "\(outcome) \(rehearsal.events)")
    #expect(sent.withLock { $0 } == (isExecuted ? 1 : 2))
    #expect(rehearsal.clouds.writes(of: action) == before + 1)
    #expect(try await rehearsal.state().share(of: outcome.releaseID) == 40)
  }

  private static let unsharing = Subject.all.filter { schema($0)?.sharesTraffic == false }

  @Test(arguments: unsharing)
  func `a share is refused by a provider that cannot give one, and nothing is sent`(subject: Subject)
    async throws
  {
    let rehearsal = try await Rehearsal(subject, scenario: "gray")
    defer { rehearsal.end() }
    let failure = await #expect(throws: Failure.self) { try await rehearsal.share(40) }
    #expect(failure?.kind == .usage)
    #expect(rehearsal.clouds.requests.isEmpty)
  }
}
