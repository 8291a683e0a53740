import Foundation
import Model
import Providers
import Support
import Testing

/// Providers are siblings: whoever knows one finds everything in another.
@Suite struct SiblingsTests {
  private static let names = Catalog.all.typeNames
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/Providers").standardizedFileURL

  /// As `Provider` lists them.
  private static let members = [
    "schema", "problems", "init", "check", "findings", "requests", "stateRequests", "identity",
    "uploadIdentity", "findUploadKey", "state",
    "publish", "completed", "update", "receipt", "poll", "glance", "awaited", "nothingToUndo", "confirm",
    "cancel", "promote",
    "rollback", "earlier",
    "lostSettings", "explain", "releases", "log",
  ]

  @Test(arguments: names) func `a provider is at most five files, which are called after it`(name: String)
    throws
  {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appending(path: name).path)
    let known = ["", "API", "Options", "Logs", "Rollout"].map { "\(name)\($0).swift" }
    #expect(Set(files).isSubset(of: known))
    #expect(files.contains("\(name).swift"))
  }

  @Test(arguments: names) func `what a provider can do stands in the order of the contract`(name: String)
    throws
  {
    let found = try members(of: "\(name)/\(name).swift")
    #expect(found == Self.members.filter(found.contains))
    #expect(Set(["init", "requests", "state", "publish", "update", "poll"]).isSubset(of: found))
  }

  @Test func `the contract has these members, in this order`() throws {
    let text = try String(contentsOf: Self.folder.appending(path: "Provider.swift"), encoding: .utf8)
    let contract = text.prefix(upTo: try #require(text.firstRange(of: "\n}\n")).lowerBound)
    #expect(Self.names(in: String(contract), prefix: #"(static var|static func|func|init)"#) == Self.members)
  }

  private func members(of file: String) throws -> [String] {
    let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    return Self.names(in: text, prefix: #"package (static let|static func|func|init\(_ target)"#)
      .filter(Self.members.contains)
  }

  /// Of the declarations at the first level of indentation.
  private static func names(in text: String, prefix: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      guard line.range(of: "^  \(prefix)", options: .regularExpression) != nil else { return nil }
      let words = line.split { !$0.isLetter }
      let skipped: Set<Substring> = ["package", "static", "let", "var", "func"]
      return words.first { !skipped.contains($0) }.map(String.init)
    }
  }
}
