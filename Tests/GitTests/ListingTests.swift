import Foundation
import Git
import Model
import Support
import Testing

@Suite struct ListingTests {
  @Test func `a listing holds what git ls-tree holds`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try fixture.directory.write("bin/run", "#!/bin/sh\n")
    try await Command.succeed(["chmod", "+x", fixture.path + "/bin/run"])
    try await Command.succeed(["ln", "-s", "bin/run", fixture.path + "/link"])
    try fixture.directory.write("empty", "")
    try fixture.directory.write("a b/说明.txt", "你好\n")
    try fixture.directory.write("a b/new\nline", "x")
    try fixture.directory.write("a-b", "sorts between")
    try await fixture.commit(files: ["deep/er/and/deeper": "x"])
    let repository = try fixture.opened()
    let head = try repository.head().commit
    let listing = try repository.listing(of: head.id, under: ".")

    let kinds: [TreeEntry.Kind: String] = [.file: "100644", .executable: "100755", .symlink: "120000"]
    let ours = listing.entries.map {
      "\(kinds[$0.kind] ?? "?") blob \($0.object) \($0.size)\t\(String(decoding: $0.path, as: UTF8.self))"
    }
    // The size is padded to a column.
    let git = try await fixture.git("ls-tree", "-r", "-l", "-z", "HEAD").split(separator: "\0").map { line in
      let fields = line.split(separator: "\t", maxSplits: 1)
      return fields[0].split(separator: " ").joined(separator: " ") + "\t" + fields[1]
    }
    #expect(ours == git)
    #expect(listing.entries.count == 7)

    let below = try repository.listing(of: head.id, under: "deep/er")
    #expect(below.entries.map { String(decoding: $0.path, as: UTF8.self) } == ["and/deeper"])
    try repository.withObjects { (objects) throws(Failure) in
      for entry in listing.entries {
        let blob = try objects.blob(entry.object)
        #expect(blob.count == entry.size)
        #expect(try objects.size(entry.object) == entry.size)
      }
    }
  }

  @Test(arguments: [
    (".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n", true),
    ("a/b/.gitattributes", "# models\n*.bin -text filter=lfs", true),
    (".gitattributes", "[attr]big filter=lfs -text\n*.bin big\n", true),
    (".gitattributes", "*.bin -text filter=lf\n", false), (".gitattributes", "filter=lf", false),
    ("a/attributes", "*.bin filter=lfs\n", false),
  ])
  func `a listing knows whether an attribute names Git LFS`(path: String, text: String, usesLFS: Bool)
    async throws
  {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: [path: text, "a/b/file": "x"])
    let repository = try fixture.opened()
    let head = try repository.head().commit.id
    #expect(try repository.listing(of: head, under: ".").usesLFS == usesLFS)
    #expect(try repository.listing(of: head, under: "a/b").usesLFS == usesLFS)
    try fixture.directory.write(".git/info/attributes", "*.bin filter=lfs\n")
    #expect(try repository.listing(of: head, under: ".").usesLFS)
  }

  @Test func `the old mode of a group-writable file is a file`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: ["a": "a"])
    let blob = try await fixture.git("rev-parse", "HEAD:a").trimmingNewline
    let tree = try await Self.write(
      "tree",
      Array("100664 a\0".utf8)
        + stride(from: 0, to: 40, by: 2).compactMap { offset in
          UInt8(blob.dropFirst(offset).prefix(2), radix: 16)
        }, in: fixture)
    let commit = try await fixture.git("commit-tree", "-m", "m", tree).trimmingNewline
    let id = try #require(ObjectID(commit))
    #expect(try fixture.opened().listing(of: id, under: ".").entries.map(\.kind) == [.file])
  }

  @Test func `a folder is found, anything else is said to be none`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: ["api/src/main": "m", "file": "f"])
    let repository = try fixture.opened()
    let head = try await fixture.id("HEAD")
    func tree(_ path: String) throws -> String? { try repository.tree(at: path, of: head)?.hex }
    #expect(try await tree(".") == fixture.git("rev-parse", "HEAD^{tree}").trimmingNewline)
    #expect(try await tree("api/src") == fixture.git("rev-parse", "HEAD:api/src").trimmingNewline)
    #expect(try tree("./api/src/") == tree("api/src"))
    #expect(try tree("web") == nil)
    #expect(failure { try tree("file") }?.what == "\"file\" is not a folder in commit \(head.prefix(8))")
    #expect(failure { try repository.listing(of: head, under: "web") }?.kind == .repository)
    #expect(failure { try repository.listing(of: head, under: "file/x") }?.kind == .repository)
  }

  @Test func `a clone without blobs is refused with their number`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.git("config", "uploadpack.allowFilter", "true")
    try await fixture.commit(files: ["a": "a", "b/c": "c", "b/d": "d"])
    let copy = try await fixture.clone("--filter=blob:none", "--no-checkout")
    defer { copy.remove() }
    let repository = try copy.opened()
    let head = try repository.head().commit.id
    let listing = try repository.listing(of: head, under: ".")
    let refusal = failure { try listing.requireContents() }
    #expect(refusal?.kind == .repository)
    #expect(refusal?.what.contains("\"a\" and of 2 more files is missing") == true)
    #expect(refusal?.remedies.isEmpty == false)
    try await copy.git("cat-file", "-p", "HEAD:a")
    let rest = try repository.listing(of: head, under: ".")
    #expect(failure { try rest.requireContents() }?.what.contains("1 more file ") == true)
    try rest.requireContents { $0.path == Array("a".utf8) }
    #expect(try repository.commitCount(of: head) == 1)
  }

  @Test func `a tree that contains itself a billion times is refused in time`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let leaf = try await Self.write("blob", [], in: fixture)
    for (mode, type, deepest) in await [
      ("100644", "blob", leaf), ("040000", "tree", try fixture.git("write-tree").trimmingNewline),
    ] {
      var object = deepest
      var (mode, type) = (mode, type)
      for _ in 0..<10 {
        let lines = (0..<10).map { "\(mode) \(type) \(object)\tn\($0)\n" }.joined()
        object = try await Command.succeed(
          ["git", "mktree"], in: fixture.path, environment: GitFixture.environment, input: Array(lines.utf8)
        ).trimmingNewline
        (mode, type) = ("040000", "tree")
      }
      let commit = try #require(ObjectID(await fixture.git("commit-tree", "-m", "m", object).trimmingNewline))
      #expect(failure { try fixture.opened().listing(of: commit, under: ".") }?.kind == .repository)
    }
  }

  @Test func `a listing ends when it is told to`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    for number in 0..<600 { try fixture.directory.write("\(number)", "") }
    try await fixture.commit()
    let repository = try fixture.opened()
    let head = try await fixture.id("HEAD")
    #expect(failure { try repository.listing(of: head, under: ".", unless: { true }) }?.kind == .interrupted)
    #expect(try repository.listing(of: head, under: ".", unless: { false }).entries.count == 600)
  }

  @Test func `folders nested too deep are refused with the number allowed`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    var object = try await fixture.git("write-tree").trimmingNewline
    for _ in 0..<520 {
      object = try await Command.succeed(
        ["git", "mktree"], in: fixture.path, environment: GitFixture.environment,
        input: Array("040000 tree \(object)\tx\n".utf8)
      ).trimmingNewline
    }
    let commit = try #require(ObjectID(await fixture.git("commit-tree", "-m", "m", object).trimmingNewline))
    #expect(failure { try fixture.opened().listing(of: commit, under: ".") }?.what.contains("512") == true)
  }

  @Test func `a file of a commit is found whatever the attributes say`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: ["conf/x.json": "{}", ".gitattributes": "conf export-ignore\n"])
    try await Command.succeed(["ln", "-s", "conf/x.json", "\(fixture.path)/link"])
    try await fixture.commit()
    let repository = try fixture.opened()
    let head = try await fixture.id("HEAD")
    #expect(try repository.file(at: "conf/x.json", of: head, limit: 2) == Array("{}".utf8))
    #expect(failure { try repository.file(at: "conf/x.json", of: head, limit: 1) }?.kind == .configuration)
    for path in ["conf", "x.json", "conf/x.json/y", "link"] {
      #expect(try repository.file(at: path, of: head, limit: 100) == nil, "\(path)")
    }
  }

  private static func write(_ type: String, _ bytes: [UInt8], in fixture: GitFixture) async throws -> String {
    try await Command.succeed(
      ["git", "hash-object", "-t", type, "-w", "--stdin"], in: fixture.path,
      environment: GitFixture.environment,
      input: bytes
    ).trimmingNewline
  }
}
