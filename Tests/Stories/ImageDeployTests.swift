import Emulator
import Foundation
import Model
import Support
import Testing

/// The built program, an emulated cloud, and a real registry: an image that CI pushed gets its version and is deployed.
@Suite struct ImageDeployTests {
  /// A provider that takes images, its options, and the write that brings one there. One line for each.
  struct Cloud: Sendable, CustomTestStringConvertible {
    var provider: String
    var options: String
    var update: String
    /// Whether it has a field for our stamp, so that an unchanged deploy is detected.
    var remembers = true
    var testDescription: String { provider }
  }

  static let clouds = [
    Cloud(
      provider: "tcbr", options: #"{ "envId": "env-a", "serverName": "api" }"#, update: "UpdateCloudRunServer"
    ),
    Cloud(
      provider: "tem",
      options: #"{ "region": "ap-guangzhou", "applicationId": "app-1", "environmentId": "en-1" }"#,
      update: "RollingUpdateApplicationByVersion", remembers: false),
    Cloud(
      provider: "wechat", options: #"{ "envId": "env-a", "serverName": "api" }"#,
      update: "rollupdatecloudbaserunserverversion"),
    Cloud(
      provider: "esa", options: #"{ "appId": "app-1", "publishEnv": "prod" }"#,
      update: "PublishEdgeContainerAppVersion"),
  ]

  private static func started() throws -> EmulatedClouds {
    try EmulatedClouds(
      holding: [
        EmulatedTencent.Service(environment: "env-a", name: "api"),
        EmulatedTencent.Application(id: "app-1", environment: "en-1"), EmulatedAlibaba.App(id: "app-1"),
        EmulatedWeChat.Service(environment: "env-a", name: "api"),
      ], account: .init(id: "AKIDstory", key: "key-of-the-story"), pace: .polls(.seconds(60)),
      now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
  }

  @Test(arguments: clouds) func `an image that CI pushed is tagged and deployed`(cloud: Cloud) async throws {
    let registry = try await DockerRegistry(asksForPassword: true)
    defer { registry.stop() }
    let running = try Self.started()
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
      let registered = [
        "SAMPAN_REGISTRY_USER": DockerRegistry.user, "SAMPAN_REGISTRY_PASSWORD": password,
        "SAMPAN_REGISTRY_HOST": registry.host,
      ]
      let result = try await Command.run(
        [Stage.program] + arguments, in: project.path,
        environment: running.variables.merging(registered) { $1 }
          .merging(["BUILD": "7", "HOME": project.path, "SAMPAN_ENDPOINT_REGISTRY": ""]) { $1 },
        seconds: 120)
      let text = result.text + result.errorText
      #expect(!text.contains(password) && !text.contains("key-of-the-story"))
      return (result.status, text)
    }

    let plan = try await sampan("plan", "-v", "production")
    #expect(plan.text.contains("GET http://\(registry.host)/v2/acme/api/manifests/build-7"), "\(plan.text)")
    #expect(plan.text.contains("PUT http://\(registry.host)/v2/acme/api/manifests/1.2.3"), "\(plan.text)")
    #expect(!registry.calls.contains { $0.hasPrefix("GET") && $0.hasSuffix("manifests/1.2.3") })

    let refused = try await sampan("deploy", "production", password: "wrong-password")
    #expect(refused.code == 77, "\(refused.text)")
    #expect(running.writes(of: cloud.update) == 0)

    let deploy = try await sampan("deploy", "production", "--json")
    #expect(deploy.code == 0, "\(deploy.text)")
    #expect(deploy.text.contains("publish   tagged \(image.digest), from \(registry.host)/acme/api:build-7"))
    #expect(
      deploy.text.contains(#""image":"\#(registry.host)/acme/api:1.2.3@\#(image.digest)""#), "\(deploy.text)")
    #expect(running.writes(of: cloud.update) == 1)
    #expect(try await registry.manifest("acme/api:1.2.3") == image.manifest)
    #expect(try await registry.manifest("acme/api:build-7") == image.manifest)

    // Again: nothing has changed, so nothing is sent; if that cannot be detected, at least the tag is not changed.
    let again = try await sampan("deploy", "production")
    let expected = cloud.remembers ? "production  unchanged  1.2.3" : "publish   unchanged, \(image.digest)"
    #expect(again.code == 0 && again.text.contains(expected), "\(again.text)")
    #expect(running.writes(of: cloud.update) == (cloud.remembers ? 1 : 2))
    #expect(registry.calls.filter { $0 == "PUT /v2/acme/api/manifests/1.2.3" }.count == 1)
  }
}
