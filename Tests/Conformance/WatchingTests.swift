import Courses
import Effects
import Emulator
import HTTP
import Model
import Pipeline
import Providers
import Support
import Testing

/// What a wait for a rollout costs, and how soon it sees what only a closer look shows.
@Suite struct WatchingTests {
  /// TEM has the batches of a rollout in a call of their own.
  private static let callsOfPoll = ["esa": 1, "tcbr": 1, "tem": 2, "wechat": 1]

  private func actions(after write: String, _ rehearsal: Rehearsal) -> [String: Int] {
    let actions = rehearsal.clouds.requests.compactMap(\.action)
    guard let index = actions.lastIndex(of: write) else { return [:] }
    return actions[(index + 1)...].reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test(arguments: Subject.all.filter { $0.write != nil })
  func `a poll of a healthy rollout is one request`(subject: Subject) async throws {
    let rehearsal = try await Rehearsal(subject, wait: #"{ "timeout": "20m", "interval": "2s" }"#)
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 0, "\(outcome)")
    let calls = actions(after: try #require(subject.write), rehearsal).sorted { $0.value > $1.value }
    let polls = try #require(calls.first).value
    #expect(polls >= 10, "\(calls)")
    let count = try #require(Self.callsOfPoll[subject.provider])
    // The closer looks, and those that verify the end.
    let others = calls.dropFirst(count).map(\.value).reduce(0, +)
    #expect(others <= 12, "\(calls)")
  }

  private static let tcbr = Subject.all.filter { $0.provider == "tcbr" }
  private static let package = #""tcbr": { "envId": "env-a", "serverName": "api" }, "package": {}"#

  @Test(arguments: tcbr)
  func `thirty polls of a build and its rollout are hardly more than thirty requests`(
    subject: Subject
  ) async throws {
    let rehearsal = try await Rehearsal(
      subject, target: Self.package, wait: #"{ "timeout": "20m", "interval": "3s" }"#)
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 0, "\(outcome)")
    let calls = actions(after: "UpdateCloudRunServer", rehearsal)
    #expect(calls["DescribeServerManageTask", default: 0] >= 30, "\(calls)")
    let closer =
      calls["DescribeCloudRunDeployRecord", default: 0] + calls["DescribeCloudRunProcessLog", default: 0]
    #expect(closer <= 6, "\(calls)")
  }

  /// Seconds from the update to the moment in which the emulated cloud shows it, for a package.
  @Test(arguments: tcbr, [("build-lost", 40.0), ("version-dead", 100), ("build-stuck", 600)])
  func `a rollout that is dead is reported within about a minute`(
    subject: Subject, course: (scenario: String, death: Double)
  ) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: course.scenario, target: Self.package)
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 2, "\(outcome)")
    let elapsed = try #require(outcome.elapsed)
    #expect(elapsed <= .seconds(course.death + 70), "\(elapsed)")
  }

  @Test(arguments: tcbr)
  func `a gray release whose order can get no traffic yet is worth another run, and then promoted`(
    subject: Subject
  ) async throws {
    let rehearsal = try await Rehearsal(subject, scenario: "late-route")
    defer { rehearsal.end() }
    #expect(try await rehearsal.deploy().exitCode.rawValue == 4)
    let early = try await rehearsal.operate(.promote)
    #expect(early.exitCode.rawValue == 75, "\(early)")
    #expect(early.failure?.what.description.contains("cannot be promoted yet") == true, "\(early)")
    #expect(rehearsal.sent("ReleaseGray") > 0)
    #expect(rehearsal.clouds.writes(of: "ReleaseGray") == 0)
    let share = try await rehearsal.share(30)
    #expect(share.exitCode.rawValue == 75, "\(share)")
    rehearsal.pass(.seconds(120))
    #expect(try await rehearsal.share(30).exitCode.rawValue == 4)
    let outcome = try await rehearsal.operate(.promote)
    #expect(outcome.exitCode.rawValue == 0, "\(outcome)")
    #expect(try await rehearsal.state().main?.trafficPercent == 100)
  }

  private static let open =
    #"api-007 ("an earlier gray release") is deploy_failed, and its release order is still open: cancel it"#

  @Test(arguments: tcbr, ["fail", "wait"])
  func `a release order that is left open is reported to a person, and not waited for`(
    subject: Subject, onConflict: String
  ) async throws {
    let rehearsal = try await Rehearsal(
      subject, scenario: "open-order", target: "\"onConflict\": \"\(onConflict)\", \(subject.target)")
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 4, "\(outcome)")
    #expect(outcome.failure?.what.description == "nothing was deployed: \(Self.open)", "\(outcome)")
    let remedies = outcome.failure?.remedies.map(\.description) ?? []
    #expect(remedies == ["sampan cancel it"])
    let status = try await rehearsal.project().status(named: ["it"], waits: true).failures.first
    #expect(status?.exitCode.rawValue == 4 && status?.failure?.what.description == Self.open)
    #expect(rehearsal.world.uptime() < .seconds(30))
    #expect(rehearsal.sent == 0)
  }

  @Test(arguments: tcbr)
  func `a release order that a failed version left open is not promoted, and is cancelled`(subject: Subject)
    async throws
  {
    let rehearsal = try await Rehearsal(subject, scenario: "open-order")
    defer { rehearsal.end() }
    let outcome = try await rehearsal.operate(.promote)
    #expect(outcome.exitCode.rawValue == 5, "\(outcome) \(rehearsal.events)")
    #expect(Course.silence(of: outcome) == [])
    #expect(rehearsal.sent("ReleaseGray") == 0)
    #expect(try await rehearsal.operate(.cancel).exitCode.rawValue == 0)
    #expect(try await rehearsal.state().main?.release == "api-006")
    #expect(try await rehearsal.deploy().exitCode.rawValue == 0)
  }

  /// The rollout ends between the read of the state and the write.
  @Test(arguments: Subject.all.filter { ["tcbr", "tem"].contains($0.provider) })
  func `a rollout that ends just before it is cancelled is not a mistake in the config`(
    subject: Subject
  ) async throws {
    var rehearsal = try await Rehearsal(subject, scenario: "busy")
    defer { rehearsal.end() }
    let (calm, action) = (rehearsal.world.transport, try #require(subject.operations[.cancel]))
    let late = rehearsal
    rehearsal.world.transport = Transport { (request, told) throws(Failure) in
      if "\(request.url) \(request.headers)".contains(action) { late.pass(.seconds(150)) }
      return try await calm.send(request, told)
    }
    let outcome = try await rehearsal.operate(.cancel)
    #expect(outcome.exitCode.rawValue == 5, "\(outcome)")
    #expect(
      outcome.failure?.what.description.contains("finished before it could be cancelled") == true,
      "\(outcome)")
  }
}
