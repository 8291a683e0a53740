import Foundation
import Model
import Support
import Testing

@testable import Report

struct `The results of a command` {
  private func plan() throws -> Plan {
    let id = try #require(ObjectID(String(repeating: "a", count: 40)))
    let template = try Template("{version}")
    let deployment = Deployment(
      target: Target(
        name: "production", place: Place(file: "sampan.json"), provider: "tcbr", version: [template],
        remark: [template]),
      commit: Commit(
        id: id, tree: id, subject: "Fix it", authorName: "Ann", authorEmail: "",
        committed: Timestamp(seconds: 0),
        parentCount: 0),
      version: "1.2.3", remark: "1.2.3 Fix it",
      stamp: Stamp(commit: "aaaaaaaaaaaa", tree: "bbbbbbbbbbbb", config: "cccccc"), root: "/repo")
    return Plan(
      deployment: deployment, artifact: .package(path: ".", entryCount: 42, byteCount: 1_200_000),
      requests: [
        PlannedRequest(method: "GET", url: "https://a/b"),
        PlannedRequest(
          method: "POST", url: "https://a/c", action: "Update", body: ["B": [1, true], "A": "x/y"],
          isWrite: true, condition: "it is free"),
      ], findings: [Finding(.warning, "shallow", rule: "r")])
  }

  private func lines(_ report: RunReport) -> [String] {
    var reporting = Run.reporting(nil)
    return reporting.finish(report).outputs.filter { $0.stream == .standard }.map(\.text)
  }

  @Test func `a plan shows every request as it would be sent`() throws {
    #expect(
      lines(RunReport(command: "plan", exitCode: .success, plans: [try plan()])) == [
        "production (tcbr) 1.2.3", "  remark    1.2.3 Fix it", "  commit    aaaaaaaaaaaa Fix it (Ann)",
        "  artifact  package of .: 42 files, 1.2 MB", "  1. GET https://a/b (only reads)",
        "  2. POST https://a/c Update", "     when it is free", "     {", #"       "A": "x/y","#,
        #"       "B": ["#, "         1,", "         true", "       ]", "     }",
      ])
  }

  @Test func `a status tells what is live and how far HEAD is from it`() throws {
    let commit = try plan().deployment.commit
    let report = StatusReport(
      target: "production", provider: "tcbr",
      state: ServiceState(
        url: "https://a",
        online: [
          .init(release: "api-007", trafficPercent: 100, remark: "1 sampan:0123456789ab.0123456789ab.012345")
        ],
        inFlight: InFlight(id: "9", status: "running", step: "BuildImage")), head: commit,
      relation: .headIsAhead(1))
    #expect(
      lines(RunReport(command: "status", exitCode: .success, states: [report])) == [
        "production (tcbr) https://a", "  live      api-007, 100 % of traffic, commit 0123456789ab",
        "            1 sampan:0123456789ab.0123456789ab.012345",
        "  in flight 9, running, step BuildImage", "  HEAD      aaaaaaaaaaaa Fix it",
        "            is 1 commit newer than what is live",
      ])
  }

  @Test func `a remark and an image that the provider leaves empty are no lines`() throws {
    let report = StatusReport(
      target: "production", provider: "tcbr",
      state: ServiceState(online: [.init(release: "api-001", trafficPercent: 100, remark: "", image: "")]),
      head: try plan().deployment.commit, relation: .same)
    #expect(
      lines(RunReport(command: "status", exitCode: .success, states: [report])) == [
        "production (tcbr)", "  live      api-001, 100 % of traffic", "  HEAD      aaaaaaaaaaaa Fix it",
        "            is live",
      ])
  }

  @Test func `text that is the result keeps its spaces, and nothing in it is a command`() {
    let text = ["  a  b", "", "::error::\u{1B}[2J"]
    #expect(
      lines(RunReport(command: "help", exitCode: .success, text: text)) == [
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
      lines(RunReport(command: "package", exitCode: .success, packages: [listing])) == [
        "100644    5 a", "100755 1234 run", "ab  /tmp/a.zip",
      ])
  }

  @Test func `the findings of check go to stdout, those of a deploy do not`() {
    let finding = Finding(.error, "x", rule: "r", place: Place(file: "sampan.json", line: 1, column: 2))
    let text = "sampan.json:1:2: error: x"
    #expect(lines(RunReport(command: "check", exitCode: .success, findings: [finding])) == [text])
    #expect(lines(RunReport(command: "deploy", exitCode: .success, findings: [finding])).isEmpty)
  }

  // MARK: JSON

  @Test func `the JSON object has every key, sorted, with null for what is not known`() {
    let outcome = Outcome(target: "a", provider: "local", status: .skipped, reason: "no tag")
    var reporting = Run.reporting(nil, options: ReportOptions(json: true))
    let ending = reporting.finish(RunReport(command: "deploy", exitCode: .success, outcomes: [outcome]))
    #expect(
      ending.outputs.last?.text
        == #"{"checked":null,"command":"deploy","document":null,"error":null,"exit_code":0,"findings":[],"#
        + #""packages":[],"plans":[],"states":[],"targets":[{"commit":null,"elapsed_seconds":null,"#
        + #""error":null,"exit_code":0,"image":null,"package_sha256":null,"provider":"local","#
        + #""reason":"no tag","release_id":null,"remark":null,"status":"skipped","target":"a","#
        + #""timeline":[],"url":null,"version":null}],"text":[]}"#)
    #expect(ending.outputs.first == Output(.error, "a skipped: no tag"))
  }

  @Test func `a finding of a plan is in the JSON once, and told`() throws {
    var reporting = Run.reporting(nil, options: ReportOptions(json: true))
    let ending = reporting.finish(RunReport(command: "plan", exitCode: .success, plans: [try plan()]))
    let object = try JSONDecoder().decode(JSON.self, from: Data((ending.outputs.last?.text ?? "").utf8))
    #expect(object["findings"]?.array?.count == 1)
    #expect(ending.outputs.first == Output(.error, "sampan: warning: shallow"))
  }

  @Test func `no hash sign stands in the JSON that a CI log shows`() throws {
    let run = try Run("github", hostile: "##[error]x #1", options: ReportOptions(json: true))
    let line = try #require(run.outputs.last { $0.stream == .standard }).text
    #expect(!line.contains("#"))
  }

  @Test func `Python reads the same facts from the JSON`() async throws {
    let texts = Hostile.texts
    let value: JSON = ["texts": .array(texts.map(JSON.string)), "list": [1, .null, true, [:], []]]
    let writer = JSONWriter(escapesHash: true)
    for form in [writer.compact(value), writer.pretty(value).joined(separator: "\n")] {
      let utf16 = try await python(
        "print([list(t.encode('utf-16-le')) for t in json.load(sys.stdin)['texts']])", form)
      let read = try JSONDecoder().decode([[UInt8]].self, from: Data(utf16.utf8))
      #expect(read == texts.map { $0.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } })
    }
  }

  @Test func `Python takes a whole report for JSON`() async throws {
    let run = try Run(nil, hostile: "a\u{2028}\"\\\u{1B} ##[x] 中", options: ReportOptions(json: true))
    let line = try #require(run.outputs.last { $0.stream == .standard }).text
    let text = "sys.stdout.write(' '.join(sorted(json.load(sys.stdin))))"
    #expect(
      try await python(text, line)
        == "checked command document error exit_code findings packages plans states targets text")
  }

  /// What a line of Python prints that reads `input` as standard input, strictly.
  private func python(_ line: String, _ input: String) async throws -> String {
    try await Command.succeed(
      ["python3", "-X", "utf8", "-c", "import json,sys; \(line)"], input: Array(input.utf8), seconds: 20)
  }
}
