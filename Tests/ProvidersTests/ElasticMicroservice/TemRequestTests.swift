import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// What goes over the wire, and what is refused before anything does.
@Suite struct TemRequestTests {
  @Test func `what the config leaves out is not sent`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    _ = try await Orders(on: cloud.endpoint).update()
    #expect(
      try cloud.bodies(of: "RollingUpdateApplicationByVersion") == [
        [
          "ApplicationId": .string(Orders.id), "EnvironmentId": .string(Orders.environment),
          "DeployVersion": "1.2.3",
        ]
      ])
  }

  @Test func `an image is deployed by its tag, whatever the version is`() async throws {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let image = Artifact.tagged("registry.example:5000/acme/orders:build-7")
    let receipt = try await Orders(on: cloud.endpoint, image).update()
    #expect(receipt.release == "build-7")
    #expect(try cloud.bodies(of: "RollingUpdateApplicationByVersion").first?["DeployVersion"] == "build-7")
  }

  @Test(arguments: [
    "acme/orders:V2", "registry.example:5000/acme/orders:V2",
    "acme/orders@sha256:0000000000000000000000000000000000000000000000000000000000000000",
  ])
  func `an image without a tag that TEM can take is refused where it stands`(reference: String) throws {
    let failure = #expect(throws: Failure.self) {
      try Orders(on: "http://127.0.0.1:9", .tagged(reference))
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.place?.line == 7)
    #expect(failure?.what.contains(reference) == true)
  }

  @Test func `a zip of the source is refused: TEM runs what was built`() async throws {
    let failure = #expect(throws: Failure.self) {
      try ElasticMicroservice(
        Deployment.test(
          "tem", options: ["region": "ap-guangzhou"],
          artifact: .file(
            PackageFile(path: "", name: "", byteCount: 0, sha256: "", isZip: true, entryCount: 0))
        ).target, .refusing)
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.remedies.contains { $0.contains("target/app.jar") } == true)
  }

  @Test(arguments: [("app.jar", true), ("app.war", true), ("app.zip", false), ("jar", false)])
  func `a built file is a JAR or a WAR`(name: String, isGood: Bool) async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let jar = try Orders.jar(name, in: folder)
    if isGood {
      _ = try Orders(on: "http://127.0.0.1:9", jar)
    } else {
      #expect(throws: Failure.self) { try Orders(on: "http://127.0.0.1:9", jar) }
    }
  }

  @Test func `the region comes from the target, else from the environment, and has to be there`() async throws
  {
    let cloud = try EmulatedTencent.orders()
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint, variables: ["TENCENTCLOUD_REGION": "ap-tokyo"])
    _ = try await orders.provider.state()
    let deployment = try Deployment.test(
      "tem",
      options: ["applicationId": .string(Orders.id), "environmentId": .string(Orders.environment)],
      artifact: Orders.image)
    var world = orders.world
    world.environment["TENCENTCLOUD_REGION"] = "ap-guangzhou"
    _ = try await ElasticMicroservice(deployment.target, world).state()
    #expect(cloud.requests.allSatisfy { $0[header: "X-TC-Region"] == "ap-guangzhou" })
    world.environment["TENCENTCLOUD_REGION"] = nil
    let failure = #expect(throws: Failure.self) { try ElasticMicroservice(deployment.target, world) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.remedies.contains { $0.contains("TENCENTCLOUD_REGION") } == true)
  }

  @Test func `the plan names every request, and only what may be asked for`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    func actions(_ orders: Orders) -> [String] { orders.requests().map { $0.action ?? $0.method } }
    #expect(
      actions(try Orders(on: "http://127.0.0.1:9")) == [
        "DescribeApplicationInfo", "DescribeDeployApplicationDetail", "DescribeApplicationInfo",
        "DescribeDeployApplicationDetail", "RollingUpdateApplicationByVersion", "DescribeApplicationInfo",
        "DescribeDeployApplicationDetail", "DescribeApplicationPods",
      ])
    let jar = try Orders(
      on: "http://127.0.0.1:9", try Orders.jar(in: folder), options: ["onConfirm": "resume"])
    #expect(actions(jar).contains("CreateCosToken") && actions(jar).contains("upload the package"))
    #expect(actions(jar).contains("ResumeDeployApplication"))
    let manual = try Orders(on: "http://127.0.0.1:9", options: ["deployStrategyType": "MANUAL"])
    let resume = manual.requests().first { $0.action == "ResumeDeployApplication" }
    #expect(resume?.condition == "later, by sampan promote \(manual.deployment.target.name)")
    let update = jar.requests().first { $0.action == "RollingUpdateApplicationByVersion" }
    #expect(update?.body?["PackageName"] == "<from the response>")
    #expect(update?.isWrite == true)
  }
}
