import Courses
import Effects
import Emulator
import Foundation
import Model
import Providers
import Testing

/// Adding a provider takes what `Sources/README.md` says and nothing else: Pond is a service of a new vendor, and no file
/// outside of this folder knows of it.
@Suite struct PondTests {
  /// The line in `Tests/Conformance/Subject.swift`, with the lines in the catalog and in the list of clouds.
  static let subject = {
    var subject = Subject(
      provider: "pond",
      target: #""pond": { "service": "duck-1" }, "image": { "repository": "127.0.0.1:1/acme/api" }"#,
      write: "StartRollout", unknown: ("duck-1", "duck-9"))
    subject.catalog = Catalog([Pond.self])
    subject.clouds = [EmulatedPond.self]
    subject.holdings = [EmulatedPond.Service(name: "duck-1")]
    return subject
  }()

  @Test(arguments: Course.all) func `a made-up provider goes through the courses of all providers`(
    course: Course
  ) async throws {
    #expect(try await course.differences(with: Self.subject) == [])
  }

  @Test(arguments: Reading.allCases) func `a made-up provider's logs and releases are read as all others'`(
    reading: Reading
  ) async throws {
    #expect(try await reading.differences(with: Self.subject) == [])
  }

  @Test func `its wrong key is a question of credentials`() async throws {
    var rehearsal = try await Rehearsal(Self.subject)
    defer { rehearsal.end() }
    rehearsal.world.environment["POND_KEY_SECRET"] = "not-the-key-of-the-account"
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 77, "\(outcome)")
    #expect(rehearsal.writes == 0)
    #expect(rehearsal.leaks(outcome).isEmpty)
  }

  @Test func `a service that does not exist is a question of the config`() async throws {
    let (there, nowhere) = Self.subject.unknown
    let rehearsal = try await Rehearsal(
      Self.subject, target: Self.subject.target.replacing(there, with: nowhere))
    defer { rehearsal.end() }
    let outcome = try await rehearsal.deploy()
    #expect(outcome.exitCode.rawValue == 78, "\(outcome)")
    #expect(outcome.failure?.place?.line == 1)
    #expect(rehearsal.writes == 0)
  }

  @Test func `the program's own catalog does not have it`() {
    #expect(Catalog.all.schema("pond") == nil)
  }

  // MARK: The files

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  /// All that was written for it, below this folder, in order; this file has its tests.
  private static let files = [
    "EmulatedPond.swift",  // its cloud
    "Pond/Pond.swift",
    "Pond/PondAPI.swift",
    "PondTests.swift",
  ]

  @Test func `it takes the files that are listed`() throws {
    let found = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".swift") }.sorted()
    #expect(found == Self.files)
  }

  /// `a folder in `Providers` of at most three files`, and one file each for its cloud and its tests.
  @Test func `that is no more than Sources/README.md says`() throws {
    let readme = try String(
      contentsOf: Self.folder.appending(path: "../../Sources/README.md"), encoding: .utf8)
    let rule = try #require(
      readme.firstMatch(of: /\*\*A provider:\*\* a folder in `Providers` of at most (\w+) files/))
    let words = ["one", "two", "three", "four", "five"]
    let most = try #require(words.firstIndex(of: String(rule.1))) + 1
    #expect(Self.files.count { $0.hasPrefix("Pond/") } <= most)
    #expect(Self.files.count <= most + 2)
  }
}
