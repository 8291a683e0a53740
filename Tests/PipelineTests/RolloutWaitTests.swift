import Model
import Providers
import Support
import Synchronization
import Testing

@testable import Pipeline

@Suite struct RolloutWaitTests {
  let receipt = Receipt(operation: "7", baseline: "6")

  func target(timeout: Duration = .seconds(1800), interval: Duration? = nil) throws -> Target {
    Target(
      name: "prod", place: Place(file: "sampan.json", line: 3, column: 5), provider: "fake",
      version: [try Template("{short}")], remark: [try Template("{version}")],
      wait: Target.Wait(timeout: timeout, interval: interval))
  }

  func rollout(_ state: Rollout.State, _ steps: (String, String)...) -> Result<Rollout, Failure> {
    .success(
      Rollout(
        receipt: Receipt(operation: "7", baseline: "6", release: "api-007"), state: state,
        steps: steps.map { Rollout.Step(name: $0.0, status: $0.1) }, status: "running",
        requestID: "req-1"))
  }

  func wait(
    _ polls: [Result<Rollout, Failure>], time: FakeTime, _ target: Target, lost: Failure? = nil,
    mayRepeat: Bool = false, logs: [LogExcerpt]? = nil, later: [LogExcerpt]? = nil
  ) async -> (Result<Rollout, Failure>, FakeProvider.Script) {
    let script = FakeProvider.Script(polls: polls)
    if let logs { script.logs.withLock { $0 = logs } }
    script.laterLogs.withLock { $0 = later }
    var wait = RolloutWait(
      Service(world: time.world, target: target, provider: FakeProvider(script)), start: time.now, lost: lost,
      mayRepeat: mayRepeat)
    do throws(Failure) {
      return (.success(try await wait.untilFinished(receipt)), script)
    } catch {
      return (.failure(error), script)
    }
  }

  func failed(_ result: Result<Rollout, Failure>) -> Failure? {
    if case .failure(let failure) = result { failure } else { nil }
  }

  @Test func `a rollout that finishes is handed on, and each change of a step is told once`() async throws {
    let time = FakeTime()
    let (result, _) = await wait(
      [
        rollout(.running, ("Build", "running"), ("Release", "todo")),
        rollout(.running, ("Build", "running"), ("Release", "todo")),
        rollout(.running, ("Build", "finished"), ("Release", "running")),
        rollout(.finished, ("Build", "finished"), ("Release", "finished")),
      ], time: time, try target())
    #expect(try result.get().receipt.release == "api-007")
    let told = time.told.compactMap {
      if case .rolloutStep(let step) = $0 { "\(step.name) \(step.status)" } else { nil }
    }
    #expect(
      told == ["Build running", "Build finished", "Release running", "Release finished"])
  }

  @Test
  func `a rollout that fails is noticed at the next look, explained, and carries reason and request id`()
    async throws
  {
    let time = FakeTime()
    let (result, script) = await wait(
      [rollout(.running), rollout(.failed("BuildImage: no Dockerfile"))], time: time, try target())
    let failure = try #require(failed(result))
    #expect(failure.kind == .rolloutFailed)
    #expect(failure.what.contains("BuildImage: no Dockerfile"))
    #expect(failure.requestID == "req-1")
    #expect(time.now == .seconds(5))
    #expect(script.explained.withLock { $0 } == 1)
    #expect(time.told.contains { if case .log = $0 { true } else { false } })
  }

  @Test func `a rollout that has failed while the provider still runs it is told how to stop`() async throws {
    let dead = rollout(.failed("the build is lost"), ("Build", "running"))
    let (result, _) = await wait([dead], time: FakeTime(), try target())
    // First: a deploy is refused until then.
    #expect(failed(result)?.remedies.first == "stop it: sampan cancel prod")
    let over = rollout(.failed("the build failed"), ("Build", "failed"))
    let (ended, _) = await wait([over], time: FakeTime(), try target())
    #expect(failed(ended)?.remedies.contains { $0.contains("cancel") } == false)
  }

  @Test func `at the deadline a rollout is still rolling, not failed, and the way on is named`() async throws
  {
    let time = FakeTime()
    let (result, _) = await wait(
      [rollout(.running, ("Build", "running"))], time: time, try target(timeout: .seconds(95)))
    let failure = try #require(failed(result))
    #expect(failure.kind == .stillRolling)
    #expect(time.now == .seconds(95))
    #expect(failure.what.contains("Build: running"))
    #expect(failure.remedies.first == "sampan status prod --wait")
  }

  @Test func `at the deadline the ends of the logs are shown`() async throws {
    let time = FakeTime()
    let (_, script) = await wait(
      [rollout(.running, ("Build", "running"))], time: time, try target(timeout: .seconds(95)))
    #expect(script.explained.withLock { $0 } == 1)
    #expect(time.told.contains { if case .log = $0 { true } else { false } })
  }

  @Test func `a rollout in which nothing moves for ten minutes is told to be stuck, once, with the way out`()
    async throws
  {
    let time = FakeTime()
    let (result, script) = await wait(
      [rollout(.running, ("Build", "running"))], time: time, try target(timeout: .seconds(1500)))
    let findings = time.told.compactMap { if case .finding(let finding) = $0 { finding } else { nil } }
    #expect(findings.map(\.rule) == ["deploy/stuck"])
    #expect(findings.first?.message.contains("10 min") == true)
    #expect(findings.first?.message.contains("Build: running") == true)
    #expect(findings.first?.remedies == ["stop it: sampan cancel prod"])
    #expect(failed(result)?.remedies.last == "stop it: sampan cancel prod")
    // Read then, and at the deadline, which shows nothing new.
    #expect(script.explained.withLock { $0 } == 2)
    #expect(time.told.count { if case .log = $0 { true } else { false } } == 1)
  }

  @Test(arguments: [
    (later: ["a", "b", "c", "d"], new: ["d"]), (later: ["b", "c", "d", "e"], new: ["d", "e"]),
    (later: ["b", "c"], new: nil), (later: ["x", "y"], new: ["x", "y"]),
  ])
  func `of a log that was shown, only new lines are shown, also where its first lines have gone`(
    log: (later: [String], new: [String]?)
  ) async throws {
    let time = FakeTime()
    let title: Text = "container log"
    _ = await wait(
      [rollout(.running, ("Build", "running"))], time: time, try target(timeout: .seconds(1500)),
      logs: [LogExcerpt(title: title, lines: ["a", "b", "c"])],
      later: [LogExcerpt(title: title, lines: log.later)])
    let shown = time.told.compactMap { if case .log(let log) = $0 { log.lines } else { nil } }
    #expect(shown == [["a", "b", "c"]] + [log.new].compactMap(\.self))
  }

  @Test func `the cause that the logs have is shown at the deadline, too`() async throws {
    let time = FakeTime()
    let lines = [
      "step 1", "step 2", "step 3", "step 4",
      "ERROR: failed to read dockerfile: open Dockerfile: no such file or directory",
    ]
    let (result, _) = await wait(
      [rollout(.running, ("Build", "running"))], time: time, try target(timeout: .seconds(95)),
      logs: [LogExcerpt(title: "build log", lines: lines)])
    let failure = try #require(failed(result))
    #expect(failure.kind == .stillRolling)
    #expect(failure.causes.first?.description.hasPrefix("the logs show: ") == true, "\(failure)")
    #expect(failure.remedies.first == "sampan status prod --wait")
    // After how to continue and how to wait longer comes what to do about the cause.
    #expect(failure.remedies.count > 2, "\(failure)")
    let shown = time.told.compactMap { if case .log(let log) = $0 { log } else { nil } }
    #expect(shown.count == 1)
    #expect(shown.first?.lines == Array(lines.suffix(3)))
  }

  /// Rollouts whose steps take half a minute each.
  private var healthy: [Result<Rollout, Failure>] {
    (0..<30).map { rollout(.running, ("step \($0 / 3)", "running")) } + [rollout(.finished)]
  }

  @Test(arguments: [nil, Duration.seconds(3), .seconds(7)])
  func `of a rollout that moves, no poll reads more than the operation`(interval: Duration?) async throws {
    let (_, script) = await wait(healthy, time: FakeTime(), try target(interval: interval))
    #expect(script.looks.withLock { $0 } == Array(repeating: false, count: 31))
  }

  @Test(arguments: [(nil, 9), (Duration.seconds(3), 11), (.seconds(15), 4), (.seconds(60), 3)])
  func `of a rollout that stands still, everything is read within a minute`(
    interval: Duration?, first: Int
  ) async throws {
    let time = FakeTime()
    let (_, script) = await wait(
      [rollout(.running, ("Build", "running"))], time: time,
      try target(timeout: .seconds(240), interval: interval))
    let looks = script.looks.withLock { $0 }
    let index = try #require(looks.firstIndex(of: true))
    #expect(index + 1 == first, "\(looks)")
    #expect(looks.count { $0 } >= 3)
  }

  @Test func `what may be temporary is read again by the next poll`() async throws {
    let dead = rollout(.suspect(.failed("the build is lost"), until: .polls(2)), ("Build", "running"))
    let still = Array(repeating: rollout(.running, ("Build", "running")), count: 8)
    let (result, script) = await wait(still + [dead], time: FakeTime(), try target())
    #expect(failed(result)?.kind == .rolloutFailed)
    #expect(script.looks.withLock { $0 } == Array(repeating: false, count: 8) + [true, true])
  }

  @Test func `a rollout that moves now and then is not told to be stuck`() async throws {
    let time = FakeTime()
    let still = Array(repeating: rollout(.running, ("Build", "running")), count: 45)
    let (_, _) = await wait(
      still + Array(repeating: rollout(.running, ("Release", "running")), count: 45) + [rollout(.finished)],
      time: time, try target(interval: .seconds(10)))
    #expect(time.now > .seconds(700))
    #expect(!time.told.contains { if case .finding = $0 { true } else { false } })
  }

  @Test func `something is told at least every 30 seconds, whatever the interval`() async throws {
    for interval in [nil, Duration.seconds(1), .seconds(29), .seconds(600)] {
      let time = FakeTime()
      _ = await wait(
        [rollout(.running)], time: time, try target(timeout: .seconds(300), interval: interval))
      let beats = time.told.compactMap { event -> Duration? in
        if case .stillWaiting(_, let elapsed) = event { elapsed } else { nil }
      }
      var before = Duration.zero
      for beat in beats + [.seconds(300)] {
        #expect(
          beat - before <= .seconds(30), "silent from \(before) to \(beat), interval \(interval as Any)")
        before = beat
      }
    }
  }

  @Test func `a person who has to confirm is a kind of its own`() async throws {
    let (result, _) = await wait([rollout(.awaitingPerson("gray"))], time: FakeTime(), try target())
    #expect(failed(result)?.kind == .awaitingPerson)
  }

  /// How a wait ends, when it is asked to confirm a step, and which steps it has told to go on.
  private func confirm(
    _ polls: [Result<Rollout, Failure>], time: FakeTime, answers: [Failure?] = [], mayConfirm: Bool = true
  ) async throws -> (failure: Failure?, confirmed: [Int]) {
    let script = FakeProvider.Script(polls: polls)
    script.confirmations.withLock { $0 = answers }
    var wait = RolloutWait(
      Service(world: time.world, target: try target(), provider: FakeProvider(script)), start: time.now,
      mayConfirm: mayConfirm)
    do throws(Failure) {
      _ = try await wait.untilFinished(receipt)
      return (nil, script.confirmed.withLock { $0 })
    } catch {
      return (error, script.confirmed.withLock { $0 })
    }
  }

  private var waiting: Result<Rollout, Failure> { rollout(.confirmable("batch 2 waits", step: 1)) }

  @Test func `a step that the config lets go on is told once, and the rollout goes on`() async throws {
    let polls = [waiting, waiting, rollout(.running), rollout(.finished)]
    let (failure, confirmed) = try await confirm(polls, time: FakeTime())
    #expect(failure == nil)
    #expect(confirmed == [1])
  }

  @Test
  func `an order to go on whose answer is lost is given once more when the step still waits, never again`()
    async throws
  {
    let time = FakeTime()
    let (failure, confirmed) = try await confirm([waiting], time: time, answers: [Self.lost, Self.lost])
    #expect(confirmed == [1, 1])
    #expect(failure?.kind == .awaitingPerson)
    #expect(failure?.what == "batch 2 waits; it was resumed but did not start")
    #expect(time.now >= .seconds(120))
  }

  @Test func `an order to go on that was answered is not given again`() async throws {
    let (failure, confirmed) = try await confirm([waiting], time: FakeTime())
    #expect(confirmed == [1])
    #expect(failure?.kind == .awaitingPerson)
  }

  @Test func `somebody else's step is never told to go on`() async throws {
    let (failure, confirmed) = try await confirm([waiting], time: FakeTime(), mayConfirm: false)
    #expect(confirmed.isEmpty)
    #expect(failure?.what == "batch 2 waits")
  }

  @Test func `what a provider may take back counts when it has lasted`() async throws {
    let crash = rollout(.suspect(.failed("crash"), until: .polls(2)))
    let stuck = rollout(.suspect(.failed("stuck"), until: .time(.seconds(30))))
    let recovered = [crash, rollout(.running), crash, rollout(.running), rollout(.finished)]
    let (result, _) = await wait(recovered, time: FakeTime(), try target())
    #expect(try result.get().state == .finished)
    #expect(failed(await wait([crash, crash], time: FakeTime(), try target()).0)?.kind == .rolloutFailed)
    let time = FakeTime()
    #expect(failed(await wait([stuck], time: time, try target()).0)?.what == "the rollout failed: stuck")
    #expect(time.now == .seconds(30))
  }

  @Test func `polls that fail are tolerated five times in a row, then the rollout is said to go on`()
    async throws
  {
    let lost = Result<Rollout, Failure>.failure(Failure(.unavailable, "no answer", retry: .readsOnly))
    let passing = await wait(
      Array(repeating: lost, count: 5) + [rollout(.finished)], time: FakeTime(), try target())
    #expect(try passing.0.get().state == .finished)
    let broken = await wait([lost], time: FakeTime(), try target())
    let failure = try #require(failed(broken.0))
    #expect(failure.kind == .unavailable)
    #expect(failure.remedies.first?.contains("sampan status prod --wait") == true)
  }

  @Test func `a look that is refused ends the wait at once`() async throws {
    let time = FakeTime()
    let refused = Failure(.credentials, "the key was disabled")
    let (result, _) = await wait([.failure(refused)], time: time, try target())
    #expect(failed(result)?.kind == .credentials)
    #expect(failed(result)?.what == "the rollout can no longer be watched: the key was disabled")
    #expect(failed(result)?.remedies == ["the rollout may still be running: sampan status prod --wait"])
    #expect(time.now == .zero)
  }

  @Test func `a rollout that never registers is given up after the provider's time`() async throws {
    let time = FakeTime()
    let (result, _) = await wait([rollout(.unregistered)], time: time, try target())
    #expect(failed(result)?.kind == .unavailable)
    #expect(time.now == .seconds(60))
  }

  private static let lost = Failure(.tryLater, "the connection broke", retry: .readsOnly)

  @Test func `a lost update without a trace is handed back after the provider's time, not before`()
    async throws
  {
    let time = FakeTime()
    let failed = Result<Rollout, Failure>.failure(Failure(.unavailable, "no answer", retry: .readsOnly))
    // The polls about the end of that time fail: only one that succeeds proves anything.
    let polls =
      Array(repeating: rollout(.unregistered), count: 11) + [failed, failed, rollout(.unregistered)]
    let (result, _) = await wait(polls, time: time, try target(), lost: Self.lost, mayRepeat: true)
    #expect(try result.get().state == .unregistered)
    #expect(time.now >= .seconds(65))
  }

  @Test func `a lost update that is not to be repeated is unavailable, and what is known is said`()
    async throws
  {
    let (result, _) = await wait(
      [rollout(.unregistered)], time: FakeTime(), try target(), lost: Self.lost)
    let failure = try #require(failed(result))
    #expect(failure.kind == .unavailable)
    #expect(
      failure.what == "could not confirm that the update was accepted: the connection broke")
    #expect(failure.causes == ["no rollout of this deploy appeared within 60 s"])
  }

  @Test func `a wait shorter than the provider's time does not claim a rollout that nobody saw`() async throws
  {
    for lost in [nil, Self.lost] {
      let time = FakeTime()
      let (result, _) = await wait(
        [rollout(.unregistered)], time: time, try target(timeout: .seconds(20)), lost: lost, mayRepeat: true)
      let failure = try #require(failed(result))
      #expect(failure.kind == .unavailable)
      #expect(time.now == .seconds(20))
      #expect("\(failure)".contains("no rollout of this deploy appeared within 20 s"))
      #expect(!failure.what.contains("still rolling out"))
    }
  }

  @Test func `something newer that does not show whose it is is no proof, and nothing is repeated`()
    async throws
  {
    let time = FakeTime()
    let (result, _) = await wait(
      [rollout(.unidentified("task 7 is newer and has no remark yet"))], time: time, try target(),
      lost: Self.lost, mayRepeat: true)
    let failure = try #require(failed(result))
    #expect(failure.kind == .stillRolling)
    #expect(failure.what.contains("task 7 is newer"))
    #expect(time.now == .seconds(60))
  }

  @Test func `a signal while waiting says what goes on and how to watch it`() async throws {
    let time = FakeTime(stopAt: (.seconds(10), .terminated))
    let (result, _) = await wait([rollout(.running, ("Build", "running"))], time: time, try target())
    let failure = try #require(failed(result))
    #expect(failure.kind == .terminated)
    #expect(failure.what.contains("rollout 7 is still running"))
    #expect(failure.remedies == ["continue watching: sampan status prod --wait"])
  }
}
