import Model

extension TencentAction {
  /// The calls that start, stop and revert rollouts.
  static let tcbrWrites: [TencentAction] = [
    TencentAction(
      name: "UpdateCloudRunServer", service: "tcbr", kind: .update,
      // `ServerConfig` is deprecated and missing on purpose: a tool that sends it would overwrite settings.
      parameters: serviceParameters + [
        .required("DeployInfo", .object(deployParameters)), .optional("Business", .string),
        .optional("Items", .list(.object(ConfigItem.parameters))),
      ]
    ) { state, call throws(APIError) in
      let index = try state.index(call)
      let items = try ConfigItem.settings(call.parameters["Items"]?.array ?? [])
      var deployment = try state.deployment(call, items: items, at: index)
      try state.checkFree(index)
      if state.scenario.update.isStolen { deployment.remark = "another deploy's change" }
      if state.scenario.addsVersions {
        deployment = ServiceDeployment(
          changeType: "CONFIG", deployType: "image", image: state.services[index].online.first?.image ?? "",
          remark: "server config change", settings: deployment.settings)
      }
      let task = state.deploy(deployment, at: index, course: state.scenario.rollout)
      return ["EnvId": .string(call.string("EnvId")), "TaskId": .integer(task.id)]
    },

    TencentAction(
      name: "CreateCloudRunServer", service: "tcbr", kind: .update,
      parameters: serviceParameters + [
        .required("DeployInfo", .object(deployParameters)),
        .optional("Items", .list(.object(ConfigItem.parameters))),
        .optional(
          "VpcInfo",
          .object([
            .required("VpcId", .string), .required("CreateType", .integer),
            .optional("SubnetIds", .list(.string)),
          ])),
      ]
    ) { state, call throws(APIError) in
      try state.checkEnvironment(call)
      let (environment, name) = (call.string("EnvId"), call.string("ServerName"))
      guard !state.services.contains(where: { $0.environment == environment && $0.name == name }) else {
        throw APIError("ResourceInUse", "service [\(name)] already exists")
      }
      let items = try ConfigItem.settings(call.parameters["Items"]?.array ?? [])
      guard items["Port"] != nil else { throw .invalid("Items: a new service needs `Port`.") }
      let new = CloudService(
        environment: environment, name: name, region: state.environments[environment] ?? "",
        settings: items, updated: state.now)
      state.services.append(new)
      let index = state.services.count - 1
      do throws(APIError) {
        let deployment = try state.deployment(call, items: items, at: index)
        let task = state.deploy(deployment, at: index, course: state.scenario.rollout)
        return ["TaskId": .integer(task.id)]
      } catch {
        state.services.removeLast()
        throw error
      }
    },

    TencentAction(
      name: "SubmitServerConfigChangeDiff", service: "tcbr", kind: .write,
      parameters: serviceParameters + [.required("Items", .list(.object(ConfigItem.parameters)))]
    ) { state, call throws(APIError) in
      let index = try state.index(call)
      let items = call.parameters["Items"]?.array ?? []
      let settings = try ConfigItem.settings(items)
      let service = state.services[index]
      try state.checkFree(index)
      let merged = service.settings.merging(settings) { $1 }
      if items.allSatisfy({ ConfigItem.all[$0["Key"]?.string ?? ""]?.isHot ?? false }) {
        state.services[index].settings = merged
        return ["TaskId": 0]
      }
      let deployment = ServiceDeployment(
        changeType: "CONFIG", deployType: "image", image: service.online.first?.image ?? "",
        settings: merged)
      let task = state.deploy(deployment, at: index, course: state.scenario.rollout)
      return ["TaskId": .integer(task.id)]
    },

    TencentAction(
      name: "SubmitServerRollback", service: "tcbr", kind: .write,
      parameters: serviceParameters + [
        .required("CurrentVersionName", .string), .required("RollbackVersionName", .string),
        .optional("OperatorRemark", .string),
      ]
    ) { state, call throws(APIError) in
      let index = try state.index(call)
      let service = state.services[index]
      try state.checkFree(index)
      let current = try service.require(call.string("CurrentVersionName"))
      let target = try service.require(call.string("RollbackVersionName"))
      guard current.flowRatio > 0, target.number < current.number, target.status == "normal" else {
        throw .invalid("version [\(current.name)] cannot be rolled back to [\(target.name)]")
      }
      let task = CloudTask(
        id: state.nextTaskID(), changeType: "ROLLBACK", releaseType: "FULL", deployType: target.deployType,
        previousVersion: current.name, version: target.name, created: state.now, started: state.elapsed,
        visibleFrom: state.elapsed, steps: [CloudTask.Step(name: "ReleaseVersion", seconds: 10)])
      state.services[index].tasks.append(task)
      return ["TaskId": .integer(task.id)]
    },

    TencentAction(
      name: "OperateServerManage", service: "tcbr", kind: .write,
      parameters: serviceParameters + [
        .required("TaskId", .integer), .required("OperateType", .string),
        .optional("OperatorRemark", .string),
      ]
    ) { state, call throws(APIError) in
      let index = try state.index(call)
      if state.services[index].keepsOrder, call.string("OperateType") == "go_back" {
        state.services[index].keepsOrder = false
        return [:]
      }
      guard let task = state.services[index].running, task.id == call.integer("TaskId") else {
        throw .invalid("task [\(call.integer("TaskId") ?? 0)] is not running")
      }
      let isGray = task.isAwaitingPromotion(at: state.elapsed)
      switch call.string("OperateType") {
      case "cancel":
        state.services[index].finish(CloudTask.End(at: state.elapsed, status: "stopped"))
      case "go_back" where isGray:
        state.services[index].finish(CloudTask.End(at: state.elapsed, status: "stopped"))
      case "done" where isGray:
        state.services[index].finish(CloudTask.End(at: state.elapsed, status: "finished"))
      default:
        throw .invalid("`\(call.string("OperateType"))` is not possible for task [\(task.id)]")
      }
      return [:]
    },
  ]

  private static let deployParameters: [Parameter] = [
    .required("DeployType", .string), .optional("ImageUrl", .string), .optional("PackageName", .string),
    .optional("PackageVersion", .string), .optional("DeployRemark", .string),
    .optional("ReleaseType", .string),
    .optional(
      "RepoInfo",
      .object([.required("Source", .string), .required("Repo", .string), .required("Branch", .string)])),
    .optional(
      "BuildPacks",
      .object([
        .required("BaseImage", .string), .required("EntryPoint", .string),
        .required("RepoLanguage", .string), .required("UploadFilename", .string),
        .optional("LanguageVersion", .string),
      ])),
  ]
}

extension TencentState {
  /// Checks `DeployInfo` and returns what would be deployed.
  fileprivate func deployment(
    _ call: TencentCall, items: [String: JSON], at index: Int
  ) throws(APIError) -> ServiceDeployment {
    let info = call.parameters["DeployInfo"]?.object ?? [:]
    func text(_ name: String) -> String { info[name]?.string ?? "" }
    func required(_ name: String) throws(APIError) -> String {
      guard !text(name).isEmpty else { throw .missing("DeployInfo.\(name)") }
      return text(name)
    }
    let service = services[index]
    var settings = service.settings
    // Observed: a deploy that does not name the private network removes the service from it.
    settings["VpcConf"] = nil
    if scenario.platform == .forgetsSettings {
      for name in ["EnvParams", "OpenAccessTypes", "PublicNetConf", "VolumesConf"] { settings[name] = nil }
    }
    settings.merge(items) { $1 }
    if scenario.losesSettings {
      settings["VpcConf"] = nil
      settings["EnvParams"] = service.settings["EnvParams"]
    }
    var deployment = ServiceDeployment(
      deployType: text("DeployType"), remark: text("DeployRemark"), settings: settings)
    if let type = info["ReleaseType"]?.string {
      guard ["FULL", "GRAY"].contains(type) else {
        throw .invalid("DeployInfo.ReleaseType `\(type)` is not valid")
      }
      deployment.releaseType = type
    }
    switch deployment.deployType {
    case "image":
      deployment.image = try required("ImageUrl")
    case "package", "jar", "war":
      deployment.packageName = try required("PackageName")
      deployment.packageVersion = try required("PackageVersion")
      let package = packages.package(
        PackageName(
          environment: service.environment, service: service.name, name: deployment.packageName,
          version: deployment.packageVersion))
      guard let package else {
        throw .invalid(
          "package [\(deployment.packageName)] [\(deployment.packageVersion)] has not been uploaded")
      }
      if deployment.deployType == "package" {
        deployment.buildFailure = Self.buildFailure(
          package, settings: settings, builds: info["BuildPacks"] != nil)
      }
    case "repository":
      guard info["RepoInfo"] != nil else { throw .missing("DeployInfo.RepoInfo") }
    default:
      throw .invalid("DeployInfo.DeployType `\(deployment.deployType)` is not valid")
    }
    return deployment
  }

  /// Why a source package cannot be built. The cloud does not check it before the build, which costs its users
  /// minutes.
  private static func buildFailure(
    _ package: RecordedBody, settings: [String: JSON], builds: Bool
  ) -> String? {
    guard let bytes = package.bytes else { return nil }
    guard let names = zipEntryNames(bytes) else { return "unzip: cannot find zipfile directory" }
    guard names.contains(where: { !$0.hasSuffix("/") }) else {
      return "failed to compute cache key: the build context is empty"
    }
    guard settings["HasDockerfile"]?.boolean ?? true else {
      return builds ? nil : "no Dockerfile and no BuildPacks: how to build is not known"
    }
    let folder = settings["BuildDir"]?.string ?? ""
    let file = settings["Dockerfile"]?.string ?? "Dockerfile"
    let path = (folder.split(separator: "/") + file.split(separator: "/")).filter { $0 != "." }
      .joined(separator: "/")
    if names.contains(path) { return nil }
    return "failed to read dockerfile: open /build/\(path): no such file or directory"
  }
}
