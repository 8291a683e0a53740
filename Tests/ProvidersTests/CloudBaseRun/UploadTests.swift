import Effects
import Emulator
import Model
import Support
import Testing

@testable import Providers

/// A package on its way to the cloud's storage.
@Suite final class UploadTests {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }
  deinit { folder.remove() }

  @Test func `a package arrives byte for byte and is named as the cloud named it`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, try await Express.package(in: folder))
    let published = try await express.publish()
    #expect(published.package == PackageUpload.Slot(name: "express.zip", version: "1766483290"))
    #expect(cloud.uploads.map(\.bytes) == [try folder.read("package.zip")])
    #expect(
      try cloud.bodies(of: "DescribeCloudBaseBuildService")
        == [["EnvId": .string(Express.environment), "ServiceName": "express"]])
  }

  @Test func `an upload carries no signature of ours and its address is a secret`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, try await Express.package(in: folder), variables: ["TENCENTCLOUD_REGION": ""])
    _ = try await express.publish()
    let put = try #require(cloud.requests.first { $0.method == "PUT" })
    #expect(put.headers.allSatisfy { !["authorization", "x-tc-token"].contains($0.name.lowercased()) })
    let query = String(put.target.drop { $0 != "?" }.dropFirst())
    #expect(query.contains("q-signature"))
    #expect(express.world.secrets.all.contains(query))
  }

  @Test func `the headers that the cloud asks for are sent, and replace ours`() async throws {
    let storage = try LoopbackServer { _ in .answer(.stored) }
    defer { storage.stop() }
    let server = try scripted([
      "DescribeCloudBaseBuildService": [
        "UploadUrl": .string("\(storage.endpoint)/x.zip?sign=abcd"), "PackageName": "p",
        "PackageVersion": "1",
        "UploadHeaders": [
          ["Key": "content-type", "Value": "application/x-zip"], ["Key": "x-cos-acl", "Value": "private"],
        ],
      ]
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint, try await Express.package(in: folder))
    _ = try await express.publish()
    let put = try #require(storage.requests.first)
    #expect(
      put.headers.filter { $0.name.lowercased() == "content-type" }.map(\.value) == ["application/x-zip"])
    #expect(put[header: "x-cos-acl"] == "private")
  }

  @Test func `an upload that breaks off is sent again to the same address`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "upload-cut")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, try await Express.package(in: folder))
    let start = express.world.uptime()
    _ = try await express.update()
    // The cloud cuts at once; it does not fall silent.
    #expect(express.world.uptime() - start < .seconds(20))
    #expect(cloud.uploads.count == 1)
    #expect(cloud.actions.filter { $0 == "DescribeCloudBaseBuildService" }.count == 1)
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
  }

  @Test func `an address that is refused is asked for once more`() async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: "upload-refused")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, try await Express.package(in: folder))
    let failure = await #expect(throws: Failure.self) { try await express.update() }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.code == "AccessDenied")
    #expect(failure?.requestID?.isEmpty == false)
    #expect(cloud.actions.filter { $0 == "DescribeCloudBaseBuildService" }.count == 2)
    #expect(Set(cloud.requests.filter { $0.method == "PUT" }.map(\.target)).count == 2)
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 0)
    #expect(failure.map { "\($0)".contains("q-signature") } == false)
  }

  @Test func `an upload whose second address is good succeeds with the second names`() async throws {
    // The first address is on a storage that knows nobody; the server hands it out once.
    let storage = try LoopbackServer {
      $0.target.hasPrefix("/1?") ? .answer(.expired) : .answer(.stored)
    }
    defer { storage.stop() }
    let handedOut = Counter()
    let server = try LoopbackServer { _ in
      let count = handedOut.next()
      return .answer(
        Answer(
          type: "application/json",
          """
          {"Response": {"UploadUrl": "\(storage.endpoint)/\(count)?sign=abcd", "PackageName": "p\(count)",
          "PackageVersion": "\(count)", "RequestId": "r"}}
          """))
    }
    defer { server.stop() }
    let express = try Express(on: server.endpoint, try await Express.package(in: folder))
    let published = try await express.publish()
    #expect(published.package == PackageUpload.Slot(name: "p2", version: "2"))
    #expect(storage.requests.map(\.target) == ["/1?sign=abcd", "/2?sign=abcd"])
  }

  @Test(arguments: [
    "http://storage.example/x?sign=abcd", "ftp://127.0.0.1/x", "no address", "",
    "https://127.0.0.1/a/../x?sign=abcd",
  ])
  func `an upload address that cannot be trusted is not used`(address: String) async throws {
    let server = try scripted([
      "DescribeCloudBaseBuildService": [
        "UploadUrl": .string(address), "PackageName": "p", "PackageVersion": "1", "UploadHeaders": .null,
      ]
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint, try await Express.package(in: folder))
    let failure = await #expect(throws: Failure.self) {
      try await express.publish()
    }
    #expect(failure?.what.contains("sign=") == false)
    // Not tried at all, rather than tried in vain.
    #expect(failure.map { $0.kind == .configuration || $0.kind == .defect } == true)
    #expect(server.requests.actions == ["DescribeCloudBaseBuildService"])
  }
}
