import Model
import Packaging
import Support
import Testing

@Suite struct SubmoduleTests {
  private var repository: FakeRepository {
    var repository = FakeRepository()
    repository.commit("a", .file, "a")
    repository.commit(submodule: "lib/sub", files: ["x": "x", "inner/y": "y"])
    return repository
  }

  @Test func `a submodule is refused by default, with the switches that allow it`() {
    let failure = repository.refusal(spec())
    #expect(failure?.what == #"1 submodule in the package: "lib/sub""#)
    #expect(failure?.remedies.contains { $0.contains(#""submodules": "include""#) } == true)
    #expect(failure?.remedies.contains { $0.contains(#""submodules": "skip""#) } == true)
  }

  @Test func `a skipped or excluded submodule leaves nothing`() throws {
    #expect(try repository.package(spec(submodules: .skip)) == ["100644 a = a"])
    #expect(try repository.package(spec(exclude: ["lib"])) == ["100644 a = a"])
    #expect(try repository.package(spec(exclude: ["lib"], submodules: .include)) == ["100644 a = a"])
  }

  @Test func `an included submodule brings its files, read from its own repository`() throws {
    let selection = try repository.select(spec(exclude: ["**/y"], submodules: .include))
    #expect(selection.entries.map(\.path) == ["a", "lib/sub/x"])
    guard case .blob(_, 1, submodule: "lib/sub") = selection.entries[1].content else {
      Issue.record("not read from the submodule: \(selection.entries[1])")
      return
    }
  }

  @Test func `submodules of submodules are included, too`() throws {
    var repository = FakeRepository()
    repository.commit("outer", .submodule)
    let nested = ObjectID(String(repeating: "a", count: 40))
    let sources = PackageSources(
      blob: { _, _ in [] },
      submodule: { path, commit in
        guard path == "outer", let nested else {
          return commit == nested
            ? [TreeEntry(path: Array("f".utf8), kind: .file, object: commit, size: 1)] : []
        }
        return [TreeEntry(path: Array("in/ner".utf8), kind: .submodule, object: nested, size: 0)]
      }, workTree: { [] }, read: { _ in [] })
    let listing = try #require(nested).listing("outer")
    let selection = try select(listing, usesLFS: true, spec: spec(submodules: .include), from: sources)
    #expect(selection.entries.map(\.path) == ["outer/in/ner/f"])
  }

  @Test func `the packaged folder may lie in a submodule, or be one`() throws {
    #expect(
      try repository.package(spec("lib/sub", submodules: .include)) == ["100644 inner/y = y", "100644 x = x"])
    #expect(try repository.package(spec("lib/sub/inner", submodules: .include)) == ["100644 y = y"])
    let failure = repository.refusal(spec("lib/sub/inner"))
    #expect(failure?.what == #""path": "lib/sub/inner" is in the submodule "lib/sub""#)
  }

  @Test func `submodules outside the packaged folder are not asked for`() throws {
    var repository = FakeRepository()
    repository.commit("api/a", .file, "a")
    repository.commit("elsewhere", .submodule)
    #expect(try repository.package(spec("api", submodules: .include)) == ["100644 a = a"])
  }
}

extension ObjectID {
  /// A tree with one submodule.
  fileprivate func listing(_ path: String) -> [TreeEntry] {
    [TreeEntry(path: Array(path.utf8), kind: .submodule, object: self, size: 0)]
  }
}
