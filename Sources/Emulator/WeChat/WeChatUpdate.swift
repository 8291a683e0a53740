import Model

extension WeChatAction {
  /// Interface `updateCloudbaseServiceVersion`, with its types: numbers that it takes as text are refused as numbers.
  static let rollingUpdate = WeChatAction(
    name: "rollupdatecloudbaserunserverversion", kind: .update,
    parameters: [
      .required("env_id", .string), .required("server_name", .string), .required("version_name", .string),
      .optional("upload_type", .string), .optional("repository_type", .string),
      .optional("flow_ratio", .integer), .optional("dockerfile_path", .string),
      .optional("build_dir", .string), .optional("cpu", .string), .optional("mem", .string),
      .optional("min_num", .string), .optional("max_num", .string), .optional("policy_type", .string),
      .optional("policy_threshold", .string), .optional("env_params", .string),
      .optional("container_port", .integer), .optional("repository", .string),
      .optional("branch", .string), .optional("version_remark", .string),
      .optional("package_name", .string), .optional("package_version", .string),
      .optional(
        "image_info",
        .object([
          .optional("repository_name", .string), .optional("is_public", .boolean),
          .optional("tag_name", .string), .optional("server_addr", .string),
          .optional("image_url", .string),
        ])),
      .optional(
        "code_detail",
        .object([
          .optional("name", .object([.optional("name", .string), .optional("full_name", .string)])),
          .optional("url", .string),
        ])),
      .optional("is_rebuild", .boolean), .optional("initial_delay_seconds", .integer),
      .optional(
        "mount_volume_info",
        .list(
          .object([
            .optional("name", .string), .optional("mount_path", .string), .optional("read_only", .boolean),
            .optional(
              "nfs_volumes",
              .list(
                .object([
                  .optional("server", .string), .optional("path", .string),
                  .optional("read_only", .boolean), .optional("secret_name", .string),
                  .optional("enable_empty_dir_volume", .boolean),
                ]))),
          ]))),
      .optional("rollback", .boolean), .optional("snapshot_name", .string),
      .optional("custom_logs", .string), .optional("enable_union", .boolean),
      .optional("server_path", .string), .optional("is_update_cls", .boolean),
      .optional(
        "policy_detail",
        .list(.object([.required("policy_type", .string), .required("policy_threshold", .number)]))),
    ]
  ) { state, body throws(APIError) in
    let index = try state.index(environment: body["env_id"], service: body["server_name"])
    // `latest` is the newest at that moment.
    guard let newest = state.services[index].versions.indices.last else {
      throw .invalidArguments("service [\(state.services[index].name)] has no version")
    }
    let version =
      body["version_name"] == "latest" ? newest : try state.services[index].index(of: body["version_name"])
    let old = state.services[index].versions[version]
    var asked = try WeChatUpdate(body, of: old, byAddress: state.scenario.needsAddresses)
    asked.isBuildable = state.isBuildable(body)
    guard state.services[index].versions.allSatisfy({ $0.update == nil }) else {
      throw .invalidArguments("service [\(state.services[index].name)] is updating")
    }
    if state.scenario.update.isStolen {
      state.updateForStranger(at: index, from: state.elapsed)
    } else {
      state.begin(asked, of: version, at: index)
    }
    return ["result": "succ", "run_id": .string(state.nextRun())]
  }
}

extension WeChatUpdate {
  /// Checks the body beyond its types. `byAddress`: a repository is named by its address; otherwise as the vendor's
  /// client does it.
  fileprivate init(_ body: [String: JSON], of old: WeChatVersion, byAddress: Bool) throws(APIError) {
    func required(_ name: String, in object: JSON?) throws(APIError) -> String {
      guard let text = object?[name]?.string, !text.isEmpty else {
        throw APIError(40101, "missing parameter: \(name)")
      }
      return text
    }
    self.init(
      remark: body["version_remark"]?.string ?? "", image: old.image, settings: old.settings,
      traffic: body["flow_ratio"]?.integer ?? 0, builds: false)
    if body["rollback"] == true {
      let snapshot = try required("snapshot_name", in: .object(body))
      guard old.snapshots.contains(snapshot) else {
        throw .invalidArguments("snapshot [\(snapshot)] not found")
      }
      image = "nginx:\(snapshot)"
      traffic = body["flow_ratio"]?.integer ?? old.traffic
      return
    }
    switch try required("upload_type", in: .object(body)) {
    case "image":
      image = try required("image_url", in: body["image_info"])
    case "package":
      _ = try required("package_name", in: .object(body))
      _ = try required("package_version", in: .object(body))
      builds = true
    case "repository":
      guard ["coding", "gitlab", "github"].contains(try required("repository_type", in: .object(body)))
      else { throw .invalidArguments("repository_type") }
      if byAddress {
        guard try required("repository", in: .object(body)).contains("://") else {
          throw .invalidArguments("repository")
        }
      } else {
        _ = try required("full_name", in: body["code_detail"]?["name"])
      }
      _ = try required("branch", in: .object(body))
      builds = true
    default: throw .invalidArguments("upload_type")
    }
    guard (0...100).contains(traffic) else { throw .invalidArguments("flow_ratio") }
    let known = Set(WeChatVersion.defaults.keys).union(WeChatVersion.undocumented)
    settings = WeChatVersion.defaults.merging(body.filter { known.contains($0.key) }) { $1 }
    for name in ["cpu", "mem", "min_num", "max_num", "policy_threshold"] {
      guard let text = settings[name]?.string, Double(text) != nil else { throw .invalidArguments(name) }
    }
    guard let variables = settings["env_params"]?.string, JSON.parse(Array(variables.utf8))?.object != nil
    else { throw .invalidArguments("env_params is not a JSON object") }
  }
}
