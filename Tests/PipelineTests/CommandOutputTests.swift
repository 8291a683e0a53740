import Effects
import Model
import Synchronization
import Testing

@testable import Pipeline

/// What `before` and `after` print, as lines.
@Suite struct CommandOutputTests {
  private static let secret = "SECRETKEYabcdefghijklmnopqrstuv"

  /// The lines that are told of these pieces of output.
  private func lines(_ pieces: [String], ends: Bool = true) -> [String] {
    let told = Told()
    var world = World.refusing
    world.tell = { event in
      if case .output(let line) = event { told.lines.withLock { $0.append(line) } }
    }
    world.secrets.add(Secret(Self.secret))
    world.masked = { text, secrets in secrets.reduce(text) { $0.replacing($1, with: "***") } }
    let output = CommandOutput(
      of: RepositoryCommand(.line("make"), at: Place(file: "sampan.json")), in: world)
    for piece in pieces { output.add(.output(Array(piece.utf8))) }
    if ends { output.end() }
    return told.lines.withLock { $0 }
  }

  private final class Told: Sendable {
    let lines = Mutex<[String]>([])
  }

  @Test func `lines are told as they are written, and what follows the last line end as well`() {
    #expect(lines(["a", "b\nc", "\n\nd"]) == ["ab", "c", "", "d"])
    #expect(lines(["10%\r20%\r", "30%\n"]) == ["30%"])
  }

  @Test func `a line of 16 KiB is whole, and of a longer one the start is shown, and the next one again`() {
    let line = String(repeating: "x", count: 16 * 1024)
    #expect(lines([line + "\nnext\n"]) == [line, "next"])
    let longer = line + String(repeating: "y", count: 100_000)
    #expect(lines([longer + "\nnext\n"]) == [line + "…", "next"])
    // In pieces, as a pipe gives them, and without a line end.
    var pieces: [String] = []
    var rest = longer[...]
    while !rest.isEmpty {
      pieces.append(String(rest.prefix(4096)))
      rest = rest.dropFirst(4096)
    }
    #expect(lines(pieces + ["\nnext\n"]) == [line + "…", "next"])
    #expect(lines(pieces) == [line + "…"])
  }

  @Test func `nothing of a secret is told where a long line is cut`() {
    for count in [16_300, 16_353, 16_354, 16_374, 16_384, 32_750, 32_768, 32_790] {
      let line = String(repeating: "x", count: count) + Self.secret + String(repeating: "y", count: 40_000)
      for pieces in [[line + "\n"], [String(line.prefix(32_800)), String(line.dropFirst(32_800)) + "\n"]] {
        let shown = lines(pieces).joined(separator: "\n")
        #expect(!shown.contains("SEC") && !shown.contains("tuv"), "\(count)")
        #expect(shown.hasPrefix("xxx") && shown.hasSuffix("…"))
      }
    }
    // Where most of it is secrets, no part of one comes from the end of what was read.
    let many = String(repeating: Self.secret + " ", count: 4000)
    let first = String(many.prefix(32_780))
    let shown = lines([first, String(many.dropFirst(first.count)) + "\n"]).joined()
    #expect(!shown.contains("SEC") && shown.count < 16_400)
  }

  @Test func `a cut leaves characters whole, and progress without line ends is its newest state`() {
    let text = String(repeating: "构建", count: 20_000)
    let shown = lines([text + "\n"])
    #expect(shown.count == 1 && shown[0].dropLast().allSatisfy { "构建".contains($0) })
    let progress = (1...100).map { "\(String(repeating: "#", count: 1000)) \($0)%\r" }
    #expect(lines(progress + ["\n"]) == [String(repeating: "#", count: 1000) + " 100%"])
  }
}
