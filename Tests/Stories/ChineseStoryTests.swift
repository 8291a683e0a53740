import Foundation
import Testing

/// Every story in Chinese: no sentence may be printed in English, whether it is a message or only a string.
/// Takes minutes: with SAMPAN_TEST_CHINESE=1.
@Suite struct ChineseStoryTests {
  /// Stories that cannot be in Chinese: the runners of CI systems and a server's hook have an environment of their own,
  /// `chinese` sets the languages itself, and the others wait for words of the output.
  private static let names = StoryTests.names.filter { name in
    !name.hasPrefix("ci-")
      && ![
        "before-on-server", "chinese", "interrupted", "interrupted-early", "interrupted-terminal",
        "overtaken", "rehearse",
      ]
      .contains(name)
  }

  /// Steps that print what is English in every language: JSON, scripts, files of the repository, the man page.
  private static var english: Regex<Substring> {
    #/--json|SAMPAN_JSON|jq|schema|completions|cat |hook print|curl|man -l|mandoc|\.html|grep -h/#
  }

  /// What the program only repeats, each with the end of its sentence: commands, names in quotes, lines of logs, answers
  /// of clouds after the name of the call or of the step, commits, and words of the system and of libraries.
  private static var foreign: [Regex<AnyRegexOutput>] {
    [
      #"(?:sampan|git|gh|glab|docker|mkdir|export|echo)(?: [!-~<>…]+)+"#, #""[^"]*""#, #"^ *(?:│ |\| ).*"#,
      #"(?:[A-Z][a-z]+){2,}：.*"#, #"(?:[A-Z][a-z]+){2,}: .*"#, #"构建镜像 失败：.*"#, #"创建版本 失败：.*"#,
      #"check_build_image : .*"#, #"resource \(qcs::.*"#, #"HEAD .*"#, #"^ {12}[!-~].*"#,
      #"Add the service|Keep it out|Empty reply from server"#,
      #"no such file or directory|no space left on device|missing ']' in section header"#,
      #"loose object OBJECT is damaged.*"#, #"Cannot connect to the Docker daemon.*"#,
      #"Settings → Secrets and variables → Actions"#, #"^grep: .*"#,
      #"^(?:GitHub|Azure) command in line.*"#,
    ].compactMap { try? Regex($0) }
  }

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["SAMPAN_TEST_CHINESE"] == "1"), arguments: names)
  func `no sentence is English`(name: String) async throws {
    let foreign = Self.foreign
    try #require(foreign.count == 18)
    let story = Story(try String(contentsOf: Stage.story(name), encoding: .utf8))
    let stage = try await Stage(story.settings.merging(["lang": "zh"]) { $1 })
    defer { stage.clear() }
    let told = try await stage.tell(story)
    for (step, told) in zip(story.steps, told)
    where step.command.contains("sampan") && !step.command.contains(Self.english) {
      for line in told.output {
        let ours = foreign.reduce(line) { $0.replacing($1, with: "…") }
        // Two words in a row may be a name: "Cloud Run".
        #expect(!ours.contains(#/[a-z]{2,} [a-z']{2,} [a-z]{2,}/#), "\(name): \(line)")
      }
    }
  }
}
