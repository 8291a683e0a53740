import Model
import Packaging
import Support
import Testing

@Suite struct PathTests {
  @Test(arguments: [
    ("/etc/passwd", "absolute"), ("../a", #"component "..""#), ("a/../b", #"component "..""#),
    ("./a", #"component ".""#), ("a//b", "empty component"), ("a/", "empty component"),
    ("", "empty component"),
    (#"a\b"#, "backslash"), ("a\nb", "control character"), ("a\u{9b}b", "control character"),
    ("a\u{0}b", "control character"), ("\u{7f}", "control character"),
    ("c:/x", "drive letter"), ("C:x", "drive letter"),
    (".git/config", #"component that may read as ".git""#),
    ("x/.GIT/hooks/a", #"component that may read as ".git""#),
    (".git. ./x", #"component that may read as ".git""#), ("GIT~1/x", #"component that may read as ".git""#),
    (".git::$INDEX_ALLOCATION/x", #"component that may read as ".git""#),
    (".g\u{200c}it/x", #"component that may read as ".git""#),
    ("a/.git", #"component that may read as ".git""#), ("a/git~1", #"component that may read as ".git""#),
    ("a/..", #"component "..""#), ("a/.", #"component ".""#), ("a/\u{1b}", "control character"),
    ("a/b\\", "backslash"),
  ])
  func `a path that is dangerous to unpack is refused`(path: String, reason: String) {
    var repository = FakeRepository()
    repository.commit(path)
    repository.commit("fine")
    let failure = repository.refusal(spec())
    #expect(failure?.kind == .repository)
    #expect(failure?.what.hasPrefix("1 path cannot go into a package: ") == true)
    #expect(failure?.what.hasSuffix("(\(reason))") == true)
  }

  @Test(arguments: [
    ".gitignore", ".github/x", "a.git", ".git-blame-ignore-revs", "a b", "-rf", "…", "..a", "a..", "ab:c",
    "git~2", "a~", "a/b.c/d.e", "a/.b", "ab:c/d", "é/ü.txt", "a/ b ",
  ])
  func `an unusual path is packed`(path: String) throws {
    var repository = FakeRepository()
    repository.commit(path)
    #expect(try repository.select(spec()).entries.map(\.path) == [path])
  }

  @Test func `a file where another needs a folder is refused, whatever is sorted between them`() {
    var repository = FakeRepository()
    for path in ["a", "a!", "a-b/c", "a.b", "a/b", "a/x/y", "b/a", "b/a/c"] { repository.commit(path) }
    #expect(
      repository.refusal(spec())?.what == """
        3 paths would be in the package more than once: "a/b" (below a file), "a/x/y" (below a file), \
        "b/a/c" (below a file)
        """)
  }

  @Test func `bytes that are not UTF-8 and control characters are shown escaped`() {
    var repository = FakeRepository()
    repository.commit([0x61, 0xFF, 0x1B])
    repository.commit("b\u{1b}[31m")
    #expect(
      repository.refusal(spec())?.what == #"""
        2 paths cannot go into a package: "a\xff\x1b" (not UTF-8), "b\x1b[31m" (control character)
        """#)
  }

  @Test func `of many bad paths ten are named and the rest are counted`() {
    var repository = FakeRepository()
    for number in 10..<23 { repository.commit("\(number)\\") }
    let what = repository.refusal(spec())?.what
    #expect(what?.hasPrefix("13 paths cannot go into a package: ") == true)
    #expect(what?.hasSuffix(#""19\" (backslash) and 3 more"#) == true)
  }

  @Test func `a bad path that is left out does no harm`() throws {
    var repository = FakeRepository()
    repository.commit(#"test/a\b"#)
    repository.commit("a")
    #expect(try repository.package(spec(exclude: ["test"])) == ["100644 a = "])
  }

  @Test func `the same path twice and a file in the place of a folder are refused`() {
    var repository = FakeRepository()
    for path in ["a", "a", "b", "b/c/d"] { repository.commit(path) }
    #expect(
      repository.refusal(spec())?.what == #"""
        2 paths would be in the package more than once: "a" (twice), "b/c/d" (below a file)
        """#)
  }

  @Test(arguments: [
    (["README", "Readme"], "package/name-clash", #""README" = "Readme""#),
    (["\u{e9}", "e\u{301}"], "package/name-clash", "\"\u{e9}\" = \"e\u{301}\""),
    (["nul.txt"], "package/windows-name", #""nul.txt""#), (["a/Com1"], "package/windows-name", #""a/Com1""#),
    (["a./b"], "package/windows-name", #""a./b""#), (["what?"], "package/windows-name", #""what?""#),
  ])
  func `names that will not arrive everywhere are warned about`(paths: [String], rule: String, named: String)
    throws
  {
    var repository = FakeRepository()
    for path in paths { repository.commit(path) }
    let findings = try repository.select(spec()).findings
    #expect(findings.map(\.rule) == [rule])
    #expect(findings.first?.severity == .warning)
    #expect(findings.first?.message.hasSuffix(named) == true)
  }

  @Test func `a name of more than 255 bytes is warned about, one of 255 is not`() throws {
    var repository = FakeRepository()
    repository.commit(String(repeating: "a", count: 255))
    #expect(try repository.select(spec()).findings == [])
    repository.commit("d/" + String(repeating: "说", count: 86))
    #expect(try repository.select(spec()).findings.map(\.rule) == ["package/long-name"])
  }

  @Test func `ordinary names give no warning`() throws {
    var repository = FakeRepository()
    for path in ["Dockerfile", "console.log", "com/acme/A.java", "common.c", "a/b", "A/c"] {
      repository.commit(path)
    }
    #expect(try repository.select(spec()).findings == [])
  }
}
