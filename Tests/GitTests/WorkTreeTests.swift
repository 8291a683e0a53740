import Git
import Model
import Support
import Synchronization
import Testing

/// git itself says whether a work tree is clean: `git status`.
@Suite struct WorkTreeTests {
  static func fixture() async throws -> GitFixture {
    let fixture = try await GitFixture()
    try await fixture.commit(files: ["a": "a", "in/b": "b", "out/deep/c": "c", "out/d": "d"])
    return fixture
  }

  @Test(arguments: [["--no-cone"], ["--cone"], ["--cone", "--sparse-index"]])
  func `what a sparse checkout leaves out is no change`(options: [String]) async throws {
    let fixture = try await Self.fixture()
    defer { fixture.remove() }
    for arguments in [["init"] + options, ["set", "in"]] {
      try await Command.succeed(
        ["git", "sparse-checkout"] + arguments, in: fixture.path, environment: GitFixture.environment)
    }
    let status = try await fixture.git("status", "--porcelain")
    #expect(status == "")
    let repository = try fixture.opened()
    #expect(!repository.isDirty())
    #expect(try repository.listing(of: repository.head().commit.id, under: ".").entries.count == 4)
    guard !options.contains("--sparse-index") else { return }
    try fixture.directory.write("in/b", "changed")
    #expect(repository.isDirty())
  }

  @Test func `an index that cannot be read says nothing`() async throws {
    let fixture = try await Self.fixture()
    defer { fixture.remove() }
    let repository = try fixture.opened()
    try await fixture.git("update-index", "--split-index")
    try fixture.directory.write("a", "changed")
    #expect(!repository.isDirty())
    try await fixture.git("update-index", "--no-split-index")
    #expect(repository.isDirty())
    let sound = try fixture.directory.read(".git/index")
    for index in [[], Array(sound.prefix(40)), Array("DIRC".utf8), [UInt8](repeating: 0xFF, count: 500)] {
      try fixture.directory.write(".git/index", index)
      #expect(!repository.isDirty())
    }
    try await Command.succeed(["rm", "\(fixture.path)/.git/index"])
    #expect(!repository.isDirty())
    try await Command.succeed(["mkfifo", "\(fixture.path)/.git/index"])
    #expect(!repository.isDirty())
  }

  /// libgit2 opens what it reads patterns from, and a pipe never opens.
  @Test(arguments: [
    ".gitattributes", ".gitignore", "out/.gitattributes", "core.attributesFile", "core.excludesFile",
  ])
  func `a comparison that would wait for a named pipe is given up`(place: String) async throws {
    let fixture = try await Self.fixture()
    defer { fixture.remove() }
    let isSetting = place.hasPrefix("core.")
    let pipe = "\(fixture.path)/\(isSetting ? ".git/pipe" : place)"
    if isSetting { try await fixture.git("config", place, pipe) }
    for path in ["a", "out/d"] {
      // Another time than the index has: git compares the content then.
      try await Command.succeed(["touch", "-d", "2020-01-01", "\(fixture.path)/\(path)"])
    }
    try await Command.succeed(["mkfifo", pipe])
    let repository = try fixture.opened()
    let start = ContinuousClock.now
    #expect(!repository.isDirty(patience: 1))
    #expect(ContinuousClock.now - start < .seconds(60))
    // What was left behind ends.
    _ = try await Command.run(["timeout", "1", "sh", "-c", "exec 3<>\"$1\"; sleep 1", "sh", pipe])
  }

  @Test func `deleted, added and staged files are changes`() async throws {
    let fixture = try await Self.fixture()
    defer { fixture.remove() }
    let repository = try fixture.opened()
    try await Command.succeed(["rm", "\(fixture.path)/out/d"])
    #expect(repository.isDirty())
    try await fixture.git("checkout", "-q", ".")
    #expect(!repository.isDirty())
    try fixture.directory.write("new", "new")
    #expect(!repository.isDirty())
    try await fixture.git("add", "new")
    #expect(repository.isDirty())
  }

  @Test func `line ends follow the user's setting, wherever it stands`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: ["a": "one\ntwo\n"])
    try await fixture.git("rm", "-q", "--cached", "a")
    try await fixture.git("-c", "core.autocrlf=true", "checkout", "-q", "-f", "HEAD", "--", "a")
    // Checked out under another setting: git compares the content of what was written to since.
    try await Command.succeed(["touch", "-d", "2020-01-01", "\(fixture.path)/a"])
    #expect(try fixture.opened().isDirty())
    let settings = try fixture.directory.write(".git/user.config", "[core]\n\tautocrlf = true\n")
    #expect(try !fixture.opened(environment: ["GIT_CONFIG_GLOBAL": settings]).isDirty())
  }

  @Test func `a comparison ends when it is told to`() async throws {
    let fixture = try await Self.fixture()
    defer { fixture.remove() }
    try fixture.directory.write("out/d", "changed")
    let repository = try fixture.opened()
    let asked = Atomic(0)
    let isDirty = repository.isDirty {
      asked.add(1, ordering: .relaxed)
      return true
    }
    #expect(!isDirty)
    #expect(asked.load(ordering: .relaxed) == 1)
  }

  @Test func `relative paths in linked work trees are followed`() async throws {
    let fixture = try await Self.fixture()
    defer { fixture.remove() }
    try await fixture.git("worktree", "add", "-q", "-b", "other", "linked")
    // As git 2.48 writes them with --relative-paths.
    try fixture.directory.write("linked/.git", "gitdir: ../.git/worktrees/linked\n")
    try fixture.directory.write(".git/worktrees/linked/gitdir", "../../../linked/.git\n")
    try fixture.directory.write(
      ".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trelativeWorktrees = true\n")
    #expect(try fixture.opened().head().branch == "main")
    let linked = try fixture.opened(at: "/linked")
    #expect(linked.workTree == fixture.path + "/linked")
    #expect(try linked.head().branch == "other")
    #expect(!linked.isDirty())
  }
}
