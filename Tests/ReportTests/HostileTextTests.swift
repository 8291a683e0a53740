import Foundation
import Model
import Support
import Testing

@testable import Report

struct `Whatever a commit or a cloud says` {
  @Test(arguments: Hostile.texts)
  func `no CI format prints commands from foreign text`(text: String) throws {
    for system in Run.systems { check(try Run(system, hostile: text), system) }
    let verbose = ReportOptions(verbosity: .verbose)
    check(try Run(nil, hostile: text, options: verbose), nil)
    for product in try Run.products(text) {
      check(try Run("azure", hostile: text, options: verbose, product: product), "azure")
    }
    check(try Run("github", hostile: text, options: ReportOptions(json: true)), "github")
  }

  @Test func `random text is only shown, and never executed`() throws {
    var generator = SeededRandom(seed: 20_261_121)
    for round in 0..<400 {
      let text = Hostile.random(using: &generator)
      let system = Run.systems[round % Run.systems.count]
      check(try Run(system, hostile: text, options: ReportOptions(json: round % 3 == 0)), system)
    }
  }

  @Test(arguments: Hostile.texts)
  func `GitHub's outputs are read back as they were`(text: String) throws {
    let run = try Run("github", hostile: text)
    let file = try #require(run.files["output"])
    let outputs = try GitHubReader.outputs(file.text)
    #expect(file.mode == .append)
    #expect(
      Set(outputs.keys) == [
        "status", "version", "remark", "commit", "target", "provider", "url", "release_id", "package_sha256",
        "image",
      ])
    #expect(outputs["status"] == "failed")
    for (name, value) in outputs where name != "status" { #expect(value.utf8.elementsEqual(text.utf8)) }
  }

  @Test(arguments: Hostile.texts)
  func `GitLab accepts the dotenv file, with one value for each name`(text: String) throws {
    let file = try #require(try Run("gitlab", hostile: text).files["sampan.env"])
    let variables = try GitLabReader.dotenv(file.text)
    #expect(variables["SAMPAN_STATUS"] == "failed")
    #expect(variables.keys.allSatisfy { $0.hasPrefix("SAMPAN_") })
    #expect(variables.values.allSatisfy { !$0.utf8.contains(0x24) })
    #expect(file.mode == .replace)
  }

  @Test(arguments: Hostile.texts)
  func `GitLab's parser accepts every entry of the code quality report`(text: String) throws {
    let file = try #require(try Run("gitlab", hostile: text).files["sampan-codequality.json"])
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(file.text.utf8)) as? [[String: Any]])
    #expect(entries.count == 5)
    for entry in entries {
      let location = try #require(entry["location"] as? [String: Any])
      #expect(location["path"] is String)
      #expect(((location["lines"] as? [String: Any])?["begin"] as? Int ?? 0) > 0)
      #expect(entry["description"] is String)
      #expect(["info", "minor", "major", "critical", "blocker"].contains(entry["severity"] as? String))
    }
    #expect(Set(entries.compactMap { $0["fingerprint"] as? String }).count == entries.count)
  }

  @Test(arguments: Hostile.texts)
  func `the JSON object has the text unchanged and is one line`(text: String) throws {
    for system in [nil, "github"] as [String?] {
      let run = try Run(system, hostile: text, options: ReportOptions(json: true))
      let results = run.outputs.filter { $0.stream == .standard }
      let line = try #require(results.first?.text)
      #expect(results.count == 1)
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let target = try #require((object["targets"] as? [[String: Any]])?.first)
      #expect((target["version"] as? String)?.utf8.elementsEqual(text.utf8) == true)
      let error = try #require(object["error"] as? [String: Any])
      #expect((error["message"] as? String)?.utf8.elementsEqual(text.utf8) == true)
      #expect((error["hints"] as? [String])?.first?.utf8.elementsEqual(text.utf8) == true)
    }
  }

  @Test(arguments: Hostile.texts)
  func `the step summary has a bounded size`(text: String) throws {
    let page = try #require(try Run("github", hostile: text).files["summary"]).text
    #expect(page.utf8.count <= 100 * 1024)
    // A line of the table is a line of the table, and no fence opens but ours.
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    let tags = lines.map(String.init).filter { $0.begins("<") }
    #expect(tags.count == 4 && tags[0].begins("<details><summary>") && tags[0].hasSuffix("</summary>"))
    #expect(tags.dropFirst() == ["<pre>", "</pre>", "</details>"])
    #expect(lines.filter { $0.hasPrefix("```") } == ["```mermaid", "```"])
    let row = try #require(lines.dropFirst(4).first)
    #expect(unescapedCount(of: "|", in: row) == 8)
    #expect(unescapedCount(of: "<", in: Substring(page)) == 6)
  }

  private func unescapedCount(of mark: Unicode.Scalar, in text: Substring) -> Int {
    var count = 0
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if scalar == mark, !isEscaped { count += 1 }
      isEscaped = scalar == "\\" && !isEscaped
    }
    return count
  }

  // MARK: what the readers find

  private func check(_ run: Run, _ system: String?) {
    for output in run.outputs { checkCharacters(output.text, system) }
    checkGitHub(run, system)
    checkGitLab(run, system)
    checkMarkers(run, system)
  }

  /// One line, and no character with an effect of its own, but for GitLab's section markers.
  private func checkCharacters(_ line: String, _ system: String?) {
    var line = line
    if system == "gitlab", line.begins("\u{1B}[0Ksection_") {
      line = line.components("\r\u{1B}[0K").dropFirst().joined()
    }
    let bad = line.unicodeScalars.filter { scalar in
      if (0x20...0x7E).contains(scalar.value) { return false }
      let category = scalar.properties.generalCategory
      let isBidirectional =
        [0x061C, 0x200E, 0x200F].contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      return category == .control && scalar != "\t" || category == .lineSeparator
        || category == .paragraphSeparator || isBidirectional
    }
    #expect(bad.isEmpty, "\(line.debugDescription.prefix(200))")
  }

  private func checkGitHub(_ run: Run, _ system: String?) {
    for isTolerant in [false, true] {
      let commands = run.lines.compactMap { line in
        GitHubReader.command(isTolerant ? withoutIgnorables(line) : line)?.name
      }
      switch system {
      case "github", "gitea":
        // One group; the annotations of two failures, one error, two equal warnings of which one counts, a
        // notice.
        #expect(commands == ["group", "endgroup", "error", "error", "error", "warning", "notice"])
      case "azure": #expect(commands.allSatisfy { ["group", "endgroup"].contains($0) })
      case "cnb": #expect(commands.allSatisfy { $0 == "set-output" })
      default: #expect(commands.isEmpty)
      }
    }
  }

  private func checkGitLab(_ run: Run, _ system: String?) {
    let sections = GitLabReader.sections(run.log)
    if system == "gitlab" {
      // The target's, and inside of it one for the excerpt of a log.
      #expect(sections.map(\.isStart) == [true, true, false, false])
      #expect(sections.map(\.name) == sections.map(\.name).reversed())
      #expect(Set(sections.map(\.name)).count == 2)
    } else {
      #expect(sections.isEmpty)
    }
  }

  /// Azure's, CNB's, TeamCity's and Buildkite's introducers are only where we print them.
  private func checkMarkers(_ run: Run, _ system: String?) {
    for line in run.lines where line.utf8.contains(0x23) || !line.utf8.allSatisfy({ $0 < 0x80 }) {
      let lower = withoutIgnorables(line).lowercased()
      let azure = lower.components("##vso[").count - 1
      let team = lower.components("##teamcity[").count - 1
      let bracket = lower.components("##[").count - 1
      #expect(azure == (system == "azure" && line.begins("##vso[task.") ? 1 : 0))
      #expect(team == (system == "teamcity" && line.begins("##teamcity[") ? 1 : 0))
      let isOurs =
        system == "azure" && (line.begins("##[group]") || line == "##[endgroup]")
        || system == "cnb" && line.begins("##[set-output ")
      #expect(bracket == (isOurs ? 1 : 0))
    }
    if system != "buildkite" {
      for mark in ["--- ", "+++ ", "~~~ ", "^^^ "] { #expect(!run.lines.contains { $0.begins(mark) }) }
    }
    if system == "buildkite" {
      #expect(run.lines.filter { $0.begins("--- ") }.count == 1)
      #expect(run.lines.filter { $0.begins("+++ ") || $0.begins("~~~ ") }.isEmpty)
    }
  }

  /// As a comparison sees it that skips what has no width.
  private func withoutIgnorables(_ line: String) -> String {
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: line.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint })
    return String(kept)
  }
}
