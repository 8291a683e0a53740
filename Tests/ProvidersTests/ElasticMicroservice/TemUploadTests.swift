import Digest
import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// A JAR on its way to TEM's storage. The emulated storage recomputes every signature from what arrives.
@Suite final class TemUploadTests {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }
  deinit { folder.remove() }

  @Test func `a package arrives whole, signed with the temporary key, and is deployed by its full name`()
    async throws
  {
    let cloud = try EmulatedTencent.orders(package: "old.jar")
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint, Orders.jar("我的 app+1.jar", in: folder))
    let receipt = try await orders.update()
    #expect(receipt.operation?.hasPrefix("revision-") == true)
    #expect(cloud.uploads.map(\.bytes) == [try folder.read("我的 app+1.jar")])

    let put = try #require(cloud.requests.first { $0.method == "PUT" })
    #expect(put[header: "Host"] == "tem-ap-guangzhou-1300000001.cos.ap-guangzhou.myqcloud.com")
    #expect(
      put[header: "Content-MD5"] == base64(HashFunction.md5.digest(try folder.read("我的 app+1.jar"))))
    let authorization = put[header: "Authorization"] ?? ""
    #expect(
      authorization.contains(
        "q-header-list=content-length;content-md5;content-type;host;x-cos-security-token"))
    #expect(authorization.contains("q-ak=AKIDtmp0"))
    // Nothing of the account's own key goes to the storage.
    #expect(put[header: "X-TC-Token"] == nil && !authorization.contains(Express.keys.id))

    let name = try cloud.bodies(of: "RollingUpdateApplicationByVersion").first?["PackageName"]?.string
    #expect(name?.hasPrefix("tem/pkg/1300000001/\(Orders.id)/") == true)
    #expect(name?.hasSuffix("/我的 app+1.jar") == true)
  }

  @Test func `the temporary key and token are secrets`() async throws {
    let server = try LoopbackServer { request in
      request.method == "PUT" ? .answer(.stored) : .answer(Self.token(path: "/tem/x.jar"))
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint, Orders.jar(in: folder))
    let published = try await orders.publish()
    #expect(published == "tem/x.jar")
    #expect(orders.world.secrets.all.contains("temporary-key"))
    #expect(orders.world.secrets.all.contains("temporary-token"))
  }

  @Test func `an upload that breaks off is sent again with the same key`() async throws {
    let cloud = try EmulatedTencent.orders("upload-cut", package: "old.jar")
    defer { cloud.stop() }
    _ = try await Orders(on: cloud.endpoint, Orders.jar(in: folder)).update()
    #expect(cloud.uploads.count == 1)
    #expect(cloud.count("CreateCosToken") == 1)
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 1)
  }

  @Test func `a key that is refused is asked for once more`() async throws {
    let cloud = try EmulatedTencent.orders("upload-refused", package: "old.jar")
    defer { cloud.stop() }
    let orders = try Orders(on: cloud.endpoint, Orders.jar(in: folder))
    let failure = await #expect(throws: Failure.self) { try await orders.update() }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.code == "AccessDenied")
    #expect(cloud.count("CreateCosToken") == 2)
    #expect(Set(cloud.requests.filter { $0.method == "PUT" }.map(\.target)).count == 2)
    #expect(cloud.writes(of: "RollingUpdateApplicationByVersion") == 0)
    #expect(failure.map { "\($0)".contains("q-signature") } == false)
  }

  @Test func `a clock that is wrong signs the upload with the cloud's time`() async throws {
    let cloud = try EmulatedTencent.orders(
      package: "old.jar", now: Timestamp(seconds: Express.now.seconds + 86_400))
    defer { cloud.stop() }
    _ = try await Orders(on: cloud.endpoint, Orders.jar(in: folder)).update()
    #expect(cloud.uploads.count == 1)
  }

  @Test(arguments: ["packageName", nil])
  func `a package that TEM holds already is only named`(option: String?) async throws {
    let cloud = try EmulatedTencent.orders(package: "tem/pkg/held.jar")
    defer { cloud.stop() }
    let options: [String: JSON] = option.map { [$0: "tem/pkg/held.jar"] } ?? [:]
    let orders = try Orders(on: cloud.endpoint, .held, options: options)
    if option == nil {
      let failure = await #expect(throws: Failure.self) { try await orders.update() }
      #expect(failure?.code == "MissingParameter")
    } else {
      _ = try await orders.update()
      #expect(
        try cloud.bodies(of: "RollingUpdateApplicationByVersion").first?["PackageName"]
          == "tem/pkg/held.jar")
    }
    #expect(!cloud.actions.contains("CreateCosToken"))
  }

  @Test(arguments: [
    ("evil.example/x", "ap-guangzhou", "/tem/x.jar"), ("bucket", "ap-guangzhou.evil.example", "/tem/x.jar"),
    ("bucket@evil", "ap-guangzhou", "/tem/x.jar"), ("", "ap-guangzhou", "/tem/x.jar"),
    ("bucket", "ap-guangzhou", ""), ("bucket", "ap-guangzhou", "/a/../x.jar"),
  ])
  func `a place that cannot be trusted is not uploaded to`(
    bucket: String, region: String, path: String
  ) async throws {
    let server = try LoopbackServer { request in
      request.method == "PUT"
        ? .answer(.stored) : .answer(Self.token(bucket: bucket, region: region, path: path))
    }
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint, Orders.jar(in: folder))
    let failure = await #expect(throws: Failure.self) {
      try await orders.publish()
    }
    #expect(failure?.what.contains("temporary") == false)
    #expect(!server.requests.contains { $0.method == "PUT" })
  }

  @Test func `an answer without a key says what else can be done`() async throws {
    let server = try scripted(["CreateCosToken": ["Result": .null, "RequestId": "r-1"]])
    defer { server.stop() }
    let orders = try Orders(on: server.endpoint, Orders.jar(in: folder))
    let failure = await #expect(throws: Failure.self) {
      try await orders.publish()
    }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.requestID == "r-1")
    #expect(failure?.remedies.contains { $0.contains("packageName") } == true)
  }

  private static func token(
    bucket: String = "bucket", region: String = "ap-guangzhou", path: String
  ) -> Answer {
    Answer(
      200, type: "application/json",
      """
      {"Response": {"Result": {"RequestId": "", "Bucket": "\(bucket)", "Region": "\(region)",
      "TmpSecretId": "AKIDtmp", "TmpSecretKey": "temporary-key", "SessionToken": "temporary-token",
      "StartTime": "1", "ExpiredTime": "2", "FullPath": "\(path)"}, "RequestId": "r"}}
      """)
  }
}
