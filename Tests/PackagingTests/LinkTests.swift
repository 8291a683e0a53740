import Model
import Packaging
import Support
import Testing

@Suite struct LinkTests {
  @Test func `links are refused by default, with the switches that allow them`() {
    var repository = FakeRepository()
    repository.commit("a", .file, "a")
    repository.commit("l1", .symlink, "a")
    repository.commit("d/l2", .symlink, "../a")
    let failure = repository.refusal(spec())
    #expect(failure?.what == #"2 symbolic links in the package: "l1", "d/l2""#)
    #expect(failure?.remedies.contains { $0.contains(#""symlinks": "follow""#) } == true)
    #expect(failure?.remedies.contains { $0.contains(#""symlinks": "keep""#) } == true)
  }

  @Test func `a kept link is packed as it is, with a warning when it leads out of the package`() throws {
    var repository = FakeRepository()
    repository.commit("d/in", .symlink, "../a")
    repository.commit("out", .symlink, "d/../../a")
    repository.commit("root", .symlink, "/etc")
    let spec = spec(symlinks: .keep)
    #expect(
      try repository.package(spec) == ["120777 d/in = ../a", "120777 out = d/../../a", "120777 root = /etc"])
    #expect(
      try repository.select(spec).findings.map(\.message) == [
        #"links that point outside of the package: "out" -> "d/../../a", "root" -> "/etc""#
      ])
  }

  @Test func `a followed link becomes the file it ends at, over other links, with that file's mode`() throws {
    var repository = FakeRepository()
    repository.commit("bin/tool", .executable, "#!")
    repository.commit("run", .symlink, "./d/hop")
    repository.commit("d/hop", .symlink, "../bin//tool")
    #expect(
      try repository.package(spec(symlinks: .follow)) == [
        "100755 bin/tool = #!", "100755 d/hop = #!", "100755 run = #!",
      ])
  }

  @Test func `a link may lead to what is excluded, and through a link to a folder`() throws {
    var repository = FakeRepository()
    repository.commit("hidden/x", .file, "x")
    repository.commit("folder", .symlink, "hidden")
    repository.commit("file", .symlink, "folder/x")
    let spec = spec(include: ["file"], exclude: ["hidden", "folder"], symlinks: .follow)
    #expect(try repository.package(spec) == ["100644 file = x"])
  }

  @Test func `a followed link to a folder becomes the folder, less what is excluded`() throws {
    var repository = FakeRepository()
    repository.commit("common/a", .file, "a")
    repository.commit("common/deep/b", .file, "b")
    repository.commit("common/c.md", .file, "c")
    repository.commit("common/l", .symlink, "deep/b")
    repository.commit("common2", .file, "no")
    repository.commit("api/lib", .symlink, "../common")
    let spec = spec(include: ["api"], exclude: ["**/*.md"], symlinks: .follow)
    #expect(
      try repository.package(spec) == [
        "100644 api/lib/a = a", "100644 api/lib/deep/b = b", "100644 api/lib/l = b",
      ])
  }

  @Test(arguments: [
    ("nowhere", "no such file"), ("../x", "leaves the package"), ("d/../../x", "leaves the package"),
    ("/etc/passwd", #"absolute: "/etc/passwd""#), ("l", "links in a circle"), (".", "contains itself"),
    ("a/b", "no such file"), ("a/..", "no such file"), ("", "contains itself"),
    (String(repeating: "x", count: 4096), "target too long"),
  ])
  func `a link that cannot be followed is named with the reason`(target: String, reason: String) {
    var repository = FakeRepository()
    repository.commit("a", .file, "a")
    repository.commit("d/b", .file, "b")
    repository.commit("l", .symlink, target)
    #expect(
      repository.refusal(spec(symlinks: .follow))?.what
        == #"1 symbolic link cannot be followed inside the package: "l" (\#(reason))"#)
  }

  @Test func `a link out of the sub-folder that is packaged is refused`() {
    var repository = FakeRepository()
    repository.commit("secret", .file, "s")
    repository.commit("api/l", .symlink, "../secret")
    #expect(
      repository.refusal(spec("api", symlinks: .follow))?.what.hasSuffix("(leaves the package)") == true)
  }

  @Test func `folders that link to each other are refused`() {
    var repository = FakeRepository()
    repository.commit("a/to-b", .symlink, "../b")
    repository.commit("b/to-a", .symlink, "../a")
    #expect(repository.refusal(spec(symlinks: .follow))?.what.contains("(contains itself)") == true)
  }

  @Test(.timeLimit(.minutes(1))) func `folders of links that multiply come to an end`() {
    var repository = FakeRepository()
    for level in 0..<20 {
      for link in 0..<10 { repository.commit("d\(level)/l\(link)", .symlink, "../d\(level + 1)") }
    }
    repository.commit("d20/x", .file, "x")
    let failure = repository.refusal(spec(symlinks: .follow))
    #expect(failure?.kind == .repository)
    #expect(failure?.what.contains("more than 100000 files") == true)
  }
}
