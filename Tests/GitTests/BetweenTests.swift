import Git
import Model
import Support
import Testing

/// The commits and files between two commits, against git itself.
@Suite struct BetweenTests {
  private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  @Test(arguments: [3, 4] as [UInt64]) func `commits on both sides are those of git, on random histories`(
    seed: UInt64
  ) async throws {
    let history = try await RandomHistory(commits: 60, seed: seed)
    defer { history.fixture.remove() }
    let fixture = history.fixture
    let repository = try fixture.opened()
    for (left, right) in [(59, 3), (3, 59), (40, 41), (12, 55), (20, 20), (33, 58)] {
      let live = try await fixture.id("c\(left)")
      let id = try await fixture.id("c\(right)")
      let head = try #require(try repository.commit(startingWith: id.hex))
      let between = try repository.between(live: live.prefix(12), and: head)
      let ahead = lines(try await fixture.git("rev-list", "c\(left)..c\(right)"))
      let behind = lines(try await fixture.git("rev-list", "c\(right)..c\(left)"))
      #expect(Set(between.ahead.map(\.id.hex)) == Set(ahead))
      #expect(Set(between.behind.map(\.id.hex)) == Set(behind))
      #expect(try between.relation == repository.relation(ofLive: live.prefix(12), toHead: head.id))
      let times = between.ahead.map(\.committed)
      #expect(times == times.sorted(by: >))
    }
  }

  @Test func `files are those of git diff without renames, whatever became of them`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(
      files: [
        "same/deep/a": "a", "changed": "1", "gone/x": "x", "gone/y": "y", "becomes-folder": "f",
        "was-folder/in": "i", "mode": "m", "typed": "t", "moved from": "long enough to be found again",
        "ü": "u",
      ])
    let old = try await fixture.id("HEAD")
    try await fixture.git("rm", "-rq", "gone", "becomes-folder", "was-folder", "typed")
    try await fixture.git("mv", "moved from", "moved to")
    try await Command.succeed(["chmod", "+x", "\(fixture.path)/mode"])
    try await Command.succeed(["ln", "-s", "changed", "\(fixture.path)/typed"])
    try await fixture.commit(
      files: ["changed": "2", "becomes-folder/new": "n", "was-folder": "w", "added/one/two": "2", "ü": "v"])
    let repository = try fixture.opened()
    for reversed in [false, true] {
      let head = try await fixture.id("HEAD")
      let (from, to) = reversed ? (head, old) : (old, head)
      let commit = try #require(try repository.commit(startingWith: to.hex))
      let between = try repository.between(live: from.hex, and: commit)
      let expected = lines(
        try await fixture.git(
          "-c", "core.quotePath=false", "diff", "--no-renames", "--name-status", from.hex, to.hex))
      let found = between.files.map { "\($0.kind.rawValue)\t\(String(decoding: $0.path, as: UTF8.self))" }
      #expect(Set(found) == Set(expected))
      #expect(found.count == expected.count && found.count == 13)
      #expect(!between.hasMoreFiles)
    }
    let same = try repository.between(
      live: old.hex, and: try #require(try repository.commit(startingWith: old.hex)))
    #expect(same.files.isEmpty && same.relation == .same && same.ahead.isEmpty)
  }

  @Test func `more files than anybody reads are cut`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: ["a": "a"])
    let old = try await fixture.id("HEAD")
    let many = (0..<Between.mostFiles + 5).map { ("d/\($0)", "") }
    try await fixture.commit(files: Dictionary(uniqueKeysWithValues: many))
    let repository = try fixture.opened()
    let head = try repository.head().commit
    let between = try repository.between(live: old.hex, and: head)
    #expect(between.files.count == Between.mostFiles && between.hasMoreFiles)
    let failure = #expect(throws: Failure.self) {
      try repository.between(live: old.hex, and: head) { true }
    }
    #expect(failure?.kind == .interrupted)
  }

  @Test func `a live commit that a shallow clone lacks is refused with what to do`() async throws {
    let fixture = try await GitFixture.withTags()
    defer { fixture.remove() }
    let old = try await fixture.id("v0.9.0")
    let copy = try await fixture.clone("--depth", "1")
    defer { copy.remove() }
    let repository = try copy.opened(job: github)
    let head = try repository.head().commit
    let failure = #expect(throws: Failure.self) { try repository.between(live: old.prefix(12), and: head) }
    #expect(failure?.kind == .repository)
    #expect(failure?.what == "commit \(old.prefix(12)) is not in this clone, which is shallow")
    #expect(failure?.remedies == [github.fullHistoryRemedy, "git fetch --unshallow --tags"])
    #expect(try repository.commit(startingWith: old.prefix(12)) == nil)

    let whole = try fixture.opened()
    let other = #expect(throws: Failure.self) {
      try whole.between(live: "abcdefabcdef", and: whole.head().commit)
    }
    #expect(other?.remedies == ["fetch the branch that has it: git fetch --all"])
  }
}
