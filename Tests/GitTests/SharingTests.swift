import Foundation
import Support
import Testing

@testable import Git

/// Judged by git: the modes of what it makes in a repository with the same setting and umask.
@Suite struct SharingTests {
  private static func mode(_ path: String) throws -> UInt32 {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return UInt32(try #require((attributes[.posixPermissions] as? NSNumber)?.intValue))
  }

  @Test(
    arguments: [
      "group", "true", "all", "world", "everybody", "1", "2", "0640", "0660", "0664", "0600", "umask",
      "false", "0",
    ], ["022", "077", "002"])
  func `files and directories get the modes that git gives its own`(setting: String, mask: String)
    async throws
  {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let script = """
      umask \(mask); git init -q .; git config core.sharedRepository \(setting)
      : > plain; mkdir plain-directory
      git commit -q --allow-empty -m one; git update-ref refs/deep/er/ref HEAD
      """
    try await Command.succeed(
      ["sh", "-ec", script], in: folder.path, environment: GitFixture.environment)
    let sharing = try Repository.open(
      at: folder.path, job: nil, trust: true, environment: [:]
    ).sharing()
    let file = try Self.mode("\(folder.path)/plain")
    let directory = try Self.mode("\(folder.path)/plain-directory")
    #expect(
      sharing?.mode(file, isDirectory: false) ?? file
        == (try Self.mode("\(folder.path)/.git/refs/deep/er/ref")))
    #expect(
      sharing?.mode(directory, isDirectory: true) ?? directory
        == (try Self.mode("\(folder.path)/.git/refs/deep/er")))
  }

  @Test(arguments: ["", "nobody", "0440", "8", "-1"])
  func `what git refuses shares with nobody`(setting: String) {
    #expect(Sharing(setting: setting) == nil)
  }

  @Test func `what nobody may write stays so, and what is a program can be run`() throws {
    let group = try #require(Sharing(setting: "group"))
    #expect(group.mode(0o444, isDirectory: false) == 0o444)
    #expect(group.mode(0o755, isDirectory: false) == 0o775)
    #expect(try #require(Sharing(setting: "0640")).mode(0o755, isDirectory: false) == 0o750)
  }
}
