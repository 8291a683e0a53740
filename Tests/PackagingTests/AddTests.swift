import Model
import Packaging
import Support
import Testing

@Suite struct AddTests {
  @Test func `built files that git does not hold are added with their execute bit`() throws {
    var repository = FakeRepository()
    repository.commit("Dockerfile", .file, "FROM scratch")
    repository.build("dist/app", "\u{7f}ELF", isExecutable: true)
    repository.build("dist/app.map", "{}")
    repository.build("other", "no")
    #expect(
      try repository.package(spec(add: ["dist/**", "!**/*.map"])) == [
        "100644 Dockerfile = FROM scratch", "100755 dist/app = \u{7f}ELF",
      ])
  }

  @Test func `exclude holds for built files, include does not`() throws {
    var repository = FakeRepository()
    repository.commit("src/a", .file, "a")
    repository.build("dist/app", "app")
    repository.build("dist/key.pem", "secret")
    #expect(
      try repository.package(spec(include: ["src"], exclude: ["**/*.pem"], add: ["dist"])) == [
        "100644 dist/app = app", "100644 src/a = a",
      ])
  }

  @Test func `a file that git holds is taken from the commit, and must not have been changed`() throws {
    var repository = FakeRepository()
    repository.commit("dist/.keep", .file, "")
    repository.commit("dist/version", .file, "1")
    repository.build("dist/.keep", "")
    repository.build("dist/version", "1")
    repository.build("dist/app", "app")
    #expect(
      try repository.package(spec(add: ["dist"])) == [
        "100644 dist/.keep = ", "100644 dist/app = app", "100644 dist/version = 1",
      ])
    var changed = FakeRepository()
    changed.commit("dist/version", .file, "1")
    changed.build("dist/version", "2")
    let failure = changed.refusal(spec(add: ["dist"]))
    #expect(failure?.what == #"1 file of "add" in the commit with other content: "dist/version""#)
  }

  @Test func `a pattern that matches nothing means that nothing was built`() {
    var repository = FakeRepository()
    repository.commit("a")
    let failure = repository.refusal(spec(add: ["dist/**"]))
    #expect(failure?.what == #"no file in the work tree matches "add": dist/**"#)
    #expect(failure?.remedies.first == "build first, then package")
  }

  @Test func `links among built files follow the same switch`() throws {
    var repository = FakeRepository()
    repository.commit("a")
    repository.build("m/lib/cli.js", "js", isExecutable: true)
    repository.build("m/.bin/cli", "", linkTarget: "../lib/cli.js")
    #expect(repository.refusal(spec(add: ["m"]))?.what == #"1 symbolic link in the package: "m/.bin/cli""#)
    #expect(
      try repository.package(spec(symlinks: .follow, add: ["m"])) == [
        "100644 a = ", "100755 m/.bin/cli = js", "100755 m/lib/cli.js = js",
      ])
    #expect(
      try repository.package(spec(symlinks: .keep, add: ["m"])) == [
        "100644 a = ", "120777 m/.bin/cli = ../lib/cli.js", "100755 m/lib/cli.js = js",
      ])
  }

  @Test func `a name that is not UTF-8 is refused when it is matched, and no matter otherwise`() throws {
    var repository = FakeRepository()
    repository.commit("a")
    repository.build("b/x.js", "x")
    repository.build(Array("b/".utf8) + [0xFF] + Array(".js".utf8), "y")
    let failure = repository.refusal(spec(add: ["b/**"]))
    #expect(failure?.kind == .repository)
    #expect(failure?.what == #"1 path cannot go into a package: "b/\xff.js" (not UTF-8)"#)
    #expect(try repository.package(spec(add: ["b/x*"])) == ["100644 a = ", "100644 b/x.js = x"])
    #expect(
      try repository.package(spec(exclude: ["b/[!x].js"], add: ["b"])) == [
        "100644 a = ", "100644 b/x.js = x",
      ])
  }

  @Test func `a followed link may lead to a name that is not UTF-8, since its own is packed`() throws {
    var repository = FakeRepository()
    repository.commit("a")
    repository.build([0xFF], "y")
    repository.build(Array("l".utf8), "", .link(target: [0xFF]))
    #expect(
      try repository.package(spec(symlinks: .follow, add: ["l"])) == ["100644 a = ", "100644 l = y"])
  }

  @Test func `a pipe, socket or device is refused when it is matched`() throws {
    var repository = FakeRepository()
    repository.commit("a")
    repository.build("run/app", "app")
    repository.build(Array("run/app.sock".utf8), "", .other)
    let failure = repository.refusal(spec(add: ["run/**"]))
    #expect(failure?.what == #"1 pipe, socket or device cannot be packaged: "run/app.sock""#)
    #expect(
      try repository.package(spec(add: ["run/**", "!**/*.sock"])) == ["100644 a = ", "100644 run/app = app"])
  }

  @Test func `a built file in the way of a committed folder is refused`() {
    var repository = FakeRepository()
    repository.commit("d/a")
    repository.build("d", "x")
    #expect(repository.refusal(spec(add: ["d"]))?.what.contains(#""d/a" (below a file)"#) == true)
  }
}
