import Emulator
import Foundation
import Model
import Support
import Testing

/// The built program, an emulated cloud, and a real registry: an image that CI pushed gets its version and is deployed.
@Suite struct ImageDeployTests {
  /// A provider that takes images, and the cloud it is tried on. One line for each.
  struct Cloud: Sendable, CustomTestStringConvertible {
    var provider: String
    var options: String
    /// The action that brings the image there: to be executed once.
    var update: String
    var start: @Sendable () throws -> Running
    var testDescription: String { provider }
  }

  struct Running: Sendable {
    var environment: [String: String]
    var writes: @Sendable (_ action: String) -> Int
    var stop: @Sendable () -> Void
  }

  static let clouds = [
    Cloud(
      provider: "tcbr", options: #"{ "envId": "env-a", "serverName": "api" }"#,
      update: "UpdateCloudRunServer",
      start: tencent),
    Cloud(
      provider: "esa", options: #"{ "appId": "app-1", "publishEnv": "prod" }"#,
      update: "CreateEdgeContainerAppVersion", start: alibaba),
  ]

  private static func now() -> Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }

  private static func tencent() throws -> Running {
    let cloud = try EmulatedCloud(
      credentials: [.init(id: "AKIDstory", key: "key-of-the-story")],
      services: [.init(environment: "env-a", name: "api")], now: now)
    let environment = [
      "SAMPAN_ENDPOINT_TENCENT": cloud.endpoint, "TENCENTCLOUD_SECRET_ID": "AKIDstory",
      "TENCENTCLOUD_SECRET_KEY": "key-of-the-story",
    ]
    return Running(environment: environment, writes: { cloud.writes(of: $0) }, stop: { cloud.stop() })
  }

  private static func alibaba() throws -> Running {
    let cloud = try EmulatedAlibaba(
      credentials: [.init(id: "LTAIstory", key: "key-of-the-story")],
      apps: [.init(id: "app-1", created: [])], pace: .looks(.seconds(60)), now: now)
    let environment = [
      "SAMPAN_ENDPOINT_ALIBABA": cloud.endpoint, "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIstory",
      "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "key-of-the-story",
    ]
    return Running(environment: environment, writes: { cloud.writes(of: $0) }, stop: { cloud.stop() })
  }

  @Test(arguments: clouds) func `an image that CI pushed is tagged and deployed`(cloud: Cloud) async throws {
    let registry = try await DockerRegistry(asksForPassword: true)
    defer { registry.stop() }
    let running = try cloud.start()
    defer { running.stop() }
    let image = EmulatedImage.index("a")
    try await registry.push(image.directory, to: "acme/api:build-7")

    let project = try await GitFixture()
    defer { project.remove() }
    let config = """
      { "version": "1.2.3", "allowEnv": ["BUILD"], "targets": { "production": {
        "wait": { "interval": "1s", "timeout": "60s" }, "\(cloud.provider)": \(cloud.options),
        "image": { "repository": "\(registry.host)/acme/api", "from": "build-{env:BUILD}" } } } }
      """
    try await project.commit("ship it", files: ["sampan.json": config])
    func sampan(_ arguments: String..., password: String = DockerRegistry.password) async throws -> (
      code: Int32, text: String
    ) {
      let registered = ["SAMPAN_REGISTRY_USER": DockerRegistry.user, "SAMPAN_REGISTRY_PASSWORD": password]
      let result = try await Command.run(
        [Stage.program] + arguments, in: project.path,
        environment: running.environment.merging(registered) { $1 }
          .merging(["BUILD": "7", "HOME": project.path]) { $1 },
        seconds: 120)
      let text = result.text + result.errorText
      #expect(!text.contains(password) && !text.contains("key-of-the-story"))
      return (result.status, text)
    }

    let plan = try await sampan("plan", "production")
    #expect(plan.text.contains("GET http://\(registry.host)/v2/acme/api/manifests/build-7"), "\(plan.text)")
    #expect(plan.text.contains("PUT http://\(registry.host)/v2/acme/api/manifests/1.2.3"), "\(plan.text)")
    #expect(!registry.calls.contains { $0.hasPrefix("GET") && $0.hasSuffix("manifests/1.2.3") })

    let refused = try await sampan("deploy", "production", password: "wrong-password")
    #expect(refused.code == 77, "\(refused.text)")
    #expect(running.writes(cloud.update) == 0)

    let deploy = try await sampan("deploy", "production", "--json")
    #expect(deploy.code == 0, "\(deploy.text)")
    #expect(deploy.text.contains("publish    tagged \(image.digest), from \(registry.host)/acme/api:build-7"))
    #expect(
      deploy.text.contains(#""image":"\#(registry.host)/acme/api:1.2.3@\#(image.digest)""#), "\(deploy.text)")
    #expect(running.writes(cloud.update) == 1)
    #expect(try await registry.manifest("acme/api:1.2.3") == image.manifest)
    #expect(try await registry.manifest("acme/api:build-7") == image.manifest)

    // Again: nothing has changed, so nothing is sent.
    let again = try await sampan("deploy", "production")
    #expect(again.code == 0 && again.text.contains("production unchanged 1.2.3"), "\(again.text)")
    #expect(running.writes(cloud.update) == 1)
  }
}
