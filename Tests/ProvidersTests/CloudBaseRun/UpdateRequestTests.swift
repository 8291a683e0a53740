import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// The requests of an update, as they arrive. The samples are those of the vendor's page on `UpdateCloudRunServer`
/// (https://cloud.tencent.com/document/product/1243/75754, as of 2025-12-24).
@Suite struct UpdateRequestTests {
  /// Sample 1, by image.
  static let imageSample = """
    {
        "ServerName": "nginx",
        "DeployInfo": {
            "DeployType": "image",
            "ImageUrl": "nginx",
            "ReleaseType": "FULL"
        },
        "EnvId": "lowcode-9g2o448afxxxxxx",
        "Items": [
            {
                "Key": "HasDockerfile",
                "BoolValue": true
            }
        ]
    }
    """

  /// Sample 2, by source.
  static let packageSample = """
    {
        "ServerName": "express",
        "DeployInfo": {
            "DeployType": "package",
            "PackageName": "express.zip",
            "PackageVersion": "1766483290",
            "ReleaseType": "FULL"
        },
        "EnvId": "lowcode-9g2o448afxxxxxx",
        "Items": [
            {
                "Key": "HasDockerfile",
                "BoolValue": true
            }
        ]
    }
    """

  /// The setting of the emulated services that an update was seen to drop.
  static let kept: JSON = ["Key": "AccessTypes", "ArrayValue": ["PUBLIC"]]

  /// A sample, with the remark that every deploy of ours leaves, and the live version's settings.
  static func remarked(_ sample: String) throws -> JSON {
    var body = try JSONCoding.decode([String: JSON].self, from: Array(sample.utf8), answering: "the sample")
    body["DeployInfo"] = .object(
      (body["DeployInfo"]?.object ?? [:]).merging([
        "DeployRemark": "1.2.3 fix sampan:cccccccccccc.777777777777.ffffff"
      ]) { $1 })
    body["Items"] = .array([kept] + (body["Items"]?.array ?? []))
    return .object(body)
  }

  @Test func `an image deploy sends the vendor's sample, and the remark`() async throws {
    let cloud = try EmulatedTencent.holding("nginx")
    defer { cloud.stop() }
    let nginx = try Express(
      on: cloud.endpoint, service: "nginx", options: ["items": ["HasDockerfile": true]])
    _ = try await nginx.update()
    #expect(
      try cloud.bodies(of: "UpdateCloudRunServer") == [
        Self.remarked(
          Self.imageSample.replacing("\"ImageUrl\": \"nginx\"", with: "\"ImageUrl\": \"nginx:1.2.3\""))
      ])
    #expect(!cloud.actions.contains("DescribeCloudBaseBuildService"))
  }

  @Test func `a package deploy sends the vendor's sample, and the remark`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, try await Express.package(in: folder),
      options: ["items": ["HasDockerfile": true]])
    _ = try await express.update()
    #expect(try cloud.bodies(of: "UpdateCloudRunServer") == [Self.remarked(Self.packageSample)])
  }

  @Test func `a repository deploy names source, repository and branch`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, .repository(source: "github", name: "acme/api", branch: "main"))
    _ = try await express.update()
    let info = try cloud.bodies(of: "UpdateCloudRunServer").first?["DeployInfo"]
    #expect(info?["DeployType"] == "repository")
    #expect(info?["RepoInfo"] == ["Source": "github", "Repo": "acme/api", "Branch": "main"])
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
  }

  @Test func `a repository without a branch is refused before anything is sent`() throws {
    let failure = #expect(throws: Failure.self) {
      try Express(on: "http://127.0.0.1:9", .repository(source: "github", name: "acme/api", branch: nil))
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("branch") == true)
    #expect(failure?.place?.line == 7)
  }

  @Test func `without items, Business and region only what an update drops is sent`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    _ = try await Express(on: cloud.endpoint).update()
    let body = try #require(try cloud.bodies(of: "UpdateCloudRunServer").first?.object)
    #expect(Set(body.keys) == ["EnvId", "ServerName", "DeployInfo", "Items"])
    #expect(body["Items"] == [Self.kept])
    #expect(cloud.requests.allSatisfy { $0[header: "X-TC-Region"] == nil })
  }

  @Test func `business, release type and region go where the API has them`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, options: ["business": "tcb", "releaseType": "GRAY", "region": "ap-shanghai"],
      variables: ["TENCENTCLOUD_REGION": "ap-tokyo"])
    _ = try await express.update()
    let body = try #require(try cloud.bodies(of: "UpdateCloudRunServer").first)
    #expect(body["Business"] == "tcb")
    #expect(body["DeployInfo"]?["ReleaseType"] == "GRAY")
    #expect(cloud.requests.allSatisfy { $0[header: "X-TC-Region"] == "ap-shanghai" })
  }

  @Test func `the region comes from the environment when the target names none`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, variables: ["TENCENTCLOUD_REGION": "ap-shanghai"])
    _ = try await express.provider.state()
    #expect(cloud.requests.allSatisfy { $0[header: "X-TC-Region"] == "ap-shanghai" })
  }

  /// The emulated cloud refuses keys in the wrong slot.
  @Test func `every setting goes into its slot`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let items: JSON = [
      "AccessTypes": ["PUBLIC", "VPC"], "BuildDir": "app", "Cmd": ["serve"], "CpuSpecs": 0,
      "Dockerfile": "Dockerfile.prod", "EntryPoint": ["/bin/app"], "EnvParam": ["A": "1"],
      "HasDockerfile": false, "InitialDelaySeconds": 10, "InternalAccess": "open", "InternalDomain": "x",
      "LogParseType": "json", "LogPath": "stdout", "LogSetId": "s", "LogTopicId": "t", "LogType": "custom",
      "MaxNum": 5, "MemSpecs": 1, "MinNum": 1, "OperationMode": "custom",
      "PolicyDetails": [["PolicyType": "cpu", "PolicyThreshold": 60]], "Port": 3000,
      "PublicNetConf": ["PublicNetStatus": "ENABLE"], "SessionAffinity": "open", "Tag": "function",
      "TimerScale": [["CycleType": "daily", "StartTime": "08:00:00", "ReplicaNum": 2]],
      "VolumesConf": [["Type": "CFS", "MountIP": "10.0.0.2", "ReadOnly": true]],
      "VpcConf": ["VpcId": "vpc-1", "SubnetId": "subnet-1"],
    ]
    var sizes = items.object ?? [:]
    sizes["CpuSpecs"] = .number(0.5)
    let express = try Express(on: cloud.endpoint, options: ["items": .object(sizes), "envMerge": "replace"])
    _ = try await express.update()
    #expect(cloud.writes(of: "UpdateCloudRunServer") == 1)
    let sent = try cloud.bodies(of: "UpdateCloudRunServer").first?["Items"]?.array ?? []
    #expect(sent.compactMap { $0["Key"]?.string } == sizes.keys.sorted())
    #expect(sent.contains(["Key": "EnvParam", "Value": #"{"A":"1"}"#]))
    #expect(sent.contains(["Key": "CpuSpecs", "FloatValue": .number(0.5)]))
  }

  @Test func `a variable is added and the service's others are kept`() async throws {
    let cloud = try EmulatedTencent.holding(
      "express", variables: ["DATABASE": "db.internal/a?b=1", "MODE": "old", "QUOTE": #"say "hi" 你好"#])
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, options: ["items": ["EnvParam": ["MODE": "new"]]])
    _ = try await express.update()
    #expect(
      try cloud.environment()
        == ["DATABASE": "db.internal/a?b=1", "MODE": "new", "QUOTE": #"say "hi" 你好"#])
  }

  @Test func `the first variable of a service is added to none`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    _ = try await Express(on: cloud.endpoint, options: ["items": ["EnvParam": ["MODE": "new"]]]).update()
    #expect(try cloud.environment() == ["MODE": "new"])
  }

  @Test func `envMerge replace drops the service's other variables`() async throws {
    let cloud = try EmulatedTencent.holding("express", variables: ["DATABASE": "db", "MODE": "old"])
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, options: ["items": ["EnvParam": ["MODE": "new"]], "envMerge": "replace"])
    _ = try await express.update()
    #expect(try cloud.environment() == ["MODE": "new"])
  }

  @Test func `variables that cannot be read are not overwritten`() async throws {
    let server = try scripted([
      "DescribeCloudRunServerDetail": ["ServerConfig": ["EnvParams": "not JSON"]],
      "UpdateCloudRunServer": ["TaskId": 7],
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint, options: ["items": ["EnvParam": ["MODE": "new"]]])
    let failure = await #expect(throws: Failure.self) {
      try await express.send(CloudBaseRun.Upload(), since: ServiceState())
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("EnvParam") == true)
    #expect(failure?.remedies.contains { $0.contains("envMerge") } == true)
    #expect(!server.requests.actions.contains("UpdateCloudRunServer"))
  }

  @Test func `the live version's network is sent again`() async throws {
    let cloud = try EmulatedTencent.holding("express", vpc: "vpc-9z8y7x")
    defer { cloud.stop() }
    _ = try await Express(on: cloud.endpoint).update()
    #expect(
      try cloud.bodies(of: "UpdateCloudRunServer").first?["Items"] == [
        Self.kept,
        [
          "Key": "VpcConf",
          "VpcConf": [
            "VpcId": "vpc-9z8y7x", "VpcCIDR": "10.0.0.0/16", "SubnetId": "subnet-1a2b3c4d",
            "SubnetCIDR": "10.0.0.0/24",
          ],
        ],
      ])
    #expect(try cloud.bodies(of: "DescribeVersionDetail").first?["VersionName"] == "express-006")
  }

  @Test func `keepVpc sends nothing for a service outside a private network`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    _ = try await Express(on: cloud.endpoint, options: ["keepVpc": true]).update()
    #expect(try cloud.bodies(of: "UpdateCloudRunServer").first?["Items"] == [Self.kept])
  }

  @Test func `with keepVpc false the network is left to the cloud`() async throws {
    let cloud = try EmulatedTencent.holding("express", vpc: "vpc-9z8y7x")
    defer { cloud.stop() }
    _ = try await Express(on: cloud.endpoint, options: ["keepVpc": false]).update()
    #expect(try cloud.bodies(of: "UpdateCloudRunServer").first?["Items"] == [Self.kept])
  }

  @Test func `a network in items wins over keepVpc`() async throws {
    let cloud = try EmulatedTencent.holding("express", vpc: "vpc-9z8y7x")
    defer { cloud.stop() }
    let express = try Express(
      on: cloud.endpoint, options: ["keepVpc": true, "items": ["VpcConf": ["VpcId": "vpc-mine"]]])
    _ = try await express.update()
    #expect(
      try cloud.bodies(of: "UpdateCloudRunServer").first?["Items"]
        == [Self.kept, ["Key": "VpcConf", "VpcConf": ["VpcId": "vpc-mine"]]])
  }

  @Test(arguments: [
    "a", "1express", "express-", "ex press", "ex/press", "прод", String(repeating: "a", count: 46),
  ])
  func `a service name that the cloud cannot have is refused where it stands`(name: String) {
    let failure = #expect(throws: Failure.self) { try Express(on: "http://127.0.0.1:9", service: name) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.place?.line == 7)
  }

  @Test func `cores without memory are refused`() {
    let failure = #expect(throws: Failure.self) {
      try Express(on: "http://127.0.0.1:9", options: ["items": ["CpuSpecs": 1]])
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what == "CpuSpecs and MemSpecs must be set together")
  }
}

extension EmulatedTencent {
  /// The variables that the update sent.
  fileprivate func environment() throws -> [String: String] {
    let items = try bodies(of: "UpdateCloudRunServer").first?["Items"]?.array ?? []
    let text = items.first { $0["Key"] == "EnvParam" }?["Value"]?.string ?? ""
    return try JSONCoding.decode([String: String].self, from: Array(text.utf8), answering: "EnvParam")
  }
}
