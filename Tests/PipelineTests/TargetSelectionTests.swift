import Model
import Support
import Testing

@testable import Pipeline

@Suite struct TargetSelectionTests {
  func target(_ name: String, branch: [String]? = nil, tag: [String]? = nil) throws -> Target {
    let hasWhen = branch != nil || tag != nil
    return Target(
      name: name, place: Place(file: "sampan.json"), provider: "local",
      when: hasWhen
        ? Target.When(branch: branch.flatMap { GlobList($0) }, tag: tag.flatMap { GlobList($0) }) : nil,
      version: [try Template("{short}")], remark: [try Template("{version}")])
  }

  func configuration() throws -> Configuration {
    Configuration(
      file: "sampan.json",
      targets: [
        try target("staging", branch: ["main", "release/*"]), try target("production", tag: ["v*"]),
        try target("by-hand"),
      ], allowEnv: [])
  }

  func choose(
    named: [String] = [], branch: String? = nil, tags: [String] = [], job: CIJob? = nil
  ) throws -> [String] {
    try TargetSelection.choose(configuration(), named: named, branch: branch, tags: tags, job: job)
      .chosen.map(\.name)
  }

  @Test func `branch and tag globs choose, and a target without when is never chosen by itself`() throws {
    #expect(try choose(branch: "main") == ["staging"])
    #expect(try choose(branch: "release/1") == ["staging"])
    #expect(try choose(branch: "feature/x").isEmpty)
    #expect(try choose(tags: ["v1.2.3"]) == ["production"])
    #expect(try choose().isEmpty)
  }

  @Test func `a named target is taken whatever its when, once, in the order of the file`() throws {
    #expect(try choose(named: ["by-hand", "staging", "by-hand"], branch: "x") == ["staging", "by-hand"])
  }

  @Test func `an unknown name is a usage error that lists the known ones`() throws {
    let failure = #expect(throws: Failure.self) { try choose(named: ["prod"]) }
    #expect(failure?.kind == .usage)
    #expect(failure?.remedies.first?.contains("\"production\"") == true)
  }

  @Test func `a pull request matches nothing, and says so`() throws {
    let job = CIJob(
      .github, title: "GitHub Actions", ref: .pullRequest("12"), fullHistoryRemedy: "")
    let selection = try TargetSelection.choose(
      configuration(), named: [], branch: "main", tags: [], job: job)
    #expect(selection.chosen.isEmpty)
    #expect(selection.skipped.first?.reason.contains("pull request 12") == true)
  }

  @Test func `every skipped target has a reason that names what it wants and what there is`() throws {
    let selection = try TargetSelection.choose(
      configuration(), named: [], branch: "feature/x", tags: [], job: nil)
    #expect(
      selection.skipped.map(\.reason) == [
        "it needs branch \"main\", \"release/*\", this is branch \"feature/x\"",
        "it needs tag \"v*\", this is branch \"feature/x\"",
        "it has no \"when\": deploy it with \"sampan deploy by-hand\"",
      ])
  }
}
