import Model
import Packaging
import Support
import Testing

@Suite struct LFSTests {
  /// Of `hello\n`; the digest is what sha256sum says.
  private static let pointer = """
    version https://git-lfs.github.com/spec/v1
    oid sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03
    size 6

    """

  private func repository(workTree: String? = nil, linkTarget: String? = nil) -> FakeRepository {
    var repository = FakeRepository()
    repository.commit("api/model.bin", .executable, Self.pointer)
    if let workTree { repository.build("model.bin", workTree, linkTarget: linkTarget) }
    return repository
  }

  @Test func `a pointer is refused by default, with the switch that resolves it`() {
    let failure = repository().refusal(spec("api"))
    #expect(failure?.what == #"1 file is a Git LFS pointer: "model.bin""#)
    #expect(failure?.remedies.first?.contains(#""lfs": "worktree""#) == true)
  }

  @Test func `the file of the work tree takes the pointer's place when it is the same`() throws {
    #expect(
      try repository(workTree: "hello\n").package(spec("api", lfs: .worktree)) == [
        "100755 model.bin = hello\n"
      ])
  }

  @Test(arguments: ["hellO\n", "hello", pointer, nil])
  func `any other file of the work tree, or none, is refused`(content: String?) {
    let failure = repository(workTree: content).refusal(spec("api", lfs: .worktree))
    #expect(failure?.what == #"1 Git LFS file not in the work tree as committed: "model.bin""#)
    #expect(failure?.remedies == ["git lfs pull"])
  }

  @Test func `a link in the work tree does not take a pointer's place`() {
    let repository = repository(workTree: "hello\n", linkTarget: "/x/y/z")
    #expect(repository.refusal(spec("api", lfs: .worktree)) != nil)
  }

  @Test func `text that only speaks of LFS, or is longer than a pointer, is packed`() throws {
    var repository = FakeRepository()
    repository.commit("notes", .file, "see version https://git-lfs.github.com/spec/v1\n")
    repository.commit("long", .file, Self.pointer + String(repeating: "x", count: 1024))
    #expect(try repository.select(spec()).entries.count == 2)
  }

  /// As git-lfs writes it where an extension is configured (git-lfs `docs/spec.md`).
  private static let extended = """
    version https://git-lfs.github.com/spec/v1
    ext-0-foo sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03
    oid sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03
    size 6

    """

  @Test(arguments: [true, false])
  func `a pointer is refused also where no attribute names Git LFS`(usesLFS: Bool) {
    var repository = repository()
    repository.usesLFS = usesLFS
    repository.commit("api/huge", .file, Self.pointer.dropLast(2) + "9223372036854775807\n")
    #expect(
      repository.refusal(spec("api"))?.what
        == #"2 files are Git LFS pointers: "model.bin", "huge""#)
  }

  @Test func `a pointer with an extension is refused where an attribute names Git LFS`() {
    var repository = FakeRepository()
    repository.commit("model.bin", .file, Self.extended)
    #expect(repository.refusal(spec()) != nil)
    repository.commit(submodule: "lib", files: ["model.bin": Self.extended])
    repository.usesLFS = false
    #expect(
      repository.refusal(spec(submodules: .include))?.what
        == #"1 file is a Git LFS pointer: "lib/model.bin""#)
  }

  @Test func `a pointer that also matches add counts as unchanged`() throws {
    let repository = repository(workTree: "hello\n")
    #expect(
      try repository.package(spec("api", lfs: .worktree, add: ["*.bin"])) == ["100755 model.bin = hello\n"])
  }
}
