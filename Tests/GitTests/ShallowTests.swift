import Git
import Model
import Support
import Testing

@Suite struct ShallowTests {
  @Test(
    arguments: [(7, [1, 2, 3, 5, 8, 13, 21, 50]), (8, [1, 4, 10, 30]), (9, [2, 6, 20, 40])]
      as [(UInt64, [Int])])
  func `a shallow clone gives the answer of the whole history or none`(seed: UInt64, depths: [Int])
    async throws
  {
    let history = try await RandomHistory(commits: 160, seed: seed)
    defer { history.fixture.remove() }
    let whole = try history.fixture.opened()
    var told = 0
    var refused = 0
    for (number, depth) in depths.enumerated() {
      let branch = "c\(159 - number * 7)"
      let copy = try await history.fixture.clone("--depth", "\(depth)", "--branch", branch)
      defer { copy.remove() }
      let repository = try copy.opened(job: github)
      #expect(
        try await repository.isShallow == (copy.git("rev-parse", "--is-shallow-repository") == "true\n"))
      #expect(try await repository.head().commit.id == history.fixture.id(branch))
      let inside = try await copy.git("rev-list", "HEAD").split(separator: "\n").compactMap {
        ObjectID(String($0))
      }
      for commit in inside {
        let answer = try repository.version(of: commit, tags: nil, ciTag: nil)
        if case .incomplete(let failure) = answer {
          refused += 1
          #expect(failure.kind == .repository)
          #expect(failure.remedies == [github.fullHistoryRemedy, "git fetch --unshallow --tags"])
        } else {
          told += 1
          #expect(try answer == whole.version(of: commit, tags: nil, ciTag: nil))
        }
        if let refusal = failure({ try repository.commitCount(of: commit) }) {
          #expect(refusal.kind == .repository)
        } else {
          #expect(try repository.commitCount(of: commit) == whole.commitCount(of: commit))
        }
        let head = try #require(inside.first)
        let relation = try repository.relation(ofLive: commit.prefix(12), toHead: head)
        if case .unknown(let reason) = relation {
          #expect(reason.contains("fetch-depth: 0"))
        } else {
          #expect(try relation == whole.relation(ofLive: commit.prefix(12), toHead: head))
        }
      }
    }
    #expect(told > 20)
    #expect(refused > 0)
  }

  /// HEAD merges a branch that began at the very first commit. The clone holds that commit and the tag, but
  /// not the line between them: it looks as if the first commit came after the tag.
  @Test func `an old commit that a merge brings back into sight is not counted twice`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let root = try await fixture.commit("root", at: 1_700_000_000)
    for number in 1...20 { try await fixture.commit("main \(number)", at: 1_700_000_000 + number) }
    try await fixture.git("tag", "v1.0.0")
    try await fixture.commit("after", at: 1_700_000_100)
    try await fixture.git("checkout", "-q", "-b", "old", root)
    try await fixture.commit("old", at: 1_700_000_200)
    try await fixture.git("checkout", "-q", "main")
    try await fixture.git("merge", "-q", "--no-ff", "-m", "merge", "old")
    let head = try await fixture.id("HEAD")
    guard case .after(_, let distance) = try fixture.opened().version(of: head, tags: nil, ciTag: nil) else {
      Issue.record("no tag")
      return
    }
    #expect(distance == 3)
    let copy = try await fixture.clone("--depth", "5")
    defer { copy.remove() }
    guard case .incomplete = try copy.opened().version(of: head, tags: nil, ciTag: nil) else {
      Issue.record("counted \(try copy.opened().version(of: head, tags: nil, ciTag: nil))")
      return
    }
  }

  @Test func `a branch that began before the tag is counted when its fork is in the clone`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    for number in 1...20 { try await fixture.commit("main \(number)", at: 1_700_000_000 + number) }
    try await fixture.git("branch", "feature", "HEAD~2")
    try await fixture.git("tag", "v1.0.0")
    try await fixture.commit("after", at: 1_700_000_100)
    try await fixture.git("checkout", "-q", "feature")
    try await fixture.commit("feature", at: 1_700_000_200)
    try await fixture.git("checkout", "-q", "main")
    try await fixture.git("merge", "-q", "--no-ff", "-m", "merge", "feature")
    let copy = try await fixture.clone("--depth", "8")
    defer { copy.remove() }
    let head = try await fixture.id("HEAD")
    let answer = try copy.opened().version(of: head, tags: nil, ciTag: nil)
    let tag = Tag(name: "v1.0.0", commit: try await fixture.id("v1.0.0"), tagged: nil)
    #expect(answer == .after(tag, distance: 3))
  }

  @Test func `a tag on the only commit of a clone needs no history`() async throws {
    let fixture = try await GitFixture.withTags()
    defer { fixture.remove() }
    let copy = try await fixture.clone("--depth", "1", "--branch", "v1.0.0")
    defer { copy.remove() }
    let repository = try copy.opened()
    let head = try repository.head()
    #expect(head.branch == nil)
    guard case .exact(let tag) = try repository.version(of: head.commit.id, tags: nil, ciTag: nil) else {
      Issue.record("no tag")
      return
    }
    #expect(tag.name == "v1.0.0")
    #expect(failure { try repository.commitCount(of: head.commit.id) }?.kind == .repository)
  }

  @Test func `a linked work tree of a shallow clone is shallow`() async throws {
    let fixture = try await GitFixture.withTags()
    defer { fixture.remove() }
    let copy = try await fixture.clone("--depth", "1")
    defer { copy.remove() }
    try await copy.git("worktree", "add", "-q", "--detach", "linked")
    #expect(
      try Repository.open(at: copy.path + "/linked", job: nil, trust: false, environment: [:]).isShallow)
    #expect(try !fixture.opened().isShallow)
  }
}
