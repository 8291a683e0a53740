import Foundation
import Model
import Testing

/// Every story in Chinese: no message may be printed in English. Takes minutes: with SAMPAN_TEST_CHINESE=1.
@Suite struct ChineseStoryTests {
  /// Steps that print what is English in every language: JSON, scripts, files of the repository, git.
  private static var english: Regex<Substring> {
    #/--json|jq|schema|completions|cat |sed |grep|head |tail |git |hook print|curl/#
  }

  /// Stories that cannot be in Chinese: the runners of CI systems start a job with an environment of its own, `chinese`
  /// sets the languages itself, and the others wait for words of the output.
  private static let names = StoryTests.names.filter { name in
    !name.hasPrefix("ci-")
      && !["chinese", "interrupted", "interrupted-early", "interrupted-terminal", "overtaken", "rehearse"]
        .contains(name)
  }

  /// What clouds, logs, the system and users say, and commands.
  private static var foreign: Regex<Substring> {
    #/^ *\| |no such file or directory|has no permission|\. *$|more than five minutes|^ *git add|1 control character$|^error: \{|^deploy 78/#
  }

  /// The parts of templates of at least two words, as they would be seen.
  private static let parts: [String] = {
    let list = Stage.repository.appendingPathComponent("Tests/templates.txt")
    let templates = (try? String(contentsOf: list, encoding: .utf8))?.split(separator: "\n") ?? []
    let parts = templates.flatMap { $0.replacing("%%", with: "%").split(separator: #/%[1-9]/#) }
    return Set(parts.map { $0.trimmingCharacters(in: .whitespaces) })
      .filter { $0.contains(#/[a-z]{2,} [a-z]{2,}/#) && !$0.contains(#/^(git|sampan|apt-get|docker) /#) }
      .sorted()
  }()

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["SAMPAN_TEST_CHINESE"] == "1"),
    arguments: names)
  func `no message is English`(name: String) async throws {
    let story = Story(try String(contentsOf: Stage.story(name), encoding: .utf8))
    let stage = try await Stage(story.settings.merging(["lang": "zh"]) { $1 })
    defer { stage.clear() }
    let told = try await stage.tell(story)
    for (step, told) in zip(story.steps, told)
    where !step.command.contains(Self.english) {
      for line in told.output where !line.contains(Self.foreign) {
        let left = Self.parts.filter { line.contains($0) && !step.command.contains($0) }
        if !left.isEmpty { Issue.record("\(name): \(line)\n  \(left)") }
      }
    }
  }
}
