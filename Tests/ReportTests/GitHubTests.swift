import Model
import Support
import Testing

@testable import Report

struct `On GitHub` {
  private func commands(_ ending: Ending) -> [GitHubReader.Command] {
    ending.outputs.compactMap { GitHubReader.command($0.text) }
  }

  @Test func `a finding becomes an annotation at its place`() {
    let finding = Finding(
      .error, "100%0A wrong: a,b\nsecond line", rule: "r",
      place: Place(file: "a,b:c.json", line: 3, column: 5))
    let ending = Run.ending("github", [.finding(finding)])
    #expect(
      commands(ending) == [
        GitHubReader.Command(
          name: "error", properties: ["file": "a,b:c.json", "line": "3", "col": "5"],
          data: "100%0A wrong: a,b\n  second line")
      ])
  }

  @Test func `an annotation without a line has no line`() {
    let finding = Finding(.notice, "x", rule: "r", place: Place(file: "f"))
    let ending = Run.ending("github", [.finding(finding)])
    #expect(commands(ending) == [GitHubReader.Command(name: "notice", properties: ["file": "f"], data: "x")])
  }

  @Test(arguments: [(10, 10, "warning 9"), (11, 10, "2 more, see the log"), (60, 10, "51 more, see the log")])
  func `ten annotations of a kind are sent, the tenth counting the rest`(all: Int, sent: Int, last: String) {
    let findings = (0..<all).map { Event.finding(Finding(.warning, "warning \($0)", rule: "r")) }
    let found = commands(Run.ending("github", findings))
    #expect(found.count == sent)
    #expect(found.last?.data == last)
  }

  @Test func `errors come before warnings, and a failure before findings`() {
    let findings = [Finding(.warning, "w", rule: "r"), Finding(.error, "e", rule: "r")]
    let ending = Run.ending(
      "github", findings.map(Event.finding), .failure(Failure(.credentials, "no key")))
    #expect(commands(ending).map(\.data) == ["no key", "e", "w"])
    #expect(ending.exitCode == ExitCode(.credentials))
  }

  @Test func `a target is a group, and its result is outside of it`() {
    let ending = Run.ending(
      "github",
      [
        .targetStarted(name: "a", provider: "local", service: "/srv", version: "1"), .notice("x"),
        .targetStarted(name: "b", provider: "local", service: "/srv", version: "1"),
        .targetFinished(Outcome(target: "b", provider: "local", status: .deployed)),
      ])
    #expect(
      ending.outputs.map(\.text) == [
        "::group::a → local /srv   1", "  x", "::endgroup::", "::group::b → local /srv   1", "::endgroup::",
        "",
        "b  deployed",
      ])
  }

  @Test func `the outputs are those of the failed target, even if others succeeded after it`() throws {
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
      let ending = Run.ending("github", outcomes.map(Event.targetFinished))
      let file = try #require(ending.files.first { $0.path == "/tmp/output" })
      #expect(try GitHubReader.outputs(file.text)["target"] == told)
    }
  }

  @Test func `a deploy that fails before any target still has a status`() throws {
    let ending = Run.ending("github", [], .failure(Failure(.usage, "x")))
    let file = try #require(ending.files.first)
    #expect(try GitHubReader.outputs(file.text) == ["status": "failed"])
  }

  @Test func `a rehearsal has no outputs, and a summary that names it a rehearsal`() throws {
    let outcome = Outcome(target: "a", provider: "local", status: .deployed, url: "http://127.0.0.1:1/a")
    let ending = Run.ending("github", [.targetFinished(outcome)], traits: .isRehearsal)
    #expect(ending.files.map(\.path) == ["/tmp/summary"])
    let page = try #require(ending.files.first).text
    #expect(page.hasPrefix("**A rehearsal on emulated clouds: nothing was deployed.**\n\n## Deployed a\n"))
    #expect(!page.contains("]("))
  }

  @Test(arguments: [
    "javascript:alert(1)", "file:///srv/current", "https://a.b/)[x](https://evil)", "https://a.b/ x",
    "https://a.b|c",
    "https://", "https://user@a.b/", "https://a.b/\n# x",
  ])
  func `only a plain web address is a link`(url: String) throws {
    let outcome = Outcome(target: "a", provider: "tcbr", status: .deployed, url: url)
    let ending = Run.ending("github", [.targetFinished(outcome)])
    #expect(try #require(ending.files.last).text.contains("](") == false)
  }

  @Test func `without the variables nothing is written`() {
    let outcome = Outcome(target: "a", provider: "local", status: .deployed)
    let ending = Run.ending(
      "github", [.targetFinished(outcome)],
      environment: ["GITHUB_OUTPUT": "", "GITHUB_STEP_SUMMARY": ""])
    #expect(ending.files.isEmpty)
  }

  @Test func `the summary has a row per target and a bar per step`() throws {
    let outcome = Outcome(
      target: "production", provider: "tcbr", status: .deployed, version: "1.2.3", commit: "0123456789abcdef",
      url: "https://a.b", elapsed: .seconds(90),
      timeline: [.init(name: "BuildImage: x", start: .seconds(1), end: .seconds(61))])
    let ending = Run.ending("github", [.targetFinished(outcome)])
    let page = try #require(ending.files.last).text
    #expect(
      page == #"""
        ## Deployed 1\.2\.3 to production in 90 s

        | target | status | url | version | commit | duration | |
        |---|---|---|---|---|---|---|
        | production (tcbr) | ✅ deployed | [https\:\/\/a\.b](https://a.b) | 1\.2\.3 | 0123456789ab | 90 s |  |

        ```mermaid
        gantt
          dateFormat x
          axisFormat %M:%S
          todayMarker off
          section production
            BuildImage  x 60 s :1000, 60000ms
        ```

        """# + "\n")
  }

  @Test func `the summary of a failure starts with its cause, and folds the log`() throws {
    let failed = Outcome(
      target: "web", provider: "tcbr", status: .failed, commit: "0123456789abcdef",
      failure: Failure(.rolloutFailed, "the rollout failed: npm <ci>", remedies: ["run npm ci"]))
    let ending = Run.ending(
      "github",
      [
        .targetStarted(name: "web", provider: "tcbr", service: "env-a/web", version: "1"),
        .log(LogExcerpt(title: "build log", lines: ["npm <error>", "", "at `x`"])), .targetFinished(failed),
      ], environment: ["GITHUB_SERVER_URL": "https://g.example", "GITHUB_REPOSITORY": "acme/web"])
    let page = try #require(ending.files.last).text
    #expect(
      page == #"""
        ## web failed\: the rollout failed\: npm \<ci\>

        | target | status | url | version | commit | duration | |
        |---|---|---|---|---|---|---|
        | web (tcbr) | ❌ failed |  |  | [0123456789ab](https://g.example/acme/web/commit/0123456789abcdef) |  | the rollout failed\: npm \<ci\> |

        - **error** the rollout failed\: npm \<ci\>
          - run npm ci

        <details><summary>web: build log</summary>

        <pre>
        npm &lt;error&gt;

        at &#96;x&#96;
        </pre>
        </details>

        """# + "\n")
  }

  @Test func `a summary of ten thousand targets stays below its limit and says so`() throws {
    let outcomes = (0..<10_000).map { Outcome(target: "t\($0)", provider: "local", status: .deployed) }
    let ending = Run.ending("github", outcomes.map(Event.targetFinished))
    let page = try #require(ending.files.last).text
    #expect(page.utf8.count <= 100 * 1024)
    #expect(page.hasSuffix("\nThere is more in the log.\n"))
  }
}
