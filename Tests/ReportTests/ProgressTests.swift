import Model
import Synchronization
import Testing

@testable import Report

struct `The progress of a deploy` {
  static let outcome = Outcome(
    target: "production", provider: "tcbr", status: .deployed, version: "1.2.3",
    url: "https://api.example.com",
    elapsed: .seconds(150))

  @Test func `is printed in order, and only its result is on stdout`() {
    let ending = Run.ending(
      nil,
      [
        .targetStarted(name: "production", provider: "tcbr", service: "prod/api", version: "1.2.3"),
        .stepFinished(
          .package, took: .milliseconds(300), detail: "42 files, 1.2 MB -> 310 kB, sha256 1a2b…"),
        .rolloutStep(Rollout.Step(name: "BuildImage", status: "finished", duration: .seconds(60))),
        .detail("not shown"), .targetFinished(Self.outcome),
      ])
    #expect(
      ending.outputs == [
        Output(.error, "production → tcbr prod/api   1.2.3"),
        Output(.error, "  package   42 files, 1.2 MB -> 310 kB, sha256 1a2b…                0.3 s"),
        Output(.error, "  rollout   BuildImage finished                                     60 s"),
        Output(.error, ""),
        Output(.standard, "production  deployed  1.2.3  https://api.example.com  2 min 30 s"),
      ])
  }

  @Test func `has place, code, request id and hint of an error`() {
    let failure = Failure(
      .configuration, #"unknown key "servername""#, place: Place(file: "sampan.json", line: 12, column: 7),
      remedies: [#"did you mean "serverName"?"#], requestID: "abc", code: "InvalidParameter", causes: ["why"])
    let ending = Run.ending(nil, [], .failure(failure))
    #expect(
      ending.outputs.map(\.text) == [
        #"sampan: error: sampan.json:12:7: unknown key "servername""#, "sampan: cause: why",
        "sampan: code InvalidParameter, request id abc", #"sampan: hint: did you mean "serverName"?"#,
      ])
    #expect(ending.outputs.allSatisfy { $0.stream == .error })
  }

  @Test func `has only results and errors with --quiet`() throws {
    let ending = Run.ending(
      nil,
      [
        .targetStarted(name: "production", provider: "tcbr", service: "prod/api", version: "1.2.3"),
        .notice("x"), .stillWaiting("x", elapsed: .seconds(30)), .targetFinished(Self.outcome),
      ], options: ReportOptions(verbosity: .quiet))
    #expect(ending.outputs.map(\.stream) == [.standard])
  }

  @Test func `is more with -v, and in CI jobs with debugging`() {
    var verbose = Run.printer(nil, options: ReportOptions(verbosity: .verbose))
    #expect(verbose.render(.detail("x")).count == 1)
    var debugged = Run.printer("github", environment: ["RUNNER_DEBUG": "1"])
    #expect(debugged.render(.detail("x")).count == 1)
  }

  @Test func `does not repeat a finding`() {
    let finding = Event.finding(Finding(.warning, "shallow clone", rule: "git/shallow"))
    #expect(Run.ending(nil, [finding, finding]).outputs.map(\.text) == ["sampan: warning: shallow clone"])
  }

  @Test func `says why each target was skipped`() {
    let skipped = Outcome(
      target: "production", provider: "tcbr", status: .skipped, reason: "no tag at HEAD matches v*")
    #expect(
      Run.ending(nil, [.targetFinished(skipped)]).outputs == [
        Output(.standard, "production  skipped  no tag at HEAD matches v*")
      ])
  }

  // MARK: progress

  @Test func `redraws progress in place on a terminal, and clears it before the next line`() {
    var printer = Run.printer(nil, options: ReportOptions(isTerminal: true, width: 40))
    let bar = printer.render(.uploaded(byteCount: 500_000, of: 1_000_000, elapsed: .seconds(5)))
    #expect(bar.count == 1)
    #expect(bar.first?.isTransient == true)
    #expect(bar.first?.text == "\r\u{1B}[2Kupload    [==========>         ] 50 %, ")
    #expect(
      printer.render(.notice("done")) == [
        Output(.error, "\r\u{1B}[2K", isTransient: true), Output(.error, "sampan: done"),
      ])
  }

  @Test func `has one line for a step of the rollout on a terminal, and its begin and end in a log`() {
    let events = ["running", "finished"].map { Event.rolloutStep(.init(name: "BuildImage", status: $0)) }
    func kept(_ isTerminal: Bool) -> [String] {
      Run.ending(nil, events, options: ReportOptions(isTerminal: isTerminal)).outputs
        .filter { !$0.isTransient }.map(\.text)
    }
    #expect(kept(true) == ["rollout   BuildImage finished"])
    #expect(kept(false) == ["rollout   BuildImage running", "rollout   BuildImage finished"])
  }

  @Test func `shows files, bytes and rate of a large package, with a bar on a terminal`() {
    let event = Event.packaged(
      fileCount: 1_000, fileTotal: 4_000, byteCount: 50_000_000, byteTotal: 100_000_000, elapsed: .seconds(5))
    var terminal = Run.printer(nil, options: ReportOptions(isTerminal: true, width: 100))
    let bar = terminal.render(event).first
    #expect(bar?.isTransient == true)
    #expect(
      bar?.text.contains(
        "package   [==========>         ] 1000 of 4000 files, 50 %, 50 MB of 100 MB, 10 MB/s") == true)
    var log = Run.printer("github")
    #expect(
      log.render(event).map(\.text) == [
        "package   1000 of 4000 files, 50 %, 50 MB of 100 MB, 10 MB/s, 5 s left"
      ])
  }

  @Test func `shows rate and time left of an upload`() {
    let progress = ByteProgress(done: 500_000, total: 1_000_000, elapsed: .seconds(5))
    #expect(progress.text == "50 %, 500 kB of 1 MB, 100 kB/s, 5 s left")
    #expect(ByteProgress(done: 0, total: 0, elapsed: .zero).text == "100 %, 0 B of 0 B")
  }

  @Test func `has a heartbeat at most every ten seconds in a log, and no redrawing`() {
    let clock = Stopped()
    var printer = Printer(
      command: "deploy", traits: [], job: CIJob(.github, title: "", fullHistoryRemedy: ""),
      environment: [:],
      options: ReportOptions(isTerminal: true), token: Run.token, now: { clock.now }, secrets: { [] })
    var beats: [Int] = []
    for second in 0..<60 {
      clock.set(Int64(second))
      let lines = printer.render(.uploaded(byteCount: second, of: 60, elapsed: .seconds(second)))
      #expect(lines.allSatisfy { !$0.isTransient })
      if !lines.isEmpty { beats.append(second) }
    }
    #expect(beats == [10, 20, 30, 40, 50])
  }
}

/// A clock that is set by hand.
final class Stopped: Sendable {
  private let seconds = Mutex<Int64>(0)
  var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }
  func set(_ value: Int64) { seconds.withLock { $0 = value } }
}

/// Secrets that become known one after another.
final class Known: Sendable {
  private let values = Mutex<[String]>([])
  var all: [String] { values.withLock { $0 } }
  func add(_ value: String) { values.withLock { $0.append(value) } }
}
