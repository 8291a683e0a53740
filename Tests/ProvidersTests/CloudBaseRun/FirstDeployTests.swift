import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// Services that do not exist yet, environments that are not open or elsewhere, and sources without a Dockerfile.
@Suite struct FirstDeployTests {
  @Test func `with create the first deploy makes the service`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let cloud = try EmulatedTencent.holding("express", scenario: "first-deploy")
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, try await Express.package(in: folder),
      options: ["create": true, "items": ["Port": 3000, "MaxNum": 2]])
    let state = try await express.provider.state()
    #expect(state.online.isEmpty && state.inFlight == nil)
    let rollout = try await express.end(of: try await express.update())
    #expect(rollout.state == .finished)
    #expect(rollout.receipt.release == "express-001")
    #expect(try await express.provider.state().main?.stamp?.commit == "cccccccccccc")
    #expect(!cloud.actions.contains("UpdateCloudRunServer"))
    let body = try #require(try cloud.bodies(of: "CreateCloudRunServer").first)
    #expect(body["DeployInfo"]?["ReleaseType"] == nil)
    let items = body["Items"]?.array ?? []
    #expect(
      items.contains(["Key": "Port", "IntValue": 3000]) && items.contains(["Key": "MaxNum", "IntValue": 2]))
    #expect(items.contains(["Key": "LogPath", "Value": "stdout"]))
    // From now on it is updated.
    _ = try await express.update()
    #expect(cloud.writes(of: "CreateCloudRunServer") == 1 && cloud.writes(of: "UpdateCloudRunServer") == 1)
  }

  @Test func `without create a missing service is a fault of the configuration that names it`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "first-deploy")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: cloud.endpoint).provider.state()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.hasPrefix("service \"express\" does not exist") == true)
    #expect(failure?.remedies.first?.contains("\"create\": true") == true)
  }

  @Test(arguments: [false, true])
  func `an environment without cloud hosting is told apart from a missing service`(create: Bool) async throws
  {
    let cloud = try EmulatedTencent.holding("express", scenario: "not-opened")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(
        on: cloud.endpoint, options: ["create": .boolean(create), "items": ["Port": 80]]
      ).provider.state()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.hasPrefix("cloud hosting is not opened in environment") == true)
    #expect(failure?.place?.line == 7)
  }

  @Test func `a new service needs its port`() {
    let failure = #expect(throws: Failure.self) {
      try Express(on: "http://127.0.0.1:9", options: ["create": true])
    }
    #expect(failure?.what.contains("port") == true)
    #expect(failure?.place?.line == 7)
  }

  @Test(arguments: ["calm", "other-region"])
  func `a region that is not the environment's is told with the one that is`(scenario: String) async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: scenario)
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: cloud.endpoint, options: ["region": "ap-tokyo"]).provider.state()
    }
    let own = scenario == "calm" ? "ap-shanghai" : "ap-singapore"
    #expect(failure?.kind == .configuration)
    #expect(failure?.remedies == ["set \"region\": \"\(own)\" in the target"])
  }

  @Test(arguments: ["calm", "other-region"])
  func `the environment's region wins over the job's`(scenario: String) async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: scenario)
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, variables: ["TENCENTCLOUD_REGION": "ap-guangzhou"])
    #expect(try await express.end(of: try await express.update()).state == .finished)
    #expect(express.told.rules == ["tencent/region"])
  }

  @Test func `build packs are sent with a package that has no Dockerfile`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, try await Express.package(in: folder),
      options: [
        "buildPacks": ["baseImage": "node:20", "entryPoint": "node index.js", "repoLanguage": "node"]
      ])
    #expect(express.provider.findings(packaging: ["index.js"]) == [])
    #expect(try await express.end(of: try await express.update()).state == .finished)
    let body = try #require(try cloud.bodies(of: "UpdateCloudRunServer").first)
    #expect(
      body["DeployInfo"]?["BuildPacks"] == [
        "BaseImage": "node:20", "EntryPoint": "node index.js", "RepoLanguage": "node",
        "UploadFilename": "express.zip",
      ])
    #expect(body["Items"]?.array?.contains(["Key": "HasDockerfile", "BoolValue": false]) == true)
  }

  @Test(arguments: [("app.jar", "jar"), ("app.WAR", "war")])
  func `a built file is sent as what it is`(name: String, type: String) async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    try folder.write(name, "PK")
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let file = PackageFile(
      path: folder.path + "/" + name, name: name, byteCount: 2, sha256: "", isZip: false, entryCount: 1)
    _ = try await Express(on: cloud.endpoint, .file(file)).update()
    #expect(try cloud.bodies(of: "UpdateCloudRunServer").first?["DeployInfo"]?["DeployType"] == .string(type))
  }

  @Test(arguments: ["server", "app.tar.gz", "jar"])
  func `a built file that the cloud cannot run is refused where it stands`(path: String) throws {
    var deployment = try Deployment.test("tcbr", options: ["envId": "env-a", "serverName": "api"])
    let place = Place(file: "sampan.json", line: 9, column: 5)
    deployment.target.artifact = .file(path: path, maxBytes: nil, place: place)
    let failure = #expect(throws: Failure.self) { try CloudBaseRun(deployment.target, .refusing) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.place == place)
    #expect(failure?.what.contains("\"\(path)\"") == true)
  }
}
