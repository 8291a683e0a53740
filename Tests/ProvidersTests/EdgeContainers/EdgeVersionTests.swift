import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// A new version from an image.
@Suite struct EdgeVersionTests {
  static let web: JSON = [
    "Name": "web", "Spec": "2C4G", "Storage": "10G", "ProbeType": "httpGet",
    "ProbeContent": ["Path": "/healthz", "Port": 8080], "EnvVariables": ["MODE": "new", "A": "1=2"],
  ]
  static let sidecar: JSON = [
    "Name": "log", "Image": "registry.example.com/acme/log:7", "IsACRImage": false, "Spec": "1C2G",
    "Storage": "0.5G", "ProbeType": "exec", "ProbeContent": ["Command": "true"],
  ]

  private func created(_ cloud: EmulatedAlibaba) throws -> [JSON] {
    let text = cloud.requests(of: Edge.create).first?.form["Containers"] ?? ""
    return try JSONCoding.decode([JSON].self, from: Array(text.utf8), answering: "Containers")
  }

  @Test func `a clone keeps the live version's settings and drops what was empty`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.publish()
    #expect(
      try created(cloud) == [
        [
          "Name": "web", "Image": "registry.example.com/acme/web:1.2.3", "IsACRImage": false,
          "Spec": "1C2G", "Storage": "0.5G", "ProbeType": "httpGet",
          "EnvVariables": "MODE=live",
          "ProbeContent": [
            "Path": "/healthz", "Port": 8080, "Scheme": "HTTP", "InitialDelaySeconds": 5,
            "PeriodSeconds": 5, "TimeoutSeconds": 3, "SuccessThreshold": 1, "FailureThreshold": 3,
          ],
        ]
      ])
    let form = cloud.requests(of: Edge.create).first?.form
    #expect(form?["Remarks"] == "1.2.3 fix sampan:cccccccccccc.777777777777.ffffff")
    #expect(form?["Name"] == "1.2.3-cccccccc")
  }

  @Test func `of several containers the one with the image's repository gets it`() async throws {
    var web = Self.sidecar.object ?? [:]
    web["Name"] = "web"
    web["Image"] = "registry.example.com/acme/web@sha256:0000"
    let cloud = try EmulatedAlibaba.holding(.init(id: Edge.app, containers: [.object(web), Self.sidecar]))
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.publish()
    #expect(
      try created(cloud).map { $0["Image"]?.string } == [
        "registry.example.com/acme/web:1.2.3", "registry.example.com/acme/log:7",
      ])
  }

  @Test func `an image that no container runs is refused with what they run`() async throws {
    var other = Self.sidecar.object ?? [:]
    other["Name"] = "other"
    let cloud = try EmulatedAlibaba.holding(.init(id: Edge.app, containers: [.object(other), Self.sidecar]))
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let failure = await #expect(throws: Failure.self) { try await edge.publish() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.what.contains("registry.example.com/acme/log:7") == true)
    #expect(cloud.writes(of: Edge.create) == 0)
  }

  @Test func `an image in Alibaba's own registry is named in both places`() async throws {
    var web = Self.sidecar.object ?? [:]
    web["IsACRImage"] = true
    web["ACRImageInfo"] = [
      "Domain": "registry.example.com", "RepoNamespace": "acme", "RepoName": "web", "Tag": "1.0.0",
      "TagUrl": "registry.example.com/acme/web:1.0.0", "IsEnterpriseRegistry": false,
    ]
    let cloud = try EmulatedAlibaba.holding(.init(id: Edge.app, containers: [.object(web)]))
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.publish()
    let info = try created(cloud).first?["ACRImageInfo"]
    #expect(info?["Tag"] == "1.2.3")
    #expect(info?["TagUrl"] == "registry.example.com/acme/web:1.2.3")
    #expect(info?["RepoNamespace"] == "acme")

    let elsewhere = try Edge(
      on: cloud.endpoint, .tagged("registry.example.com/other/app:1"))
    let failure = await #expect(throws: Failure.self) {
      try await elsewhere.publish()
    }
    #expect(failure?.what.contains("acme/web") == true)
  }

  @Test func `containers of the config are sent as written, with the image where none is named`() async throws
  {
    let cloud = try EmulatedAlibaba.holding(.init(id: Edge.app, version: nil))
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint, options: ["containers": [Self.web, Self.sidecar]])
    let rollout = try await edge.end(of: try await edge.update())
    #expect(rollout.state == .finished)
    let sent = try created(cloud)
    #expect(
      sent.map { $0["Image"]?.string } == [
        "registry.example.com/acme/web:1.2.3", "registry.example.com/acme/log:7",
      ])
    #expect(sent.first?["EnvVariables"] == "A=1=2,MODE=new")
    #expect(sent.first?["IsACRImage"] == false)
  }

  @Test func `the first version of an app is the smallest one, checked at the app's port`() async throws {
    let cloud = try EmulatedAlibaba.holding(.init(id: Edge.app, version: nil, port: 9000))
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let rollout = try await edge.end(of: try await edge.update())
    #expect(rollout.state == .finished)
    #expect(
      try created(cloud) == [
        [
          "Name": "app", "Image": "registry.example.com/acme/web:1.2.3", "IsACRImage": false, "Spec": "1C2G",
          "Storage": "0.5G", "ProbeType": "tcpSocket", "ProbeContent": ["Port": 9000],
        ]
      ])
    #expect(try await edge.provider.state().main?.release == rollout.receipt.release)
    #expect(
      edge.told.events.contains {
        if case .notice(let text) = $0 { text.contains("has no version yet") } else { false }
      })
  }

  @Test func `an app with versions and none online takes the settings of its newest`() async throws {
    let cloud = try EmulatedAlibaba.holding(.init(id: Edge.app, version: nil, created: ["ver-1"]))
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    _ = try await edge.publish()
    #expect(try created(cloud).first?["EnvVariables"] == "MODE=live")
    #expect(cloud.requests(of: "GetEdgeContainerApp").isEmpty)
  }

  @Test func `without a version online the newest by its time is cloned, whatever the order of the list`()
    async throws
  {
    let server = try scriptedEdge([
      "GetEdgeContainerAppStatus": ["AppStatus": ["PublishStatus": ""]],
      "ListEdgeContainerAppVersions": [
        "Versions": [
          ["VersionId": "ver-1", "Status": "created", "CreateTime": "2026-01-01T00:00:00Z"],
          ["VersionId": "ver-3", "Status": "failed", "CreateTime": "2026-01-03T00:00:00Z"],
          ["VersionId": "ver-2", "Status": "Created", "CreateTime": "2026-01-02T00:00:00Z"],
        ]
      ], "GetEdgeContainerAppVersion": ["Version": [:]],
    ])
    defer { server.stop() }
    let edge = try Edge(on: server.endpoint)
    _ = await #expect(throws: Failure.self) { try await edge.publish() }
    let cloned = server.requests.filter { $0.edgeAction == "GetEdgeContainerAppVersion" }
    #expect(cloned.map { $0.query["VersionId"] } == ["ver-2"])
  }

  @Test func `an app that tells no port needs its containers described`() async throws {
    let server = try scriptedEdge([
      "GetEdgeContainerAppStatus": ["AppStatus": ["PublishStatus": ""]],
      "ListEdgeContainerAppVersions": ["Versions": []], "GetEdgeContainerApp": ["App": ["Name": "web"]],
    ])
    defer { server.stop() }
    let edge = try Edge(on: server.endpoint)
    let failure = await #expect(throws: Failure.self) { try await edge.publish() }
    #expect(failure?.kind == .configuration)
    #expect(failure?.remedies.first?.contains("containers") == true)
  }

  @Test func `a version is waited for and published only when it is created`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let receipt = try await edge.update()
    let looks = cloud.requests(of: "GetEdgeContainerAppVersion")
      .filter { $0.query["VersionId"] == receipt.release }
    #expect(looks.count == 3)
  }

  @Test func `a version that cannot be created is not published`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "build-fails")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) { try await Edge(on: cloud.endpoint).update() }
    #expect(failure?.kind == .rolloutFailed)
    #expect(failure?.what.contains("registry.example.com/acme/web:1.2.3") == true)
    #expect(failure?.requestID?.isEmpty == false)
    let hints = failure?.remedies.map(\.description) ?? []
    #expect(hints.contains { $0.contains("docker pull") } && hints.contains { $0.contains("image secrets") })
    #expect(cloud.writes(of: Edge.publish) == 0)
  }

  @Test func `the same deploy again finds its version, another image makes another one`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let first = try await edge.publish()
    #expect(try await edge.publish() == first)
    #expect(cloud.writes(of: Edge.create) == 1)
    let other = try Edge(
      on: cloud.endpoint, .tagged("registry.example.com/acme/web:1.2.4"))
    #expect(try await other.publish() != first)
    #expect(cloud.writes(of: Edge.create) == 2)
  }

  /// Publishing the older clone would undo what somebody set in the console.
  @Test func `a clone is made anew when the live version's settings have changed since`() async throws {
    let cloud = try EmulatedAlibaba.holding()
    defer { cloud.stop() }
    let edge = try Edge(on: cloud.endpoint)
    let first = try await edge.publish()

    let console = try Edge(
      on: cloud.endpoint, .tagged("registry.example.com/acme/web:1.2.2"),
      options: ["containers": [Self.web]], remark: "by hand")
    _ = try await console.end(of: try await console.update())

    let second = try await edge.publish()
    #expect(second != first)
    #expect(cloud.requests(of: Edge.create).last?.form["Containers"]?.contains("MODE=new") == true)
    #expect(try await edge.publish() == second)
  }

  @Test func `a version that failed is made anew`() async throws {
    let cloud = try EmulatedAlibaba.holding(scenario: "build-fails")
    defer { cloud.stop() }
    for _ in 0..<2 {
      let edge = try Edge(on: cloud.endpoint)
      await #expect(throws: Failure.self) { try await edge.publish() }
    }
    #expect(cloud.writes(of: Edge.create) == 2)
  }

  @Test func `a version that is never created is given up, and found again`() async throws {
    let server = try scriptedEdge([
      "ListEdgeContainerAppVersions": ["Versions": []],
      Edge.create: ["VersionId": "ver-1", "RequestId": "r-1"],
      "GetEdgeContainerAppVersion": ["Version": ["VersionId": "ver-1", "Status": "creating"]],
    ])
    defer { server.stop() }
    let edge = try Edge(on: server.endpoint, options: ["containers": [Self.web]])
    let failure = await #expect(throws: Failure.self) { try await edge.publish() }
    #expect(failure?.kind == .tryLater)
    #expect(failure?.what == "version ver-1 is not created yet: its status is creating")
    #expect(failure?.remedies.isEmpty == false)
    // Every 5 s of the target's half an hour and once at its end, with a line at least every 30 s.
    #expect(server.requests.count == 2 + 361)
    let beats = edge.told.events.count { event in
      if case .stillWaiting(let what, _) = event {
        what.contains("version ver-1 to be created")
      } else {
        false
      }
    }
    #expect(beats >= 60)
  }

  @Test(arguments: [(1, 2), (8, 3), (12, 4)])
  func `a version is waited for as long as the target says, however short that is`(
    seconds: Int, polls: Int
  ) async throws {
    let asked = Counter()
    let server = try LoopbackServer { request in
      let answer: JSON =
        switch request.edgeAction {
        case Edge.create: ["VersionId": "ver-1", "RequestId": "r-1"]
        case "GetEdgeContainerAppVersion":
          ["Version": ["VersionId": "ver-1", "Status": asked.next() < polls ? "creating" : "created"]]
        default: ["Versions": []]
        }
      return .answer(Answer(200, body: (try? JSONCoding.encode(answer)) ?? []))
    }
    defer { server.stop() }
    let edge = try Edge(
      on: server.endpoint, options: ["containers": [Self.web]], timeout: .seconds(seconds))
    #expect(try await edge.publish() == "ver-1")
    #expect(edge.elapsed == .seconds(seconds))
  }
}
