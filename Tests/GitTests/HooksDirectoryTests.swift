import Git
import Model
import Support
import Testing

/// git itself says where it looks: `git rev-parse --git-path`.
@Suite struct HooksDirectoryTests {
  @Test(arguments: [nil, "hooks", ".githooks", ".husky/_", "/srv/hooks", "./a/../b//c/", "~/hooks", ""])
  func `hooks are looked for where git looks`(setting: String?) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    if let setting { try await fixture.git("config", "core.hooksPath", setting) }
    let found = try fixture.opened().hooksDirectory()
    let told = try await fixture.git("rev-parse", "--git-path", "hooks/x").trimmingNewline
    let absolute = told.hasPrefix("/") ? told : "\(fixture.path)/\(told)"
    #expect("\(found.path)/x".replacing("//", with: "/") == (try await normal(absolute)))
    #expect(found.setting == setting)
  }

  private func normal(_ path: String) async throws -> String {
    try await Command.succeed(["realpath", "-ms", path]).trimmingNewline
  }

  @Test func `linked work trees share hooks; a relative setting begins in each of them`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    try await fixture.git("worktree", "add", "-q", "linked")
    let linked = try Repository.open(at: "\(fixture.path)/linked", job: nil, trust: false, environment: [:])
    #expect(try linked.hooksDirectory().path == "\(fixture.path)/.git/hooks")
    try await fixture.git("config", "core.hooksPath", "mine")
    #expect(try linked.hooksDirectory().path == "\(fixture.path)/linked/mine")
  }

  @Test func `in a bare repository a relative setting begins at the repository`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.git("clone", "-q", "--bare", ".", "bare.git")
    let bare = try Repository.open(at: "\(fixture.path)/bare.git", job: nil, trust: false, environment: [:])
    #expect(try bare.hooksDirectory().path == "\(fixture.path)/bare.git/hooks")
    try await fixture.git("-C", "bare.git", "config", "core.hooksPath", "mine")
    #expect(try bare.hooksDirectory().path == "\(fixture.path)/bare.git/mine")
  }
}

@Suite struct TipTests {
  @Test func `a branch and every kind of tag lead to their commit`() async throws {
    let fixture = try await GitFixture.withTags()
    defer { fixture.remove() }
    try await fixture.git("tag", "-a", "-m", "outer", "outer", "v1.0.0")
    let repository = try fixture.opened()
    for name in ["refs/heads/side", "refs/tags/v0.9.0", "refs/tags/v1.0.0", "refs/tags/outer"] {
      let tip = try #require(try repository.tip(of: name))
      #expect(tip.commit.id == (try await fixture.id(name)))
      #expect(tip.branch == (name == "refs/heads/side" ? "side" : nil))
    }
  }

  @Test func `what is gone, names no commit or is no reference has no tip`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: ["a": "a"])
    try await fixture.git("tag", "blob", "HEAD:a")
    let repository = try fixture.opened()
    #expect(try repository.tip(of: "refs/tags/blob") == nil)
    #expect(try repository.tip(of: "refs/heads/gone") == nil)
    #expect(throws: Failure.self) { try repository.tip(of: "refs/heads/..") }
  }
}
