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

  @Test(arguments: clouds) func `an image that CI pushed is tagged and deployed`(cloud: Cloud) async throws {
    let registry = try await DockerRegistry(asksForPassword: true)
    defer { registry.stop() }
    let stage = try await Stage(["cloud": "calm"])
    defer { stage.clear() }
    let image = EmulatedImage.index("a")
    try await registry.push(image.directory, to: "acme/api:build-7")

    let config = """
      { "targets": { "production": {
        "\(cloud.provider)": \(cloud.options),
        "image": { "repository": "\(registry.host)/acme/api", "from": "build-{env:BUILD}" }
      } }, "allowEnv": ["BUILD"], "version": "1.2.3" }
      """
    let story = Story(
      """
        $ git config user.name A; git config user.email a@example.com
        $ cat > sampan.json <<'END'
        > \(config.replacing("\n", with: "\n  > "))
        > END
        $ git add . && git commit -q -m 'ship it'
        $ export BUILD=7 SAMPAN_REGISTRY_USER=\(DockerRegistry.user)
        $ sampan plan production | grep -v BUILD
        $ SAMPAN_REGISTRY_PASSWORD=wrong-password sampan deploy production
        $ export SAMPAN_REGISTRY_PASSWORD=\(DockerRegistry.password)
        $ sampan deploy production --json 2>talk; status=$?; cat talk; cat talk >all; exit_with() { return $1; }
        $ exit_with $status
        $ sampan deploy production
      """)
    let told = try await stage.tell(story)
    let text = told.map(\.description).joined(separator: "\n")

    let plan = told[4].output.joined(separator: "\n")
    #expect(plan.contains("GET http://\(registry.host)/v2/acme/api/manifests/build-7"), "\(text)")
    #expect(plan.contains("PUT http://\(registry.host)/v2/acme/api/manifests/1.2.3"), "\(text)")
    #expect(told[5].status == 77, "\(text)")
    #expect(!text.contains("wrong-password sampan: ") && !plan.contains(DockerRegistry.password))
    #expect(told[7].output.joined().contains("\(registry.host)/acme/api:1.2.3@"), "\(text)")
    #expect(told[7].output.joined().contains("tagged sha256:"), "\(text)")
    #expect(told[8].status == 0, "\(text)")
    // Again: nothing has changed, so nothing is sent.
    #expect(told[9].status == 0 && told[9].output.joined().contains("unchanged"), "\(text)")
    #expect(stage.wrongCalls("\(cloud.update) 1").isEmpty)

    #expect(try await registry.manifest("acme/api:1.2.3") == image.manifest)
    #expect(try await registry.manifest("acme/api:build-7") == image.manifest)
  }
}
