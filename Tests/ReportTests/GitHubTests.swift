import Model
import Testing

@testable import Report

struct `On GitHub` {
  private func finish(_ report: RunReport) -> Ending {
    var reporting = Run.reporting("github")
    return reporting.finish(report)
  }

  private func commands(_ ending: Ending) -> [GitHubReader.Command] {
    ending.outputs.compactMap { GitHubReader.command($0.text) }
  }

  @Test func `a finding becomes an annotation at its place`() {
    let finding = Finding(
      .error, "100%0A wrong: a,b\nsecond line", rule: "r",
      place: Place(file: "a,b:c.json", line: 3, column: 5))
    let ending = finish(RunReport(command: "check", exitCode: .success, findings: [finding]))
    #expect(
      commands(ending) == [
        GitHubReader.Command(
          name: "error", properties: ["file": "a,b:c.json", "line": "3", "col": "5"],
          data: "100%0A wrong: a,b\n  second line")
      ])
  }

  @Test func `an annotation without a line has no line`() {
    let finding = Finding(.notice, "x", rule: "r", place: Place(file: "f"))
    let ending = finish(RunReport(command: "check", exitCode: .success, findings: [finding]))
    #expect(commands(ending) == [GitHubReader.Command(name: "notice", properties: ["file": "f"], data: "x")])
  }

  @Test(arguments: [(10, 10, "warning 9"), (11, 10, "2 more, see the log"), (60, 10, "51 more, see the log")])
  func `ten annotations of a kind are sent, the tenth counting the rest`(all: Int, sent: Int, last: String) {
    let findings = (0..<all).map { Finding(.warning, "warning \($0)", rule: "r") }
    let found = commands(finish(RunReport(command: "check", exitCode: .success, findings: findings)))
    #expect(found.count == sent)
    #expect(found.last?.data == last)
  }

  @Test func `errors come before warnings, and a failure before findings`() {
    let report = RunReport(
      command: "deploy", exitCode: ExitCode(.credentials),
      findings: [Finding(.warning, "w", rule: "r"), Finding(.error, "e", rule: "r")],
      failure: Failure(.credentials, "no key"))
    #expect(commands(finish(report)).map(\.data) == ["no key", "e", "w"])
  }

  @Test func `a target is a group, and its result stands outside`() {
    var reporting = Run.reporting("github")
    var lines: [String] = []
    for event: Event in [
      .targetStarted(name: "a", provider: "local", version: "1"), .notice("x"),
      .targetStarted(name: "b", provider: "local", version: "1"),
      .targetFinished(Outcome(target: "b", provider: "local", status: .deployed)),
    ] {
      lines += reporting.render(event).map(\.text)
    }
    #expect(
      lines == [
        "::group::a (local) 1", "  x", "::endgroup::", "::group::b (local) 1", "::endgroup::", "b deployed",
      ])
  }

  @Test func `the outputs tell of the target that failed, though others went well after it`() throws {
    func outcome(_ name: String, _ status: Outcome.Status) -> Outcome {
      Outcome(target: name, provider: "local", status: status)
    }
    let cases: [([Outcome], String)] = [
      ([outcome("a", .deployed), outcome("b", .deployed)], "b"),
      ([outcome("a", .failed), outcome("b", .deployed)], "a"),
      ([outcome("a", .deployed), outcome("b", .skipped)], "a"),
      ([outcome("a", .skipped), outcome("b", .skipped)], "b"),
    ]
    for (outcomes, told) in cases {
      let ending = finish(RunReport(command: "deploy", exitCode: .success, outcomes: outcomes))
      let file = try #require(ending.files.first { $0.path == "/tmp/output" })
      #expect(try GitHubReader.outputs(file.text)["target"] == told)
    }
  }

  @Test func `a deploy that fails before any target still has a status`() throws {
    let ending = finish(
      RunReport(command: "deploy", exitCode: ExitCode(.usage), failure: Failure(.usage, "x")))
    let file = try #require(ending.files.first)
    #expect(try GitHubReader.outputs(file.text) == ["status": "failed"])
  }

  @Test func `a rehearsal leaves no outputs, and a summary that says what it is`() throws {
    let outcome = Outcome(target: "a", provider: "local", status: .deployed, url: "http://127.0.0.1:1/a")
    let ending = finish(RunReport(command: "rehearse", exitCode: .success, outcomes: [outcome]))
    #expect(ending.files.map(\.path) == ["/tmp/summary"])
    let page = try #require(ending.files.first).text
    #expect(page.hasPrefix("**A rehearsal on emulated clouds: nothing was deployed.**\n\n## sampan\n"))
    #expect(!page.contains("]("))
  }

  @Test(arguments: [
    "javascript:alert(1)", "file:///srv/current", "https://a.b/)[x](https://evil)", "https://a.b/ x",
    "https://a.b|c",
    "https://", "https://user@a.b/", "https://a.b/\n# x",
  ])
  func `only a plain web address is a link`(url: String) throws {
    let outcome = Outcome(target: "a", provider: "tcbr", status: .deployed, url: url)
    let ending = finish(RunReport(command: "deploy", exitCode: .success, outcomes: [outcome]))
    #expect(try #require(ending.files.last).text.contains("](") == false)
  }

  @Test func `without the variables nothing is written`() {
    var reporting = Run.reporting("github", environment: ["GITHUB_OUTPUT": "", "GITHUB_STEP_SUMMARY": ""])
    let outcome = Outcome(target: "a", provider: "local", status: .deployed)
    let ending = reporting.finish(RunReport(command: "deploy", exitCode: .success, outcomes: [outcome]))
    #expect(ending.files.isEmpty)
  }

  @Test func `the summary has a row per target and a bar per step`() throws {
    let outcome = Outcome(
      target: "production", provider: "tcbr", status: .deployed, version: "1.2.3", commit: "0123456789abcdef",
      url: "https://a.b", elapsed: .seconds(90),
      timeline: [.init(name: "BuildImage: x", start: .seconds(1), end: .seconds(61))])
    let ending = finish(RunReport(command: "deploy", exitCode: .success, outcomes: [outcome]))
    let page = try #require(ending.files.last).text
    #expect(
      page == #"""
        ## sampan

        | target | status | version | commit | time | url | |
        |---|---|---|---|---|---|---|
        | production (tcbr) | deployed | 1\.2\.3 | 0123456789ab | 90 s | [https\:\/\/a\.b](https://a.b) |  |

        ```mermaid
        gantt
          dateFormat x
          axisFormat %M:%S
          todayMarker off
          section production
            BuildImage  x :1000, 60000ms
        ```

        """# + "\n")
  }

  @Test func `a summary of ten thousand targets stays below its limit and says so`() throws {
    let outcomes = (0..<10_000).map { Outcome(target: "t\($0)", provider: "local", status: .deployed) }
    let ending = finish(RunReport(command: "deploy", exitCode: .success, outcomes: outcomes))
    let page = try #require(ending.files.last).text
    #expect(page.utf8.count <= 100 * 1024)
    #expect(page.hasSuffix("\nThere is more in the log.\n"))
  }
}
