import Config
import Effects
import HTTP
import Model
import Providers
import Support
import Testing

@testable import Pipeline

/// `check` against what would happen: whatever a plan refuses offline, `check` has found, at the same place.
@Suite struct CheckTests {
  /// A repository with one target `t`, and what `check` and a plan of every target find in it.
  private func judged(
    _ target: String, files: [String: String] = [:], variables: [String: String] = [:]
  ) async throws -> (findings: [Finding], refusal: Failure?) {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    let config = "{\n  \"targets\": {\n    \"t\": {\n\(target)\n    }\n  }\n}\n"
    try await fixture.commit(
      files: files.merging(["sampan.json": config, "Dockerfile": "FROM scratch\n"]) { $1 })
    let world = Self.world(variables)
    let checked = try Project.check(fixture.path, configFile: nil, trust: false, in: world)
    do throws(Failure) {
      let project = try Project.open(fixture.path, configFile: nil, trust: false, in: world)
      for target in project.configuration.targets { _ = try project.prepare(target) }
      return (checked.findings, nil)
    } catch {
      return (checked.findings, error)
    }
  }

  private static func world(_ variables: [String: String] = [:]) -> World {
    var world = World.refusing
    world.environment = variables
    world.files =
      World.live(version: "0", stop: StopSignal(), tell: { _ in })
      .files
    return world
  }

  private static let tcbr = #"      "tcbr": { "envId": "e", "serverName": "api" }"#
  private static let tem =
    #"      "tem": { "region": "ap-guangzhou", "applicationId": "a", "environmentId": "e" }"#
  private static let wechat = #"      "wechat": { "envId": "e", "serverName": "api" }"#
  private static let esa = #"      "esa": { "appId": "app-1", "publishEnv": "prod" }"#
  private static let image = #"      "image": { "repository": "r.example/acme/api" }"#
  private static let package = #"      "package": {}"#

  /// A target, its lines from line 4 on, and the lines and columns of what is wrong with it.
  struct Wrong: Sendable, CustomTestStringConvertible {
    var name: String
    var lines: [String]
    var places: [String]
    var testDescription: String { name }
  }

  static let wrong: [Wrong] = [
    Wrong(
      name: "a service name", lines: [#"      "tcbr": { "envId": "e", "serverName": "9" }"#, package],
      places: ["4:45"]),
    Wrong(
      name: "regions",
      lines: [#"      "tcbr": { "envId": "e", "serverName": "api", "region": "Shang hai" }"#, package],
      places: ["4:62"]),
    Wrong(
      name: "items that go together",
      lines: [#"      "tcbr": { "envId": "e", "serverName": "api", "items": { "CpuSpecs": 1 } }"#, package],
      places: ["4:61"]),
    Wrong(
      name: "a repository without a branch",
      lines: [tcbr, #"      "repository": { "source": "github", "name": "a/b" }"#], places: ["5:7"]),
    Wrong(
      name: "a repository without a branch, for wechat",
      lines: [wechat, #"      "repository": { "source": "github", "name": "a/b" }"#], places: ["5:7"]),
    Wrong(name: "a missing path", lines: [tcbr, #"      "package": { "path": "gone" }"#], places: ["5:7"]),
    Wrong(
      name: "a missing shared folder", lines: [tcbr, #"      "package": { "shared": ["gone"] }"#],
      places: ["5:7"]),
    Wrong(
      name: "nothing to package", lines: [tcbr, #"      "package": { "include": ["*.none"] }"#],
      places: ["5:7"]),
    Wrong(
      name: "TEM without a region",
      lines: [#"      "tem": { "applicationId": "a", "environmentId": "e" }"#, image],
      places: ["4:7"]),
    Wrong(name: "the source for TEM", lines: [tem, package], places: ["5:7"]),
    Wrong(
      name: "a built file for TEM", lines: [tem, #"      "package": { "file": "app.zip" }"#], places: ["5:7"]),
    Wrong(
      name: "a tag for TEM",
      lines: [tem, #"      "image": { "repository": "r.example/api", "tag": "V{short}" }"#], places: ["5:7"]),
    Wrong(
      name: "an image's name", lines: [tcbr, #"      "image": { "repository": "Acme/API" }"#], places: ["5:7"]
    ),
    Wrong(
      name: "an image's source",
      lines: [tcbr, #"      "image": { "repository": "r.example/api", "from": "not a tag {short}" }"#],
      places: ["5:7"]),
    Wrong(
      name: "an image tag without a letter",
      lines: [tcbr, #"      "image": { "repository": "r.example/api", "tag": "!!" }"#], places: ["5:7"]),
    Wrong(
      name: "a version without a letter", lines: [tcbr, package, #"      "version": "---""#], places: ["6:7"]),
    Wrong(
      name: "a fleet",
      lines: [
        #"      "tcbr": { "serverName": "api" },"#, #"      "fleet": { "over": { "envId": ["e"] } }"#,
        package,
      ],
      places: ["5:7"]),
    Wrong(
      name: "a rollback that cannot be",
      lines: [#"      "tcbTask": { "externalId": "x" }"#, #"      "onFailure": "rollback""#],
      places: ["5:7"]),
    Wrong(
      name: "a verify without waiting",
      lines: [tcbr, package, #"      "wait": false"#, #"      "verify": { "url": "https://a.example/" }"#],
      places: ["7:7"]),
    Wrong(
      name: "a verify without an address", lines: [esa, image, #"      "verify": { "url": "/health" }"#],
      places: ["6:7"]),
    Wrong(
      name: "ids of ESA",
      lines: [#"      "esa": { "appId": "1", "publishEnv": "prod", "versionId": "2", "startTime": "now" }"#],
      places: ["4:25", "4:65", "4:83", "4:83"]),
    Wrong(
      name: "containers of ESA",
      lines: [
        #"      "esa": { "appId": "app-1", "publishEnv": "prod", "publishType": "region", "containers": [{ "Name": "a", "Image": "b", "Spec": "1C2G", "Storage": "10G", "ProbeType": "exec", "ProbeContent": {} }] }"#,
        image,
      ], places: ["4:71", "4:95"]),
    Wrong(
      name: "numbers of wechat",
      lines: [
        #"      "wechat": { "envId": "e", "serverName": "api", "cpu": "much", "envParams": "[]" }"#, package,
      ],
      places: ["4:61", "4:82"]),
    Wrong(
      name: "what wechat is told twice",
      lines: [
        #"      "wechat": { "envId": "e", "serverName": "api", "branch": "next", "packageVersion": "1", "rollback": true }"#,
        #"      "repository": { "source": "github", "name": "a/b", "branch": "main" }"#,
      ], places: ["4:64", "4:90", "4:107"]),
    Wrong(
      name: "the id of a task",
      lines: [#"      "tcbTask": { "externalId": "\#(String(repeating: "x", count: 65))" }"#],
      places: ["4:34"]),
  ]

  @Test(arguments: wrong)
  func `whatever a plan refuses offline is an error of check, all of it and in its place`(
    wrong: Wrong
  ) async throws {
    var lines = wrong.lines
    for index in lines.indices.dropLast() where !lines[index].hasSuffix(",") { lines[index] += "," }
    let judged = try await judged(lines.joined(separator: "\n"))
    let errors = judged.findings.filter { $0.severity == .error }
    #expect(errors.map { "\($0.place?.line ?? 0):\($0.place?.column ?? 0)" } == wrong.places, "\(errors)")
    let refusal = try #require(judged.refusal)
    #expect(errors.contains { $0.place == refusal.place && $0.message == refusal.what }, "\(refusal)")
  }

  @Test func `every provider has something of its own in the table`() {
    let named = Self.wrong.map { $0.lines.joined() }
    // What is wrong with a target of "local", the reader of the config finds by itself.
    for schema in Catalog.all.schemas where schema.name != "local" {
      #expect(named.contains { $0.contains("\"\(schema.name)\"") }, "\(schema.name)")
    }
  }

  @Test func `one broken target hides nothing of the others`() async throws {
    let found = try await judged(
      """
            "tcbr": { "envId": "e", "servername": "api" }, "package": {}
          },
          "u": { "tcbr": { "envId": "e", "serverName": "9" }, "package": {} },
          "v": {
            "tcbr": { "envId": "e", "serverName": "api" }, "package": { "path": "gone" }
      """
    ).findings
    #expect(
      found.map(\.message) == [
        "unknown key \"servername\" in target \"t\"", "\"9\" is not a valid service name of CloudBase Run",
      ] + found.suffix(1).map(\.message))
    #expect(found.last?.message.hasPrefix("folder \"gone\" is not in commit") == true)
  }

  @Test func `what depends on the job or the build is a warning, and only where the commit deploys`()
    async throws
  {
    let built = #""tcbr": { "envId": "e", "serverName": "api" }, "package": { "file": "target/app.zip" }"#
    let deployed = try await judged("\"when\": { \"branch\": \"main\" }, \(built)")
    #expect(deployed.findings.map(\.severity) == [.warning])
    #expect(deployed.findings.first?.message == deployed.refusal?.what)
    let elsewhere = try await judged("\"when\": { \"tag\": \"v*\" }, \(built)")
    #expect(elsewhere.findings.isEmpty)
    #expect(elsewhere.refusal != nil)
  }

  @Test func `a region from the environment is one`() async throws {
    let found = try await judged(
      #""tem": { "applicationId": "a", "environmentId": "e" }, "image": { "repository": "r.example/api" }"#,
      variables: ["TENCENTCLOUD_REGION": "ap-guangzhou"])
    #expect(found.findings.isEmpty && found.refusal == nil)
  }
}
