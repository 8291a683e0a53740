import Emulator
import Foundation
import HTTP
import Model
import Support
import Testing

/// The emulated platform is as strict as the published pages. No official client could judge it.
@Suite struct WeChatTests {
  private static let platform = EmulatedWeChat.Platform(
    id: "wx1", secret: "secret", ticket: "ticket", token: "token-of-the-server")
  private static let update = "rollupdatecloudbaserunserverversion"
  private static let image: [String: JSON] = [
    "env_id": "env-a", "server_name": "ss", "version_name": "ss-003", "upload_type": "image",
    "flow_ratio": 100, "image_info": ["image_url": "nginx:1"], "version_remark": "ours",
  ]
  private static let version: [String: JSON] = [
    "env": "env-a", "service_name": "ss", "version_name": "ss-003",
  ]

  private func cloud(_ scenario: String = "calm") throws -> EmulatedWeChat {
    try EmulatedWeChat(
      scenario: Scenario.named(scenario) ?? .calm, platform: Self.platform,
      services: [.init(environment: "env-a", name: "ss", variables: ["A": "1"])],
      now: { Timestamp(seconds: 1_766_483_290) })
  }

  private func send(
    _ path: String, _ body: [String: JSON]?, method: String = "POST", to cloud: EmulatedWeChat
  ) async throws -> JSON {
    let body = try body.map { [UInt8](try JSONEncoder().encode(JSON.object($0))) }
    let response = try await Transport.live(version: "test")(
      Request(method, cloud.endpoint + path, body: body.map { .bytes($0) } ?? .none))
    #expect(response.status == 200)
    return try JSONDecoder().decode(JSON.self, from: Data(response.body))
  }

  private func call(
    _ action: String, _ body: [String: JSON]?, token: String? = nil, to cloud: EmulatedWeChat
  ) async throws -> JSON {
    try await send(
      "/componenttcb/\(action)?access_token=\(token ?? Self.platform.token)", body, to: cloud)
  }

  @Test(
    arguments: [
      (["cpu": .number(0.25)], 40097), (["min_num": 0], 40097), (["flow_ratio": "100"], 40097),
      (["env_params": [:]], 40097), (["env_params": "A=1"], 40097), (["serverName": "ss"], 40097),
      (["image_info": ["imageUrl": "nginx"]], 40097), (["container_port": "80"], 40097),
      (["policy_detail": [["policy_type": "cpu", "policy_threshold": "50"]]], 40097),
      (["env_id": .null], 40101), (["version_name": .null], 40101), (["upload_type": .null], 40101),
      (["image_info": .null], 40101), (["env_id": "env-b"], 40097), (["version_name": "ss-009"], 40097),
      (["upload_type": "jar"], 40097), (["rollback": true, "snapshot_name": "none"], 40097),
      (["flow_ratio": 101], 40097), (["cpu": "half"], 40097),
    ] as [([String: JSON], Int)])
  func `what the interface does not have, or has otherwise, is refused`(
    change: [String: JSON], code: Int
  ) async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    let answer = try await call(Self.update, Self.image.merging(change) { $1 }, to: cloud)
    #expect(answer["errcode"]?.integer == code)
    #expect(answer["errmsg"]?.string?.contains(#/ rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/#) == true)
    #expect(cloud.writes(of: Self.update) == 0)
  }

  @Test func `tokens, methods, addresses and bodies are checked before anything is done`() async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    let path = "/componenttcb/\(Self.update)"
    let token = "?access_token=\(Self.platform.token)"
    let body = Self.image
    #expect(try await send(path, body, to: cloud)["errcode"] == 41001)
    #expect(try await send(path + "?access_token=", body, to: cloud)["errcode"] == 41001)
    #expect(try await send(path + "?access_token=other", body, to: cloud)["errcode"] == 40001)
    #expect(try await send(path + token, nil, method: "GET", to: cloud)["errcode"] == 43002)
    #expect(try await send(path + token, nil, to: cloud)["errcode"] == 44002)
    #expect(try await send("/componenttcb/nothing" + token, body, to: cloud)["errcode"] == 40066)
    #expect(try await send(path + token + "&a=1", body, to: cloud)["errcode"] == 40097)
    #expect(cloud.writes(of: Self.update) == 0)
    #expect(try await send(path + token, body, to: cloud)["result"] == "succ")
  }

  @Test func `a new token ends the life of the old one after five minutes`() async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    let answer = try await send(
      "/cgi-bin/component/api_component_token",
      ["component_appid": "wx1", "component_appsecret": "secret", "component_verify_ticket": "ticket"],
      to: cloud)
    #expect(answer["errcode"] == nil)
    #expect(answer["expires_in"] == 7200)
    let new = answer["component_access_token"]?.string ?? ""
    let escaped = new.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    #expect(try await call("getcsversiondetail", Self.version, to: cloud)["status"] == "normal")
    #expect(
      try await call("getcsversiondetail", Self.version, token: escaped, to: cloud)["status"] == "normal")
    // A plus sign that is not escaped is another token.
    #expect(try await call("getcsversiondetail", Self.version, token: new, to: cloud)["errcode"] == 40001)
    cloud.advance(by: .seconds(300))
    #expect(try await call("getcsversiondetail", Self.version, to: cloud)["errcode"] == 40001)
    cloud.advance(by: .seconds(7200))
    #expect(
      try await call("getcsversiondetail", Self.version, token: escaped, to: cloud)["errcode"] == 42001)
    let broker = try await send("/inner/component-access-token", nil, method: "GET", to: cloud)
    #expect(broker["data"]?["token"]?.string?.isEmpty == false)
    #expect(cloud.tokens.count == 3)
  }

  @Test func `an update keeps the version's name, and what it leaves out falls back`() async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    let before = try await call("getcsversiondetail", Self.version, to: cloud)
    #expect(before["env_params"] == #"{"A":"1"}"# && before["cpu"] == .number(0.25))
    #expect(try await call(Self.update, Self.image, to: cloud)["run_id"]?.string?.isEmpty == false)
    var statuses: [String] = []
    for _ in 0..<3 {
      statuses.append(try await call("getcsversiondetail", Self.version, to: cloud)["status"]?.string ?? "")
    }
    #expect(statuses == ["normal", "updating", "normal"])
    let after = try await call("getcsversiondetail", Self.version, to: cloud)
    #expect(after["image_url"] == "nginx:1" && after["remark"] == "ours")
    #expect(after["env_params"] == "{}" && after["cpu"] == .number(0.5))
    #expect(after["updated_time"] != before["updated_time"])
  }

  @Test func `all traffic goes to a version that is whole, and to no other`() async throws {
    let cloud = try cloud("crash")
    defer { cloud.stop() }
    _ = try await call(Self.update, Self.image, to: cloud)
    cloud.advance(by: .seconds(60))
    let service: [String: JSON] = ["env_id": "env-a", "server_name": "ss"]
    func release(_ version: String) async throws -> JSON? {
      try await call(
        "releasecloudbaserunversion", service.merging(["release_version": .string(version)]) { $1 }, to: cloud
      )["result"]
    }
    #expect(try await release("ss-003") == "failed")
    #expect(try await release("ss-002") == "success")
    let list =
      try await call(
        "getcsversionlist", ["env": "env-a", "service_name": "ss"], to: cloud)["items"]?.array ?? []
    #expect(list.map { $0["version_name"] } == ["ss-003", "ss-002"])
    #expect(list.map { $0["flow_ratio"] } == [0, 100])
    #expect(list.map { $0["status"] } == ["deploy_fail", "normal"])
  }

  @Test func `shares of the traffic are 100 together, of versions that are there`() async throws {
    let cloud = try cloud()
    defer { cloud.stop() }
    func divide(_ shares: [(String, Int)]) async throws -> JSON? {
      let items = shares.map { JSON.object(["version_name": .string($0.0), "flow_ratio": .integer($0.1)]) }
      let body: [String: JSON] = ["env": "env-a", "service_name": "ss", "items": .array(items)]
      return try await call("setcspropotion", body, to: cloud)["errcode"]
    }
    #expect(try await divide([("ss-003", 10)]) == 40097)
    #expect(try await divide([("ss-003", 10), ("ss-009", 90)]) == 40097)
    #expect(try await divide([("ss-003", 10), ("ss-002", 90)]) == 0)
    let list = try await call("getcsversionlist", ["env": "env-a", "service_name": "ss"], to: cloud)
    #expect(list["items"]?.array?.map { $0["flow_ratio"] } == [10, 90])
  }

  @Test func `a repository is named as the vendor's client does it, or by its address where that is needed`()
    async throws
  {
    let base: [String: JSON] = Self.image.merging([
      "upload_type": "repository", "image_info": .null, "repository_type": "github", "branch": "main",
    ]) { $1 }
    let name: [String: JSON] = ["code_detail": ["name": ["name": "api", "full_name": "acme/api"]]]
    for (scenario, form, code) in [
      ("calm", name, 0), ("calm", ["repository": "acme/api"], 40101), ("repository-address", name, 40101),
      ("repository-address", ["repository": "acme/api"], 40097),
      ("repository-address", ["repository": "https://github.com/acme/api.git"], 0),
    ] as [(String, [String: JSON], Int)] {
      let cloud = try cloud(scenario)
      defer { cloud.stop() }
      let answer = try await call(Self.update, base.merging(form) { $1 }, to: cloud)
      #expect(answer["errcode"]?.integer == code, "\(scenario) \(form)")
      #expect(cloud.writes(of: Self.update) == (code == 0 ? 1 : 0))
    }
  }

  @Test func `a target's own names start its emulated service`() throws {
    let place = Place(file: "sampan.json")
    var target = Target(
      name: "t", place: place, provider: "wechat",
      options: [
        "envId": .init("e", at: place), "serverName": .init("api", at: place),
        "versionName": .init("api-017", at: place), "snapshotName": .init("s-1", at: place),
      ], version: [], remark: [])
    #expect(
      EmulatedWeChat.Service(for: target)
        == .init(environment: "e", name: "api", version: 17, snapshots: ["s-1"]))
    target.provider = "tcbr"
    #expect(EmulatedWeChat.Service(for: target) == nil)
  }
}
