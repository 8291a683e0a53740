import Git
import Model
import Support
import Testing

@Suite struct AttributesTests {
  @Test func `export-ignore leaves out files and folders, and takes back`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit(files: [
      ".gitattributes":
        "docs/ export-ignore\n*.log export-ignore\nkeep.log -export-ignore\n.git* export-ignore\n",
      "docs/a": "a", "docs/b/c": "c", "x.log": "x", "sub/y.log": "y", "sub/keep.log": "k", "main": "m",
      "sub/.gitattributes": "special export-ignore\n", "sub/special": "s", "special": "s",
    ])
    let bare = try await fixture.clone("--bare")
    defer { bare.remove() }
    // What is packaged does not depend on what is checked out, nor on the work tree's attributes.
    try fixture.directory.write(".gitattributes", "main export-ignore\n")
    for repository in [try fixture.opened(), try bare.opened()] {
      let listing = try repository.listing(of: repository.head().commit.id, under: ".")
      let paths = listing.entries.map { String(decoding: $0.path, as: UTF8.self) }
      #expect(paths == ["main", "special", "sub/keep.log"])
      let below = try repository.listing(of: repository.head().commit.id, under: "sub")
      #expect(below.entries.map { String(decoding: $0.path, as: UTF8.self) } == ["keep.log"])
      // Named by the user: its own attribute is not asked.
      #expect(try repository.listing(of: repository.head().commit.id, under: "docs").entries.count == 2)
    }
  }

  /// git archive and git check-attr judge several hundred generated rules.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `generated attributes mean what they mean to git archive`(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    var ignored = 0
    var substituted = 0
    for round in 0..<12 {
      try await fixture.git("rm", "-r", "-q", "--ignore-unmatch", ".")
      var files: [String: String] = [:]
      for _ in 0..<40 {
        let path = (0...Int(random.next() % 4)).map { _ in Self.names.pick(&random) }.joined(separator: "/")
        files["\(path).f"] = path
      }
      files[".gitattributes"] = Self.rules(14, &random, macros: "[attr]nopack export-ignore -export-subst\n")
      for folder in ["a", "ab", "a/b"] {
        files["\(folder)/.gitattributes"] = Self.rules(5, &random, macros: "")
      }
      try fixture.directory.write(
        ".git/info/attributes", round % 3 == 0 ? Self.rules(2, &random, macros: "") : "")
      try await fixture.commit("round \(round)", files: files)

      let repository = try fixture.opened()
      let listing = try repository.listing(of: repository.head().commit.id, under: ".")
      let ours = listing.entries.map { String(decoding: $0.path, as: UTF8.self) }
      let archive = try await Command.succeed(
        ["sh", "-c", "git archive HEAD | tar -tf - --quoting-style=literal | grep -v '/$' || true"],
        in: fixture.path, environment: GitFixture.environment)
      let rules = files.filter { $0.key.hasSuffix(".gitattributes") }
      #expect(ours.sorted() == archive.split(separator: "\n").map(String.init).sorted(), "\(rules)")
      ignored += files.count - ours.count

      let checked = try await Command.succeed(
        ["git", "check-attr", "--stdin", "-z", "export-subst"], in: fixture.path,
        environment: GitFixture.environment, input: Array(ours.map { $0 + "\0" }.joined().utf8))
      let fields = checked.split(separator: "\0")
      let set = stride(from: 0, to: fields.count - 2, by: 3).filter { fields[$0 + 2] == "set" }
      #expect(
        listing.exportSubst.map { String(decoding: $0, as: UTF8.self) } == set.map { String(fields[$0]) },
        "\(rules)")
      substituted += listing.exportSubst.count
    }
    #expect(ignored > 50)
    #expect(substituted > 10)
  }

  private static let names = ["a", "b", "ab", "ba", "c", "a b", "é", "[x]"]

  private static func rules(_ count: Int, _ random: inout SeededRandom, macros: String) -> String {
    let pieces =
      names + [
        "*", "?", "[ab]", "[!a]", "**", "a*", "*b", "\\a", "*.f", "[a-b]*", "[[:alpha:]]", "?*", "***", "a**",
        "[]x[]*",
        "a?", "*[", "[^b-z]?.f",
      ]
    let attributes = [
      "export-ignore", "export-ignore", "-export-ignore", "!export-ignore", "export-ignore=x", "nopack",
      "-nopack",
      "export-subst", "export-subst", "-export-subst", "text", "export-ignore -export-ignore",
      "nopack export-subst",
    ]
    var text = macros
    for _ in 0..<count {
      var pattern = (0...Int(random.next() % 3)).map { _ in pieces.pick(&random) }.joined(separator: "/")
      if random.next() % 4 == 0 { pattern = "/" + pattern }
      if random.next() % 4 == 0 { pattern += "/" }
      if random.next() % 12 == 0 { pattern = "!" + pattern }
      if pattern.contains(" ") || random.next() % 6 == 0 {
        pattern = "\"" + pattern.replacing("\\", with: "\\\\").replacing("é", with: "\\303\\251") + "\""
      }
      let attribute = attributes.pick(&random)
      text +=
        "\(pattern)\(random.next() % 2 == 0 ? " " : "\t")\(attribute)\(random.next() % 5 == 0 ? "\r" : "")\n"
    }
    return text
  }
}

extension [String] {
  fileprivate func pick(_ random: inout SeededRandom) -> String { self[Int(random.next() % UInt64(count))] }
}
