import Emulator
import Foundation
import Model
import Support
import Testing

/// The built program deploys to the emulated ESA, as a person would.
@Suite struct EdgeContainersTests {
  private static let keys = EmulatedCredentials(id: "LTAIstory", key: "key-of-the-story")
  private static let publish = "PublishEdgeContainerAppVersion"
  private static let create = "CreateEdgeContainerAppVersion"

  /// A repository with one commit and one target, beside a cloud that holds the target's app.
  private struct Edge {
    let cloud: EmulatedAlibaba
    let work: TemporaryDirectory

    init(_ target: String, on scenario: String = "calm", losing: Set<String> = []) async throws {
      work = try TemporaryDirectory()
      cloud = try EmulatedAlibaba(
        scenario: try #require(Scenario.named(scenario)), credentials: [EdgeContainersTests.keys],
        apps: [.init(id: "app-1", created: ["ver-2"])], pace: .polls(.seconds(60)),
        now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
      cloud.lose(losing)
      try work.write(
        "sampan.json",
        #"{ "targets": { "edge": { "wait": { "interval": "1s", "timeout": "10s" }, \#(target) } } }"#)
      for command in [["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Start"]] {
        try await Command.succeed(["git"] + command, in: work.path, environment: GitFixture.environment)
      }
    }

    /// The exit code of `sampan`, and everything that it printed.
    func sampan(_ arguments: String...) async throws -> (code: Int32, text: String) {
      let result = try await Command.run(
        [Stage.program] + arguments, in: work.path,
        environment: [
          "SAMPAN_ENDPOINT_ALIBABA": cloud.endpoint,
          "ALIBABA_CLOUD_ACCESS_KEY_ID": EdgeContainersTests.keys.id,
          "ALIBABA_CLOUD_ACCESS_KEY_SECRET": EdgeContainersTests.keys.key, "HOME": work.path,
        ], seconds: 120)
      return (result.status, result.text + result.errorText)
    }

    func end() {
      cloud.stop()
      work.remove()
    }
  }

  private static let image =
    #""esa": { "appId": "app-1", "publishEnv": "prod" }, "image": { "repository": "nginx", "tag": "2" }"#
  private static func version(_ more: String = "") -> String {
    #""esa": { "appId": "app-1", "publishEnv": "prod", "versionId": "ver-2"\#(more) }"#
  }

  @Test func `doctor checks the key without changing anything`() async throws {
    let edge = try await Edge(Self.image)
    defer { edge.end() }
    let doctor = try await edge.sampan("doctor", "--credentials")
    #expect(doctor.code == 0, "\(doctor.text)")
    #expect(doctor.text.contains("authenticated as acs:ram::1000000000000001:user/deploy"))
    #expect(edge.cloud.requests.compactMap { $0[header: "x-acs-action"] } == ["GetCallerIdentity"])
  }

  @Test func `an image is deployed once, is then unchanged, and is rolled back`() async throws {
    let edge = try await Edge(Self.image)
    defer { edge.end() }
    let first = try await edge.sampan("deploy", "edge")
    #expect(first.code == 0 && first.text.contains("edge  deployed"), "\(first.text)")
    let again = try await edge.sampan("deploy", "edge")
    #expect(again.code == 0 && again.text.contains("edge  unchanged"), "\(again.text)")
    #expect(edge.cloud.writes(of: Self.create) == 1 && edge.cloud.writes(of: Self.publish) == 1)
    let back = try await edge.sampan("rollback", "edge")
    #expect(back.code == 0 && edge.cloud.writes(of: "RollbackEdgeContainerAppVersion") == 1, "\(back.text)")
    #expect(!(first.text + again.text + back.text).contains(Self.keys.key))
  }

  @Test(arguments: [["PublishEdgeContainerAppVersion"], ["CreateEdgeContainerAppVersion"]])
  func `a connection that is closed after the request results in exactly one deploy`(losing: Set<String>)
    async throws
  {
    let edge = try await Edge(Self.image, losing: losing)
    defer { edge.end() }
    let deploy = try await edge.sampan("deploy", "edge")
    #expect(deploy.code == 0, "\(deploy.text)")
    #expect(edge.cloud.writes(of: Self.create) == 1 && edge.cloud.writes(of: Self.publish) == 1)
  }

  @Test func `a partial release waits for a person, who promotes it`() async throws {
    let edge = try await Edge(Self.version(#", "percentage": 20"#))
    defer { edge.end() }
    let deploy = try await edge.sampan("deploy", "edge")
    #expect(deploy.code == 4 && deploy.text.contains("to 20 % of the traffic"), "\(deploy.text)")
    let promotion = try await edge.sampan("promote", "edge")
    #expect(promotion.code == 0, "\(promotion.text)")
    #expect(edge.cloud.writes(of: Self.publish) == 2)
  }

  @Test func `a partial release is cancelled`() async throws {
    let edge = try await Edge(Self.version(#", "percentage": 20"#))
    defer { edge.end() }
    #expect(try await edge.sampan("deploy", "edge").code == 4)
    #expect(try await edge.sampan("cancel", "edge").code == 0)
    #expect(edge.cloud.writes(of: "RollbackEdgeContainerAppVersion") == 1)
  }

  @Test(arguments: [
    ("crash", 2, 1), ("stuck", 3, 1), ("busy", 75, 0), ("denied", 77, 0), ("retired", 78, 0),
    ("lost-and-stolen", 75, 0),
  ])
  func `what goes wrong ends with its exit code`(scenario: String, code: Int, writes: Int) async throws {
    let edge = try await Edge(
      scenario == "lost-and-stolen" ? Self.image : Self.version(), on: scenario)
    defer { edge.end() }
    let deploy = try await edge.sampan("deploy", "edge")
    #expect(Int(deploy.code) == code, "\(deploy.text)")
    #expect(edge.cloud.writes(of: Self.publish) == writes)
  }
}
