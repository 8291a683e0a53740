import Git
import Model
import Support
import Testing

@Suite struct VersionTests {
  @Test func `the nearest tag is the one with the fewest commits after it`() async throws {
    let fixture = try await GitFixture.withTags()
    defer { fixture.remove() }
    let repository = try fixture.opened()
    let head = try await fixture.id("HEAD")
    #expect(head.hex == "68d4e4c04a0c897c7fcf5bc7183409357967ddfa")

    func named(_ filter: GlobList?) throws -> String {
      guard case .after(let tag, let distance) = try repository.version(of: head, tags: filter, ciTag: nil)
      else { return "" }
      return "\(tag.name)-\(distance)"
    }
    #expect(try named(nil) == "v1.0.0-5")
    #expect(try named(.list("*")) == "side-tag-4")
    #expect(try named(.list("*", "!side*")) == "v1.0.0-5")
    #expect(try named(.list("v1.*-rc*")) == "v1.0.0-rc1-5")
    #expect(try named(.list("v0*")) == "v0.9.0-6")
    #expect(try repository.commitCount(of: head) == 7)
  }

  @Test func `a tagged commit is its tag`() async throws {
    let fixture = try await GitFixture.withTags()
    defer { fixture.remove() }
    let repository = try fixture.opened()
    let two = try await fixture.id("v1.0.0")
    let tag = Tag(name: "v1.0.0", commit: two, tagged: Timestamp(seconds: 1_700_000_600))
    #expect(try repository.version(of: two, tags: nil, ciTag: nil) == .exact(tag))
    let one = try await fixture.id("v0.9.0")
    let lightweight = Tag(name: "v0.9.0", commit: one, tagged: nil)
    #expect(try repository.version(of: one, tags: nil, ciTag: nil) == .exact(lightweight))
  }

  @Test func `without a tag the commits are counted`() async throws {
    let fixture = try await GitFixture.withTags()
    defer { fixture.remove() }
    let repository = try fixture.opened()
    let head = try await fixture.id("HEAD")
    #expect(try repository.version(of: head, tags: .list("x*"), ciTag: nil) == .untagged(count: 7))
  }

  @Test func `the tag that CI builds wins on its commit and nowhere else`() async throws {
    let fixture = try await GitFixture.withTags()
    defer { fixture.remove() }
    let repository = try fixture.opened()
    let two = try await fixture.id("v1.0.0")
    func name(_ ciTag: String, _ filter: GlobList? = nil, at commit: ObjectID) throws -> String {
      guard case .exact(let tag) = try repository.version(of: commit, tags: filter, ciTag: ciTag) else {
        return ""
      }
      return tag.name
    }
    #expect(try name("v1.0.0-rc1", at: two) == "v1.0.0-rc1")
    // Not fetched: the CI system knows better than the clone.
    #expect(try name("v7.0.0", at: two) == "v7.0.0")
    // On another commit, or no version by the target's rule.
    #expect(try name("v0.9.0", at: two) == "v1.0.0")
    #expect(try name("nightly", at: two) == "v1.0.0")
    #expect(try name("web/v2.0.0", .list("v*"), at: two) == "v1.0.0")
  }

  @Test func `among tags of one commit annotated, then higher, then newer ones win`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    let repository = try fixture.opened()
    let head = try await fixture.id("HEAD")
    func best(_ filter: GlobList? = nil) async throws -> String {
      guard case .exact(let tag) = try repository.version(of: head, tags: filter, ciTag: nil) else {
        return ""
      }
      return tag.name
    }
    for name in ["v1.9.0", "v1.10.0", "v1.10.0-rc.1", "v1.10", "v2", "latest"] {
      try await fixture.git("tag", name)
    }
    #expect(try await best() == "v1.10.0")
    try await fixture.git("tag", "-a", "v1.2.0", "-m", "m")
    #expect(try await best() == "v1.2.0")
    #expect(try await best(.list("*", "!v1.2.0")) == "v1.10.0")
    try await fixture.git(
      "tag", "-a", "alpha", "-m", "m", environment: ["GIT_COMMITTER_DATE": "1700000100 +0000"])
    try await fixture.git(
      "tag", "-a", "beta", "-m", "m", environment: ["GIT_COMMITTER_DATE": "1700000200 +0000"])
    try await fixture.git(
      "tag", "-a", "gamma", "-m", "m", environment: ["GIT_COMMITTER_DATE": "1700000200 +0000"])
    #expect(try await best(.list("alpha", "beta", "gamma")) == "beta")
  }

  @Test func `a component's own tags are compared by what follows their prefix`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    for name in ["api/v1.9.0", "api/v1.10.0", "web/v3.0.0", "api/broken"] {
      try await fixture.git("tag", name)
    }
    let repository = try fixture.opened()
    let head = try await fixture.id("HEAD")
    guard case .exact(let tag) = try repository.version(of: head, tags: .list("api/*"), ciTag: nil) else {
      Issue.record("no tag")
      return
    }
    #expect(tag.name == "api/v1.10.0")
    // Without a list only whole names count.
    #expect(try repository.version(of: head, tags: nil, ciTag: nil) == .untagged(count: 1))
  }

  @Test func `tags that lead to no commit are left out`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: ["a": "a"])
    try await fixture.git("tag", "v1.0.0", "HEAD^{tree}")
    try await fixture.git("tag", "-a", "v1.1.0", "-m", "blob", "HEAD:a")
    try await fixture.git("tag", "-a", "inner", "-m", "m")
    try await fixture.git("tag", "-a", "v0.1.0", "-m", "nested", "inner")
    try await fixture.git("symbolic-ref", "refs/tags/v0.2.0", "refs/tags/v0.1.0")
    try fixture.directory.write(".git/refs/tags/v9.9.9", String(repeating: "1", count: 40) + "\n")
    try fixture.directory.write(".git/refs/tags/v9.9.8", "garbage\n")
    let tags = try fixture.opened().tags()
    #expect(tags.map(\.name) == ["inner", "v0.1.0", "v0.2.0"])
    let head = try await fixture.id("HEAD")
    #expect(tags.allSatisfy { $0.isAnnotated && $0.commit == head })
  }

  @Test func `a tag on a commit whose author has no address counts`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let tree = try await fixture.git("write-tree").trimmingNewline
    let line = "Ann 1700000000 +0000"
    let old = try await Command.succeed(
      ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"], in: fixture.path,
      environment: GitFixture.environment,
      input: Array("tree \(tree)\nauthor \(line)\ncommitter \(line)\n\nOld\n".utf8)
    ).trimmingNewline
    try await fixture.git("update-ref", "refs/heads/main", old)
    try await fixture.git("tag", "v1.0.0")
    try await fixture.git("tag", "-a", "-m", "one", "v1.0.1-rc.1")
    try await fixture.commit("new")
    let repository = try fixture.opened()
    let (head, tagged) = (try await fixture.id("HEAD"), try #require(ObjectID(old)))
    #expect(
      try repository.version(of: head, tags: nil, ciTag: nil)
        == .after(
          Tag(name: "v1.0.1-rc.1", commit: tagged, tagged: Timestamp(seconds: 1_700_000_000)), distance: 1))
    #expect(try repository.tags().map(\.name) == ["v1.0.0", "v1.0.1-rc.1"])
    #expect(try repository.tip(of: "refs/tags/v1.0.1-rc.1")?.commit.id == tagged)
    #expect(try repository.relation(ofLive: String(old.prefix(12)), toHead: head) == .headIsAhead(1))
  }
}
