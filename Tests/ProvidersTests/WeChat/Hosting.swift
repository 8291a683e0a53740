import Effects
import Emulator
import HTTP
import Model
import Providers
import Support

/// A provider for the service of the interface's sample, over real HTTP to a server on this machine. Waits take a
/// millisecond.
struct Hosting: Staged {
  static let environment = "test-6gxk23no5605e14f"
  /// Every sign that a query has to escape is in the token.
  static let platform = EmulatedWeChat.Platform(
    id: "wx570bc396a51b8ff8", secret: "secret-of-the-platform", ticket: "ticket@@@of-the-platform",
    token: "token+of/the=platform&more")
  static let update = "rollupdatecloudbaserunserverversion"
  static let release = "releasecloudbaserunversion"
  static let mint = "api_component_token"
  static let now = Timestamp(seconds: 1_766_483_290)
  /// The sample's image.
  static let image = Artifact.tagged(
    "ccr.ccs.tencentyun.com/tcb-100001320084-hvbz/web-container-6gnyxqnl696f40ce_pressure-python"
      + ":pressure-python-006-20211219230528")
  static let remark = "1.2.3 fix sampan:cccccccccccc.777777777777.ffffff"

  let told = Told()
  let deployment: Deployment
  let world: World
  let provider: WeChatHosting

  /// `variables` are added to an environment that holds the endpoint and the platform's token.
  init(
    on endpoint: String, _ artifact: Artifact = image, options: [String: JSON] = [:],
    remark: String? = nil, waits: Bool = true, variables: [String: String] = [:],
    files: Files? = nil, isChecked: Bool = true
  ) throws {
    var world = World.staged(
      [
        "SAMPAN_ENDPOINT_WECHAT": endpoint, "WECHAT_COMPONENT_ACCESS_TOKEN": Self.platform.token,
      ].merging(variables) { $1 }, now: Self.now, told: told)
    if let files { world.files = files }
    self.world = world
    let required: [String: JSON] = ["envId": .string(Self.environment), "serverName": "ss"]
    var deployment = try Deployment.test(
      "wechat", options: required.merging(options) { $1 }, artifact: artifact, remark: remark)
    deployment.target.wait.isEnabled = waits
    self.deployment = deployment
    provider = try WeChatHosting(deployment.target, world)
    if isChecked { try provider.check(deployment) }
  }

  /// Everything that was told, as text.
  var talk: String { told.events.map { "\($0)" }.joined(separator: "\n") }
}

extension EmulatedWeChat {
  /// A cloud that holds the sample's service, with the live version `ss-003`.
  static func holding(
    remark: String? = nil, variables: [String: String] = [:], snapshots: [String] = [],
    settings: [String: JSON] = [:], scenario: String = "calm", losing: Set<String> = []
  ) throws -> EmulatedWeChat {
    guard let scenario = Scenario.named(scenario) else { throw Failure(.defect, "no scenario \(scenario)") }
    let cloud = try EmulatedWeChat(
      scenario: scenario, platform: Hosting.platform,
      services: [
        Service(
          environment: Hosting.environment, name: "ss", remark: remark, variables: variables,
          snapshots: snapshots, settings: settings)
      ], now: { Hosting.now })
    cloud.lose(losing)
    return cloud
  }

  func bodies(of action: String) throws -> [JSON] { try requests.weChatBodies(of: action) }
  var actions: [String] { requests.map(\.weChatAction) }
}

/// A server that gives every call of an action the same answer, for what the emulated cloud never says.
func scriptedWeChat(_ answers: [String: JSON]) throws -> LoopbackServer {
  try LoopbackServer { request in
    let answer = answers[request.weChatAction] ?? ["errcode": 40066, "errmsg": "not scripted"]
    guard let body = try? JSONCoding.encode(answer) else { return .lose }
    return .answer(Answer(200, headers: [Field("Content-Type", "application/json")], body: body))
  }
}

/// What a service says that has the one version `ss-003`, in a status and with a remark.
func versionAnswers(
  status: String = "normal", remark: String = "", updated: String = "2025-12-23 17:00:00", traffic: Int = 100
) -> [String: JSON] {
  [
    "getcsversionlist": [
      "errcode": 0, "total": 1,
      "items": [
        [
          "version_name": "ss-003", "status": .string(status), "flow_ratio": .integer(traffic),
          "created_time": "2025-12-22 17:00:00", "updated_time": .string(updated),
        ]
      ],
    ],
    "getcsversiondetail": [
      "errcode": 0, "status": .string(status), "remark": .string(remark), "updated_time": .string(updated),
    ],
  ]
}

extension RecordedRequest {
  var weChatAction: String { head.path.split(separator: "/").last.map(String.init) ?? "" }
}

extension [RecordedRequest] {
  func weChatBodies(of action: String) throws -> [JSON] {
    try filter { $0.weChatAction == action }
      .map { try JSONCoding.decode(JSON.self, from: $0.body.bytes ?? [], answering: action) }
  }
}
