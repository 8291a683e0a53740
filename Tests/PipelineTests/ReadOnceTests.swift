import Effects
import Model
import Support
import Synchronization
import Testing

@testable import Pipeline

/// Targets of one run share what they read; none of them may get what is another's.
@Suite struct ReadOnceTests {
  private static func target(_ name: String, _ more: String) -> String {
    #""\#(name)": { "local": { "directory": "/nowhere" }, \#(more) }"#
  }

  private static let targets = [
    target("whole", #""package": {}"#), target("whole2", #""package": {}"#),
    target("without", #""package": { "exclude": ["docs/**"] }"#),
    target("nothingLeftOut", #""package": { "exclude": [] }"#),
    target("api", #""package": { "path": "api" }, "tags": ["api/*"]"#),
    target(
      "api2", #""package": { "path": "api", "shared": ["docs"] }, "tags": ["api/*"], "version": "{tag}""#),
    target("added", #""package": { "add": ["dist/**"] }, "version": "{count}-{describe}""#),
    target("added2", #""package": { "add": ["dist/**"], "level": 0 }, "version": "{count}-{tree}""#),
    target("built", #""package": { "file": "dist/app" }, "remark": "{subject}""#),
    target("built2", #""package": { "file": "dist/app", "maxBytes": 100 }"#),
  ]

  private func repository() async throws -> GitFixture {
    let fixture = try await GitFixture()
    let config = """
      { "version": "{describe}", "targets": {
      \(Self.targets.joined(separator: ",\n"))
      } }
      """
    try await fixture.commit(
      "one", files: ["sampan.json": config, ".gitignore": "dist", "docs/a": "a", "api/A": "a", "api/a": "b"])
    try await fixture.git("tag", "v1.2.3")
    try await fixture.commit("two", files: ["file": "two"], at: 1_700_000_060)
    try await fixture.git("tag", "api/2.0.0")
    try fixture.directory.write("dist/app", "built")
    return fixture
  }

  /// `asked`: counts how often the work tree was listed and a file of it was read.
  private func project(_ fixture: GitFixture, _ asked: Asked = Asked()) throws -> Project {
    var world = World.refusing
    let files = Files.live(temporaryDirectory: "\(fixture.path)/.git")
    world.files = files
    world.files.listInside = { (root, path) throws(Failure) in
      asked.lists.add(1, ordering: .relaxed)
      return try files.listInside(root, path)
    }
    world.files.streamInside = { (root, path, body) throws(Failure) in
      asked.reads.add(1, ordering: .relaxed)
      return try files.streamInside(root, path, body)
    }
    return try Project.open(fixture.path, configFile: nil, trust: false, in: world)
  }

  private final class Asked: Sendable {
    let lists = Atomic(0)
    let reads = Atomic(0)
  }

  @Test func `a plan of many targets is what the plans of each are`() async throws {
    let fixture = try await repository()
    defer { fixture.remove() }
    let names = Self.targets.map { String($0.dropFirst().prefix { $0 != "\"" }) }
    let together = try project(fixture).plan(named: names).plans
    let apart = try names.flatMap { try project(fixture).plan(named: [$0]).plans }
    #expect(together == apart)
    let lines = together.map { plan in
      "\(plan.deployment.target.name) \(plan.deployment.version) \(plan.findings.compactMap(\.place?.line))"
    }
    let short = try #require(apart.first).deployment.commit.id.prefix(8)
    #expect(Array(lines.prefix(2)) == ["whole 1.2.3-1-g\(short) [2]", "whole2 1.2.3-1-g\(short) [3]"])
    #expect(lines[5] == "api2 api-2.0.0-\(lines[5].split(separator: " ")[1].suffix(8)) [7]")
  }

  @Test func `targets that package the same share one zip, as long as one of them is to come`() async throws {
    let fixture = try await repository()
    defer { fixture.remove() }
    let project = try project(fixture)
    let names = ["whole", "whole2", "without", "nothingLeftOut", "added2"]
    let planned = try project.plan(named: names).plans.map(\.deployment)
    let packages = try MadePackages(of: project)
    defer { packages.removeAll() }
    var files: [PackageFile] = []
    for deployment in planned { files.append(try #require(try packages.made(deployment).artifact.file)) }
    #expect(files.map(\.name) == names.map { "\($0).zip" })
    #expect(files[1].path == files[0].path && files[3].path == files[0].path)
    // Other contents, and the same ones at another level.
    #expect(Set(files.map(\.path)).count == 3 && Set(files.map(\.sha256)).count == 3)
    for (deployment, file) in zip(planned, files) {
      let alone = try MadePackages(of: project)
      defer { alone.removeAll() }
      #expect(try alone.made(deployment).artifact.file?.sha256 == file.sha256)
    }
    packages.keep(for: [planned[1], planned[4]])
    let kept = try files.map { try project.world.files.info($0.path) != nil }
    #expect(kept == [true, true, false, true, true])
    packages.keep(for: [])
    #expect(try project.world.files.info(files[0].path) == nil)
  }

  @Test func `each target that shares a zip has its own limit`() async throws {
    let fixture = try await repository()
    defer { fixture.remove() }
    let project = try project(fixture)
    var planned = try project.plan(named: ["whole", "whole2"]).plans.map(\.deployment)
    let packages = try MadePackages(of: project)
    defer { packages.removeAll() }
    _ = try packages.made(planned[0])
    guard case .zip(let entries, var spec) = planned[1].artifact else {
      Issue.record("not a zip")
      return
    }
    spec.maxBytes = 10
    planned[1].artifact = .zip(entries, spec)
    let failure = #expect(throws: Failure.self) { try packages.made(planned[1]) }
    #expect(failure?.kind == .repository)
  }

  @Test func `built files are listed and read once for all targets that send them`() async throws {
    let fixture = try await repository()
    defer { fixture.remove() }
    let (one, all) = (Asked(), Asked())
    _ = try project(fixture, one).plan(named: ["added", "built"])
    _ = try project(fixture, all).plan(named: ["added", "added2", "built", "built2"])
    #expect(one.lists.load(ordering: .relaxed) == 1)
    #expect(all.lists.load(ordering: .relaxed) == 1)
    #expect(all.reads.load(ordering: .relaxed) == one.reads.load(ordering: .relaxed))
  }

  @Test func `what could not be read is tried again for the next target`() throws {
    let once = Once<String, Int>()
    let failure = Failure(.repository, "no")
    #expect(throws: failure) { try once.value(of: "a") { () throws(Failure) in throw failure } }
    #expect(try once.value(of: "a") { 1 } == 1)
    #expect(try once.value(of: "a") { () throws(Failure) in throw failure } == 1)
    #expect(try once.value(of: "b") { 2 } == 2)
  }
}
