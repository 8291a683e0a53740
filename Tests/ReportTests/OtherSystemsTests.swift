import Foundation
import Model
import Support
import Testing

@testable import Report

struct `On other CI systems` {
  static let outcome = Outcome(
    target: "production", provider: "tcbr", status: .deployed, version: "1.2.3", remark: "costs $5",
    url: "https://api.example.com/%41")

  private func run(_ system: String) -> (lines: [String], files: [String: String]) {
    let ending = Run.ending(
      system,
      [
        .targetStarted(name: "Production.EU", provider: "tcbr", service: "prod/api", version: "1.2.3"),
        .targetFinished(Self.outcome),
      ])
    let files = ending.files.map { ($0.path, $0.text) }
    return (ending.outputs.map(\.text), Dictionary(files) { $1 })
  }

  @Test func `GitLab gets a section per target`() {
    let lines = run("gitlab").lines
    #expect(lines.first?.hasPrefix("\u{1B}[0Ksection_start:17000") == true)
    #expect(
      lines.first?.hasSuffix(":sampan_1_production_eu\r\u{1B}[0KProduction.EU → tcbr prod/api   1.2.3")
        == true)
    #expect(
      GitLabReader.sections(lines.joined(separator: "\n")) == [
        .init(isStart: true, name: "sampan-1-production-eu"),
        .init(isStart: false, name: "sampan-1-production-eu"),
      ])
  }

  @Test func `GitLab folds each log under its title`() {
    let events: [Event] = [
      .targetStarted(name: "staging", provider: "tcbr", service: "env/api", version: "1.2.3"),
      .log(LogExcerpt(title: "build log", lines: ["npm error 404", "npm error gone"])),
      .log(LogExcerpt(title: "process log", lines: ["port 80 refused"])), .targetFinished(Self.outcome),
    ]
    let lines = Run.ending("gitlab", events).outputs.map(\.text)
    let start = lines.firstIndex { $0.contains("section_start") && $0.contains("log_1[collapsed=true]") }
    let shown = lines.dropFirst(start ?? lines.count).prefix(4)
    #expect(shown.first?.hasSuffix("\r\u{1B}[0K  build log:") == true)
    #expect(shown.dropFirst().prefix(2) == ["    | npm error 404", "    | npm error gone"])
    #expect(shown.last?.contains("section_end") == true)
    #expect(
      GitLabReader.sections(lines.joined(separator: "\n")).map(\.name) == [
        "sampan-1-staging", "sampan-log-1", "sampan-log-1", "sampan-log-2", "sampan-log-2",
        "sampan-1-staging",
      ])
    // Groups of the others cannot be inside of groups.
    #expect(!Run.ending("github", events).outputs.contains { $0.text.contains("collapsed") })
  }

  @Test func `GitLab gets variables that it does not expand`() throws {
    let file = try #require(run("gitlab").files["/builds/a/sampan.env"])
    #expect(
      try GitLabReader.dotenv(file) == [
        "SAMPAN_STATUS": "deployed", "SAMPAN_VERSION": "1.2.3", "SAMPAN_REMARK": "costs ＄5",
        "SAMPAN_TARGET": "production", "SAMPAN_PROVIDER": "tcbr", "SAMPAN_URL": "https://api.example.com/%41",
      ])
  }

  @Test func `GitLab gets an empty code quality report without findings, and a link to the service`()
    throws
  {
    let files = run("gitlab").files
    #expect(files["/builds/a/sampan-codequality.json"] == "[]\n")
    let text = try #require(files["/builds/a/sampan-annotations.json"])
    let links = try JSONDecoder().decode([String: [[String: [String: String]]]].self, from: Data(text.utf8))
    #expect(
      links == [
        "Sampan": [["external_link": ["label": "production", "url": "https://api.example.com/%41"]]]
      ])
  }

  @Test func `GitLab's fingerprints stay when a line moves, and differ between two equal findings`() throws {
    func fingerprints(_ lines: [Int]) throws -> [String] {
      let findings = lines.map { Finding(.error, "x", rule: "r", place: Place(file: "./a", line: $0)) }
      let ending = Run.ending("gitlab", findings.map(Event.finding))
      let file = try #require(ending.files.first { $0.path.hasSuffix("codequality.json") })
      let entries = try JSONDecoder().decode(JSON.self, from: Data(file.text.utf8)).array ?? []
      #expect(entries.allSatisfy { $0["location"]?["path"] == "a" })
      return entries.compactMap { $0["fingerprint"]?.string }
    }
    let first = try fingerprints([1, 2])
    #expect(Set(first).count == 2)
    #expect(try fingerprints([5, 9]) == first)
  }

  @Test func `CNB gets outputs that its unescaping does not change`() {
    let lines = run("cnb").lines
    #expect(
      lines.contains(
        "##[set-output url=base64,\(Data("https://api.example.com/%41".utf8).base64EncodedString())]"))
    #expect(lines.contains("##[set-output status=base64,ZGVwbG95ZWQ=]"))
  }

  @Test func `Azure gets a group and output variables with its own escape`() {
    let lines = run("azure").lines
    #expect(lines.prefix(2) == ["##[group]Production.EU → tcbr prod/api   1.2.3", "##[endgroup]"])
    #expect(
      lines.contains(
        "##vso[task.setvariable variable=sampan_url;isOutput=true;]https://api.example.com/%AZP2541"))
  }

  @Test func `TeamCity gets blocks and parameters`() {
    let lines = run("teamcity").lines
    #expect(lines.first == "##teamcity[blockOpened name='Production.EU']")
    #expect(lines.contains("##teamcity[blockClosed name='Production.EU']"))
    #expect(lines.contains("##teamcity[setParameter name='env.SAMPAN_REMARK' value='costs $5']"))
  }

  @Test func `TeamCity gets a problem for an error, a marked line for a warning, and nothing for a notice`() {
    let findings = [
      Finding(.error, "it's [broken]\nhere", rule: "r"), Finding(.warning, "50 | 50", rule: "r"),
      Finding(.notice, "by the way", rule: "r"),
    ]
    let ending = Run.ending("teamcity", findings.map(Event.finding))
    #expect(
      ending.outputs.map(\.text).filter { $0.hasPrefix("##") } == [
        "##teamcity[buildProblem description='it|'s |[broken|]|n  here' identity='r']",
        "##teamcity[message text='50 || 50' status='WARNING']",
      ])
  }

  @Test func `Gitee Go gets parameters in a file beside the step`() {
    let file = run("gitee").files["GITEE_PARAMS"] ?? ""
    #expect(file.hasPrefix("SAMPAN_STATUS=deployed\nSAMPAN_VERSION=1.2.3\nSAMPAN_REMARK=costs $5\n"))
    #expect(file.hasSuffix("SAMPAN_URL=https://api.example.com/%41\n"))
  }

  @Test func `Buildkite gets a group`() {
    #expect(run("buildkite").lines.first == "--- Production.EU → tcbr prod/api   1.2.3")
  }

  @Test func `Jenkins and all others get only the text`() {
    #expect(
      run("jenkins").lines == [
        "Production.EU → tcbr prod/api   1.2.3", "",
        "production  deployed  1.2.3  https://api.example.com/%41",
      ])
  }
}
