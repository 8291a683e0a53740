import CI
import Effects
import Foundation
import Model
import Support
import Testing

@testable import Pipeline

@Suite struct ProvenanceTests {
  @Test(arguments: [
    ("https://github.com/acme/api", "git+https://github.com/acme/api"),
    ("https://gitlab-ci-token:glcbt-64_x@gitlab.com/acme/api.git", "git+https://gitlab.com/acme/api.git"),
    ("https://ghp_x@github.com/acme/api?token=y#z", "git+https://github.com/acme/api"),
    ("ssh://git@gitee.com:2222/acme/api.git", "git+ssh://gitee.com:2222/acme/api.git"),
    ("git@github.com:acme/api.git", "git+ssh://github.com/acme/api.git"),
    ("ci:secret@host.example:/srv/api.git", nil), ("host.example:api", "git+ssh://host.example/api"),
    ("https://DOMAIN\\ci:secret@host.example/api", "git+https://host.example/api"),
    ("https://ci:sec/ret@host.example/api", "git+https://host.example/api"), ("[::1]:api", nil),
    ("/srv/git/api.git", nil), ("../api", nil), ("./a:b", nil), ("file:///srv/api.git", nil),
    ("ext::sh -c id", nil), ("https://host.example/a b", nil), ("", nil), (":x", nil),
  ])
  func `the address of a remote loses users, passwords and folders of this machine`(
    remote: String, expected: String?
  ) {
    #expect(publicURL(ofRemote: remote) == expected)
  }

  private static let maker = PackageMaker(page: "https://example.com/page", version: "1.0.0")

  /// The statement of the package of a repository with one added file, made in a job.
  private func statement(
    of repository: GitFixture, config: String? = nil, _ environment: [String: String] = [:]
  ) throws -> (text: String, sha256: String) {
    var world = World.refusing
    world.environment = environment
    world.job = CISystems.detect(environment)
    world.files = Files.live(temporaryDirectory: "\(repository.path)/.git")
    world.random = { Array(repeating: 7, count: $0) }
    let project = try Project.open(repository.path, configFile: config, trust: false, in: world)
    let made = try project.package(named: nil, at: "\(repository.path)/.git/api.zip")
    let bytes = try project.provenance(of: made, by: Self.maker)
    return (String(decoding: bytes, as: UTF8.self), made.file.sha256)
  }

  private func fixture() async throws -> GitFixture {
    let repository = try await GitFixture()
    try await repository.git("remote", "add", "origin", "https://ci:sesame@git.example/acme/api.git")
    let target = #"{ "local": { "directory": "site" }, "package": { "add": ["dist/*"] } }"#
    try await repository.commit(
      files: [".gitignore": "dist", "sampan.json": #"{ "targets": { "it": \#(target) } }"#])
    try repository.directory.write("dist/app", "one")
    return repository
  }

  @Test func `a statement has the commit, the config, what was added, and the job`() async throws {
    let repository = try await fixture()
    defer { repository.remove() }
    let job = [
      "TF_BUILD": "True",
      "BUILD_SOURCEVERSION": try await repository.git("rev-parse", "HEAD").trimmingNewline,
      "BUILD_SOURCEBRANCH": "refs/heads/功能/a", "SYSTEM_COLLECTIONURI": "https://me:pat@dev.example/",
      "SYSTEM_TEAMPROJECT": "api", "BUILD_BUILDID": "9", "SOURCE_DATE_EPOCH": "1700000000",
    ]
    let (text, sha256) = try statement(of: repository, job)
    let value = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    #expect(value["_type"] == "https://in-toto.io/Statement/v1")
    #expect(value["subject"] == [["name": "api.zip", "digest": ["sha256": .string(sha256)]]])
    let source: JSON = "git+https://git.example/acme/api.git@refs/heads/%E5%8A%9F%E8%83%BD/a"
    let definition = try #require(value["predicate"]?["buildDefinition"])
    #expect(definition["externalParameters"] == ["source": source, "config": "sampan.json", "target": "it"])
    #expect(definition["internalParameters"] == ["SOURCE_DATE_EPOCH": "1700000000"])
    let tree = try await repository.git("rev-parse", "HEAD^{tree}").trimmingNewline
    func sum(_ file: String) async throws -> JSON {
      .string(
        String(try await Command.succeed(["sha256sum", "\(repository.path)/\(file)"]).prefix { $0 != " " }))
    }
    #expect(
      definition["resolvedDependencies"] == [
        [
          "uri": source,
          "digest": ["gitCommit": .string(job["BUILD_SOURCEVERSION"] ?? ""), "gitTree": .string(tree)],
        ],
        ["name": "sampan.json", "digest": ["sha256": try await sum("sampan.json")]],
        ["name": "dist/app", "digest": ["sha256": try await sum("dist/app")]],
      ])
    #expect(
      value["predicate"]?["runDetails"] == [
        "builder": ["id": "https://example.com/page#builder-azure", "version": ["sampan": "1.0.0"]],
        "metadata": ["invocationId": "https://dev.example/api/_build/results?buildId=9"],
      ])
    #expect(!text.contains("sesame") && !text.contains("pat@"))
    #expect(text.utf8.allSatisfy { $0 < 0x7F })
  }

  @Test func `a file that was added is hashed in the pieces in which it is read`() async throws {
    let repository = try await fixture()
    defer { repository.remove() }
    var world = World.refusing
    world.files = Files.live(temporaryDirectory: "\(repository.path)/.git")
    let version = FileVersion(byteCount: 8 << 20)
    let read = world.files.streamInside
    world.files.streamInside = { (root, path, sink) throws(Failure) in
      guard path == Array("dist/app".utf8) else { return try read(root, path, sink) }
      for _ in 0..<8 { try sink([UInt8](repeating: 1, count: 1 << 20)) }
      return version
    }
    let project = try Project.open(repository.path, configFile: nil, trust: false, in: world)
    let digest = try project.digest(of: Array("dist/app".utf8), version)
    // Of sha256sum.
    #expect(digest == "bb929bbdce85fdbc903a463e96630a25f8b6ef5b76090e24cd92ea8fb47b2f65")
  }

  @Test func `the same commit, config and job give the same bytes`() async throws {
    let repository = try await fixture()
    defer { repository.remove() }
    let first = try statement(of: repository).text
    #expect(first.contains("#builder-local") && !first.contains("invocationId"))
    try await Task.sleep(for: .milliseconds(20))
    #expect(try statement(of: repository).text == first)
    // A branch that happens to be checked out is not a fact of the commit.
    try await repository.git("switch", "-q", "-c", "other")
    #expect(try statement(of: repository).text == first)
    // What differs is seen: another file that was added, another config for the same files.
    try repository.directory.write("dist/app", "two")
    #expect(try statement(of: repository).text != first)
    try repository.directory.write("dist/app", "one")
    let outside = try TemporaryDirectory()
    defer { outside.remove() }
    let copy = try outside.write(
      "copy.json",
      #"{ "targets": { "it": { "local": { "directory": "x" }, "package": { "add": ["dist/*"] } } } }"#)
    let other = try statement(of: repository, config: copy).text
    #expect(other != first && other.contains(#""config": "copy.json""#) && !other.contains(outside.path))
  }
}
