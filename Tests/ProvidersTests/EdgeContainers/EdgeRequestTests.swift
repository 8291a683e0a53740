import Effects
import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// What is sent. The sample is that of the vendor's page on `PublishEdgeContainerAppVersion`
/// (https://www.alibabacloud.com/help/en/edge-security-acceleration/esa/api-esa-2024-09-10-publishedgecontainerappversion).
@Suite struct EdgeRequestTests {
  static let sample: [String: JSON] = [
    "versionId": "ver-87962637161651****", "publishEnv": "prod", "percentage": 100,
    "startTime": "2023-06-05T16:00:00Z", "publishType": "percentage", "regions": ["jiangsu"],
    "fullRelease": true,
  ]

  @Test func `every documented parameter goes where the API wants it, and its answer is read`() async throws {
    let server = try scriptedEdge([Edge.publish: ["RequestId": "04F0F334-1335-436C-A1D7-6C044FE73368"]])
    defer { server.stop() }
    let edge = try Edge(
      on: server.endpoint, .held, options: Self.sample, app: "app-88068867578379****",
      remark: "test publish app", waits: false)
    let receipt = try await edge.send(
      try await edge.publish(), since: ServiceState(baseline: "before"))
    #expect(
      receipt
        == Receipt.ours(
          operation: "ver-87962637161651****", baseline: "before", release: "ver-87962637161651****"))
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(
      request.target
        == "/?FullRelease=true&PublishType=percentage&Regions=%5B%22jiangsu%22%5D&VersionId=ver-87962637161651%2A%2A%2A%2A"
    )
    #expect(
      String(decoding: request.body.bytes ?? [], as: UTF8.self)
        == "AppId=app-88068867578379%2A%2A%2A%2A&Percentage=100&PublishEnv=prod&Remarks=test%20publish%20app"
        + "&StartTime=2023-06-05T16%3A00%3A00Z")
    #expect(request[header: "x-acs-version"] == "2024-09-10")
    #expect(request[header: "Content-Type"] == "application/x-www-form-urlencoded")
  }

  @Test func `what the config does not name is not sent`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    _ = try await Edge(on: cloud.endpoint, .held, options: ["versionId": .string(Edge.live)]).update()
    let publish = try #require(cloud.requests(of: Edge.publish).first)
    #expect(publish.query == ["VersionId": Edge.live])
    #expect(
      publish.form == [
        "AppId": Edge.app, "PublishEnv": "prod",
        "Remarks": "1.2.3 fix sampan:cccccccccccc.777777777777.ffffff",
      ])
    #expect(cloud.writes(of: Edge.publish) == 1)
    #expect(cloud.writes(of: Edge.create) == 0)
  }

  @Test func `a read without a body has neither content type nor form`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    _ = try await Edge(on: cloud.endpoint).provider.state()
    let status = try #require(cloud.requests(of: "GetEdgeContainerAppStatus").first)
    #expect(status.method == "POST")
    #expect(status.query == ["AppId": Edge.app, "PublishEnv": "prod"])
    #expect(status.body.byteCount == 0)
    #expect(status[header: "Content-Type"] == nil)
  }

  @Test func `a list of regions goes as one text`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    _ = try await Edge(
      on: cloud.endpoint, .held,
      options: [
        "versionId": .string(Edge.live), "publishType": "region", "regions": ["huadong", "hk"],
        "fullRelease": false,
      ]
    ).update()
    #expect(
      cloud.requests(of: Edge.publish).first?.query == [
        "VersionId": Edge.live, "PublishType": "region", "Regions": #"["huadong","hk"]"#,
        "FullRelease": "false",
      ])
  }

  @Test func `every attempt has a nonce of its own`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "throttled")
    defer { cloud.stop() }
    _ = try await Edge(on: cloud.endpoint).provider.state()
    let nonces = cloud.requests.compactMap { $0[header: "x-acs-signature-nonce"] }
    #expect(nonces.count > 2)
    #expect(Set(nonces).count == nonces.count)
    #expect(nonces.allSatisfy { $0.count == 32 })
  }

  @Test func `temporary credentials send their token, which is a secret`() async throws {
    let cloud = try EmulatedAlibaba(
      credentials: [.init(id: "STS.temporary0001", key: "temporary key", token: "temporary+token/=")],
      apps: [.init(id: Edge.app)], now: { Edge.now })
    defer { cloud.stop() }
    let edge = try Edge(
      on: cloud.endpoint,
      variables: [
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "STS.temporary0001",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "temporary key",
        "ALIBABA_CLOUD_SECURITY_TOKEN": "temporary+token/=",
      ])
    #expect(try await edge.provider.state().main?.release == Edge.live)
    #expect(edge.world.secrets.all == ["temporary key", "temporary+token/="])
    #expect(
      edge.told.events.first == .notice("Alibaba Cloud key STS.te…0001 from ALIBABA_CLOUD_ACCESS_KEY_ID"))
  }

  @Test func `a key is proven by a call that changes nothing`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let identity = try await Edge(on: cloud.endpoint).provider.identity()
    #expect(identity?.name == "acs:ram::1000000000000001:user/deploy")
    #expect(identity?.account == "1000000000000001")
    #expect(identity?.key.hasSuffix("from ALIBABA_CLOUD_ACCESS_KEY_ID") == true)
    #expect(cloud.actions == ["GetCallerIdentity"])
    #expect(cloud.requests.first?[header: "x-acs-version"] == "2015-04-01")
    let refused = try Edge(on: cloud.endpoint, variables: ["ALIBABA_CLOUD_ACCESS_KEY_SECRET": "another"])
    let failure = await #expect(throws: Failure.self) { try await refused.provider.identity() }
    #expect(failure?.kind == .credentials)
  }

  @Test func `the site decides the host, and an endpoint of the environment wins`() throws {
    let free = ["SAMPAN_ENDPOINT_ALIBABA": ""]
    func url(_ options: [String: JSON], _ variables: [String: String]) throws -> String? {
      try Edge(on: "http://127.0.0.1:9", options: options, variables: variables)
        .requests().first?.url
    }
    let query = "/?AppId=\(Edge.app)&PublishEnv=prod"
    #expect(try url([:], free) == "https://esa.cn-hangzhou.aliyuncs.com\(query)")
    #expect(
      try url(["site": "international"], free) == "https://esa.ap-southeast-1.aliyuncs.com\(query)")
    #expect(try url([:], [:]) == "http://127.0.0.1:9\(query)")
  }

  @Test(arguments: ["http://example.com", "https://example.com/path", "https://user:password@example.com"])
  func `an endpoint that is not https, or no bare host, gets no request`(endpoint: String) async throws {
    let edge = try Edge(on: endpoint)
    let failure = await #expect(throws: Failure.self) { try await edge.provider.state() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("SAMPAN_ENDPOINT_ALIBABA") == true)
    #expect(failure?.what.contains("password") == false)
  }

  @Test func `a plan is made without network and credentials, and names what is sent`() async throws {
    let nothing = try Edge(
      on: "http://127.0.0.1:9",
      variables: ["ALIBABA_CLOUD_ACCESS_KEY_ID": "", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ""])
    let planned = nothing.requests()
    let others: [Text] = ["if no version is online", "if the app has no version", "if the rollout failed"]
    #expect(planned.count { others.contains($0.condition ?? "") } == 3)
    #expect(nothing.told.events.isEmpty)
    #expect(planned.filter(\.isWrite).map(\.action) == [Edge.create, Edge.publish])
    let partial = try Edge(on: "http://127.0.0.1:9", options: ["percentage": 30]).requests()
    #expect(partial.filter(\.isWrite).map(\.action) == [Edge.create, Edge.publish, Edge.publish])

    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.end(of: try await edge.update())
    #expect(
      cloud.actions.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        == planned.filter { !others.contains($0.condition ?? "") }.compactMap(\.action))
  }

  // MARK: Checked before anything is sent

  @Test(
    arguments: [
      (["appId": "880688675783794688"], "is not a valid app id of ESA"),
      (["appId": "app-1 2"], "is not a valid app id of ESA"),
      (["versionId": "879626371616512000"], "is not a valid version id of ESA"),
      (["versionId": "ver-"], "is not a valid version id of ESA"),
      (["publishType": "region"], "no region is set"),
      (["startTime": "2023-06-05 16:00:00"], "is not a valid time in UTC"),
      (["startTime": "2023-13-05T16:00:00Z"], "is not a valid time in UTC"),
      (["startTime": "2023-06-05T16:00:00Z"], "cannot wait for a publication"),
      (["versionId": "ver-1", "containers": [["Name": "web"]]], "cannot be combined"),
      (["containers": [["Name": "web", "Image": "nginx"]]], "no container uses the target's image"),
      (["containers": [["Name": "web", "EnvVariables": ["A": "1,2"]]]], "cannot be sent"),
    ] as [([String: JSON], String)])
  func `what the cloud would refuse is refused where it stands`(options: [String: JSON], text: String) {
    let failure = #expect(throws: Failure.self) { try Edge(on: "http://127.0.0.1:9", options: options) }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains(text) == true, "\(failure?.what ?? "")")
    #expect(failure?.place?.line == 7)
    #expect(failure?.remedies.isEmpty == false)
  }

  @Test func `options that the cloud ignores are told before a deploy`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let state = try await Edge(
      on: cloud.endpoint, options: ["regions": ["jiangsu"], "fullRelease": true]
    ).provider.state()
    #expect(state.notes.map(\.rule) == ["esa/ineffective-option", "esa/ineffective-option"])
  }
}
