import Emulator
import Foundation
import Model
import Support
import Testing

/// The built program, seen from outside: every file in `stories` runs in an empty repository of its own.
@Suite struct StoryTests {
  static let names = Stage.stories.map { $0.deletingPathExtension().lastPathComponent }.sorted()

  @Test(arguments: names) func `the story holds`(name: String) async throws {
    let story = Story(try String(contentsOf: Stage.story(name), encoding: .utf8))
    let stage = try await Stage(story.settings)
    defer { stage.clear() }
    let told = try await stage.tell(story)
    for (step, told) in zip(story.steps, told) where !step.agrees(with: told) {
      Issue.record("\(name): expected\n\(step)\n\(name): got\n\(told)")
    }
    for line in try stage.leaks(told) { Issue.record("\(name): \(line)") }
    for line in stage.wrongCalls(story.settings["calls"]) { Issue.record("\(name): \(line)") }
    #expect(!story.steps.isEmpty)
  }

  @Test func `a story with another output fails`() async throws {
    let story = Story(
      "says: nothing\n\nProse.\n\n  $ echo a; echo 'b 12'\n  a\n  b * (glob)\n  $ exit_with() { return $1; }\n"
        + "  $ exit_with 3\n  [3]\n  $ printf 'x\\n\\n'\n  x\n  \n")
    #expect(story.settings == ["says": "nothing"])
    let stage = try await Stage([:])
    defer { stage.clear() }
    let told = try await stage.tell(story)
    #expect(zip(story.steps, told).allSatisfy { $0.agrees(with: $1) }, "\(told)")
    #expect(try stage.leaks(told).isEmpty)
    for (change, index) in [("a", 0), ("3", 2), ("x", 3)] {
      var wrong = story.steps[index]
      if change == "3" { wrong.status = 0 } else { wrong.output.removeLast() }
      #expect(!wrong.agrees(with: told[index]))
    }
  }

  @Test func `a secret that is printed or written is detected`() async throws {
    let stage = try await Stage([:])
    defer { stage.clear() }
    let story = Story(
      "  $ echo key-of-the-story\n  $ echo '::add-mask::key-of-the-story'\n  $ echo Signature=12 > x\n")
    let leaks = try stage.leaks(try await stage.tell(story))
    #expect(
      leaks == [
        "the output holds a secret: key-of-the-story", "work/x holds a secret: Signature=12",
      ])
  }
}
