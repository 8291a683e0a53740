import Emulator
import Foundation
import Model
import Support
import Testing

/// The built program, an emulated cloud, and a real registry: an image that CI pushed gets its version and is deployed.
@Suite struct ImageDeployTests {
  /// What a target says beside its image, and the action that has to be executed once. One line for each provider.
  struct Cloud: Sendable, CustomTestStringConvertible {
    var provider: String
    var options: String
    var update: String
    var testDescription: String { provider }
  }

  static let clouds = [
    Cloud(
      provider: "tcbr", options: #"{ "envId": "env-a", "serverName": "api" }"#, update: "UpdateCloudRunServer"
    )
  ]

  private static let plan = "sampan plan production"
  private static let refused = "SAMPAN_REGISTRY_PASSWORD=wrong-password sampan deploy production"
  private static let deploy = "sampan deploy production --json"
  private static let again = "sampan deploy production"

  @Test(arguments: clouds) func `an image that CI pushed is tagged and deployed`(cloud: Cloud) async throws {
    let registry = try await DockerRegistry(asksForPassword: true)
    defer { registry.stop() }
    let stage = try await Stage(["cloud": "calm"])
    defer { stage.clear() }
    let image = EmulatedImage.index("a")
    try await registry.push(image.directory, to: "acme/api:build-7")

    let story = Story(
      """
        $ git config user.name A; git config user.email a@example.com
        $ cat > sampan.json <<'END'
        > { "version": "1.2.3", "allowEnv": ["BUILD"], "targets": { "production": {
        >   "\(cloud.provider)": \(cloud.options),
        >   "image": { "repository": "\(registry.host)/acme/api", "from": "build-{env:BUILD}" } } } }
        > END
        $ git add . && git commit -q -m 'ship it'
        $ export BUILD=7 SAMPAN_REGISTRY_USER=\(DockerRegistry.user)
        $ \(Self.plan)
        $ \(Self.refused)
        $ export SAMPAN_REGISTRY_PASSWORD=\(DockerRegistry.password)
        $ \(Self.deploy)
        $ \(Self.again)
      """)
    let told = try await stage.tell(story)
    func step(_ command: String) throws -> (text: String, status: Int?) {
      let step = try #require(told.first { $0.command == command })
      return (step.output.joined(separator: "\n"), step.status)
    }

    let plan = try step(Self.plan).text
    #expect(plan.contains("GET http://\(registry.host)/v2/acme/api/manifests/build-7"), "\(plan)")
    #expect(plan.contains("PUT http://\(registry.host)/v2/acme/api/manifests/1.2.3"), "\(plan)")

    let refused = try step(Self.refused)
    #expect(refused.status == 77, "\(refused.text)")
    #expect(!refused.text.contains("wrong-password"))

    let deploy = try step(Self.deploy)
    #expect(deploy.status == 0, "\(deploy.text)")
    #expect(deploy.text.contains("publish    tagged sha256:$SHA256, from \(registry.host)/acme/api:build-7"))
    #expect(
      deploy.text.contains(#""image":"\#(registry.host)/acme/api:1.2.3@sha256:$SHA256""#), "\(deploy.text)")
    #expect(!deploy.text.contains(DockerRegistry.password))

    // Again: nothing has changed, so nothing is sent.
    let again = try step(Self.again)
    #expect(again.status == 0 && again.text.contains("production unchanged 1.2.3"), "\(again.text)")
    #expect(stage.wrongCalls("\(cloud.update) 1").isEmpty)

    #expect(try await registry.manifest("acme/api:1.2.3") == image.manifest)
    #expect(try await registry.manifest("acme/api:build-7") == image.manifest)
  }
}
