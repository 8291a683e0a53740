import Foundation
import Model
import Posix
import Support
import Testing

@testable import Effects

/// The live file system and a directory of the test's own.
private struct Room {
  let folder: TemporaryDirectory
  let files: Files

  init() throws {
    let folder = try TemporaryDirectory()
    self.folder = folder
    files = .live(temporaryDirectory: folder.path)
  }

  func path(_ name: String) -> String { folder.path + "/" + name }

  func names(_ name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
  }
}

@Suite struct FilesTests {
  @Test func `a mode is changed of our own files and directories, not through a link`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.files.write(room.path("a"), [1])
    try room.files.makeDirectory(room.path("b"))
    try room.files.makeSymlink(room.path("link"), "a")
    let group: Files.ModeChange = { mode, isDirectory in mode | (isDirectory ? 0o2070 : 0o060) }
    try room.files.changeMode(room.path("link"), group)
    try room.files.changeMode(room.path("gone"), group)
    #expect(try room.mode("a") == 0o644)
    for name in ["a", "b"] { try room.files.changeMode(room.path(name), group) }
    #expect(try room.mode("a") == 0o664)
    #expect(try room.mode("b") == 0o2775)
  }

  @Test func `a write replaces the file and leaves nothing beside it`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.files.write(room.path("a"), Array("one".utf8))
    #expect(try room.mode("a") == 0o644)
    try await Command.succeed(["chmod", "750", room.path("a")])
    try room.files.write(room.path("a"), Array("two".utf8))
    #expect(try room.folder.read("a") == Array("two".utf8))
    #expect(try room.mode("a") == 0o750)
    #expect(try room.names() == ["a"])
  }

  @Test func `a write that cannot be finished changes nothing`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.folder.write("taken/file", "x")
    let failure = #expect(throws: Failure.self) { try room.files.write(room.path("taken"), [1]) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what == "cannot write \"\(room.path("taken"))\": is a directory")
    #expect(try room.names() == ["taken"])
  }

  @Test func `a reader sees the old bytes or the new, never a mixture`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    let path = room.path("a")
    let files = room.files
    let size = 300_000
    try files.write(path, [UInt8](repeating: 0, count: size))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for round in 1...30 { try files.write(path, [UInt8](repeating: UInt8(round), count: size)) }
      }
      for _ in 0..<60 {
        let bytes = try files.read(path, size)
        #expect(bytes.count == size)
        #expect(bytes.allSatisfy { $0 == bytes.first })
      }
      try await group.waitForAll()
    }
  }

  @Test func `a file may be read without a limit`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.folder.write("a", "text")
    #expect(try room.files.read(room.path("a"), .max) == Array("text".utf8))
  }

  @Test func `a file is read up to the limit and not beyond`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    let path = try room.folder.write("a", "12345")
    #expect(try room.files.read(path, 5) == Array("12345".utf8))
    let failure = #expect(throws: Failure.self) { try room.files.read(path, 4) }
    #expect(failure?.what == "cannot read \"\(path)\": it is longer than 4 bytes")
  }

  @Test func `a pipe or a directory is not waited for`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    try await Command.succeed(["mkfifo", room.path("pipe")])
    for path in [room.path("pipe"), room.folder.path, "/dev/zero"] {
      let failure = #expect(throws: Failure.self) { try room.files.read(path, 10) }
      #expect(failure?.what == "cannot read \"\(path)\": it is not a regular file")
    }
    #expect(throws: Failure.self) { try room.files.copy(room.path("pipe"), room.path("b")) }
  }

  @Test(.timeLimit(.minutes(1)))
  func `nothing is written to a pipe, a socket or a device, or put in its place`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    try await Command.succeed(["mkfifo", room.path("pipe")])
    let script = "import socket; socket.socket(socket.AF_UNIX).bind('socket')"
    try await Command.succeed(["python3", "-c", script], in: room.folder.path)
    // With a reader, writing would even succeed.
    let reader = unsafe open(room.path("pipe"), O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    for path in [room.path("pipe"), room.path("socket"), "/dev/null"] {
      func refused(_ verb: String, _ work: () throws -> Void) {
        let failure = #expect(throws: Failure.self) { try work() }
        #expect(failure?.what == "cannot \(verb) \"\(path)\": it is not a regular file")
        #expect(failure?.kind == .configuration)
      }
      refused("append to") { try room.files.append(path, [1]) }
      refused("write") { try room.files.write(path, [1]) }
      refused("write") { try room.files.writePrivate(path, [1]) }
      refused("open the lock") { _ = try room.files.lock(path) }
      refused("open the lock") { _ = try room.files.isLocked(path) }
    }
    #expect(read(reader, 1) == [])
    #expect(try room.names() == ["pipe", "socket"])
  }

  @Test func `what is not there is said with its path`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    let failure = #expect(throws: Failure.self) { try room.files.read(room.path("none"), 10) }
    #expect(failure?.what == "cannot read \"\(room.path("none"))\": no such file or directory")
  }

  @Test func `a relative path or a zero byte is a defect`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    for path in ["a", "", room.path("a\0b")] {
      let failure = #expect(throws: Failure.self) { try room.files.write(path, [1]) }
      #expect(failure?.kind == .defect)
    }
    #expect(try room.names().isEmpty)
  }

  @Test func `append adds to the end and makes the file`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.files.append(room.path("a"), Array("one\n".utf8))
    try room.files.append(room.path("a"), Array("two\n".utf8))
    #expect(try room.folder.read("a") == Array("one\ntwo\n".utf8))
  }

  @Test func `info tells kinds without following links`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    let path = try room.folder.write("a", "123")
    try room.files.makeSymlink(room.path("link"), "nowhere")
    #expect(try room.files.info(path) == FileInfo(kind: .file, byteCount: 3, isExecutable: false))
    #expect(unsafe chmod(path, 0o744) == 0)
    #expect(try room.files.info(path)?.isExecutable == true)
    #expect(try room.files.info(room.path("link"))?.kind == .symlink)
    #expect(try room.files.readSymlink(room.path("link")) == "nowhere")
    #expect(try room.files.info(room.folder.path)?.kind == .directory)
    #expect(try room.files.info(room.path("none")) == nil)
    #expect(try room.files.info(path + "/below") == nil)
  }

  @Test func `directories are made with parents and listed by bytes`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.files.makeDirectory(room.path("x/y/z"))
    try room.files.makeDirectory(room.path("x/y/z"))
    for name in ["é", "b", "B", "a"] { try room.folder.write("x/\(name)", "") }
    #expect(try room.files.list(room.path("x")) == ["B", "a", "b", "y", "é"])
    #expect(try room.files.list(room.path("none")) == [])
    #expect(throws: Failure.self) { try room.files.makeDirectory(room.path("x/a")) }
    #expect(throws: Failure.self) { try room.files.makeDirectory(room.path("x/a/below")) }
  }

  @Test func `remove takes the tree and leaves what its links point at`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.folder.write("keep/file", "x")
    try room.folder.write("tree/a/b/c", "x")
    try room.files.makeSymlink(room.path("tree/a/directory"), room.path("keep"))
    try room.files.makeSymlink(room.path("tree/file"), room.path("keep/file"))
    try await Command.succeed(["bash", "-c", "touch 'tree/a/'$'\\xff\\n'"], in: room.folder.path)
    try room.files.remove(room.path("tree"))
    #expect(try room.names() == ["keep"])
    #expect(try room.names("keep") == ["file"])

    try room.files.makeSymlink(room.path("link"), room.path("keep"))
    try room.files.remove(room.path("link"))
    try room.files.remove(room.path("none"))
    #expect(try room.names() == ["keep"])
    #expect(try room.names("keep") == ["file"])
  }

  @Test func `a copy has the bytes and the permissions`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try room.folder.write("a", bytes)
    try await Command.succeed(["chmod", "751", room.path("a")])
    try room.files.copy(room.path("a"), room.path("b"))
    try await Command.succeed(["cmp", room.path("a"), room.path("b")])
    #expect(try room.mode("b") == 0o751)
    #expect(try room.names() == ["a", "b"])
  }

  @Test func `who may read a file that is made executable may run it`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.folder.write("a", "a")
    try await Command.succeed(["chmod", "640", room.path("a")])
    try room.files.makeExecutable(room.path("a"))
    #expect(try room.mode("a") == 0o750)
    try room.files.makeSymlink(room.path("link"), "a")
    #expect(throws: Failure.self) { try room.files.makeExecutable(room.path("link")) }
    #expect(throws: Failure.self) { try room.files.makeExecutable(room.path("gone")) }
  }

  @Test func `rename replaces a link in one step`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.files.makeSymlink(room.path("current"), "old")
    try room.files.makeSymlink(room.path("next"), "new")
    try room.files.rename(room.path("next"), room.path("current"))
    try room.files.sync(room.folder.path)
    #expect(try room.files.readSymlink(room.path("current")) == "new")
    #expect(try room.names() == ["current"])
  }

  @Test func `a temporary directory is ours alone`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    let made = try (0..<2).map { _ in try room.files.makeTemporaryDirectory() }
    #expect(Set(made).count == 2)
    for path in made { #expect(try room.mode(String(path.dropFirst(room.folder.path.count + 1))) == 0o700) }
  }

  @Test func `a lock keeps another process out until it is released`() async throws {
    let room = try Room()
    defer { room.folder.remove() }
    let path = room.path("lock")
    func otherProcessCanLock() async throws -> Bool {
      try await Command.run(["flock", "--nonblock", path, "true"]).status == 0
    }
    let lock = try #require(try room.files.lock(path))
    #expect(try await !otherProcessCanLock())
    #expect(try room.files.lock(path) == nil)
    #expect(try room.files.isLocked(path))
    lock.release()
    lock.release()
    #expect(try !room.files.isLocked(path))
    #expect(try await otherProcessCanLock())
    #expect(try room.files.lock(path) != nil)
    #expect(try !room.files.isLocked(room.path("none")))
    #expect(try room.names() == ["lock"])
  }

  @Test func `a path is resolved over every link, and what is missing stays as it is written`() throws {
    let room = try Room()
    defer { room.folder.remove() }
    try room.files.makeDirectory(room.path("a/b"))
    try room.files.makeSymlink(room.path("l"), "a/b/..")
    try room.files.makeSymlink(room.path("dangling"), "/nowhere")
    #expect(try room.files.resolve(room.path("l/b")) == room.path("a/b"))
    #expect(try room.files.resolve(room.path("l/c/d")) == room.path("a/c/d"))
    #expect(try room.files.resolve("/") == "/")
    for path in ["dangling", "dangling/x", "none/../a"] {
      #expect(throws: Failure.self) { try room.files.resolve(room.path(path)) }
    }
  }
}
