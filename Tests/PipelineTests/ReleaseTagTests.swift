import CI
import Effects
import Model
import Support
import Testing

@testable import Pipeline

/// A release is the same release whichever way its tag is told: by a CI job that builds the tag, by a push to a
/// server, or by a person who checked it out.
@Suite struct ReleaseTagTests {
  enum Way: CaseIterable { case job, push, checkout }

  private static let config = """
    {
      "version": ["{tag}", "{describe}"],
      "targets": {
        "staging": { "when": { "branch": "**" }, "local": { "directory": "/nowhere" }, "package": {} },
        "production": { "when": { "tag": "v*" }, "local": { "directory": "/nowhere" }, "package": {} }
      }
    }
    """

  private static func at(_ seconds: Int) -> [String: String?] { ["GIT_COMMITTER_DATE": "\(seconds) +0800"] }

  /// Two commits on `main`, the config in both.
  private func prepare() async throws -> GitFixture {
    let fixture = try await GitFixture()
    try await fixture.commit("one", files: ["sampan.json": Self.config, "file": "one"])
    try await fixture.commit("two", files: ["file": "two"], at: 1_700_000_060)
    return fixture
  }

  /// What deploying `tag` would do. Leaves the repository on `main`, as a server or a clone would be.
  private func plans(_ tag: String, by way: Way, in fixture: GitFixture) async throws -> [Plan] {
    var world = World.refusing
    world.files = .live(temporaryDirectory: "/tmp")
    var reference: String?
    switch way {
    case .job:
      world.environment = ["GITLAB_CI": "true", "CI_COMMIT_TAG": tag]
      world.job = CISystems.detect(world.environment)
      try await fixture.git("checkout", "-q", "--detach", tag)
    case .checkout: try await fixture.git("checkout", "-q", "--detach", tag)
    case .push: reference = "refs/tags/\(tag)"
    }
    let project = try Project.open(fixture.path, configFile: nil, trust: false, at: reference, in: world)
    let plans = try project.plan(named: []).plans
    try await fixture.git("checkout", "-q", "main")
    return plans
  }

  private func versions(_ tag: String, in fixture: GitFixture) async throws -> [Way: String] {
    var versions: [Way: String] = [:]
    for way in Way.allCases {
      versions[way] = try await plans(tag, by: way, in: fixture).first?.deployment.version
    }
    return versions
  }

  @Test(arguments: ["lightweight", "annotated", "signed", "nested"])
  func `the plan is the same by all three ways`(kind: String) async throws {
    let fixture = try await prepare()
    defer { fixture.remove() }
    switch kind {
    case "lightweight": try await fixture.git("tag", "v1.0.0", "HEAD~1")
    case "annotated": try await fixture.git("tag", "-a", "-m", "release", "v1.0.0", "HEAD~1")
    case "nested":
      try await fixture.git("tag", "-a", "-m", "inner", "inner", "HEAD~1")
      try await fixture.git("tag", "-a", "-m", "outer", "v1.0.0", "inner")
    default: try await sign("v1.0.0", "HEAD~1", in: fixture)
    }
    let byPush = try await plans("v1.0.0", by: .push, in: fixture)
    #expect(byPush.map(\.deployment.target.name) == ["production"])
    #expect(byPush.first?.deployment.version == "v1.0.0")
    #expect(
      byPush.first?.deployment.commit.id.hex == (try await fixture.git("rev-parse", "main~1").trimmingNewline)
    )
    #expect(try await plans("v1.0.0", by: .job, in: fixture) == byPush)
    #expect(try await plans("v1.0.0", by: .checkout, in: fixture) == byPush)
  }

  /// As `git tag -s` writes it. Nobody here checks signatures, nor claims to.
  private func sign(_ name: String, _ revision: String, in fixture: GitFixture) async throws {
    let commit = try await fixture.git("rev-parse", revision).trimmingNewline
    let file = try fixture.directory.write(
      "../signed-\(commit)",
      """
      object \(commit)
      type commit
      tag \(name)
      tagger A <a@example.com> 1700000000 +0800

      release
      -----BEGIN SSH SIGNATURE-----
      U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg
      -----END SSH SIGNATURE-----

      """)
    let object = try await fixture.git("hash-object", "-t", "tag", "-w", file).trimmingNewline
    try await Command.succeed(["rm", file])
    try await fixture.git("update-ref", "refs/tags/\(name)", object)
  }

  @Test func `of several tags on a commit a job and a push name one; by hand it is the best`() async throws {
    let fixture = try await prepare()
    defer { fixture.remove() }
    for tag in ["v1.9.0", "v1.10.0", "v1.10.0-rc1", "nightly"] { try await fixture.git("tag", tag, "HEAD~1") }
    #expect(
      try await versions("v1.9.0", in: fixture) == [.job: "v1.9.0", .push: "v1.9.0", .checkout: "v1.10.0"])
    try await fixture.git("tag", "-a", "-m", "r", "v1.2.0", "HEAD~1", environment: Self.at(1_700_000_900))
    try await fixture.git("tag", "-a", "-m", "r", "v1.1.0", "HEAD~1", environment: Self.at(1_700_000_950))
    #expect(
      try await versions("v1.9.0", in: fixture) == [.job: "v1.9.0", .push: "v1.9.0", .checkout: "v1.2.0"])
  }

  @Test func `a tag that moved is the release of its new commit`() async throws {
    let fixture = try await prepare()
    defer { fixture.remove() }
    try await fixture.git("tag", "v1.0.0", "HEAD~1")
    let before = try await plans("v1.0.0", by: .push, in: fixture)
    try await fixture.git("tag", "-f", "v1.0.0", "HEAD")
    for way in Way.allCases {
      let plan = try #require(try await plans("v1.0.0", by: way, in: fixture).first)
      #expect(plan.deployment.version == "v1.0.0")
      #expect(plan.deployment.commit.subject == "two")
      #expect(plan.deployment.stamp != before.first?.deployment.stamp)
    }
  }

  @Test func `a job whose tag moved away meanwhile does not give its commit that name`() async throws {
    let fixture = try await prepare()
    defer { fixture.remove() }
    try await fixture.git("tag", "v1.0.0", "HEAD")
    var world = World.refusing
    world.files = .live(temporaryDirectory: "/tmp")
    world.environment = ["GITLAB_CI": "true", "CI_COMMIT_TAG": "v1.0.0"]
    world.job = CISystems.detect(world.environment)
    try await fixture.git("checkout", "-q", "--detach", "HEAD~1")
    let project = try Project.open(fixture.path, configFile: nil, trust: false, in: world)
    let version = try project.plan(named: []).plans.first?.deployment.version
    #expect(version?.hasPrefix("0.0.0-1-g") == true, "\(version ?? "none")")
  }

  @Test func `the config of a pushed tag is that of its commit, not of the work tree`() async throws {
    let fixture = try await prepare()
    defer { fixture.remove() }
    try await fixture.git("tag", "v1.0.0")
    try fixture.directory.write("sampan.json", "broken")
    var world = World.refusing
    world.files = .live(temporaryDirectory: "/tmp")
    let project = try Project.open(
      fixture.path, configFile: nil, trust: false, at: "refs/tags/v1.0.0", in: world)
    #expect(try project.plan(named: []).plans.count == 1)
  }
}
