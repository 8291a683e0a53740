import Model
import Packaging
import Testing

@Suite struct SelectionTests {
  @Test func `everything of the commit is packed, sorted by the bytes of the path`() throws {
    var repository = FakeRepository()
    for path in ["说明.txt", "a/b", "a.txt", "B", "a-b", "é", "e\u{301}x", "z"] { repository.commit(path) }
    let paths = try repository.select(spec()).entries.map { Array($0.path.utf8) }
    #expect(paths == ["B", "a-b", "a.txt", "a/b", "e\u{301}x", "z", "é", "说明.txt"].map { Array($0.utf8) })
  }

  @Test func `modes and contents are those of the commit`() throws {
    var repository = FakeRepository()
    repository.commit("run.sh", .executable, "#!/bin/sh\n")
    repository.commit("a.txt", .file, "a")
    #expect(try repository.package(spec()) == ["100644 a.txt = a", "100755 run.sh = #!/bin/sh\n"])
  }

  @Test func `a sub-folder becomes the root of the package`() throws {
    var repository = FakeRepository()
    for path in ["services/api/Dockerfile", "services/api2/x", "services/api.txt", "README"] {
      repository.commit(path)
    }
    #expect(try repository.package(spec("services/api")) == ["100644 Dockerfile = "])
  }

  @Test func `include and exclude are relative to the sub-folder, and exclude wins`() throws {
    var repository = FakeRepository()
    for path in ["api/src/a.swift", "api/src/a.md", "api/docs/b.swift", "src/c.swift"] {
      repository.commit(path)
    }
    let spec = spec("api", include: ["src", "docs"], exclude: ["docs", "**/*.md"])
    #expect(try repository.package(spec) == ["100644 src/a.swift = "])
  }

  @Test(arguments: ["docs/", "**/docs/", "docs/**", "docs", "d?cs/", "docs/**/"])
  func `a folder is left out however it is written, and a file of its name only without the slash`(
    pattern: String
  ) throws {
    var repository = FakeRepository()
    for path in ["docs/a", "docs/deep/b", "src/docs", "src/c"] { repository.commit(path) }
    let paths = try repository.select(spec(exclude: [pattern])).entries.map(\.path)
    // `docs/**/` is about the folders in it.
    #expect(paths == (pattern == "docs/**/" ? ["docs/a"] : []) + ["src/c", "src/docs"])
    let included = try repository.select(spec(include: [pattern])).entries.map(\.path)
    #expect(included == (pattern == "docs/**/" ? [] : ["docs/a"]) + ["docs/deep/b"])
  }

  @Test func `a slash at the end holds for a folder that a link becomes, and for submodules`() throws {
    var repository = FakeRepository()
    repository.commit("a")
    repository.commit("docs", .symlink, "real")
    repository.commit("real/x", .file, "x")
    repository.commit(submodule: "vendor/lib", files: ["y": "y"])
    let all = ["docs/", "vendor/lib/"]
    #expect(
      try repository.package(spec(exclude: all, symlinks: .follow, submodules: .error)) == [
        "100644 a = ", "100644 real/x = x",
      ])
    #expect(
      try repository.package(spec(exclude: all, symlinks: .follow, submodules: .include)) == [
        "100644 a = ", "100644 real/x = x",
      ])
  }

  @Test func `a name that begins with a combining mark lies in its folder as any other`() throws {
    var repository = FakeRepository()
    for path in ["secret/\u{301}x", "a"] { repository.commit(path) }
    #expect(try repository.select(spec(exclude: ["secret/**"])).entries.map(\.path) == ["a"])
  }

  @Test func `a folder that the commit does not have is named`() {
    var repository = FakeRepository()
    repository.commit("a")
    let failure = repository.refusal(spec("servces"))
    #expect(failure?.what == #"the commit has no file below "path": "servces""#)
    #expect(failure?.place == Place(file: "sampan.json", line: 7))
  }

  @Test func `an empty package is a mistake`() {
    var repository = FakeRepository()
    repository.commit("a")
    let failure = repository.refusal(spec(exclude: ["**"]))
    #expect(failure?.kind == .repository)
    #expect(failure?.what == #"nothing is left to package below ".""#)
  }

  @Test func `a package over maxBytes is refused and its five largest files are named`() throws {
    var repository = FakeRepository()
    for size in 1...7 { repository.commit("f\(size)", .file, String(repeating: "x", count: size * 100)) }
    let entries = try repository.select(spec()).entries
    try checkSize(byteCount: 500, of: entries, spec: spec(maxBytes: 500))
    try checkSize(byteCount: .max, of: entries, spec: spec())
    let failure = #expect(throws: Failure.self) {
      try checkSize(byteCount: 501, of: entries, spec: spec(maxBytes: 500))
    }
    #expect(failure?.kind == .repository)
    #expect(
      failure?.causes == [7, 6, 5, 4, 3].map { "f\($0): \($0 * 100) bytes before compression" })
  }
}
