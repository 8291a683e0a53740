import Foundation
import Support
import Testing

/// `ci-templates/README.zh-CN.md` is the README in Chinese: the same parts in the same order.
@Suite struct ChineseReadmeTests {
  private static let chinese = "ci-templates/README.zh-CN.md"

  private func lines(_ document: String) throws -> [Substring] {
    try String(contentsOf: Stage.repository.appendingPathComponent(document), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  private struct Block: Equatable {
    var language: String
    var lines: [String] = []

    /// Without comments, which are translated.
    var code: [String] {
      guard ["sh", "yaml"].contains(language) else { return lines }
      return lines.map { line in
        String(line.replacing(#/ +# .*$/#, with: "")).trimmingCharacters(in: .whitespaces)
      }
    }
  }

  private func blocks(_ document: String) throws -> [Block] {
    var blocks: [Block] = []
    var isInside = false
    for line in try lines(document) {
      if line.hasPrefix("```") {
        if !isInside { blocks.append(Block(language: String(line.dropFirst(3)))) }
        isInside.toggle()
      } else if isInside {
        blocks[blocks.count - 1].lines.append(String(line))
      }
    }
    return blocks
  }

  @Test func `it has the headings, lists and tables of the README`() throws {
    func shape(_ document: String) throws -> [String] {
      var isCode = false
      return try lines(document).compactMap { line in
        if line.hasPrefix("```") { isCode.toggle() }
        guard !isCode else { return nil }
        return line.firstMatch(of: #/^(#+ |\* |[0-9]+\. |\|)/#).map { String($0.output.1) }
      }
    }
    #expect(try shape(Self.chinese) == shape("README.md"))
  }

  @Test func `its code is that of the README, with comments in Chinese`() throws {
    let (english, chinese) = (try blocks("README.md"), try blocks(Self.chinese))
    #expect(chinese.map(\.language) == english.map(\.language))
    for (one, other) in zip(english, chinese) where !["console", "text"].contains(one.language) {
      #expect(other.code == one.code)
    }
    for (one, other) in zip(english, chinese) where one.language == "console" {
      #expect(other.lines.first == one.lines.first)
    }
  }

  @Test func `it shows what the program prints in Chinese`() async throws {
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
    let folder = URL(fileURLWithPath: Stage.program).deletingLastPathComponent().path
    for block in try blocks(Self.chinese) where block.language == "console" {
      let command = try #require(block.lines.first).dropFirst(2)
      let result = try await Command.run(
        ["sh", "-c", "exec 2>&1; " + command], in: fixture.path,
        environment: GitFixture.environment.merging(["PATH": folder + ":/usr/bin:/bin", "SAMPAN_LANG": "zh"])
        { $1 })
      var printed = result.text.split(separator: "\n").map(settled)[...]
      for line in block.lines.dropFirst().map({ settled($0[...]) }) where line != "  …" && !line.isEmpty {
        printed = printed.drop { $0 != line }
        #expect(printed.popFirst() == line, "\(command)")
      }
    }
    let exitCodes = try await Command.succeed(
      [Stage.program, "--lang", "zh", "help", "exit-codes"], environment: GitFixture.environment)
    #expect(try blocks(Self.chinese).contains { $0.lines.joined(separator: "\n") + "\n" == exitCodes })
  }

  private func settled(_ line: Substring) -> String {
    String(line).replacing(#/127\.0\.0\.1:\d+/#, with: "127.0.0.1:PORT")
      .replacing(#/请求 ID [0-9a-f-]+/#, with: "请求 ID").replacing(#/[0-9]{8}-[0-9a-f]{8}/#, with: "VERSION")
  }

  @Test func `its links work`() throws {
    let folder = Stage.repository.appendingPathComponent(Self.chinese).deletingLastPathComponent()
    for line in try lines(Self.chinese) {
      for link in line.matches(of: #/\]\(([^)#:]+)(?:#[^)]+)?\)/#) {
        let target = folder.appendingPathComponent(String(link.output.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(link.output.0)")
      }
    }
  }
}
