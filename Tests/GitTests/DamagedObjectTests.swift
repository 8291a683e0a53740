import Git
import Model
import Support
import Testing

/// Each would keep libgit2 1.5.1 busy for ever, or kill the process.
@Suite struct DamagedObjectTests {
  enum Kind: String, CaseIterable { case commit = "HEAD", tree = "HEAD^{tree}", blob = "HEAD:a" }

  @Test(
    arguments: Kind.allCases,
    [
      "raw[:len(raw) // 2]", "raw[:-5]", "b''", "raw + b'more'", "b'no zlib at all ' * 20",
      "pack(kind + b' 1\\0' + body)", "pack(kind + b' 0\\0' + body)", "pack(kind + b' 9999\\0' + body)",
      "pack(kind + b' 999999999999999999\\0' + body)", "pack(kind + b' -5\\0' + body)",
      "pack(b'frob %d\\0' % len(body) + body)", "pack(b'x' * 5000)",
      "pack(kind + b' 30\\0' + bytes(5000000))",
      "None",
    ])
  func `a loose object that is cut off or lies is refused at once`(kind: Kind, file: String) async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: ["a": "some content\n"])
    let head = try await fixture.id("HEAD")
    let id = try await fixture.git("rev-parse", kind.rawValue).trimmingNewline
    try await Self.rewrite(id, as: file, in: fixture)
    let refusal = failure {
      let repository = try fixture.opened()
      _ = try repository.head()
      let entries = try repository.listing(of: head, under: ".").entries
      try repository.withObjects { (objects) throws(Failure) in
        for entry in entries { _ = try objects.blob(entry.object) }
      }
    }
    #expect(refusal?.kind == .repository)
    #expect(refusal?.what.contains(id) == true)
    #expect(refusal?.remedies.first == "git fsck --full")
  }

  @Test func `a damaged tag is an error, not another version`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    try await fixture.git("tag", "-a", "-m", "one", "v1.0.0")
    let id = try await fixture.git("rev-parse", "v1.0.0").trimmingNewline
    try await Self.rewrite(id, as: "raw[:20]", in: fixture)
    let head = try await fixture.id("HEAD")
    let refusal = failure { try fixture.opened().version(of: head, tags: nil, ciTag: nil) }
    #expect(refusal?.remedies.first == "git fsck --full")
  }

  @Test func `sound loose objects are read to their last byte`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    // Around the size of the pieces that are expanded at once, and hard and easy to compress.
    var random = SeededRandom(seed: 1)
    var files: [String: [UInt8]] = [:]
    for size in [0, 1, 31, 32, 262_135, 262_144, 262_145, 1_000_003] {
      files["easy\(size)"] = [UInt8](repeating: 0x61, count: size)
      files["hard\(size)"] = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    for (name, bytes) in files { try fixture.directory.write(name, bytes) }
    try await fixture.commit()
    let repository = try fixture.opened()
    let entries = try repository.listing(of: repository.head().commit.id, under: ".").entries
    #expect(entries.count == files.count)
    try repository.withObjects { (objects) throws(Failure) in
      for entry in entries {
        let bytes = try objects.blob(entry.object)
        #expect(bytes == files[String(decoding: entry.path, as: UTF8.self)])
        #expect(bytes.count == entry.size)
      }
    }
  }

  @Test func `objects are borrowed from where info alternates says, quoted or relative`() async throws {
    let lender = try await GitFixture()
    defer { lender.remove() }
    try await lender.commit(files: ["a": "loose"])
    for line in [
      "\(lender.path)/.git/objects", "\"\(lender.path)/.git/\\157bjects\"", "../../lender/.git/objects",
    ] {
      let borrower = try await GitFixture()
      defer { borrower.remove() }
      try await Command.succeed(["ln", "-s", lender.path, "\(borrower.path)/lender"])
      try borrower.directory.write(".git/objects/info/alternates", "# theirs\n\(line)\n")
      let head = try await lender.id("HEAD")
      try await borrower.git("update-ref", "refs/heads/main", head.hex)
      let repository = try borrower.opened()
      #expect(try repository.head().commit.id == head)
      #expect(try repository.listing(of: head, under: ".").entries.count == 1)
    }
  }

  /// `file`: a Python expression of what the object's file, or with `None` a fifo, is to hold.
  private static func rewrite(_ id: String, as file: String, in fixture: GitFixture) async throws {
    let program = """
      import os, sys, zlib
      path = sys.argv[1]
      raw = open(path, 'rb').read()
      pack = zlib.compress
      head, _, body = zlib.decompress(raw).partition(b'\\0')
      kind = head.split()[0]
      new = \(file)
      os.remove(path)
      if new is None: os.mkfifo(path)
      else: open(path, 'wb').write(new)
      """
    let path = "\(fixture.path)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
    try await Command.succeed(["python3", "-c", program, path])
  }
}
