import Foundation
import Support
import Testing

/// What the documents copy from the program, and what they promise of their examples.
@Suite struct ReadmeTests {
  private func text(_ document: String) throws -> String {
    try String(contentsOf: Stage.repository.appendingPathComponent(document), encoding: .utf8)
  }

  /// The text between each `begin` and the `end` after it.
  private func blocks(of document: String, from begin: String, to end: String) throws -> [String] {
    try text(document).components(separatedBy: begin).dropFirst().map { rest in
      try String(rest[..<#require(rest.range(of: end)).lowerBound])
    }
  }

  @Test(arguments: [("README.md", "exit-codes"), ("ci-templates/README.md", "config")])
  func `a document shows what help prints`(document: String, topic: String) async throws {
    let shown = try blocks(
      of: document, from: "<!-- begin: sampan help \(topic) -->\n```text\n", to: "```\n<!-- end -->")
    let printed = try await Command.succeed(
      [Stage.program, "help", topic], environment: GitFixture.environment)
    #expect(shown == [printed])
  }

  @Test func `each recipe of the README is a config without findings`() async throws {
    let recipes = try blocks(of: "README.md", from: "```jsonc\n", to: "```\n")
    #expect(recipes.count == 6)
    for recipe in recipes {
      let folder = try TemporaryDirectory()
      defer { folder.remove() }
      let path = try folder.write("sampan.json", recipe)
      let result = try await Command.run(
        [Stage.program, "check", "--config", path], in: folder.path, environment: GitFixture.environment)
      #expect(result.text.contains("no problems"), "\(recipe)\n\(result.text)")
      #expect(result.status == 0)
    }
  }

  /// A line `  …` replaces lines that are left out. Ports and request ids differ between runs.
  @Test func `the README shows what a deploy prints`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(
      "feat: say hello",
      files: [
        "Dockerfile": "FROM busybox\n", "index.html": "hello\n",
        "sampan.json": """
        { "targets": { "staging": {
          "when": { "branch": "main" },
          "tcbr": { "envId": "staging-1a2b3c", "serverName": "api" },
          "package": {} } } }

        """,
      ])
    for shown in try blocks(of: "README.md", from: "```console\n$ ", to: "```\n") {
      let lines = shown.split(separator: "\n").map(Self.settled)
      let command = try #require(lines.first)
      let result = try await Command.run(
        ["sh", "-c", "exec 2>&1; " + command], in: fixture.path,
        environment: GitFixture.environment.merging([
          "PATH": URL(fileURLWithPath: Stage.program).deletingLastPathComponent().path + ":/usr/bin:/bin"
        ]) { $1 })
      var printed = result.text.split(separator: "\n").map(Self.settled)[...]
      for (line, next) in zip(lines.dropFirst(), lines.dropFirst(2) + ["end"]) {
        guard line == "  …" else {
          #expect(printed.popFirst() == line, "\(command)")
          continue
        }
        printed = printed.drop { $0 != next }
      }
      #expect(printed.isEmpty, "\(command): \(printed)")
    }
  }

  private static func settled(_ line: Substring) -> String {
    String(line).replacing(#/127\.0\.0\.1:\d+/#, with: "127.0.0.1:PORT")
      .replacing(#/request id [0-9a-f-]+/#, with: "request id ID")
  }

  @Test func `the README is short`() throws {
    #expect(try text("README.md").split(separator: "\n", omittingEmptySubsequences: false).count <= 301)
  }

  @Test(arguments: ["README.md", "ci-templates/README.md", "hooks/README.md", "Tests/README.md"])
  func `links between the documents work`(document: String) throws {
    let folder = Stage.repository.appendingPathComponent(document).deletingLastPathComponent()
    let links = try text(document).matches(of: #/\]\(([^)#:]+)(?:#([^)]+))?\)/#)
    for link in links {
      let target = folder.appendingPathComponent(String(link.output.1))
      #expect(FileManager.default.fileExists(atPath: target.path), "\(document): \(link.output.0)")
      guard let anchor = link.output.2 else { continue }
      let headings = try String(contentsOf: target, encoding: .utf8).split(separator: "\n")
        .filter { $0.hasPrefix("#") }
        .map { $0.drop { $0 == "#" || $0 == " " }.lowercased().replacing(" ", with: "-") }
      #expect(headings.contains { $0 == anchor }, "\(document): \(link.output.0)")
    }
  }
}
