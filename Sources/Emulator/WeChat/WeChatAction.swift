import Model

/// One call of the `componenttcb` family: what it takes and what it does. The reads are of the older generation,
/// which has `env` and `service_name`.
struct WeChatAction: Sendable {
  var family = "/componenttcb/"
  var name: String
  var kind = CallKind.read
  /// The call needs a token.
  var isSigned = true
  var parameters: [Parameter]
  /// The members of the answer besides `errcode`. The parameters have been checked.
  var run: @Sendable (inout WeChatState, [String: JSON]) throws(APIError) -> [String: JSON]

  static let all: [WeChatAction] = [
    environments, list, detail, rollingUpdate, fullRelease, division, mint,
  ]

  private static let environments = WeChatAction(name: "describecloudbaserunenvs", parameters: []) {
    state, _ throws(APIError) in
    guard !state.scenario.isNotOpened else { return ["env_list": []] }
    let ids = Set(state.services.map(\.environment)).sorted()
    return [
      "env_list": .array(
        ids.map {
          [
            "env_id": .string($0), "alias": "", "status": "NORMAL", "region": "ap-shanghai",
            "env_channel": "wxrun", "is_default": false,
          ]
        })
    ]
  }

  private static let list = WeChatAction(
    name: "getcsversionlist",
    parameters: [
      .required("env", .string), .required("service_name", .string), .optional("limit", .integer),
      .optional("offset", .integer),
    ]
  ) { state, body throws(APIError) in
    let service = state.services[try state.index(environment: body["env"], service: body["service_name"])]
    let offset = body["offset"]?.integer ?? 0
    let limit = body["limit"]?.integer ?? 20
    guard offset >= 0, (1...100).contains(limit) else { throw .invalidArguments("limit or offset") }
    let page = service.versions.reversed().dropFirst(offset).prefix(limit)
    return [
      "total": .integer(service.versions.count),
      "items": .array(
        page.map { version in
          [
            "version_name": .string(version.name), "status": state.scenario.spelled(version.status),
            "flow_ratio": .integer(version.traffic), "buildid": 0, "upload_type": "image",
            "min_replicas": 0, "max_replicas": 5, "created_time": .string(version.created.chinaTime),
            "updated_time": .string(version.updated.chinaTime),
          ]
        }),
    ]
  }

  private static let detail = WeChatAction(
    name: "getcsversiondetail", kind: .poll,
    parameters: [
      .required("env", .string), .required("service_name", .string), .required("version_name", .string),
    ]
  ) { state, body throws(APIError) in
    let service = state.services[try state.index(environment: body["env"], service: body["service_name"])]
    let version = service.versions[try service.index(of: body["version_name"])]
    // Numbers here, text in the update.
    func number(_ name: String) -> JSON {
      let text = version.settings[name]?.string ?? ""
      return Int(text).map(JSON.integer) ?? Double(text).map(JSON.number) ?? .null
    }
    func setting(_ name: String) -> JSON { version.settings[name] ?? .null }
    var answer: [String: JSON] = [
      "version_name": .string(version.name), "status": state.scenario.shouted(version.status),
      "remark": .string(version.remark), "image_url": .string(version.image), "upload_type": "image",
      "dockerfile_path": setting("dockerfile_path"), "build_dir": setting("build_dir"),
      "cpu": number("cpu"), "mem": number("mem"), "minnum": number("min_num"),
      "maxnum": number("max_num"), "policy_type": setting("policy_type"),
      "policy_threshold": number("policy_threshold"), "env_params": setting("env_params"),
      "custom_logs": setting("custom_logs"), "container_port": setting("container_port"),
      "created_time": .string(version.created.chinaTime),
      "updated_time": .string(version.updated.chinaTime),
    ]
    // Not in the interface's page: shown where they are set.
    for name in WeChatVersion.undocumented { answer[name] = version.settings[name] }
    return answer
  }

  private static let division = WeChatAction(
    name: "setcspropotion", kind: .write,
    parameters: [
      .required("env", .string), .required("service_name", .string),
      .required(
        "items",
        .list(.object([.required("version_name", .string), .required("flow_ratio", .integer)]))),
    ]
  ) { state, body throws(APIError) in
    let index = try state.index(environment: body["env"], service: body["service_name"])
    let items = body["items"]?.array ?? []
    guard items.reduce(0, { $0 + ($1["flow_ratio"]?.integer ?? 0) }) == 100 else {
      throw .invalidArguments("the sum of flow_ratio is not 100")
    }
    var shares: [Int: Int] = [:]
    for item in items {
      let version = try state.services[index].index(of: item["version_name"])
      guard state.services[index].versions[version].status == "normal" else {
        throw .invalidArguments("version [\(item["version_name"]?.string ?? "")] is not normal")
      }
      shares[version] = item["flow_ratio"]?.integer
    }
    // Versions that are not named get nothing.
    for version in state.services[index].versions.indices {
      state.services[index].versions[version].traffic = shares[version] ?? 0
    }
    return [:]
  }

  private static let fullRelease = WeChatAction(
    name: "releasecloudbaserunversion", kind: .write,
    parameters: [
      .required("env_id", .string), .required("server_name", .string),
      .required("release_version", .string),
    ]
  ) { state, body throws(APIError) in
    let index = try state.index(environment: body["env_id"], service: body["server_name"])
    let version = try state.services[index].index(of: body["release_version"])
    guard state.services[index].versions[version].status == "normal" else {
      return ["result": "failed"]
    }
    state.services[index].route(100, to: version)
    return ["result": "success", "release_order_id": 4711]
  }

  private static let mint = WeChatAction(
    family: "/cgi-bin/component/", name: "api_component_token", isSigned: false,
    parameters: ["component_appid", "component_appsecret", "component_verify_ticket"]
      .map { .optional($0, .string) }
  ) { state, body throws(APIError) in
    let platform = state.platform
    guard body["component_appid"]?.string == platform.id else { throw APIError(40013, "invalid appid") }
    guard body["component_appsecret"]?.string == platform.secret else {
      throw APIError(40125, "invalid appsecret")
    }
    guard body["component_verify_ticket"]?.string == platform.ticket else {
      throw APIError(61006, "component ticket is invalid")
    }
    return [
      "component_access_token": .string(state.tokens.mint(at: state.elapsed)),
      "expires_in": .integer(Int(WeChatTokens.lifetime)),
    ]
  }
}
