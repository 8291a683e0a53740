import Effects
import Model
import Providers
import Synchronization
import Testing

@testable import Pipeline

/// The reads of `logs`, with pages from a script.
@Suite struct LogReadingTests {
  private static let broken = Failure(.tryLater, "the connection broke", retry: .readsOnly)

  /// What is read of a log in turn; the last answer is given again and again.
  private static func service(
    _ pages: [LogKind: [Result<LogPage, Failure>]], _ world: World, timeout: Duration = .seconds(60)
  ) -> Service {
    let target = Target(
      name: "prod", place: Place(file: "sampan.json"), provider: "fake", version: [], remark: [],
      wait: Target.Wait(timeout: timeout))
    let script = FakeProvider.Script()
    script.pages.withLock { $0 = pages }
    return Service(world: world, target: target, provider: FakeProvider(script))
  }

  private static func page(_ lines: [String], _ next: String?) -> Result<LogPage, Failure> {
    .success(LogPage(lines: lines, next: next))
  }

  /// Everything that was printed, how it ended, and how long it took.
  private func read(
    _ pages: [LogKind: [Result<LogPage, Failure>]], _ request: LogRequest = LogRequest(),
    kinds: [LogKind], timeout: Duration = .seconds(60), stopAt: Duration? = nil, pageTakes: Duration = .zero
  ) async -> (lines: [String], events: [Event], failure: Failure?, took: Duration) {
    let time = FakeTime(stopAt: stopAt.map { ($0, .interrupted) })
    var world = time.world
    world.sleep = { [world] (duration) throws(Failure) in try await world.sleep(duration + pageTakes) }
    var reading = LogReading(
      service: Self.service(pages, world, timeout: timeout), request: request, kinds: kinds)
    var failure: Failure?
    do throws(Failure) { try await reading.run() } catch { failure = error }
    var lines: [String] = []
    for case .logLines(let log) in time.told { lines += log.lines.map { "\(log.kind.rawValue) \($0)" } }
    return (lines, time.told, failure, time.now)
  }

  @Test func `all pages of a log are read, and those of an open one up to its present end`() async {
    let (lines, _, failure, took) = await read(
      [
        .build: [Self.page(["a"], "1"), Self.page(["b"], nil)],
        .run: [Self.page(["c"], "1"), Self.page([], "1")],
      ], kinds: [.build, .run])
    #expect(lines == ["build a", "build b", "run c"])
    #expect(failure == nil && took == .zero)
  }

  @Test func `a log that grows while it is read ends at what there was`() async {
    let fresh = Result<LogPage, Failure>.success(LogPage(lines: ["b"], next: "2", isUpToDate: true))
    let pages = [LogKind.run: [Self.page(["a"], "1"), fresh, Self.page(["c"], "3"), Self.page([], "3")]]
    let (lines, _, failure, took) = await read(pages, kinds: [.run])
    #expect(lines == ["run a", "run b"] && failure == nil && took == .zero)
    let (followed, _, _, time) = await read(pages, LogRequest(follows: true), kinds: [.run])
    #expect(followed == ["run a", "run b", "run c"] && time == .seconds(60))
  }

  @Test func `a log that is followed is read until it has ended`() async {
    let (lines, _, failure, took) = await read(
      [.build: [Self.page(["a"], "1"), Self.page([], "1"), Self.page([], "1"), Self.page(["b"], nil)]],
      LogRequest(follows: true), kinds: [.build])
    #expect(lines == ["build a", "build b"])
    #expect(failure == nil && took == .seconds(10))
  }

  @Test func `a log that always has more is followed for the time of the target and no longer`() async {
    let pages = (1...300).map { Self.page(["\($0)"], "\($0)") }
    let (lines, _, failure, took) = await read(
      [.run: pages], LogRequest(follows: true), kinds: [.run], pageTakes: .seconds(1))
    #expect(failure == nil)
    #expect((.seconds(60)...(.seconds(63))).contains(took), "\(took)")
    #expect((59...62).contains(lines.count), "\(lines.count)")
  }

  @Test func `a log that does not end is followed for the time of the target`() async throws {
    let (lines, events, failure, took) = await read(
      [.run: [Self.page(["a"], "1"), Self.page([], "1")]], LogRequest(follows: true), kinds: [.run])
    #expect(lines == ["run a"])
    #expect(failure == nil && took == .seconds(60))
    #expect(
      events.last
        == .notice(
          "stopped following after 60 s (\"wait\": { \"timeout\": … }); to continue: sampan logs prod --follow --since 1m"
        ))
  }

  @Test func `a stop signal ends it at once`() async {
    let (lines, _, failure, took) = await read(
      [.run: [Self.page(["a"], "1"), Self.page([], "1")]], LogRequest(follows: true), kinds: [.run],
      stopAt: .seconds(12))
    #expect(lines == ["run a"])
    #expect(failure?.kind == .interrupted && took == .seconds(15))
  }

  @Test func `temporary failures do not end a follow, and many in a row do`() async {
    let (lines, _, failure, _) = await read(
      [.run: [.failure(Self.broken), Self.page(["a"], "1"), .failure(Self.broken), Self.page(["b"], nil)]],
      LogRequest(follows: true), kinds: [.run])
    #expect(lines == ["run a", "run b"] && failure == nil)
    let (_, _, end, _) = await read(
      [.run: [.failure(Self.broken)]], LogRequest(follows: true), kinds: [.run])
    #expect(end == Self.broken)
  }

  @Test func `a log that may not be read does not hide the others, unless it was asked for`() async {
    let refusal = Failure(.credentials, "no permission")
    let pages = [LogKind.build: [Result<LogPage, Failure>.failure(refusal)], .run: [Self.page(["a"], nil)]]
    let (lines, events, failure, _) = await read(pages, kinds: [.build, .run])
    #expect(lines == ["run a"] && failure == nil)
    #expect(
      events.contains(
        .finding(
          Finding(.warning, "the build log could not be read: no permission", rule: "logs/unreadable"))))
    let (_, _, asked, _) = await read(pages, LogRequest(kinds: [.build]), kinds: [.build])
    #expect(asked == refusal)
    let (_, _, all, _) = await read(
      [.build: [.failure(refusal)], .run: [.failure(refusal)]], kinds: [.build, .run])
    #expect(all == refusal)
  }

  @Test func `a log without lines is reported as such`() async {
    let (lines, events, _, _) = await read(
      [.build: [Self.page([], nil)]], LogRequest(release: "api-007"), kinds: [.build])
    #expect(lines == [])
    #expect(events == [.notice("no lines in the logs of release api-007 of prod (build)")])
  }

  @Test func `a log that never reaches its end is read for a limited time`() async {
    let (lines, events, failure, _) = await read(
      [.run: (0..<2000).map { Self.page(["a"], "\($0)") }], kinds: [.run])
    #expect(lines.count == 500 && failure == nil)
    guard case .finding(let finding)? = events.last else { return #expect(Bool(false), "\(events)") }
    #expect(finding.rule == "logs/cut")
    #expect(finding.remedies == ["read the newest lines: sampan logs prod --since 10m"])
  }

  @Test(arguments: [(60, "30s"), (240, "2m"), (86_400, "10m"), (1, "1s")])
  func `the hint of a log that is cut asks for less of the same`(since: Int, shorter: String) async {
    let request = LogRequest(kinds: [.run], release: "api-007", since: .seconds(since))
    let (_, events, _, _) = await read(
      [.run: (0..<2000).map { Self.page(["a"], "\($0)") }], request, kinds: [.run])
    guard case .finding(let finding)? = events.last else { return #expect(Bool(false), "\(events)") }
    #expect(
      finding.remedies == [
        "read the newest lines: sampan logs prod --run --release api-007 --since \(shorter)"
      ])
  }
}
