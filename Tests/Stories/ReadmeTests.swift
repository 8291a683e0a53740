import Foundation
import Support
import Testing

/// What the README copies from the program, and what it promises of its example.
@Suite struct ReadmeTests {
  private static let file = Stage.repository.appendingPathComponent("README.md")

  private func readme() throws -> String { try String(contentsOf: Self.file, encoding: .utf8) }

  /// What stands between the first `begin` and the `end` after it.
  private func block(from begin: String, to end: String) throws -> String {
    let text = try readme()
    let start = try #require(text.range(of: begin)).upperBound
    let stop = try #require(text.range(of: end, range: start..<text.endIndex)).lowerBound
    return String(text[start..<stop])
  }

  @Test(arguments: ["exit-codes", "config"]) func `the README shows what help prints`(topic: String)
    async throws
  {
    let shown = try block(
      from: "<!-- begin: sampan help \(topic) -->\n```text\n", to: "```\n<!-- end -->")
    let printed = try await Command.succeed(
      [Stage.program, "help", topic], environment: GitFixture.environment)
    #expect(shown == printed)
  }

  @Test func `the README's own config has no findings`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = try folder.write("sampan.json", block(from: "```jsonc\n", to: "```\n"))
    let result = try await Command.run(
      [Stage.program, "check", "--config", path], in: folder.path,
      environment: GitFixture.environment)
    #expect(result.text.hasPrefix("\(path): 2 targets, no problems\n"))
    #expect(result.status == 0)
  }
}
