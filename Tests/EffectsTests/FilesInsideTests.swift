import Effects
import Foundation
import Model
import Support
import Testing

/// A work tree whose content others made, and what lies outside of it.
private struct WorkTree {
  let folder: TemporaryDirectory
  let files: Files
  let root: String

  init() throws {
    folder = try TemporaryDirectory()
    files = .live(temporaryDirectory: folder.path)
    root = try folder.makeFolder("work")
    try folder.write("secret", "secret")
    try folder.write("work/dist/app-1.jar", "app")
    try folder.write("work/.git/config", "token")
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)", withDestinationPath: target)
  }

  func read(_ path: String) throws -> String? {
    try files.readInside(root, Array(path.utf8), 100).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  func refusal(_ path: String) -> Failure? {
    #expect(throws: Failure.self) { try files.readInside(root, Array(path.utf8), 100) }
  }

  func listed(_ folder: String = ".") throws -> [String] {
    try files.listInside(root, folder).map { file in
      let path = file.path.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "%" }.joined()
      return switch file.kind {
      case .file(let isExecutable): path + (isExecutable ? "*" : "")
      case .link(let target): "\(path) -> \(String(decoding: target, as: UTF8.self))"
      case .other: "\(path) ?"
      }
    }.sorted()
  }
}

@Suite struct FilesInsideTests {
  @Test func `a link that stays inside is followed, wherever it begins`() throws {
    let tree = try WorkTree()
    defer { tree.folder.remove() }
    try tree.link("dist/app.jar", to: "app-1.jar")
    try tree.link("out", to: "./dist//")
    try tree.link("whole", to: "\(tree.root)/out/../dist/app.jar")
    for path in ["dist/app-1.jar", "./dist/app.jar", "out/app.jar", "whole"] {
      #expect(try tree.read(path) == "app", "\(path)")
    }
    #expect(try tree.read("dist/none.jar") == nil)
    #expect(try tree.read("none/app.jar") == nil)
    #expect(try tree.read("dist/app-1.jar/below") == nil)
  }

  @Test(arguments: [
    ("a", "/proc/self/environ", "a"), ("a", "../secret", "a"), ("dist/a", "../../secret", "dist/a"),
    ("a", "dist/../../secret", "a"), ("a", ".git/config", "a"), ("a", "dist/../.git/config", "a"),
    ("a", "/etc", "a/passwd"), ("a", "..", "a/secret"), ("a", "a", "a"),
  ])
  func `a link that leaves the repository is refused by its name, at any component of a path`(
    name: String, target: String, path: String
  ) throws {
    let tree = try WorkTree()
    defer { tree.folder.remove() }
    try tree.link(name, to: target)
    let failure = tree.refusal(path)
    #expect(failure?.kind == .repository)
    #expect(
      failure?.what.hasPrefix(
        "\"\(path)\" points outside of the repository: \"\(name)\" is a link to \"\(target)\"") == true,
      "\(failure?.what ?? "")")
  }

  @Test func `git's own files are not read, with or without a link`() throws {
    let tree = try WorkTree()
    defer { tree.folder.remove() }
    #expect(
      tree.refusal(".git/config")?.what
        == "\".git/config\" points outside of the repository: files in \".git\" are never deployed")
  }

  @Test func `a copy is of the file that was looked at, with its permissions`() async throws {
    let tree = try WorkTree()
    defer { tree.folder.remove() }
    try await Command.succeed(["chmod", "750", "\(tree.root)/dist/app-1.jar"])
    let copy = "\(tree.folder.path)/copy"
    let path = Array("dist/app-1.jar".utf8)
    let version = try tree.files.copyInside(tree.root, path, copy)
    #expect(version == (try tree.files.readInside(tree.root, path, 100)?.version))
    #expect(try tree.folder.read("copy") == Array("app".utf8))
    #expect(try tree.files.info(copy)?.isExecutable == true)
    try tree.link("out", to: "../secret")
    #expect(throws: Failure.self) { try tree.files.copyInside(tree.root, Array("out".utf8), copy) }
    #expect(try tree.folder.read("copy") == Array("app".utf8))
  }

  @Test func `a change shows in the version, and so does another file of the same size`() async throws {
    let tree = try WorkTree()
    defer { tree.folder.remove() }
    func version() throws -> FileVersion? {
      try tree.files.readInside(tree.root, Array("dist/app-1.jar".utf8), 100)?.version
    }
    let first = try #require(try version())
    #expect(first.byteCount == 3)
    #expect(try version() == first)
    // The time of the old one, which anybody can set.
    try await Command.succeed(
      ["sh", "-c", "printf xyz > new; touch -r app-1.jar new; mv new app-1.jar"], in: "\(tree.root)/dist")
    #expect(try version() != first)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a pipe, a socket and a device are named instead of waited for`() async throws {
    let tree = try WorkTree()
    defer { tree.folder.remove() }
    try await Command.succeed(["mkfifo", "\(tree.root)/pipe"])
    let script = "import socket; socket.socket(socket.AF_UNIX).bind('socket')"
    try await Command.succeed(["python3", "-c", script], in: tree.root)
    for name in ["pipe", "socket", "dist"] {
      #expect(tree.refusal(name)?.what == "cannot read \"\(name)\": it is not a regular file")
      #expect(tree.refusal(name)?.kind == .repository)
    }
    #expect(try tree.listed() == ["dist/app-1.jar", "pipe ?", "socket ?"])
  }

  @Test func `a listing names every file as it is, and follows no link`() async throws {
    let tree = try WorkTree()
    defer { tree.folder.remove() }
    try await Command.succeed(["chmod", "+x", "\(tree.root)/dist/app-1.jar"])
    try await Command.succeed(
      [
        "bash", "-c", "touch $'dist/\\xff'; ln -s $'\\xfe' dist/l; mkdir -p sub/.git; touch sub/.git/x sub/y",
      ],
      in: tree.root)
    try tree.link("etc", to: "/etc")
    #expect(
      try tree.listed() == ["dist/%", "dist/app-1.jar*", "dist/l -> \u{FFFD}", "etc -> /etc", "sub/y"])
    #expect(try tree.listed("sub") == ["y"])
    #expect(try tree.listed("none") == [])
    let failure = #expect(throws: Failure.self) { try tree.listed("etc/apt") }
    #expect(
      failure?.what
        == "\"etc/apt\" points outside of the repository: \"etc\" is a link to \"/etc\" in the work tree")
  }
}
