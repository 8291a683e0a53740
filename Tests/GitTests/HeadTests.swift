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

  /// A commit written byte by byte, checked out on `main`.
  private static func commit(
    _ message: [UInt8], encoding: String = "", author: [UInt8] = [0x41], in fixture: GitFixture
  ) async throws {
    let tree = try await fixture.git("write-tree").trimmingNewline
    var bytes = Array("tree \(tree)\nauthor ".utf8) + author
    bytes += Array(" <a@example.com> 1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n".utf8)
    if !encoding.isEmpty { bytes += Array("encoding \(encoding)\n".utf8) }
    bytes += [0x0A] + message
    let id = try await Command.succeed(
      ["git", "hash-object", "-t", "commit", "-w", "--stdin"], in: fixture.path,
      environment: GitFixture.environment, input: bytes)
    try await fixture.git("update-ref", "refs/heads/main", id.trimmingNewline)
  }
}
