import Emulator
import Foundation
import Model
import Support
import Testing

/// From a zip to a version that was built from it. Python's `zipfile` makes the zips.
@Suite struct PackageTests {
  private func zip(_ names: [String]) async throws -> [UInt8] {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let script = """
      import sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w") as z:
        for name in sys.argv[2:]: z.writestr(name, "FROM scratch")
      """
    try await Command.succeed(["python3", "-c", script, folder.path + "/a.zip"] + names)
    return try folder.read("a.zip")
  }

  /// Uploads, updates and returns the first step's reason to fail.
  private func build(_ bytes: [UInt8], items: [JSON] = []) async throws -> String? {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let slot = try await client.call("DescribeCloudBaseBuildService", of: "api")
    let response = try await client.put(slot["UploadUrl"]?.string ?? "", bytes)
    #expect(response.status == 200)
    let info: JSON = [
      "DeployType": "package", "PackageName": slot["PackageName"] ?? "",
      "PackageVersion": slot["PackageVersion"] ?? "",
    ]
    let answer = try await client.call(
      "UpdateCloudRunServer", of: "api", ["DeployInfo": info, "Items": .array(items)])
    #expect(answer["Error"] == nil)
    let task = try await client.endOfTask()
    return task["Status"] == "finished" ? nil : task["FailReason"]?.string ?? "no reason"
  }

  @Test func `a package with a Dockerfile at its root is built`() async throws {
    #expect(try await build(zip(["Dockerfile", "main.py"])) == nil)
  }

  @Test func `a package without a Dockerfile fails in its build`() async throws {
    let reason = try await build(zip(["app/Dockerfile"]))
    #expect(
      reason == "failed to read dockerfile: open /build/Dockerfile: no such file or directory")
  }

  @Test func `a Dockerfile is found where the settings say`() async throws {
    let items: [JSON] = [
      ["Key": "BuildDir", "Value": "./app"], ["Key": "Dockerfile", "Value": "Dockerfile.prod"],
    ]
    #expect(try await build(zip(["app/Dockerfile.prod"]), items: items) == nil)
    #expect(try await build(zip(["Dockerfile"]), items: items)?.contains("app/Dockerfile.prod") == true)
  }

  @Test func `a package without a Dockerfile needs build packs`() async throws {
    let items: [JSON] = [["Key": "HasDockerfile", "BoolValue": false]]
    #expect(try await build(zip(["main.py"]), items: items)?.contains("BuildPacks") == true)
  }

  @Test func `an empty zip and something that is no zip fail in their build`() async throws {
    #expect(try await build(zip([]))?.contains("empty") == true)
    #expect(try await build(Array("tar".utf8))?.contains("zip") == true)
  }

  @Test func `the storage wants the exact signed address and no other signature`() async throws {
    let (cloud, client) = try Client.cloud()
    defer { cloud.stop() }
    let url = try await client.call("DescribeCloudBaseBuildService", of: "api")["UploadUrl"]?.string ?? ""
    let bytes = try await zip(["Dockerfile"])
    let forged = try await client.put(url.replacing("%253B", with: "%3B"), bytes)
    #expect(forged.status == 403)
    #expect(forged.text.contains("<Code>SignatureDoesNotMatch</Code>"))
    let signedTwice = try await client.put(url, bytes, headers: ["Authorization": "TC3-HMAC-SHA256 x"])
    #expect(signedTwice.status == 400)
    #expect(cloud.uploads.isEmpty)
    let stored = try await client.put(url, bytes)
    #expect(stored.status == 200)
    #expect(cloud.uploads == [RecordedBody(bytes: bytes)])
  }
}
