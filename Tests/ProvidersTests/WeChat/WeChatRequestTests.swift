import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// The requests of an update, as they arrive. The sample is that of the vendor's page on
/// `updateCloudbaseServiceVersion`, as of 2025-12-24. There is no official client that could judge them.
@Suite struct WeChatRequestTests {
  private static let sample = """
    {
        "env_id": "test-6gxk23no5605e14f",
        "version_name": "ss-003",
        "upload_type": "image",
        "flow_ratio": 100,
        "dockerfile_path": "Dockerfile",
        "cpu": "0.25",
        "mem": "0.5",
        "min_num": "0",
        "max_num": "1",
        "policy_type": "cpu",
        "policy_threshold": "50",
        "env_params": "{}",
        "container_port": 80,
        "server_name": "ss",
        "image_info": {
            "repository_name": "tcb-100001320084-hvbz/web-container-6gnyxqnl696f40ce_pressure-python",
            "is_public": true,
            "tag_name": "pressure-python-006-20211219230528",
            "server_addr": "ccr.ccs.tencentyun.com",
            "image_url": "ccr.ccs.tencentyun.com/tcb-100001320084-hvbz/web-container-6gnyxqnl696f40ce_pressure-python:pressure-python-006-20211219230528"
        },
        "custom_logs": "stdout"
    }
    """

  /// The sample's fields as a config has them.
  private static let options: [String: JSON] = [
    "versionName": "ss-003", "flowRatio": 100, "dockerfilePath": "Dockerfile", "cpu": "0.25", "mem": "0.5",
    "minNum": "0", "maxNum": "1", "policyType": "cpu", "policyThreshold": "50", "envParams": "{}",
    "containerPort": 80, "imageInfo": ["isPublic": true], "customLogs": "stdout",
  ]

  private static func remarked() throws -> JSON {
    var body = try JSONCoding.decode([String: JSON].self, from: Array(sample.utf8), answering: "the sample")
    body["version_remark"] = .string(Hosting.remark)
    return .object(body)
  }

  @Test func `an image deploy sends the vendor's sample, and the remark`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    _ = try await Hosting(on: cloud.endpoint, options: Self.options).update()
    #expect(try cloud.bodies(of: Hosting.update) == [Self.remarked()])
    let request = try #require(cloud.requests.first { $0.weChatAction == Hosting.update })
    #expect(request.method == "POST")
    #expect(
      request.target
        == "/componenttcb/rollupdatecloudbaserunserverversion?access_token=token%2Bof%2Fthe%3Dplatform%26more"
    )
  }

  @Test func `the sample spelled out in the config is the same request`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    var options = Self.options
    options["uploadType"] = "image"
    options["imageInfo"] = [
      "repositoryName": "tcb-100001320084-hvbz/web-container-6gnyxqnl696f40ce_pressure-python",
      "isPublic": true, "tagName": "pressure-python-006-20211219230528",
      "serverAddr": "ccr.ccs.tencentyun.com",
      "imageUrl":
        "ccr.ccs.tencentyun.com/tcb-100001320084-hvbz/web-container-6gnyxqnl696f40ce_pressure-python:pressure-python-006-20211219230528",
    ]
    _ = try await Hosting(on: cloud.endpoint, options: options).update()
    #expect(try cloud.bodies(of: Hosting.update) == [Self.remarked()])
  }

  @Test func `the vendor's sample of an answer is read`() async throws {
    let server = try scriptedWeChat(
      versionAnswers().merging([
        Hosting.update: ["errcode": 0, "errmsg": "ok", "result": "succ", "run_id": "1mz9GjJgyY53bh"]
      ]) { $1 })
    defer { server.stop() }
    let receipt = try await Hosting(on: server.endpoint).update()
    #expect(
      receipt
        == Receipt.ours(
          operation: "1mz9GjJgyY53bh", baseline: "ss-003 2025-12-23 17:00:00", release: "ss-003"))
  }

  /// The emulated cloud refuses fields it does not know and values of another type.
  @Test func `every field goes over the wire under its name and with its type`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let options = Self.options.merging([
      "buildDir": "app",
      "codeDetail": ["name": ["name": "api", "fullName": "acme/api"], "url": "https://x"],
      "isRebuild": false, "initialDelaySeconds": 2,
      "mountVolumeInfo": [
        [
          "name": "cfs", "mountPath": "/data", "readOnly": true,
          "nfsVolumes": [
            [
              "server": "10.0.0.2", "path": "/", "readOnly": false, "secretName": "s",
              "enableEmptyDirVolume": false,
            ]
          ],
        ]
      ],
      "enableUnion": true, "serverPath": "/", "isUpdateCls": true,
      "policyDetail": [["policyType": "mem", "policyThreshold": .number(62.5)]],
    ]) { $1 }
    _ = try await Hosting(on: cloud.endpoint, options: options).update()
    let body = try #require(try cloud.bodies(of: Hosting.update).first)
    #expect(body["build_dir"] == "app")
    #expect(body["code_detail"]?["name"]?["full_name"] == "acme/api")
    #expect(body["initial_delay_seconds"] == 2)
    #expect(body["mount_volume_info"]?.array?.first?["nfs_volumes"]?.array?.first?["secret_name"] == "s")
    #expect(
      body["mount_volume_info"]?.array?.first?["nfs_volumes"]?.array?.first?["enable_empty_dir_volume"]
        == false)
    #expect(body["policy_detail"] == [["policy_type": "mem", "policy_threshold": .number(62.5)]])
    #expect(body["is_update_cls"] == true && body["is_rebuild"] == false && body["enable_union"] == true)
    #expect(cloud.writes(of: Hosting.update) == 1)
  }

  /// What an update leaves out falls back to the platform's defaults: no traffic, no variables.
  @Test func `what the config does not name is sent as it is live`() async throws {
    let cloud = try EmulatedWeChat.holding(variables: ["DATABASE": "db?a=1", "说": "\"hi\""])
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint, options: ["maxNum": "9"])
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
    let body = try #require(try cloud.bodies(of: Hosting.update).first)
    #expect(body["cpu"] == "0.25" && body["mem"] == "0.5" && body["min_num"] == "0")
    #expect(body["max_num"] == "9")
    #expect(body["flow_ratio"] == 100)
    #expect(body["container_port"] == 8080)
    let variables = try JSONCoding.decode(
      [String: String].self, from: Array((body["env_params"]?.string ?? "").utf8), answering: "env_params")
    #expect(variables == ["DATABASE": "db?a=1", "说": "\"hi\""])
    #expect(try await hosting.provider.state().main?.release == "ss-003")
  }

  @Test func `settings that cannot be read just now stop the update before it is sent`() async throws {
    var answers = versionAnswers()
    answers["getcsversiondetail"] = ["errcode": -1, "errmsg": "system error"]
    let server = try scriptedWeChat(answers)
    defer { server.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Hosting(on: server.endpoint).send(
        WeChatHosting.Upload(), since: ServiceState(baseline: "ss-003 2025-12-23 17:00:00"))
    }
    #expect(failure?.kind == .unavailable)
    #expect(!server.requests.contains { $0.weChatAction == Hosting.update })
  }

  @Test func `latest is looked up before the update and never sent`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    for options in [[:], ["versionName": "latest"]] as [[String: JSON]] {
      let hosting = try Hosting(on: cloud.endpoint, options: options)
      let receipt = try await hosting.update()
      #expect(receipt.release == "ss-003")
      _ = try await hosting.end(of: receipt)
    }
    #expect(try cloud.bodies(of: Hosting.update).map { $0["version_name"] } == ["ss-003", "ss-003"])
  }

  @Test func `the newest version is the one created last, not the last in the alphabet`() async throws {
    let versions: JSON = [
      ["version_name": "ss-999", "status": "normal", "flow_ratio": 0, "created_time": "2025-01-01 00:00:00"],
      [
        "version_name": "ss-1000", "status": "normal", "flow_ratio": 100,
        "created_time": "2025-01-01 00:00:00",
      ],
      [
        "version_name": "ss-998", "status": "normal", "flow_ratio": "0",
        "created_time": "2024-12-31 23:59:59",
      ],
    ]
    let server = try scriptedWeChat(
      versionAnswers().merging(["getcsversionlist": ["total": 3, "items": versions]]) { $1 })
    defer { server.stop() }
    #expect(try await Hosting(on: server.endpoint).provider.state().baseline.hasPrefix("ss-1000 "))
  }

  @Test func `a version that the service does not have is refused where it stands`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Hosting(on: cloud.endpoint, options: ["versionName": "ss-009"]).update()
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.place?.line == 7)
    #expect(cloud.writes(of: Hosting.update) == 0)
  }

  @Test(
    arguments: [
      ("nginx:1", ["image_url": "nginx:1", "repository_name": "nginx", "tag_name": "1"]),
      ("acme/api:1", ["image_url": "acme/api:1", "repository_name": "acme/api", "tag_name": "1"]),
      (
        "localhost:5000/api:1",
        [
          "image_url": "localhost:5000/api:1", "repository_name": "api", "tag_name": "1",
          "server_addr": "localhost:5000",
        ]
      ),
      (
        "ccr.example.com/a/b:1",
        [
          "image_url": "ccr.example.com/a/b:1", "repository_name": "a/b", "tag_name": "1",
          "server_addr": "ccr.example.com",
        ]
      ),
    ] as [(String, [String: String])])
  func `an image's reference is taken apart`(reference: String, parts: [String: String]) async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    _ = try await Hosting(on: cloud.endpoint, .tagged(reference)).update()
    let info = try cloud.bodies(of: Hosting.update).first?["image_info"]
    #expect(info == .object(parts.mapValues(JSON.string)))
  }

  // MARK: Other artifacts

  @Test func `a package goes up through Tencent Cloud and is named as it was named there`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let tencent = try EmulatedTencent(
      credentials: [Express.keys], services: [.init(environment: Hosting.environment, name: "ss")],
      now: { Hosting.now })
    defer { tencent.stop() }
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint, try await Express.package(in: folder),
      variables: [
        "SAMPAN_ENDPOINT_TENCENT": tencent.endpoint, "TENCENTCLOUD_SECRET_ID": Express.keys.id,
        "TENCENTCLOUD_SECRET_KEY": Express.keys.key,
      ])
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
    let body = try #require(try cloud.bodies(of: Hosting.update).first)
    #expect(body["upload_type"] == "package")
    #expect(body["package_name"] == "ss.zip" && body["package_version"] == "1766483290")
    #expect(tencent.uploads.map(\.bytes) == [try folder.read("package.zip")])
    #expect(tencent.requests.allSatisfy { !$0.target.contains("token%2Bof") })
  }

  @Test func `a package without a Tencent key is refused with what else would do`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let hosting = try Hosting(on: "http://127.0.0.1:9", try await Express.package(in: folder))
    let failure = await #expect(throws: Failure.self) {
      try await hosting.publish()
    }
    #expect(failure?.kind == .credentials)
    #expect(failure?.remedies.last?.contains("an \"image\" needs none") == true)
  }

  /// As the vendor's own client writes it (cloudbase-cli, src/run/version/update.ts).
  @Test func `a repository deploy names source, repository and branch as the vendor's client does`()
    async throws
  {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    _ = try await Hosting(
      on: cloud.endpoint, .repository(source: "github", name: "acme/api", branch: "main")
    ).update()
    let body = try #require(try cloud.bodies(of: Hosting.update).first)
    #expect(body["upload_type"] == "repository" && body["repository_type"] == "github")
    #expect(body["code_detail"] == ["name": ["name": "api", "full_name": "acme/api"]])
    #expect(body["repository"] == nil && body["branch"] == "main")
    #expect(cloud.writes(of: Hosting.update) == 1)
  }

  @Test(
    arguments: [
      ([:], "https://github.com/acme/api.git"),
      (
        ["codeDetail": ["url": "https://git.example.com/acme/api.git"]],
        "https://git.example.com/acme/api.git"
      ),
    ] as [([String: JSON], String)])
  func `a platform that refuses the repository's name gets its address, and executes one update`(
    options: [String: JSON], address: String
  ) async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "repository-address")
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint, .repository(source: "github", name: "acme/api", branch: "main"), options: options)
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
    let bodies = try cloud.bodies(of: Hosting.update)
    #expect(bodies.map { $0["repository"] } == [nil, .string(address)])
    #expect(bodies.allSatisfy { $0["cpu"] == "0.25" && $0["flow_ratio"] == 100 })
    #expect(cloud.writes(of: Hosting.update) == 1)
    #expect(hosting.talk.contains("sending the repository's address instead of its name"))
    #expect(hosting.requests().filter(\.isWrite).count == 2)
  }

  @Test func `an address in the config is sent at once`() async throws {
    let cloud = try EmulatedWeChat.holding(scenario: "repository-address")
    defer { cloud.stop() }
    _ = try await Hosting(
      on: cloud.endpoint, .repository(source: "gitlab", name: "acme/api", branch: "main"),
      options: ["repository": "https://git.example.com/acme/api.git"]
    ).update()
    let bodies = try cloud.bodies(of: Hosting.update)
    #expect(bodies.map { $0["repository"] } == ["https://git.example.com/acme/api.git"])
  }

  /// After a lost answer the update may be running: only a refusal of the arguments proves that nothing was executed.
  @Test(arguments: [-1, 45009, 48001, 40001])
  func `any other refusal is not answered with another form`(code: Int) async throws {
    let server = try scriptedWeChat(
      versionAnswers().merging([Hosting.update: ["errcode": .integer(code), "errmsg": "no"]]) { $1 })
    defer { server.stop() }
    await #expect(throws: Failure.self) {
      try await Hosting(
        on: server.endpoint, .repository(source: "github", name: "acme/api", branch: "main")
      ).update()
    }
    let bodies = try server.requests.weChatBodies(of: Hosting.update)
    #expect(!bodies.isEmpty && bodies.allSatisfy { $0["repository"] == nil })
  }

  @Test func `a package goes to the region that the target names, whatever the job's is`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let tencent = try EmulatedTencent(
      credentials: [Express.keys], services: [.init(environment: Hosting.environment, name: "ss")],
      now: { Hosting.now })
    defer { tencent.stop() }
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    let hosting = try Hosting(
      on: cloud.endpoint, try await Express.package(in: folder), options: ["region": "ap-shanghai"],
      variables: [
        "SAMPAN_ENDPOINT_TENCENT": tencent.endpoint, "TENCENTCLOUD_SECRET_ID": Express.keys.id,
        "TENCENTCLOUD_SECRET_KEY": Express.keys.key, "TENCENTCLOUD_REGION": "ap-guangzhou",
      ])
    _ = try await hosting.update()
    #expect(tencent.requests.first?[header: "X-TC-Region"] == "ap-shanghai")
    #expect(try cloud.bodies(of: Hosting.update).first?["region"] == nil)
    let wrong = #expect(throws: Failure.self) {
      try Hosting(on: "http://127.0.0.1:9", options: ["region": "Shanghai"])
    }
    #expect(wrong?.place?.line == 7)
  }

  @Test func `a package that is there already is named and nothing uploaded`() async throws {
    let cloud = try EmulatedWeChat.holding()
    defer { cloud.stop() }
    _ = try await Hosting(
      on: cloud.endpoint, .held, options: ["packageName": "ss.zip", "packageVersion": "17"]
    ).update()
    let body = try #require(try cloud.bodies(of: Hosting.update).first)
    #expect(body["upload_type"] == "package")
    #expect(body["package_name"] == "ss.zip" && body["package_version"] == "17")
  }

  @Test func `a snapshot sends where to go back to and no settings`() async throws {
    let cloud = try EmulatedWeChat.holding(snapshots: ["ss-003-snapshot-2"])
    defer { cloud.stop() }
    let hosting = try Hosting(on: cloud.endpoint, .held, options: ["snapshotName": "ss-003-snapshot-2"])
    #expect(try await hosting.end(of: try await hosting.update()).state == .finished)
    #expect(
      try cloud.bodies(of: Hosting.update) == [
        [
          "env_id": .string(Hosting.environment), "server_name": "ss", "version_name": "ss-003",
          "rollback": true, "snapshot_name": "ss-003-snapshot-2", "version_remark": .string(Hosting.remark),
        ]
      ])
  }

  // MARK: Contradictions

  @Test(
    arguments: [
      (["cpu": "half"], "\"half\" is not a valid number for cpu"),
      (["mem": "1.2.3"], "\"1.2.3\" is not a valid number for mem"),
      (["minNum": ""], "\"\" is not a valid number for minNum"),
      (["envParams": "A=1"], "envParams is not a JSON object in a string"),
      (["envParams": "[]"], "envParams is not a JSON object in a string"),
      (["uploadType": "package"], "upload_type contradicts the target's artifact"),
      (["imageInfo": ["imageUrl": "nginx"]], "imageInfo names another image than the target: \"nginx\""),
      (["imageInfo": ["tagName": "old"]], "imageInfo names another image than the target: \"old\""),
      (["rollback": true], "\"rollback\" requires \"snapshotName\""),
      (["packageVersion": "1"], "packageName and packageVersion must be set together"),
      (["region": "Shanghai 1"], "\"Shanghai 1\" is not a valid region of Tencent Cloud"),
    ] as [([String: JSON], String)])
  func `options that contradict each other are refused where they stand`(
    options: [String: JSON], what: String
  ) {
    let failure = #expect(throws: Failure.self) { try Hosting(on: "http://127.0.0.1:9", options: options) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.description == what)
    #expect(failure?.place?.line == 7)
  }

  @Test func `a service can be looked at without knowing what would be deployed`() throws {
    let options = Self.options.merging(["imageInfo": ["imageUrl": "nginx"]]) { $1 }
    _ = try Hosting(on: "http://127.0.0.1:9", options: options, isChecked: false)
    _ = try Hosting(
      on: "http://127.0.0.1:9", .repository(source: "github", name: "a/b", branch: "main"),
      options: ["branch": "main"])
  }
}
