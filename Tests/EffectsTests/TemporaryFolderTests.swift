import Effects
import Foundation
import Model
import Support
import Testing

@Suite struct TemporaryFolderTests {
  private func files(in folder: TemporaryDirectory) -> Files {
    .live(temporaryDirectory: folder.path)
  }

  private func names(in folder: TemporaryDirectory) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
  }

  /// As a process leaves it that dies: the lock's file, and nobody who holds it.
  private func abandon(_ name: String, in folder: TemporaryDirectory) throws {
    try folder.write("\(name)/.lock", "")
    try folder.write("\(name)/package.zip", "zip")
    try folder.write("\(name)/here/releases/1/app", "app")
  }

  @Test func `what a killed process left is removed by the next one`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    try abandon("sampan-1234abcd", in: folder)
    _ = try folder.makeFolder("sampan-ab")
    let made = try files(in: folder).makeTemporaryDirectory()
    #expect(try names(in: folder).map { "\(folder.path)/\($0)" } == [made])
  }

  @Test func `what another process uses stays, until it ends`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    try abandon("sampan-1234abcd", in: folder)
    let lock = "\(folder.path)/sampan-1234abcd/.lock"
    let script = "touch held; i=0; while [ ! -e done ] && [ $i -lt 400 ]; do sleep 0.05; i=$((i+1)); done"
    async let other = Command.run(["flock", lock, "sh", "-c", script], in: folder.path)
    for _ in 0..<400 where try !names(in: folder).contains("held") {
      try await Task.sleep(for: .milliseconds(25))
    }
    let first = files(in: folder)
    let made = try first.makeTemporaryDirectory()
    #expect(try names(in: folder).contains("sampan-1234abcd"))
    try folder.write("done", "")
    #expect(try await other.status == 0)
    // Ours is in use as well, for whoever comes now.
    try files(in: folder).remove(try files(in: folder).makeTemporaryDirectory())
    #expect(try first.info(made) != nil)
    #expect(try !names(in: folder).contains("sampan-1234abcd"))
  }

  @Test func `names, files and links that are not ours stay`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    for name in ["sampan-test", "sampan-", "sampan-12345678901234567", "other-12"] {
      try abandon(name, in: folder)
    }
    try folder.write("sampan-12", "a file")
    try folder.write("sampan-34/no-lock", "x")
    try abandon("elsewhere", in: folder)
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/sampan-56", withDestinationPath: "elsewhere")
    let before = try names(in: folder)
    let files = files(in: folder)
    try files.remove(try files.makeTemporaryDirectory())
    #expect(try names(in: folder) == before)
    #expect(try folder.read("elsewhere/package.zip") == Array("zip".utf8))
  }
}
