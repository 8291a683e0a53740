import Foundation
import Model
import Support
import Testing

@testable import Report

struct `The results of a command` {
  /// 42 files, of 1.2 MB together.
  private func entries() throws -> [PackageEntry] {
    let id = try #require(ObjectID(String(repeating: "b", count: 40)))
    return (1...42).map { number in
      let size = number == 1 ? 1_200_000 - 41 : 1
      return PackageEntry(
        path: "\(number)", mode: .file, content: .blob(id, size: size, submodule: nil))
    }
  }

  private func plan() throws -> Plan {
    let id = try #require(ObjectID(String(repeating: "a", count: 40)))
    let template = try Template("{version}")
    let deployment = Deployment(
      target: Target(
        name: "production", place: Place(file: "sampan.json"), provider: "tcbr", service: "prod/api",
        version: [template],
        remark: [template]),
      commit: Commit(
        id: id, tree: id, subject: "Fix it", authorName: "Ann", authorEmail: "",
        committed: Timestamp(seconds: 0),
        parentCount: 0),
      version: "1.2.3", remark: "1.2.3 Fix it",
      stamp: Stamp(commit: "aaaaaaaaaaaa", tree: "bbbbbbbbbbbb", config: "cccccc"),
      artifact: .zip(try entries(), PackageSpec(place: Place(file: "sampan.json"))))
    return Plan(
      deployment: deployment,
      requests: [
        PlannedRequest(method: "GET", url: "https://a/b"),
        PlannedRequest(
          method: "POST", url: "https://a/c", action: "Update", body: ["B": [1, true], "A": "x/y"],
          isWrite: true, condition: "if it is free"),
      ], findings: [Finding(.warning, "shallow", rule: "r")])
  }

  private func lines(_ product: Product, verbosity: ReportOptions.Verbosity = .normal) -> [String] {
    Run.ending(nil, [], .success(product), options: ReportOptions(verbosity: verbosity)).outputs
      .filter { $0.stream == .standard }.map(\.text)
  }

  @Test func `a plan is a few lines a target`() throws {
    #expect(
      lines(.plans([try plan()])) == [
        "production → tcbr prod/api", #"  version   1.2.3   commit aaaaaaaa "Fix it" (Ann)"#,
        "  remark    1.2.3 Fix it", "  package   .: 42 files, 1.2 MB",
        "  requests  1 read, 1 write; with -v, each is listed",
      ])
  }

  @Test func `a plan shows with -v every request as it would be sent`() throws {
    #expect(
      lines(.plans([try plan()]), verbosity: .verbose).dropFirst(4) == [
        "  1. GET https://a/b (read-only)",
        "  2. POST https://a/c Update", "     (if it is free)", "     {", #"       "A": "x/y","#,
        #"       "B": ["#, "         1,", "         true", "       ]", "     }",
      ])
  }

  @Test func `a status shows what is live and how far HEAD is from it`() throws {
    let commit = try plan().deployment.commit
    let report = StatusReport(
      target: "production", provider: "tcbr", service: "prod-1a2b3c/api",
      state: ServiceState(
        url: "https://a",
        online: [
          .init(release: "api-007", trafficPercent: 100, remark: "1 sampan:0123456789ab.0123456789ab.012345")
        ],
        inFlight: InFlight(id: "9", status: "running", step: "BuildImage")), head: commit,
      relation: .headIsAhead(1))
    #expect(
      lines(.states([report], failures: [])) == [
        "production → tcbr prod-1a2b3c/api   https://a",
        "  live      api-007, 100 % of traffic, commit 0123456789ab",
        "            1 sampan:0123456789ab.0123456789ab.012345",
        "  running   9, running, step BuildImage", "  HEAD      aaaaaaaaaaaa Fix it",
        "            1 commit ahead of the live commit",
      ])
  }

  // MARK: history

  @Test func `a history is a line for each release, newest first, with what the clone knows of it`() throws {
    let commit = try plan().deployment.commit
    let stamp = "sampan:aaaaaaaaaaaa.aaaaaaaaaaaa.aaaaaa"
    let report = HistoryReport(
      target: "production", provider: "tcbr", service: "prod/api",
      entries: [
        .init(
          release: Release(
            id: "api-010", created: Timestamp(seconds: 1_700_000_000), status: "normal", trafficPercent: 100,
            remark: "1.2.3 Fix it \(stamp)"),
          commit: "aaaaaaaaaaaa", found: commit),
        .init(
          release: Release(id: "api-9", status: "build_failed", trafficPercent: 0, remark: "by hand"),
          commit: "bbbbbbbbbbbb"),
        .init(release: Release(id: "api-8", status: "normal")),
      ])
    #expect(
      lines(.histories([report], failures: [])) == [
        "production → tcbr prod/api",
        "  release  created                  status        traffic  commit    remark",
        "  api-010  2023-11-14 22:13:20 UTC  normal        100 %    aaaaaaaa  1.2.3 Fix it",
        "  api-9                             build_failed           bbbbbbbb  by hand (not in this clone)",
        "  api-8                             normal",
      ])
  }

  @Test func `a long history ends in the command that shows all of it`() {
    let entries = (1...40).map { HistoryReport.Entry(release: Release(id: "r\($0)", status: "ok")) }
    let report = HistoryReport(target: "production", provider: "tcbr", service: "", entries: entries)
    let shown = lines(.histories([report], failures: []))
    #expect(shown.count == 33)
    #expect(shown.last == "  … 10 more: sampan history production -v")
    #expect(lines(.histories([report], failures: []), verbosity: .verbose).count == 42)
    let none = HistoryReport(target: "production", provider: "tcbr", service: "", entries: [])
    #expect(lines(.histories([none], failures: [])) == ["production → tcbr", "  no releases"])
  }

  // MARK: diff

  private func difference() throws -> DifferenceReport {
    let commit = try plan().deployment.commit
    return DifferenceReport(
      target: "production", provider: "tcbr", service: "prod/api",
      live: .init(
        release: "api-007", trafficPercent: 100, remark: "1 sampan:0123456789ab.0123456789ab.012345"),
      head: commit, relation: .headIsAhead(25))
  }

  @Test func `a difference shows both sides, the commits and the files`() throws {
    let commit = try plan().deployment.commit
    var report = try difference()
    report.relation = .diverged(head: 1, live: 2)
    report.liveCommit = commit
    report.ahead = [commit]
    report.behind = [commit, commit]
    report.files = [FileChange(.added, Array("a b".utf8)), FileChange(.removed, Array("c".utf8))]
    report.otherFileCount = 1
    report.contentDiffers = true
    report.settingsDiffer = true
    #expect(
      lines(.differences([report], problem: nil)) == [
        "production → tcbr prod/api", #"  live      api-007, commit aaaaaaaa "Fix it" (Ann)"#,
        #"  HEAD      aaaaaaaa "Fix it" (Ann)"#,
        "            has diverged from the live commit: 1 commit ahead, 2 behind",
        "  + aaaaaaaa Fix it (Ann)", "  - aaaaaaaa Fix it (Ann)", "  - aaaaaaaa Fix it (Ann)",
        "  files     2 files from live to HEAD", "  A a b", "  D c",
        "            1 other file outside of the package", "  settings  differ",
      ])
  }

  @Test func `many commits and files end in the command that shows all of them`() throws {
    var report = try difference()
    report.ahead = Array(repeating: report.head, count: 25)
    report.files = Array(repeating: FileChange(.modified, [0x61]), count: 60)
    report.contentDiffers = true
    let shown = lines(.differences([report], problem: nil))
    #expect(shown.contains("  … 5 more: sampan diff production -v"))
    #expect(shown.contains("  … 10 more: sampan diff production -v"))
    #expect(lines(.differences([report], problem: nil), verbosity: .verbose).count == 4 + 25 + 1 + 60)
  }

  @Test func `what only differs in its settings is called so, and no difference too`() throws {
    var report = try difference()
    report.contentDiffers = false
    report.settingsDiffer = true
    #expect(lines(.differences([report], problem: nil)).last == "  settings  only the settings differ")
    report.hasOutsideContent = true
    #expect(
      lines(.differences([report], problem: nil)).last
        == "  settings  only the settings differ, or files that are not in the commit")
    report.settingsDiffer = false
    #expect(report.isSame)
    #expect(
      lines(.differences([report], problem: nil)).last == "  same      a deploy would change nothing")
  }

  @Test func `a check that finds a difference ends with 5, and is no error`() throws {
    let ending = Run.ending(nil, [], .success(.differences([try difference()], problem: .guarded)))
    #expect(ending.exitCode.rawValue == 5)
    #expect(ending.outputs.allSatisfy { $0.stream == .standard })
  }

  // MARK: logs

  @Test func `lines of a log are results, with the name of the log where several are shown`() {
    let alone = LogLines(
      target: "it", kind: .run, isOneOfMany: false, lines: ["a", "::error::b", "\u{1B}[2J"])
    let one = LogLines(target: "it", kind: .build, isOneOfMany: true, lines: ["npm ci with s3cret-word"])
    let other = LogLines(target: "it", kind: .process, isOneOfMany: true, lines: ["pull"])
    let ending = Run.ending(
      "github", [.logLines(alone), .logLines(one), .logLines(other)], traits: [], secrets: ["s3cret-word"])
    #expect(
      ending.outputs.filter { $0.stream == .standard }.map(\.text) == [
        "a", #"\::error::b"#, #"\x1B[2J"#, "build   | npm ci with ***", "process | pull",
      ])
  }

  @Test func `with JSON the lines are in the object, the newest of a log that is too long, and nowhere else`()
    throws
  {
    let log = LogLines(
      target: "it", kind: .run, isOneOfMany: true, lines: (0..<25_000).map { "line \($0) s3cret-word" })
    let last = LogLines(target: "it", kind: .run, isOneOfMany: true, lines: ["the end"])
    let ending = Run.ending(
      nil, [.logLines(log), .logLines(last)], traits: [], secrets: ["s3cret-word"],
      options: ReportOptions(json: true))
    #expect(ending.outputs.count == 1)
    let text = try #require(ending.outputs.first?.text)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let logs = try #require(object["logs"] as? [[String: Any]])
    let lines = try #require(logs.first?["lines"] as? [String])
    #expect(logs.count == 1 && logs.first?["kind"] as? String == "run")
    #expect(lines.count == 10_000)
    #expect(lines.suffix(2) == ["line 24999 ***", "the end"])
  }

  @Test func `targets whose status cannot be read for one cause are reported once, after the others`() {
    let failures = ["api", "web"].map { name in
      Outcome(
        target: name, provider: "tcbr", status: .failed,
        failure: Failure(.credentials, "no credentials", remedies: ["set a key"]))
    }
    let ending = Run.ending(nil, [], .success(.states([], failures: failures)))
    #expect(
      ending.outputs.map(\.text) == ["sampan: error: api, web: no credentials", "sampan: hint: set a key"])
    #expect(ending.exitCode == ExitCode(.credentials))
  }

  @Test func `an empty remark and an empty image are left out`() throws {
    let report = StatusReport(
      target: "production", provider: "tcbr", service: "prod-1a2b3c/api",
      state: ServiceState(online: [.init(release: "api-001", trafficPercent: 100, remark: "", image: "")]),
      head: try plan().deployment.commit, relation: .same)
    #expect(
      lines(.states([report], failures: [])) == [
        "production → tcbr prod-1a2b3c/api", "  live      api-001, 100 % of traffic",
        "  HEAD      aaaaaaaaaaaa Fix it",
        "            is live",
      ])
  }

  @Test func `text that is the result keeps its spaces, and nothing in it is a command`() {
    let text = ["  a  b", "", "::error::\u{1B}[2J"]
    #expect(
      lines(.text(text.map { "\($0)" })) == [
        "  a  b", "", #"\::error::\x1B[2J"#,
      ])
  }

  @Test func `a package listing ends in a line that sha256sum reads`() {
    let file = PackageFile(
      path: "/tmp/a.zip", name: "a.zip", byteCount: 9, sha256: "ab", isZip: true, entryCount: 2)
    let listing = PackageListing(
      target: nil, file: file,
      entries: [
        PackageEntry(path: "a", mode: .file, content: .file([1], FileVersion(byteCount: 5))),
        PackageEntry(path: "run", mode: .executable, content: .file([2], FileVersion(byteCount: 1234))),
      ])
    #expect(
      lines(.package(listing)) == [
        "100644    5 a", "100755 1234 run", "ab  /tmp/a.zip",
      ])
  }

  @Test func `the findings of check go to stdout, those of a deploy do not`() {
    let finding = Finding(.error, "x", rule: "r", place: Place(file: "sampan.json", line: 1, column: 2))
    func results(_ traits: Traits) -> [String] {
      Run.ending(nil, [.finding(finding)], traits: traits).outputs.filter { $0.stream == .standard }
        .map(\.text)
    }
    #expect(results(.findingsAreResults) == ["sampan.json:1:2: error: x"])
    #expect(results(.writesOutputs).isEmpty)
  }

  // MARK: the targets of a run

  @Test func `the results of a run are one block, and a shared cause is reported once`() {
    func failed(_ target: String) -> Event {
      .targetFinished(
        Outcome(
          target: target, provider: "tcbr", status: .failed, version: "1.4.0", url: "https://x",
          failure: Failure(
            .credentials, "the key AKIDre…yx6W has no permission for tcbr:UpdateCloudRunServer",
            remedies: ["attach a policy", "see: sampan status \(target)"], requestID: target)))
    }
    let ending = Run.ending(
      nil,
      [
        .targetFinished(
          Outcome(
            target: "api", provider: "tcbr", status: .deployed, version: "1.4.0",
            url: "https://api.example.com", elapsed: .seconds(150))), failed("jobs"), failed("admin"),
        .targetFinished(Outcome(target: "web", provider: "tcbr", status: .skipped, reason: "no tag")),
      ])
    #expect(
      ending.outputs == [
        Output(.standard, "api    deployed  1.4.0  https://api.example.com  2 min 30 s"),
        Output(
          .standard, "jobs   failed    1.4.0  the key AKIDre…yx6W has no permission for tcbr:UpdateCloudR…"),
        Output(
          .standard, "admin  failed    1.4.0  the key AKIDre…yx6W has no permission for tcbr:UpdateCloudR…"),
        Output(.standard, "web    skipped   no tag"), Output(.error, ""),
        Output(
          .error,
          "sampan: error: jobs, admin: the key AKIDre…yx6W has no permission for tcbr:UpdateCloudRunServer"),
        Output(.error, "sampan: request id jobs"), Output(.error, "sampan: hint: attach a policy"),
        Output(.error, "sampan: hint: see: sampan status jobs"),
        Output(.error, "sampan: hint: see: sampan status admin"),
      ])
    #expect(ending.exitCode == ExitCode(.credentials))
  }

  @Test func `the line of a single target comes after its error`() {
    let outcome = Outcome(
      target: "api", provider: "tcbr", status: .failed, version: "1.4.0",
      failure: Failure(.rolloutFailed, "the rollout failed"), elapsed: .seconds(48))
    #expect(
      Run.ending(nil, [.targetFinished(outcome)]).outputs.map(\.text) == [
        "sampan: error: the rollout failed", "", "api  failed  1.4.0  48 s",
      ])
  }

  @Test func `the last outcome of a target is its result`() {
    let first = Outcome(
      target: "api", provider: "tcbr", status: .awaiting, failure: Failure(.awaitingPerson, "gray"))
    let last = Outcome(target: "api", provider: "tcbr", status: .deployed, releaseID: "api-007")
    let ending = Run.ending(nil, [.targetFinished(first), .targetFinished(last)])
    #expect(ending.outputs.map(\.text) == ["api  deployed  api-007"])
    #expect(ending.exitCode == .success)
  }

  @Test func `waiting for a person is not an error, and the next command is printed`() {
    let outcome = Outcome(
      target: "api", provider: "tcbr", status: .awaiting, version: "1.4.0",
      failure: Failure(
        .awaitingPerson, "gray-012 gets 10 % of the traffic",
        remedies: ["sampan promote api", "sampan cancel api"]))
    let ending = Run.ending(nil, [.targetFinished(outcome)])
    #expect(
      ending.outputs == [
        Output(.standard, "api  awaiting  1.4.0  gray-012 gets 10 % of the traffic"),
        Output(.error, "next: sampan promote api   or: sampan cancel api"),
      ])
    #expect(ending.exitCode == ExitCode(.awaitingPerson))
  }

  @Test func `a log in the background has each result at once, and costs no exit code`() {
    var printer = Run.printer(nil, traits: .resultsAtOnce)
    let outcome = Outcome(
      target: "api", provider: "local", status: .failed, failure: Failure(.repository, "no commit"))
    #expect(
      printer.render(.targetFinished(outcome)).map(\.text) == [
        "sampan: error: no commit", "", "api  failed",
      ])
    let ending = printer.finish(.success(.background(nil)))
    #expect(ending.outputs.isEmpty)
    #expect(ending.exitCode == .success)
  }

  @Test func `a failed rollout says what is still live, and in a run of several targets its cause`() {
    var outcome = Outcome(
      target: "staging", provider: "tcbr", status: .failed, version: "1.2.3",
      failure: Failure(.rolloutFailed, "npm ci failed"), elapsed: .seconds(48))
    outcome.stillLive = ServiceState.Online(
      release: "api-006", trafficPercent: 100, remark: "1 sampan:0123456789ab.0123456789ab.012345")
    func last(_ outcomes: [Outcome]) -> String? {
      let ending = Run.ending(nil, outcomes.map(Event.targetFinished))
      return ending.outputs.last { $0.stream == .standard }?.text
    }
    #expect(last([outcome]) == "staging  failed  1.2.3  still live: api-006 (01234567)  48 s")
    var other = outcome
    other.target = "production"
    #expect(last([other, outcome]) == "staging     failed  1.2.3  npm ci failed  48 s")
  }

  // MARK: JSON

  @Test func `the JSON object has every key, sorted, with null for what is not known`() {
    let outcome = Outcome(target: "a", provider: "local", status: .skipped, reason: "no tag")
    let ending = Run.ending(nil, [.targetFinished(outcome)], options: ReportOptions(json: true))
    #expect(
      ending.outputs.last?.text
        == #"{"checked":null,"command":"deploy","differences":[],"document":null,"error":null,"excerpts":[],"exit_code":0,"#
        + #""findings":[],"histories":[],"logs":[],"packages":[],"plans":[],"schema":1,"states":[],"targets":[{"commit":null,"commit_url":null,"elapsed_seconds":null,"#
        + #""error":null,"exit_code":0,"image":null,"package_sha256":null,"provider":"local","#
        + #""reason":"no tag","release_id":null,"remark":null,"run_url":null,"simulated":false,"#
        + #""status":"skipped","still_live":null,"subject":null,"target":"a","#
        + #""timeline":[],"url":null,"version":null}],"text":[]}"#)
    #expect(ending.outputs.first == Output(.error, "a  skipped  no tag"))
  }

  @Test func `the JSON in a CI log has no hash sign`() throws {
    let run = try Run("github", hostile: "##[error]x #1", options: ReportOptions(json: true))
    let line = try #require(run.outputs.last { $0.stream == .standard }).text
    #expect(!line.contains("#"))
  }

  @Test func `Python reads the same facts from the JSON`() async throws {
    let texts = Hostile.texts
    let value: JSON = ["texts": .array(texts.map(JSON.string)), "list": [1, .null, true, [:], []]]
    let writer = JSONText.forLogs
    for form in [writer.compact(value), writer.pretty(value).joined(separator: "\n")] {
      let utf16 = try await python(
        "print([list(t.encode('utf-16-le')) for t in json.load(sys.stdin)['texts']])", form)
      let read = try JSONDecoder().decode([[UInt8]].self, from: Data(utf16.utf8))
      #expect(read == texts.map { $0.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } })
    }
  }

  @Test func `Python parses a whole report as JSON`() async throws {
    let run = try Run(nil, hostile: "a\u{2028}\"\\\u{1B} ##[x] 中", options: ReportOptions(json: true))
    let line = try #require(run.outputs.last { $0.stream == .standard }).text
    let text = "sys.stdout.write(' '.join(sorted(json.load(sys.stdin))))"
    #expect(
      try await python(text, line)
        == "checked command differences document error excerpts exit_code findings histories logs packages plans "
        + "schema states targets text")
  }

  /// What a line of Python prints that reads `input` as standard input, strictly.
  private func python(_ line: String, _ input: String) async throws -> String {
    try await Command.succeed(
      ["python3", "-X", "utf8", "-c", "import json,sys; \(line)"], input: Array(input.utf8), seconds: 20)
  }
}
