import Model
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    // A star stays within a component.
    ("*.md", "a.md", true), ("*.md", "docs/a.md", false), ("release/*", "release/1", true),
    ("release/*", "release/1/x", false), ("v*", "v1.2.3", true), ("*", "", true),
    // Two stars cross components, and `**/` may stand for none.
    ("docs/**", "docs/a/b.md", true), ("**/*.md", "a.md", true), ("**/*.md", "x/y/a.md", true),
    ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/xb", false), ("**", "a/b", true),
    // One character.
    ("?.txt", "a.txt", true), ("?.txt", "/.txt", false), ("[a-c]1", "b1", true), ("[!a-c]1", "b1", false),
    ("[]]", "]", true), ("a[/]b", "a/b", false),
    // Everything else stands for itself.
    ("a+b(c)", "a+b(c)", true), ("说明*", "说明.txt", true),
  ])
  func `a glob matches as documented`(pattern: String, subject: String, expected: Bool) throws {
    #expect(try #require(Glob(pattern)).matches(subject) == expected)
  }

  /// Both ways of comparing, by bytes and by characters: a letter that is not ASCII at both ends changes nothing but that.
  @Test func `a glob means the same with and without characters that are not ASCII`() throws {
    var state: UInt64 = 11
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    func some(_ pieces: [String], _ most: Int) -> String {
      (0..<random(most)).map { _ in pieces[random(pieces.count)] }
        .joined()
    }
    var matchCount = 0
    for _ in 0..<20_000 {
      let pattern = "a" + some(["a", "b", "/", "*", "**/", "**", "?", "[a-c]", "[!b]", "."], 7) + "z"
      let subject = "a" + some(["a", "b", "c", "/", ".", "ab"], 8) + "z"
      guard let plain = GlobList([pattern]), let accented = GlobList(["é" + pattern + "ü"]) else { continue }
      let matches = plain.matches(subject)
      if matches { matchCount += 1 }
      #expect(accented.matches("é" + subject + "ü") == matches, "\(pattern) \(subject)")
      let prefixed = try #require(GlobList(["é" + pattern]))
      #expect(
        prefixed.covers(path: "é" + subject + "/x/y") == plain.covers(path: subject + "/x/y"),
        "\(pattern) \(subject)")
    }
    #expect(matchCount > 1000)
  }

  @Test func `a carriage return is a character of its own unless a line feed follows`() throws {
    #expect(try #require(Glob("a?")).matches("a\r"))
    #expect(try #require(Glob("a?")).matches("a\r\n"))
    #expect(try !#require(Glob("a??")).matches("a\r\n"))
  }

  @Test func `a path that is not UTF-8 is matched with replacement characters`() throws {
    let list = try #require(GlobList(["a?/**"]))
    #expect(list.covers(path: [0x61, 0xFF, 0x2F, 0x62]) && !list.covers(path: [0x61, 0x2F, 0x62]))
  }

  @Test func `an unclosed bracket or an empty range is not a glob`() {
    #expect(Glob("[abc") == nil)
    #expect(Glob("[z-a]") == nil)
  }

  @Test func `the last matching pattern of a list decides`() throws {
    let list = try #require(GlobList(["**", "!docs", "docs/keep.md"]))
    #expect(list.covers(path: "src/a"))
    #expect(!list.covers(path: "docs/a/b"))
    #expect(list.covers(path: "docs/keep.md"))
    let exclusionsOnly = try #require(GlobList(["!wip/*"]))
    #expect(exclusionsOnly.matches("main"))
    #expect(!exclusionsOnly.matches("wip/x"))
    #expect(!GlobList([]).matches("main"))
  }

  @Test func `a slash at the end means folders`() throws {
    let list = try #require(GlobList(["docs/", "**/tmp/", "!tmp/keep/"]))
    #expect(list.covers(path: "docs/a") && list.covers(path: "docs/a/b"))
    #expect(!list.covers(path: "docs") && !list.covers(path: "src/docs/a"))
    #expect(list.covers(path: "docs", isFolder: true))
    #expect(list.covers(path: "tmp/a") && list.covers(path: "a/tmp/b/c") && !list.covers(path: "a/tmp"))
    #expect(!list.covers(path: "tmp/keep/a"))
    #expect(try !#require(Glob("release/")).matches("release"))
  }

  @Test func `a slash is one whatever follows it`() throws {
    #expect(try #require(Glob("a/**")).matches("a/\u{301}b"))
    #expect(try !#require(Glob("*")).matches("a/\u{301}b"))
  }

  @Test(.timeLimit(.minutes(1))) func `a thousand globs and a thousand files are soon done`() throws {
    let kinds = ["dir#/**", "**/dir#/*.tmp", "**/*.ext#", "dir#/sub/file", "src/**/gen#/*.[ch]"]
    let globs = (0..<1000).map { kinds[$0 % kinds.count].replacing("#", with: "\($0)") }
    let list = try #require(GlobList(globs))
    let paths = (0..<1000).map { "src/module\($0)/deep/er/name\($0).swift" }
    #expect(paths.count(where: { list.covers(path: $0) }) == 0)
    #expect(list.covers(path: "src/a/b/gen4/x.c"))
  }

  @Test func `many stars do not take exponential time`() throws {
    let glob = try #require(Glob(String(repeating: "*a", count: 30) + "b"))
    #expect(!glob.matches(String(repeating: "a", count: 200)))
  }
}
