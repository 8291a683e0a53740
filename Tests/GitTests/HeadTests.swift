import Git
import Model
import Support
import Testing

@Suite struct HeadTests {
  @Test func `HEAD tells its commit and its branch`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let first = try await fixture.commit("first line\nsecond line  \n\nbody", files: ["a": "a"])
    let head = try fixture.opened().head()
    #expect(head.branch == "main")
    let (id, tree) = (try await fixture.id("HEAD"), try await fixture.id("HEAD^{tree}"))
    #expect(
      head.commit
        == Commit(
          id: id, tree: tree,
          subject: "first line second line", authorName: "A", authorEmail: "a@example.com",
          committed: Timestamp(seconds: 1_700_000_000), parentCount: 0))
    try await fixture.commit("second")
    try await fixture.git("checkout", "-q", "-b", "feature/说明")
    #expect(try fixture.opened().head().branch == "feature/说明")
    try await fixture.git("checkout", "-q", "--detach", first)
    #expect(try fixture.opened().head().branch == nil)
    #expect(try fixture.opened().head().commit.id.hex == first)
  }

  @Test(arguments: [
    "one\ntwo\n\nthree", "\n\n  indented\n\ttab \t\nlast\n \nbody", "one", "", "\n\n", "a\r\nb\r\n\r\nc",
    "trailing   ",
  ])
  func `a subject is what git shows for percent s`(message: String) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await Self.commit(Array(message.utf8), in: fixture)
    let subject = try await fixture.git("log", "-1", "--format=%s")
    #expect(try fixture.opened().head().commit.subject + "\n" == subject)
  }

  @Test func `a subject of 64 KB is read whole`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await Self.commit([UInt8](repeating: 0x78, count: 65_536), in: fixture)
    #expect(try fixture.opened().head().commit.subject.utf8.count == 65_536)
  }

  @Test(
    arguments: [
      ("GBK", [0xB2, 0xE2, 0xCA, 0xD4], "测试"), ("gb2312", [0xB2, 0xE2, 0xCA, 0xD4], "测试"),
      ("CP936", [0xB2, 0xE2, 0xCA, 0xD4], "测试"),
      ("GB18030", [0xB2, 0xE2, 0x81, 0x30, 0x81, 0x30], "测\u{80}"),
      ("ISO-8859-1", [0x63, 0x61, 0x66, 0xE9], "café"), ("Shift_JIS", [0x93, 0xFA, 0x96, 0x7B], "日本"),
      // A byte that means nothing there is repaired alone.
      ("GBK", [0xB2, 0xE2, 0xFF, 0x61], "测\u{FFFD}a"),
      // Unknown encodings and none: UTF-8, repaired.
      ("X-NONE", [0xE6, 0xB5, 0x8B], "测"), ("GBK//IGNORE", [0x61, 0xFF], "a\u{FFFD}"),
      ("UTF-8", [0x61, 0xFF, 0x62], "a\u{FFFD}b"),
      ("", [0x61, 0xB2, 0x62], "a\u{FFFD}b"),
    ] as [(String, [UInt8], String)])
  func `a message in another encoding is read in it`(encoding: String, bytes: [UInt8], text: String)
    async throws
  {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await Self.commit(bytes, encoding: encoding, author: bytes, in: fixture)
    let commit = try fixture.opened().head().commit
    #expect(commit.subject == text)
    #expect(commit.authorName == text)
  }

  @Test func `a long message in another encoding is converted to its end`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await Self.commit([UInt8](repeating: 0xE9, count: 50_001), encoding: "ISO-8859-1", in: fixture)
    #expect(try fixture.opened().head().commit.subject == String(repeating: "é", count: 50_001))
  }

  @Test(arguments: [
    ("Ann 1700000000 +0000", "Ann", ""),
    ("Ann Other <ann@example.com> 1700000000 +0000", "Ann Other", "ann@example.com"),
    ("<ann@example.com> 1700000000 +0000", "", "ann@example.com"), ("Ann <", "Ann", ""), ("Ann", "Ann", ""),
    ("Ann <a <b@c>> 1700000000 +0000", "Ann", "a <b@c"), ("", "", ""), ("1700000000 +0000", "", ""),
  ])
  func `an author line of any shape is read`(line: String, name: String, address: String) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let tree = try await fixture.git("write-tree").trimmingNewline
    let bytes = "tree \(tree)\nauthor \(line)\ncommitter \(line)\n\nSubject\n"
    try await Self.write(Array(bytes.utf8), in: fixture)
    let commit = try fixture.opened().head().commit
    #expect(commit.authorName == name)
    #expect(commit.authorEmail == address)
    #expect(commit.subject == "Subject")
    #expect(commit.committed == Timestamp(seconds: line.contains("17000") ? 1_700_000_000 : 0))
  }

  @Test(arguments: ["A <a@b> 99999999999999999999 +0000", "A <a@b> -5 +0000", "A <a@b> x +0000", "A <a@b>"])
  func `a time that is none is the beginning of 1970`(line: String) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let tree = try await fixture.git("write-tree").trimmingNewline
    try await Self.write(Array("tree \(tree)\nauthor \(line)\ncommitter \(line)\n\nm\n".utf8), in: fixture)
    #expect(try fixture.opened().head().commit.committed == Timestamp(seconds: 0))
  }

  @Test func `a message and an author of 10 MB are cut before anything is done with them`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let long = Array(String(repeating: "修", count: 3_500_000).utf8)
    for (message, author) in [
      (long, [0x41]), ([0x6D], long), ([UInt8](repeating: 0x0A, count: 10_000_000), [0x41]),
    ] {
      try await Self.commit(message, author: author, in: fixture)
      let repository = try fixture.opened()
      let start = ContinuousClock.now
      let commit = try repository.head().commit
      #expect(ContinuousClock.now - start < .seconds(3))
      for text in [commit.subject, commit.authorName] {
        #expect(text.utf8.count <= 65_536)
        #expect(!text.contains("\u{FFFD}"))
      }
      #expect(commit.committed == Timestamp(seconds: 1_700_000_000))
    }
  }

  @Test func `a branch of an impossible name is refused`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let head = try await fixture.commit()
    let name = "refs/heads/" + String(repeating: "x/", count: 3000) + "y"
    try fixture.directory.write(".git/packed-refs", "\(head) \(name)\n")
    try fixture.directory.write(".git/HEAD", "ref: \(name)\n")
    #expect(failure { try fixture.opened().head() }?.kind == .repository)
  }

  /// A commit written byte by byte, checked out on `main`.
  private static func commit(
    _ message: [UInt8], encoding: String = "", author: [UInt8] = [0x41], in fixture: GitFixture
  ) async throws {
    let tree = try await fixture.git("write-tree").trimmingNewline
    var bytes = Array("tree \(tree)\nauthor ".utf8) + author
    bytes += Array(" <a@example.com> 1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n".utf8)
    if !encoding.isEmpty { bytes += Array("encoding \(encoding)\n".utf8) }
    bytes += [0x0A] + message
    try await write(bytes, in: fixture)
  }

  private static func write(_ bytes: [UInt8], in fixture: GitFixture) async throws {
    let id = try await Command.succeed(
      ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"], in: fixture.path,
      environment: GitFixture.environment, input: bytes)
    try await fixture.git("update-ref", "refs/heads/main", id.trimmingNewline)
  }
}
